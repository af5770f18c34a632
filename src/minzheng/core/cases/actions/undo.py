"""Taking a slip back within ten minutes: an event of its own; what the slip would have sent is not sent."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.moving import Locked, lock
from minzheng.core.cases.rules import check_undo
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.sql import Clause, compose

RESTORED = ("tokens", "variables", "state", "handled", "warn_at", "due_at", "clock")
"""The columns of a case that a returning step changes."""


def undo(*, by: Actor, at: datetime, case_id: UUID, event: UUID) -> UUID:
    """Take back what `event` of this case did; returns the new event's id.

    Raises Problem: `cases.nothing_to_undo`, `cases.undone_already`, `cases.not_your_slip`, `cases.undo_too_late`,
    `cases.moved_on` (somebody has acted since), `offices.denied`.
    """
    with one_transaction():
        locked = lock(case_id)
        row = locked.row
        target = Target(places=locked.places, business=row["service"], sensitivity=row["sensitivity"])
        authorise(by=by, right="cases.undo", target=target, at=at)
        found = run(
            "SELECT kind, person, before, until, undone_at FROM cases_undo WHERE id = %s AND case_id = %s FOR UPDATE",
            [event, case_id],
        )
        if not found:
            raise Problem("cases.nothing_to_undo")
        kind, person, before, until, undone = found[0]
        check_undo(str(person), str(by.person), until, at, undone=undone is not None)
        before = json.loads(before) if isinstance(before, str) else before
        told = Event(
            kind="cases.undo",
            at=at,
            by=by,
            places=locked.places,
            service=row["service"],
            offering=row["snapshot_id"],
            case=case_id,
            from_state=row["state"],
            to_state=before.get("state", row["state"]),
            facts={"case_no": row["case_no"], "act": kind, "undoes": str(event)},
        )
        clauses = [*_back(locked, kind, before), sql.mark_undone(event, at), *event_clauses(told)]
        final = "SELECT id FROM case_row" if kind == "return" else "SELECT 1"
        if not run(*compose(clauses, final)):
            raise Problem("cases.moved_on")
        return told.id


def settle_slips(*, at: datetime, limit: int = 200) -> list[UUID]:
    """What can be taken back no longer: the events of these slips, each given once, in the caller's transaction.
    1 statement."""
    return [row[0] for row in run(_SETTLE, [at, limit, at])]


_SETTLE = (
    "WITH due AS (SELECT id FROM cases_undo WHERE until <= %s AND undone_at IS NULL AND settled_at IS NULL "
    "ORDER BY until LIMIT %s FOR UPDATE SKIP LOCKED) "
    "UPDATE cases_undo SET settled_at = %s FROM due WHERE cases_undo.id = due.id RETURNING cases_undo.id"
)


def _back(locked: Locked, kind: str, before: Mapping[str, Any]) -> tuple[Clause, ...]:
    case = locked.row["id"]
    if kind == "note":
        return (sql.delete_note(UUID(before["note"])),)
    if kind == "upload":
        return (sql.delete_materials([UUID(one) for one in before["materials"]]),)
    if kind in ("assign", "refer"):
        held = UUID(before["assignee"]) if before["assignee"] else None
        return (sql.assign_task(case, before["token"], held, before["assignee_name"]),)
    changes = {name: before[name] for name in RESTORED}
    return (
        sql.update_case(case, before["revision"], changes),
        *sql.reopen_tasks(case, before["closed"], before["opened"]),
    )


def before_return(locked: Locked, closed: tuple[int, ...], opened: tuple[int, ...]) -> dict[str, Any]:
    """How a case stood before a step that returns it; `revision` is the one that the step will give it."""
    row = locked.row
    return {
        **{name: row[name] for name in RESTORED},
        "revision": row["revision"] + 1,
        "closed": list(closed),
        "opened": list(opened),
    }
