"""Legal deadlines that have come: each fires with `at = due_at`, before any other step of its case."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from minzheng.core.cases.actions.moving import Concluded, Locked, Telling, lock, write_move
from minzheng.core.cases.actions.papers import lapse_effect
from minzheng.core.cases.queries import due_cases
from minzheng.core.cases.rules import today
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import system
from minzheng.kernel.sql import Clause

REMIND = "remind_supplement"
_log = logging.getLogger("minzheng.cases")


def fire_due(*, at: datetime, limit: int = 50) -> int:
    """Fire the timers of up to `limit` cases that are due at `at`; returns how many fired. Safe to repeat and to race.

    A case that cannot move (no organ is registered where it lies) is told of in the log and holds up no other.
    """
    fired = 0
    for case_id in due_cases(at, limit):
        try:
            fired += _fire_one(case_id, at)
        except Problem as problem:
            _log.error("timer of case %s did not fire: %s", case_id, problem.code)
    return fired


def _fire_one(case_id: UUID, at: datetime) -> int:
    with transaction.atomic():
        return fire_locked(lock(case_id), at=at)


def fire_locked(locked: Locked, *, at: datetime) -> int:
    """Fire what is due of a case that is already locked; returns how many fired."""
    due = sorted((when, element, token) for element, token, when in locked.timers if when <= at)
    fired = 0
    for when, element, token in due:
        if token in workflow.waiting(locked.row["tokens"]):
            _fire(locked, element, token, when)
            fired += 1
    return fired


def _fire(locked: Locked, element: str, token: int, when: datetime) -> None:
    plate = locked.package.machine.plates[element]
    if plate.effect == REMIND:
        _remind(locked, element, token, when)
    else:
        _lapse(locked, plate, token, when)


def _remind(locked: Locked, element: str, token: int, when: datetime) -> None:
    """The limit of a supplement is over: applicant and acceptor are reminded, the case stays where it is (row 4)."""
    case = locked.row
    variables = {**case["variables"], "supplement_reminded": today(when).isoformat()}
    move = workflow.fire(locked.package.machine, case["tokens"], element, token, variables)
    _write(
        locked,
        move,
        (element, token),
        when=when,
        telling=Telling("cases.remind_supplement", {"case_no": case["case_no"]}, event=uuid7()),
        concluded=Concluded(),
        changes={"variables": variables},
    )


def _lapse(locked: Locked, plate: workflow.Plate, token: int, when: datetime) -> None:
    case, found = locked.row, locked.package
    variables = {**case["variables"], "outcome": "lapsed"}
    move = workflow.fire(found.machine, case["tokens"], plate.element, token, variables)
    effect = lapse_effect(case, found, system(f"timer:{plate.element}"), when)
    facts = {
        "case_no": case["case_no"],
        "effect": plate.effect,
        "accepted_on": effect.case["accepted_on"].isoformat(),
    }
    _write(
        locked,
        move,
        (plate.element, token),
        when=when,
        telling=Telling("cases.lapse", facts, event=uuid7()),
        concluded=Concluded(element=plate.element, outcome="lapsed"),
        changes={"variables": variables, **effect.case},
        clauses=effect.clauses,
    )


def _write(
    locked: Locked,
    move: workflow.Move,
    fired: tuple[str, int],
    *,
    when: datetime,
    telling: Telling,
    concluded: Concluded,
    changes: Mapping[str, Any],
    clauses: Sequence[Clause] = (),
) -> None:
    """Write what a timer did; the one that fired is over too."""
    write_move(
        locked,
        workflow.with_timers_gone(move, (*move.timers_gone, fired)),
        by=system(f"timer:{fired[0]}"),
        at=when,
        telling=telling,
        concluded=concluded,
        changes=changes,
        clauses=clauses,
    )
