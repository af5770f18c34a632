"""Late, about to be due, lapsed."""
