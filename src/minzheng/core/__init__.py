"""Floor 2: what every service needs, once; the order of the rooms stands in `pyproject.toml` (contract `core`)."""
