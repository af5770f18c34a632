"""Floor 1: plain Python that needs no table and no Django; each folder is fit to be its own library."""
