"""`Clause` is a data-modifying or reading CTE body with its parameters; `compose` joins clauses into one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Clause:
    """The body of one CTE: `sql` with `%s` holes and as many `params`; `name` is what other clauses may refer to."""

    name: str
    sql: str
    params: tuple[Any, ...] = ()


def compose(
    clauses: Sequence[Clause], select: str, params: tuple[Any, ...] = ()
) -> tuple[str, tuple[Any, ...]]:
    """Join `clauses` into `WITH a AS (…), b AS (…) <select>`; returns (text, parameters in order).

    Names must be unique (ValueError): two rooms that lend the same name would shadow each other silently.
    """
    names = [clause.name for clause in clauses]
    if len(set(names)) != len(names):
        raise ValueError(f"clause names repeat: {sorted(names)}")
    if not clauses:
        return select, params
    body = ",\n".join(f"{clause.name} AS (\n{clause.sql}\n)" for clause in clauses)
    values = tuple(value for clause in clauses for value in clause.params)
    return f"WITH {body}\n{select}", values + params
