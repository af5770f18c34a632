"""What is done with entitlements beside granting them: they end when the book says that their decision fell."""

from datetime import date, datetime
from uuid import UUID

from minzheng.blocks.benefits.queries import of_case
from minzheng.blocks.benefits.rules import ends_with
from minzheng.core.audit.actions import read_on, record
from minzheng.core.audit.queries import EventRow, run
from minzheng.core.cases.queries import later_acts_upon
from minzheng.core.cases.rules import today
from minzheng.kernel.rights import system

READER = "benefits"
ENDING = frozenset({"revokes", "cancels"})


def follow_book(*, at: datetime, limit: int = 200) -> int:
    """Read on in the book: a right whose decision was revoked or cancelled ends from the day that the act names; one that
    a later decision altered ends where the new one begins. Each event has its effect once; returns how many were read."""
    return read_on(reader=READER, effect=lambda event: _follow(event, at), at=at, limit=limit)


def _follow(event: EventRow, at: datetime) -> None:
    if event.case_id is None:
        return
    if event.kind == "cases.later" and event.facts.get("act") in ENDING:
        _end(event.case_id, date.fromisoformat(event.facts["effective_on"]), str(event.facts["act"]), at)
    elif event.kind == "cases.step" and event.facts.get("result") in ("granted", "refused"):
        granted = of_case(event.case_id)
        for kind, earlier in later_acts_upon(event.case_id):
            if kind in ("alters", "redo_of"):
                day = granted.starts if granted else today(at)
                _end(earlier, day, kind, at)


def _end(case_id: UUID, on: date, why: str, at: datetime) -> None:
    row = of_case(case_id)
    if row is None or row.ends is not None:
        return
    ends = ends_with(on, row.starts)
    run(
        "UPDATE benefits_entitlement SET ends = %s WHERE id = %s AND ends IS NULL RETURNING id",
        [ends, row.id],
    )
    record(
        by=system(READER),
        at=at,
        kind="benefits.end",
        case=case_id,
        service=row.service,
        subjects=[row.person],
        facts={"entitlement": str(row.id), "ends": ends.isoformat(), "why": why},
    )
