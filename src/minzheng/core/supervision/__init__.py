"""电子监察: which open cases are due, late or stopped, and why; what lapsed. Reads only, changes no case."""
