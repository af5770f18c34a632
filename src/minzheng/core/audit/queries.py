"""Reading the book: by position, by case, and the tree's head."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from minzheng.core.audit.rules import COLUMNS
from minzheng.kernel.ids import lowest_of

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


def contents(event_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, Any] | None]:
    """Personal content of events (None where it was erased). 1 statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id, content FROM audit_content WHERE event_id = ANY(%s)", [list(event_ids)])
        return {row[0]: json.loads(row[1]) if isinstance(row[1], str) else row[1] for row in cursor.fetchall()}


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
