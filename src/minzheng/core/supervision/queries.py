"""The four lists of the monitor: late, about to be due, stopped, lapsed; each due date can explain itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.cases.queries import (
    LapsedRow,
    QueueRow,
    StoppedRow,
    case,
    standing,
    standing_counts,
    standing_still,
)
from minzheng.core.cases.queries import lapsed as lapsed_cases
from minzheng.core.cases.rules import today
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor


@dataclass(frozen=True, slots=True)
class Watched:
    """The unit that a monitor watches: a level column and its division."""

    level: str
    division: str


def watched(by: Actor, at: datetime) -> Watched:
    """The unit of the actor's grant as monitor. Raises Problem(`supervision.no_unit`)."""
    for grant in by.grants:
        if grant.role == "monitor" and grant.holds(today(at)) and grant.scope.level in LEVELS:
            return Watched(grant.scope.level, grant.scope.division)
    raise Problem("supervision.no_unit")


def late(unit: Watched, at: datetime, *, after: tuple[datetime, UUID] | None = None) -> list[QueueRow]:
    """Open steps past their last day, the longest first, 51 at most. 1 statement."""
    return standing(unit.level, unit.division, at, light="red", after=after)


def about_to_be_due(
    unit: Watched, at: datetime, *, after: tuple[datetime, UUID] | None = None
) -> list[QueueRow]:
    """Open steps with 30 % or less of their limit left, soonest first, 51 at most. 1 statement."""
    return standing(unit.level, unit.division, at, light="yellow", after=after)


def lapsed(unit: Watched, since: datetime, *, after: tuple[datetime, UUID] | None = None) -> list[LapsedRow]:
    """Cases received since then that were accepted because nobody answered (视为受理), newest first, 51 at most.
    1 statement."""
    return lapsed_cases(unit.level, unit.division, since, after=after)


def stopped(unit: Watched, *, after: tuple[datetime, UUID] | None = None) -> list[StoppedRow]:
    """Cases whose clock stands still, with the article that stops it, 51 at most. 1 statement."""
    return standing_still(unit.level, unit.division, after=after)


def lights(unit: Watched, at: datetime) -> dict[str, int]:
    """How many are late (`red`) and about to be due (`yellow`), capped at 1000 each. 1 statement."""
    return standing_counts(unit.level, unit.division, at)


def clock_of(case_id: UUID) -> Mapping[str, Any]:
    """How the due date of a case came about: start, days left out, calendar, result. 1 statement."""
    return case(case_id)["clock"] or {}
