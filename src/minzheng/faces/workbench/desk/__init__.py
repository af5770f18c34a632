"""The queue and one case."""
