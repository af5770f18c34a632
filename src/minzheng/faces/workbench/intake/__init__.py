"""收件登记: the window enters an application for the person who stands there."""
