"""Signing in and out at the desk."""
