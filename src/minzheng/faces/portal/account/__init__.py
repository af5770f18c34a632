"""Signing in and out, what the platform knows of me, and my messages."""
