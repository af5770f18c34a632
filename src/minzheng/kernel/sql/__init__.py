"""Clauses: parts of one SQL statement that a room lends to a verb above it, composed into a single round trip.

Not for building queries from user input: the text of a clause is a constant, values travel as parameters.
"""

from minzheng.kernel.sql.clause import Clause, compose

__all__ = ["Clause", "compose"]
