"""Opening an account, and signing in by telephone."""
