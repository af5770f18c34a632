"""延期: the head of the organ extends the limit once, before it is over (standards 4.4 row 19)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.clocks import reckoned
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.moving import Locked, Telling, event_of, lock
from minzheng.core.cases.actions.papers import deciding_organ, paper
from minzheng.core.cases.actions.permission import require_decider
from minzheng.core.cases.actions.take_step import StepTaken, standing
from minzheng.core.cases.rules import (
    EXTENDABLE,
    EXTENDED,
    clock,
    in_force,
    reasons_given,
    start_of,
    stops_of,
    today,
)
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import calendar
from minzheng.kernel.calendar import Limit, Unit
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor
from minzheng.kernel.sql import compose
from minzheng.kernel.text import chinese_date, letter_date


def extend(*, by: Actor, at: datetime, case_id: UUID, reason: str) -> StepTaken:
    """Extend the handling period of a case by what its package allows; the applicant gets a letter with the reason.

    Old and new last day stay (`cases_extension`); open tasks are reckoned again and explain the longer limit.
    Raises Problem: `cases.not_found`, `cases.cannot_extend` (wrong state, or the package has no extension),
    `cases.extended_already`, `cases.limit_over`, `cases.reason_needed`, `offices.denied`, `offices.same_person`.
    """
    with one_transaction():
        locked = lock(case_id)
        fire_locked(locked, at=at)
        case, words = locked.row, locked.package.service.get("extension")
        require_decider(case, locked.parties, by, at, right="cases.extend", ask=authorise)
        if words is None or case["state"] not in EXTENDABLE:
            raise Problem("cases.cannot_extend")
        if case["variables"].get("extended"):
            raise Problem("cases.extended_already")
        reason = reasons_given({"reason": reason})
        more = {"n": words["n"], "unit": words["unit"], "article": words["article"]}
        variables = {**case["variables"], "extended": more}
        old, new = _last_day(locked, case["variables"]), _last_day(locked, variables)
        if today(at) > old:
            raise Problem("cases.limit_over", until=chinese_date(old))
        event = _write(locked, variables, more, old, new, by=by, at=at, reason=reason)
        return standing(locked, event)


def _last_day(locked: Locked, variables: dict[str, Any]) -> date:
    """The last day of the promised limit, as these variables have it."""
    case, name = {**locked.row, "variables": variables}, EXTENDED[0]
    words = in_force(name, locked.package.service["limits"][name], variables)
    start = start_of(words, case, today(case["received_at"]))
    days = calendar(case["calendar_version"])
    return clock(name, words, start, days, stops_of(words, variables))[1].last_day


def _write(
    locked: Locked,
    variables: dict[str, Any],
    more: dict[str, Any],
    old: date,
    new: date,
    *,
    by: Actor,
    at: datetime,
    reason: str,
) -> UUID:
    case, found = locked.row, locked.package
    own_clock, moved = reckoned(locked, {**case, "variables": variables}, at)
    changes = {"variables": variables, **own_clock}
    signer = deciding_organ(case, found, str(found.service.get("implementing_level", "county")), at)
    data = {
        "reason": reason,
        "article": more["article"],
        "more": Limit(more["n"], Unit(more["unit"])).label,
        "old_due": letter_date(old),
        "new_due": letter_date(new),
    }
    row = {
        **more,
        "case_id": case["id"],
        "reason": reason[:500],
        "old_due": old,
        "new_due": new,
        "approved_at": at,
        "approved_by": by.person,
    }
    facts = {
        "case_no": case["case_no"],
        "from": old.isoformat(),
        "to": new.isoformat(),
        "until": chinese_date(new, year=False, weekday=True),
    }
    telling = Telling("cases.extend", facts, {"reason": reason}, uuid7())
    event = event_of({**case, **changes}, by=by, at=at, telling=telling, element="", before=case["state"])
    parts = [
        sql.update_case(case["id"], case["revision"], changes),
        *moved,
        sql.insert_extension(row),
        *paper(case, found, "extend", signer, at=at, data=data),
        *event_clauses(event),
    ]
    if not run(*compose(parts, "SELECT id FROM case_row")):
        raise Problem("cases.moved_on")
    case.update(changes, revision=case["revision"] + 1)
    return event.id
