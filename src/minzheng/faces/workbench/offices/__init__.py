"""Pages of the three administrators: people and positions, letters of entrustment, emergencies, the book of security."""
