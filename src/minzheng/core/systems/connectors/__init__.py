"""What we say to connected systems, one folder each."""
