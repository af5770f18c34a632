"""The limit: bare psycopg on eight persistent connections, writing the same rows into the same tables.

A pattern is read once from what our own verb wrote; the anchor writes its rows again and again with new identifiers and
nothing else changed, so the same bytes reach the same tables, indexes and constraints in both runs.
"""

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from minzheng.faces.cli.bench.ground import Ground
from minzheng.kernel.codes import mod37_36
from minzheng.kernel.ids import uuid7

Row = Mapping[str, Any]
Statement = tuple[str, list[Any]]
_sequence = itertools.count(1)


def rows_of(ground: Ground, table: str, where: str, params: Sequence[Any]) -> list[Row]:
    """The rows of `table` that a pattern is made of."""
    with ground.connect() as connection:
        cursor = connection.execute(f"SELECT * FROM {table} WHERE {where}", params)  # type: ignore[arg-type]
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def insert(tables: Mapping[str, Sequence[Row]]) -> Statement:
    """One statement that inserts all rows of `tables`."""
    parts, params = [], []
    for number, (table, rows) in enumerate(tables.items()):
        names = list(rows[0])
        holes = ", ".join("%s" for _ in names)
        parts.append(
            f"i{number} AS (INSERT INTO {table} ({_quoted(names)}) VALUES {', '.join(f'({holes})' for _ in rows)})"
        )
        params += [_plain(row[name]) for row in rows for name in names]
    return f"WITH {', '.join(parts)} SELECT 1", params


def update(table: str, row: Row, changed: Sequence[str]) -> Statement:
    """One statement that sets `changed` columns of a row, found by its id."""
    sets = ", ".join(f'"{name}" = %s' for name in changed)
    return f"UPDATE {table} SET {sets} WHERE id = %s", [*(_plain(row[name]) for name in changed), row["id"]]


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) or _json_list(value) else value


def _json_list(value: Any) -> bool:
    return isinstance(value, list) and not (value and isinstance(value[0], UUID)) and value != []


class Copier:
    """Eight of these write at once, each on a connection of its own."""

    def __init__(self, ground: Ground, statements: Sequence[Statement], own: Sequence[UUID]) -> None:
        self._connection = ground.connect()
        self._statements = statements
        self._own = own

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def write(self, changed: Mapping[Any, Any]) -> None:
        """One transaction: every statement once, with new ids for the pattern's own and `changed` besides."""
        known = {**{one: uuid7() for one in self._own}, **changed}
        with self._connection.transaction():
            for text, params in self._statements:
                self._connection.execute(text, [_fresh(value, known) for value in params])  # type: ignore[arg-type]


def _fresh(value: Any, known: Mapping[Any, Any]) -> Any:
    return known.get(value, value) if isinstance(value, UUID | str) else value


def case_no_like(pattern: str) -> str:
    """Another right case number of the same county, type and day, from the upper end of the range."""
    body = f"{pattern[:16]}{999_999 - next(_sequence):06d}"
    return body + mod37_36(body)
