"""Help for staff: each role's work, step by step."""
