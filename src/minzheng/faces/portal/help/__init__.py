"""Help for citizens: what to do, step by step, in plain words."""
