"""What is done beside the road: note, give to a colleague, add a scan; each may be taken back for ten minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.moving import Locked, lock, lock_for
from minzheng.core.cases.actions.request_key import RequestKey, one_at_a_time
from minzheng.core.cases.rules import UNDO_WINDOW, acting_level, today
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import holders
from minzheng.core.people.queries import persons
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.sql import Clause, compose


def note(
    *, by: Actor, at: datetime, case_id: UUID, text: str, item: str = "", key: RequestKey | None = None
) -> UUID | None:
    """Note something for colleagues beside a case, or beside one `item` of it (a paper's code, a section's title:
    逐项批注); returns the event's id, None when `key` stands for this very note already. Raises Invalid without a text;
    Problem: `cases.key_reused`, `cases.in_flight`."""
    words = text.strip()[:500]
    if not words:
        raise Invalid([FieldProblem("note", "请写要记的内容", "备注")])
    with one_transaction():
        locked = lock_for(by, at, case_id, key)
        authorise(by=by, right="cases.note", target=_target(locked), at=at)
        if locked.repeated:
            return None
        note_id = uuid7()
        clauses = [sql.insert_note(case_id, words, by.name, at, note_id, item[:80])]
        return write_slip(locked, "note", by=by, at=at, clauses=clauses, before={"note": note_id}, key=key)


def assign(*, by: Actor, at: datetime, case_id: UUID, element: str, person: UUID, reason: str = "") -> UUID:
    """Give an open step to a colleague who holds its role there (分派；转办 when it was somebody else's).

    Returns the event's id. Raises Problem: `cases.step_not_allowed`, `cases.not_a_holder`, `offices.denied`.
    """
    with one_transaction():
        locked = lock(case_id)
        authorise(by=by, right="cases.assign", target=_target(locked), at=at)
        token = next(
            (key for key, where in workflow.waiting(locked.row["tokens"]).items() if where == element), None
        )
        plate = locked.package.machine.plates.get(element)
        if token is None or plate is None:
            raise Problem("cases.step_not_allowed", step=plate.name if plate else element)
        level = acting_level(locked.places, plate.level)
        if person not in {row.person for row in holders(plate.role, locked.places, level, today(at))}:
            raise Problem("cases.not_a_holder", step=plate.name)
        held, held_name = _assignee(case_id, token)
        clauses = [sql.assign_task(case_id, token, person, persons([person])[person].name)]
        return write_slip(
            locked,
            "refer" if held and held != person else "assign",
            by=by,
            at=at,
            clauses=clauses,
            before={"token": token, "assignee": held, "assignee_name": held_name},
            subjects=(person,),
            facts={"element": element, "step": plate.name},
            content={"reason": reason.strip()[:500]},
        )


def add_scans(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    files: Sequence[tuple[str, str, UUID]],
    key: RequestKey | None = None,
) -> UUID | None:
    """Add scans (code, name, file) to the papers of an open case; returns the event's id, None when `key` stands for
    these scans already. Raises Invalid; Problem: `cases.closed_for_scans`, `cases.key_reused`, `cases.in_flight`."""
    if not files:
        raise Invalid([FieldProblem("scans", "请选要加的文件", "扫描件")])
    with one_transaction():
        locked = lock_for(by, at, case_id, key)
        authorise(by=by, right="cases.add_scans", target=_target(locked), at=at)
        if locked.repeated:
            return None
        if locked.row["closed_at"]:
            raise Problem("cases.closed_for_scans")
        ids = [uuid7() for _ in files]
        rows = [(code, name, file, "") for code, name, file in files]
        clauses = [sql.insert_materials(case_id, at, rows, ids=ids)]
        return write_slip(
            locked,
            "upload",
            by=by,
            at=at,
            clauses=clauses,
            before={"materials": ids},
            facts={"papers": len(ids)},
            key=key,
        )


def write_slip(
    locked: Locked,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    clauses: Sequence[Clause],
    before: Mapping[str, Any],
    subjects: tuple[UUID, ...] = (),
    facts: Mapping[str, Any] | None = None,
    content: Mapping[str, Any] | None = None,
    key: RequestKey | None = None,
) -> UUID:
    """The act, its event `cases.<kind>`, its key and how to take it back, in one statement; returns the event's id."""
    case, event_id = locked.row, uuid7()
    event = Event(
        id=event_id,
        kind=f"cases.{kind}",
        at=at,
        by=by,
        subjects=subjects,
        places=locked.places,
        service=case["service"],
        offering=case["snapshot_id"],
        case=case["id"],
        facts={"case_no": case["case_no"], "service": case["title"], **(facts or {})},
        content=content,
    )
    undo = (
        [sql.insert_undo(event_id, case["id"], kind, by.person, before, at + UNDO_WINDOW)]
        if by.person
        else []
    )
    taken = [key.taken(case["id"], at)] if key else []
    with one_at_a_time():
        run(*compose([*clauses, *undo, *taken, *event_clauses(event)], "SELECT 1"))
    return event_id


def _target(locked: Locked) -> Target:
    row = locked.row
    return Target(places=locked.places, business=row["service"], sensitivity=row["sensitivity"])


def _assignee(case_id: UUID, token: int) -> tuple[UUID | None, str]:
    rows = run(
        "SELECT assignee, assignee_name FROM cases_task WHERE case_id = %s AND token = %s AND done_at IS NULL",
        [case_id, token],
    )
    return rows[0] if rows else (None, "")
