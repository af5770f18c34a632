"""Clauses: parts of one SQL statement that a room lends to a verb above it, composed into a single round trip; and the
DDL of row-level security.

Not for building queries from user input: the text of a clause is a constant, values travel as parameters.
"""

from minzheng.kernel.sql.clause import Clause, compose
from minzheng.kernel.sql.wall import door, in_scope, listed, own, unwall, wall

__all__ = ["Clause", "compose", "door", "in_scope", "listed", "own", "unwall", "wall"]
