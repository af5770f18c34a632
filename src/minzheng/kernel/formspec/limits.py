"""How large a form and an answer may be. Each limit has its own sentence where it is checked."""

BYTES = 1_000_000
"""Of a form's JSON text."""
DEPTH = 8
"""Groups inside groups, and values inside values of an answer."""
PAGES = 40
FIELDS = 400
OPTIONS = 500
LABEL = 200
TEXT = 4_000
EXPRESSION = 4_000
ANSWER = 10_000
"""Characters of one typed answer, whatever the form says."""
ROWS = 200
"""Rows of a list, whatever the form says."""
DEFAULT_ROWS = 30
FILES = 20
"""Files of one field, whatever the form says."""
