"""Elderly care: allowances now; homes, hotline, ability assessment and providers join as data and rooms of their own."""
