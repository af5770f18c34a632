"""Who is asked whether somebody is who they say, one folder each, with the simulator that ships and its contract test."""
