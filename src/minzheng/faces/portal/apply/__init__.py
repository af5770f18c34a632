"""Filling in and handing in: one page at a time, saved as it is left, checked, submitted once."""
