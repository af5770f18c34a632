"""The room's partners, one folder each."""
