"""Letters: numbered papers with declared fields, issued in the statement of the verb that they belong to and rendered
from their stored data by Typst afterwards.

Not for seals and licences (rooms of their own) and not for what a letter has to say (the package and the step kinds).
"""
