"""Reading the book: by position, by case, and the tree's head."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import RawCursor

from minzheng.core.audit.rules import COLUMNS
from minzheng.core.audit.sql import LOOKS
from minzheng.kernel.ids import lowest_of

LEVELS = ("province", "city", "county", "town", "village")
_SELECT = ", ".join(f"e.{name}" for name in COLUMNS)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as readers get it: its position and its columns by name."""

    position: int
    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


def run(text: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a hand-written statement whose text is constant (`%s` holes); its rows, [] where it gives none.

    The one road of hot statements: the text is turned into PostgreSQL's own `$n` form once, so that neither splitting
    it nor planning it is paid again. Errors are Django's.
    """
    with _hot(text, params) as cursor:
        return list(cursor.fetchall()) if cursor.pgresult is not None and cursor.pgresult.nfields else []


def run_named(text: str, params: Sequence[Any]) -> list[dict[str, Any]]:
    """As `run`, with each row as a mapping by column name."""
    with _hot(text, params) as cursor:
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def _hot(text: str, params: Sequence[Any]) -> Iterator[RawCursor[Any]]:
    connection.ensure_connection()
    if connection.queries_logged:
        connection.queries_log.append({"sql": text, "time": "0"})
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:
        cursor.execute(_numbered(text), params)
        yield cursor


def copy_in(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """Fill a table by COPY; returns how many rows. `table` and `columns` are constants of the calling room.

    The rows are made before the COPY begins: whoever asked the database while it runs would wait for itself.
    """
    made = list(rows)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in made:
            copy.write_row(row)
    return len(made)


def copy_behind_wall(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """As `copy_in`, for a table with row-level security, into which PostgreSQL does not COPY: by way of a table that
    only this transaction has."""
    listed, passing = ", ".join(columns), f"{table}_passing"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE {passing} ON COMMIT DROP AS SELECT {listed} FROM {table} WITH NO DATA"
        )
        made = copy_in(passing, columns, rows)
        cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {passing}")
        cursor.execute(f"DROP TABLE {passing}")
    return made


@lru_cache(maxsize=2048)
def _numbered(text: str) -> bytes:
    parts = text.replace("%%", "%").split("%s")
    return "".join(part + (f"${n}" if n < len(parts) else "") for n, part in enumerate(parts, 1)).encode()


def _mapping(row: Sequence[Any]) -> dict[str, Any]:
    values = dict(zip(COLUMNS, row, strict=True))
    if isinstance(values["facts"], str):
        values["facts"] = json.loads(values["facts"])
    return values


def rows_by_id(ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The events with these ids, in the order of their ids. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_SELECT} FROM audit_event e WHERE e.id = ANY(%s) ORDER BY e.id", [list(ids)])
        return [_mapping(row) for row in cursor.fetchall()]


def after(position: int, limit: int) -> list[EventRow]:
    """The next events after `position`, at most `limit`, in the book's order. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.position, {_SELECT} FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id "
            "WHERE l.position > %s ORDER BY l.position LIMIT %s",
            [position, limit],
        )
        return [EventRow(row[0], _mapping(row[1:])) for row in cursor.fetchall()]


def of_case(case_id: UUID, since: datetime) -> list[dict[str, Any]]:
    """A case's history, oldest first; `since` (its receipt) spares the older parts of the book. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SELECT} FROM audit_event e WHERE e.case_id = %s AND e.id >= %s ORDER BY e.id",
            [case_id, lowest_of(since)],
        )
        return [_mapping(row) for row in cursor.fetchall()]


def done_under_hat_of(legal_person: UUID, *, limit: int = 30) -> list[dict[str, Any]]:
    """What was done under the hat of a legal person, newest first. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SELECT} FROM audit_event e WHERE e.on_behalf_of = %s AND e.hat = 'corporate' "
            "ORDER BY e.id DESC LIMIT %s",
            [legal_person, limit],
        )
        return [_mapping(row) for row in cursor.fetchall()]


def done_by_under_hat_of(legal_person: UUID, person: UUID | None, kind: str, since: datetime) -> int:
    """How often a person did something under the hat of a legal person since a moment. 1 statement."""
    rows = run(
        "SELECT count(*) FROM audit_event e WHERE e.on_behalf_of = %s AND e.hat = 'corporate' AND e.id >= %s "
        "AND e.person = %s AND e.kind = %s",
        [legal_person, lowest_of(since), person, kind],
    )
    return int(rows[0][0])


def looks_at(person: UUID, *, before: UUID | None = None, limit: int = 20) -> list[dict[str, Any]]:
    """Who saw a person's data in clear, newest first; `before` is the last id of the page before. 1 statement."""
    earlier = "AND e.id < %s " if before else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SELECT} FROM audit_event e WHERE e.subjects @> ARRAY[%s]::uuid[] AND e.{LOOKS} {earlier}"
            "ORDER BY e.id DESC LIMIT %s",
            [person, *([before] if before else []), limit],
        )
        return [_mapping(row) for row in cursor.fetchall()]


def security_events(
    kinds: Sequence[str],
    *,
    level: str,
    division: str,
    persons: Sequence[UUID],
    accounts: Sequence[UUID],
    since: datetime,
    before: UUID | None = None,
    limit: int = 51,
) -> list[dict[str, Any]]:
    """Events of these kinds since a moment that happened in a division, or were done by or to one of these persons or
    accounts; newest first, older than `before`. `level` is a level column, or `nation` for all. 1 statement."""
    if level not in (*LEVELS, "nation"):
        raise ValueError(f"no level: {level!r}")
    where = (
        "TRUE"
        if level == "nation"
        else f"(e.{level} = %s OR e.person = ANY(%s) OR e.facts->>'account' = ANY(%s))"
    )
    held = [] if level == "nation" else [division, list(persons), [str(one) for one in accounts]]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SELECT} FROM audit_event e WHERE e.kind = ANY(%s) AND e.id >= %s AND {where} "
            "AND (%s::uuid IS NULL OR e.id < %s) ORDER BY e.id DESC LIMIT %s",
            [list(kinds), lowest_of(since), *held, before, before, limit],
        )
        return [_mapping(row) for row in cursor.fetchall()]


def contents(event_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, Any] | None]:
    """Personal content of events (None where it was erased). 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_id, content FROM audit_content WHERE event_id = ANY(%s)", [list(event_ids)]
        )
        return {
            row[0]: json.loads(row[1]) if isinstance(row[1], str) else row[1] for row in cursor.fetchall()
        }


def head() -> tuple[int, bytes]:
    """Size and root of the tree. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, root FROM audit_tree WHERE id = 1")
        size, root = cursor.fetchone()
        return size, bytes(root)


def backlog() -> int:
    """How many events wait for a position, capped at 1001. 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM audit_pending LIMIT 1001) AS waiting")
        return int(cursor.fetchone()[0])
