"""What people hand in: a content-addressed store of checked files, known by id and SM3 digest.

Not for saying what a file is for (the room that needs it holds its id) nor for who may see it (that room decides);
letters are made in core/documents and only kept here.
"""
