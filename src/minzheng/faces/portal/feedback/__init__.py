"""Rating a case on five faces."""
