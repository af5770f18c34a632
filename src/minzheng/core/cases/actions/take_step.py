"""One step of a case by an officer, the applicant or the system."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases import sql
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.moving import Concluded, Locked, Telling, lock_for, write_move
from minzheng.core.cases.actions.permission import require_entrusted, require_may, require_sight
from minzheng.core.cases.actions.request_key import RequestKey, note_key
from minzheng.core.cases.actions.undo import before_return
from minzheng.core.cases.rules import OUTCOME_WORDS, RETURNS, UNDO_WINDOW, Handled, acting_level, handled_list
from minzheng.core.offices.actions import authorise
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry import step_kinds
from minzheng.kernel.registry.kinds import StepContext
from minzheng.kernel.rights import Actor
from minzheng.kernel.text import chinese_moment


@dataclass(frozen=True, slots=True)
class StepTaken:
    """Where the case stands after a step; `row` is its head."""

    case_id: UUID
    case_no: str
    state: str
    event: UUID
    row: Mapping[str, Any] = field(default_factory=dict)


def take_step(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID | str,
    element: str,
    outcome: str,
    form: Mapping[str, Any] | None = None,
    key: RequestKey | None = None,
) -> StepTaken:
    """Conclude `element` of a case with `outcome`; `form` is what the person wrote with it.

    Who comes with a case number for `case_id` and may not see the case is told that there is none. Due timers fire
    first. Repeating the very same step by the same person, or under the same `key`, is answered with where the case
    stands. Raises Problem: `cases.not_found`, `cases.step_not_allowed`, `cases.already_done` (who and when),
    `offices.denied`, `offices.same_person`, `offices.own_matter`, `cases.key_reused`, `cases.in_flight`, and what the
    step kind says of the form.
    """
    with one_transaction():
        locked = lock_for(by, at, case_id, key)
        if isinstance(case_id, str):
            require_sight(locked.row, by, at)
        if locked.repeated:
            return standing(locked, uuid7(at))
        fire_locked(locked, at=at)
        token = _token(locked, element, outcome, by)
        if token is None:
            note_key(key, locked.row["id"], at)
            return standing(locked, uuid7(at))
        plate = locked.package.machine.plates[element]
        require_may(locked.row, locked.parties, plate, outcome, by, at, ask=authorise, near=locked.near)
        event = uuid7()
        kind = step_kinds.get(plate.kind)
        effect = kind.complete(_context(locked, plate, outcome, form or {}, by, at, event))
        amount = effect.variables.get("amount")
        yuan = None if amount is None else Decimal(str(amount)) / 100  # kept in fen
        require_entrusted(locked.row, locked.package, plate, outcome, by, at, amount=yuan)
        variables = {**locked.row["variables"], **effect.variables, "outcome": outcome}
        move = workflow.complete(locked.package.machine, locked.row["tokens"], token, variables)
        clauses = effect.clauses
        if outcome in RETURNS and by.person:
            before = before_return(locked, move.closed, tuple(opening.token for opening in move.opened))
            clauses = (
                *clauses,
                sql.insert_undo(event, locked.row["id"], "return", by.person, before, at + UNDO_WINDOW),
            )
        facts = {"outcome": outcome, "case_no": locked.row["case_no"], **(effect.facts or {})}
        write_move(
            locked,
            move,
            by=by,
            at=at,
            telling=Telling("cases.step", facts, effect.content, event),
            concluded=Concluded(token, element, outcome),
            changes={"variables": variables, **effect.case},
            clauses=clauses,
            key=key,
        )
        return standing(locked, event)


def standing(locked: Locked, event: UUID) -> StepTaken:
    """What is answered: where the case stands now."""
    row = locked.row
    return StepTaken(row["id"], row["case_no"], row["state"], event, row)


def _token(locked: Locked, element: str, outcome: str, by: Actor) -> int | None:
    """The token that waits at `element`; None when this very person has just concluded it so (a double click)."""
    for token, where in workflow.waiting(locked.row["tokens"]).items():
        if where == element:
            return token
    done = [entry for entry in handled_list(locked.row["handled"]) if entry.element == element]
    if done and done[-1].person == str(by.person) and done[-1].outcome == outcome:
        return None
    raise _why_not(locked, element, done)


def _why_not(locked: Locked, element: str, done: list[Handled]) -> Problem:
    plate = locked.package.machine.plates.get(element)
    if done:
        last = done[-1]
        return Problem(
            "cases.already_done",
            step=plate.name if plate else element,
            who=last.name,
            when=chinese_moment(datetime.fromisoformat(last.at)),
            outcome=OUTCOME_WORDS.get(last.outcome, last.outcome),
        )
    return Problem("cases.step_not_allowed", step=plate.name if plate else element)


def _context(
    locked: Locked,
    plate: workflow.Plate,
    outcome: str,
    form: Mapping[str, Any],
    by: Actor,
    at: datetime,
    event: UUID,
) -> StepContext:
    return StepContext(
        case=locked.row,
        element={
            "id": plate.element,
            "name": plate.name,
            "outcome": outcome,
            "level": acting_level(locked.row, plate.level),
        },
        form=form,
        offering=locked.package,
        by=by,
        at=at,
        event_id=event,
    )
