"""免申即享: who was found, and how far each one is."""
