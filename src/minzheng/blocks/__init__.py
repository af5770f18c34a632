"""Floor 3: capabilities that several domains share, each complete in itself."""
