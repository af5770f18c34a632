"""Notices for everybody: what the code on a sheet leads to, objecting, and the written answer; nothing after the end."""
