"""Events taken over in bulk get their places in the book like any other."""

from datetime import UTC, datetime, timedelta

import pytest

from minzheng.core.audit.actions import load, sequence
from minzheng.core.audit.queries import after, backlog, head, rows_by_id
from minzheng.core.audit.rules import Event, leaf_bytes
from minzheng.kernel import merkle
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import system

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = system("test")


def events(count: int) -> list[Event]:
    """Some that happened last year, one a day."""
    days = [AT - timedelta(days=400 - n) for n in range(count)]
    return [
        Event(
            kind="cases.load",
            at=day,
            by=BY,
            id=uuid7(day),
            subjects=(uuid7(day),),
            facts={"n": n, "词": "字"},
        )
        for n, day in enumerate(days)
    ]


def test_they_are_ordered_and_the_tree_holds_them():
    made = events(30)
    assert load(by=BY, at=AT, events=made) == 30
    assert backlog() == 31, "and one that says how many"
    assert sequence(at=AT) == 31
    read = after(-1, 100)
    assert [event.id for event in read][:30] == [event.id for event in made]
    assert (read[30].kind, read[30].facts) == ("audit.load", {"events": 30})
    hashes = [merkle.leaf_hash(leaf_bytes(event.values)) for event in read]
    assert head() == (31, merkle.Frontier().extend(hashes).root)


def test_a_copied_event_has_the_very_columns_of_a_written_one():
    (event,) = events(1)
    load(by=BY, at=AT, events=[event])
    (row,) = rows_by_id([event.id])
    assert (row["kind"], row["at"], row["subjects"], row["facts"]) == (
        event.kind,
        event.at,
        list(event.subjects),
        event.facts,
    )
