"""The one place where a verb asks whether it may, and where a no is written into the book although all else is undone.

A refusal ends in a Problem, and the transaction around it is usually rolled back. So refusals are only gathered while
the transaction runs, and written by `noting_refusals`, which stands around it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.audit.queries import run
from minzheng.core.legal_persons.queries import in_force
from minzheng.core.offices.queries import rules
from minzheng.core.offices.rules import why_refused
from minzheng.core.offices.sql import enter as entering
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Decision, Hat, Target, may

SHANGHAI = ZoneInfo("Asia/Shanghai")
DENIED = "offices.denied"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One answer that was no: to whom, what for, where, and why."""

    by: Actor
    at: datetime
    right: str
    target: Target
    why: str


_gathered: ContextVar[list[Refusal] | None] = ContextVar("refusals", default=None)


def authorise(*, by: Actor, right: str, target: Target, at: datetime) -> Decision:
    """The decision allow or mask; Problem `offices.denied` for a no, which the book then holds as `offices.refused`.

    Under the hat of a legal person the mandate has to hold at this moment, and in its own matters for this service,
    whatever the session knew when it began: 1 statement more. Problem `legal_persons.nobody_to_act_for`, `legal_persons.mandate_scope`.
    """
    today = _day(at)
    if by.hat is Hat.CORPORATE:
        _require_mandate(by, target, today)
    decision = may(by, right, target, rules=rules(), today=today)
    if decision:
        return decision
    refusal = Refusal(by, at, right, target, why_refused(by, right, target, rules(), today))
    gathered = _gathered.get()
    if gathered is None:
        _write(refusal)
    else:
        gathered.append(refusal)
    raise Problem(DENIED, right=right)


def _require_mandate(by: Actor, target: Target, today: date) -> None:
    held = in_force(by.person, by.corporate, today) if by.person and by.corporate else None
    if held is None or held.role != by.corporate_role:
        raise Problem("legal_persons.nobody_to_act_for")
    own = by.corporate in target.owners
    if own and target.business and not held.reaches(target.business):
        raise Problem("legal_persons.mandate_scope")


@contextmanager
def noting_refusals() -> Iterator[None]:
    """Stands outside the transaction of a request or job and writes the refusals gathered inside, however it ended.

    Inside another one the refusals are handed on to it, because its transaction may still be undone.
    """
    outer, gathered = _gathered.get(), list[Refusal]()
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
        if outer is not None:
            outer.extend(gathered)
        elif gathered:
            with transaction.atomic():
                for refusal in gathered:
                    _write(refusal)


@contextmanager
def acting(by: Actor, at: datetime) -> Iterator[None]:
    """The frame of a job or command: one transaction that begins with who acts and how far; refusals are kept."""
    with noting_refusals():
        try:
            with transaction.atomic():
                enter(by)
                yield
        except Problem as problem:
            note_denied(by, at, problem)
            raise


def enter(by: Actor) -> None:
    """Say to the database who acts and how far, until the end of this transaction. One statement."""
    run(*entering(by))


def note_denied(by: Actor, at: datetime, problem: Problem) -> None:
    """Gather a no that a room below this one gave by itself (it cannot ask `authorise`)."""
    gathered = _gathered.get()
    right = str(problem.params.get("right", ""))
    if problem.code != DENIED or gathered is None or any(one.right == right for one in gathered):
        return
    why = why_refused(by, right, Target(), rules(), _day(at))
    gathered.append(Refusal(by, at, right, Target(), why))


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _write(refusal: Refusal) -> None:
    audit.record(
        by=refusal.by,
        at=refusal.at,
        kind="offices.refused",
        facts={"right": refusal.right, "why": refusal.why},
        subjects=sorted(refusal.target.owners),
        places=refusal.target.places,
    )
