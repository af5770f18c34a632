"""Who is asked about legal persons: one folder for each partner, its simulator inside."""
