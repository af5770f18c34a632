"""Legal deadlines that have come: each fires with `at = due_at`, before any other step of its case."""

import logging
from datetime import datetime
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
    case, found = locked.row, locked.package
    by, event = system(f"timer:{element}"), uuid7()
    plate = found.machine.plates[element]
    variables = {**case["variables"], "outcome": "lapsed"}
    move = workflow.fire(found.machine, case["tokens"], element, token, variables)
    effect = lapse_effect(case, found, by, when)
    gone = (*move.timers_gone, (element, token))
    write_move(
        locked,
        workflow.with_timers_gone(move, gone),
        by=by,
        at=when,
        telling=Telling(
            "cases.lapse",
            {
                "case_no": case["case_no"],
                "effect": plate.effect,
                "accepted_on": today(case["received_at"]).isoformat(),
            },
            event=event,
        ),
        concluded=Concluded(element=plate.element, outcome="lapsed"),
        changes={"variables": variables, **effect.case},
        clauses=effect.clauses,
    )
