"""Floor 5: one folder per business domain; none knows another, and the presence of a folder is enough to be found."""
