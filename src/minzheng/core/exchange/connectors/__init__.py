"""The other agencies that are asked about people, one folder each, with the simulator that ships and its contract test."""
