"""Writing the book, giving it its order, and reading it once each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from minzheng.core.audit.models import Content
from minzheng.core.audit.queries import EventRow, after, copy_in, rows_by_id, run
from minzheng.core.audit.rules import COLUMNS, Event, leaf_bytes, row_of
from minzheng.core.audit.sql import event_clauses
from minzheng.kernel import merkle
from minzheng.kernel.rights import Actor
from minzheng.kernel.sql import compose

SEQUENCER_LOCK = 0x6D7A_0001
"""Key of the advisory lock that keeps the sequencer single over all workers."""


@contextmanager
def one_transaction() -> Iterator[None]:
    """The transaction of a verb: the request's own where there is one, else a new one.

    A verb writes in one statement, so it needs no savepoint inside a request (two round trips less); what a savepoint
    would undo, it has not begun when it raises.
    """
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield


def record(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    facts: Mapping[str, Any] | None = None,
    subjects: Iterable[UUID] = (),
    case: UUID | None = None,
    places: Mapping[str, str] | None = None,
    content: Mapping[str, Any] | None = None,
    service: str = "",
) -> UUID:
    """Write one event (one statement) for a verb that has no statement of its own to put it into; returns its id."""
    event = Event(
        kind=kind,
        at=at,
        by=by,
        subjects=tuple(subjects),
        places=places or {},
        case=case,
        facts=facts or {},
        content=content,
        service=service,
    )
    run(*compose(event_clauses(event), "SELECT 1"))
    return event.id


def load(*, by: Actor, at: datetime, events: Sequence[Event]) -> int:
    """Copy events in, each with its pending row, and one event of `by` that says how many; returns how many. For bulk
    loads only: a verb writes its own event in its own statement. Personal content is not taken."""
    with transaction.atomic():
        copy_in("audit_event", COLUMNS, (row_of(event) for event in events))
        copy_in("audit_pending", ("event_id",), ((event.id,) for event in events))
        record(by=by, at=at, kind="audit.load", facts={"events": len(events)})
    return len(events)


def sequence(*, at: datetime, limit: int = 2000) -> int:
    """Give positions to events that are committed and have none; returns how many. Only one runs at a time (0 = busy).

    Positions follow the order in which rows become visible, so a reader that goes by position never misses an event,
    however late its transaction commits.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "DELETE FROM audit_pending WHERE event_id IN "
            "(SELECT event_id FROM audit_pending ORDER BY event_id LIMIT %s) RETURNING event_id",
            [limit],
        )
        taken = [row[0] for row in cursor.fetchall()]
        if taken:
            _append(cursor, rows_by_id(taken), at)
        return len(taken)


def _append(cursor: Any, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    cursor.execute("SELECT size, frontier FROM audit_tree WHERE id = 1 FOR UPDATE")
    size, packed = cursor.fetchone()
    hashes = [merkle.leaf_hash(leaf_bytes(row)) for row in rows]
    frontier = (merkle.Frontier.from_bytes(bytes(packed)) if size else merkle.Frontier()).extend(hashes)
    cursor.execute(
        "INSERT INTO audit_leaf (position, event_id, hash) "
        "SELECT %s + n, event_id, hash FROM unnest(%s::uuid[], %s::bytea[]) WITH ORDINALITY AS t (event_id, hash, n)",
        [size, [row["id"] for row in rows], hashes],
    )
    cursor.execute(
        "UPDATE audit_tree SET size = %s, frontier = %s, root = %s, at = %s WHERE id = 1",
        [frontier.size, frontier.to_bytes(), frontier.root, at],
    )


def read_on(*, reader: str, effect: Callable[[EventRow], None], at: datetime, limit: int = 200) -> int:
    """Let `reader` see the next events; its place and its effects commit together, so each event has one effect.

    A reader that is killed half-way starts again from its old place with nothing done. Returns how many were read.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_reader (name, position) VALUES (%s, 0) ON CONFLICT (name) DO NOTHING", [reader]
        )
        cursor.execute("SELECT position FROM audit_reader WHERE name = %s FOR UPDATE SKIP LOCKED", [reader])
        found = cursor.fetchone()
        events = after(found[0], limit) if found else []
        for event in events:
            effect(event)
        if events:
            cursor.execute(
                "UPDATE audit_reader SET position = %s, at = %s WHERE name = %s",
                [events[-1].position, at, reader],
            )
        return len(events)


def erase_content(*, by: Actor, at: datetime, event_id: UUID, reason: str) -> None:
    """Erase the personal content of an event; event and commitment stay, and the erasure is an event of its own."""
    with transaction.atomic():
        Content.objects.filter(event_id=event_id).update(salt=None, content=None, erased_at=at)
        record(by=by, at=at, kind="audit.erase_content", facts={"event": str(event_id), "reason": reason})
