"""The board of results: the one exit for what the law publishes of organisations."""
