"""What every verb that moves a case shares: the locked read, the clocks of what opens, and the one composed write."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.request_key import RequestKey, one_at_a_time
from minzheng.core.cases.rules import (
    NEVER,
    acting_level,
    clock,
    in_force,
    start_of,
    stops_of,
    subjects_of,
    today,
)
from minzheng.core.catalogue.queries import Package, package
from minzheng.core.people.sql import near
from minzheng.core.places.queries import calendar
from minzheng.core.workflow.rules import Move, Opening, TimerStart
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import LEVELS, Actor
from minzheng.kernel.sql import Clause, compose


@dataclass(slots=True)
class Locked:
    """A case as the locked read found it: its columns as a mapping, its open timers and the persons who take part.

    `near` are the persons close to who acts; None when nobody has looked. `repeated`: the key was used for this before.
    """

    row: dict[str, Any]
    timers: list[tuple[str, int, datetime]]
    parties: frozenset[UUID]
    near: frozenset[UUID] | None = None
    repeated: bool = False

    @property
    def package(self) -> Package:
        """The compiled package that the case pins."""
        return package(self.row["snapshot_id"])

    @property
    def places(self) -> dict[str, str]:
        """The level columns."""
        return {level: self.row[level] for level in LEVELS}


def lock(case_id: UUID) -> Locked:
    """Read a case for a step and hold it until the transaction ends. 1 statement.

    Raises Problem(`cases.not_found`).
    """
    rows = run(sql.LOCKED, [case_id])
    if not rows:
        raise Problem("cases.not_found")
    return _locked(rows[0])


def lock_for(by: Actor, at: datetime, case_id: UUID | str, key: RequestKey | None = None) -> Locked:
    """As `lock`, by id or number, with what a verb asks besides: who is close to `by`, and what `key` stood for before.
    1 statement.

    Raises Problem: `cases.not_found`, `cases.key_reused`, `cases.in_flight` (somebody else works under this key now).
    """
    asked = key.asked() if key else sql.request_before(None, "", None)
    rows = run(*compose([near(by.person, today(at)), asked, sql.locked_case(case_id)], _FOR_STEP))
    *found, close, free, digest = rows[0]
    if not free:
        raise Problem("cases.in_flight")
    if found[0] is None:
        raise Problem("cases.not_found")
    locked = _locked(found)
    locked.near = frozenset(close or ())
    locked.repeated = key is not None and key.repeats(digest)
    return locked


_FOR_STEP = (
    "SELECT l.*, ARRAY(SELECT person_id FROM near_persons), r.free, r.digest "
    "FROM request_before r LEFT JOIN locked_case l ON true"
)


def _locked(found: Sequence[Any]) -> Locked:
    row = dict(zip(sql.CASE_COLUMNS, found, strict=False))
    for name in sql.JSON_COLUMNS:
        row[name] = json.loads(row[name]) if isinstance(row[name], str) else row[name]
    timers, parties = (json.loads(value) if isinstance(value, str) else value for value in found[-2:])
    return Locked(
        row,
        [(element, token, datetime.fromisoformat(due)) for element, token, due in timers],
        frozenset(UUID(person) for person in parties),
    )


@dataclass(frozen=True, slots=True)
class Concluded:
    """How the token that is being completed was concluded; None of it for moves without a task (timers, messages)."""

    token: int | None = None
    element: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What goes into the book with the move."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    content: Mapping[str, Any] | None = None
    event: UUID | None = None


def clocks_of(
    case: Mapping[str, Any], opened: Sequence[Opening], found: Package, at: datetime
) -> list[dict[str, Any]]:
    """The clock of each opening that has a limit: explanation, warn and due moments, in the openings' order."""
    days = calendar(case["calendar_version"])
    result: list[dict[str, Any]] = []
    for opening in opened:
        name, variables = opening.plate.limit, case["variables"]
        words = found.service["limits"].get(name)
        if words is None:
            result.append({"explained": None, "warn_at": NEVER, "due_at": NEVER})
            continue
        words = in_force(name, words, variables)
        stops = stops_of(words, variables)
        explained, deadline = clock(name, words, start_of(words, case, today(at)), days, stops)
        result.append({"explained": explained, "warn_at": deadline.warn_at, "due_at": deadline.due_at})
    return result


def opening_clauses(
    case: Mapping[str, Any], move: Move, found: Package, at: datetime
) -> tuple[list[Clause], dict[str, Any]]:
    """Tasks and timers that start, and the case's own clock: that of the first task that opens."""
    tasks = [opening for opening in move.opened if opening.plate.role]
    clocks = clocks_of(case, tasks, found, at)
    clauses: list[Clause] = []
    if tasks:
        rows = [
            {
                "element": task.plate.element,
                "token": task.token,
                "role": task.plate.role,
                "level": acting_level(case, task.plate.level),
                "opened_at": at,
                "warn_at": times["warn_at"],
                "due_at": times["due_at"],
            }
            for task, times in zip(tasks, clocks, strict=True)
        ]
        clauses.append(sql.insert_tasks(case, rows))
    timers = [(timer.plate.element, timer.token, timer_due(case, timer, found, at)) for timer in move.timers]
    if timers:
        clauses.append(sql.insert_timers(case["id"], timers))
    own: dict[str, Any] = clocks[0] if clocks else {"explained": None, "warn_at": None, "due_at": None}
    return clauses, {"clock": own["explained"], "warn_at": own["warn_at"], "due_at": own["due_at"]}


def timer_due(case: Mapping[str, Any], timer: TimerStart, found: Package, at: datetime) -> datetime:
    """When a legal timer of a case falls due: its limit, reckoned on the case's calendar."""
    words = found.service["limits"][timer.plate.limit]
    start = start_of(words, case, today(at))
    return clock(timer.plate.limit, words, start, calendar(case["calendar_version"]))[1].due_at


def write_move(
    locked: Locked,
    move: Move,
    *,
    by: Actor,
    at: datetime,
    telling: Telling,
    concluded: Concluded,
    changes: Mapping[str, Any] | None = None,
    clauses: Sequence[Clause] = (),
    key: RequestKey | None = None,
) -> UUID:
    """Write one move of a case with its event (and the key under which it was asked), in one statement; returns the
    event's id. A move that opens nothing (one of two that run side by side is done, a reminder) leaves the case the clock
    that it shows.

    Raises Problem: `cases.moved_on` when the case is no longer at the revision that was read, `cases.in_flight`.
    """
    case = locked.row
    changed: dict[str, Any] = {"tokens": move.tokens, "state": move.state, **(changes or {})}
    case_after = {**case, **changed}
    opened, shown = opening_clauses(case_after, move, locked.package, at)
    if move.opened or move.ended:
        changed |= shown
    if move.ended:
        changed |= {"closed_at": at}
    if move.result:
        changed["result"] = move.result
    if concluded.element:
        entry = [concluded.element, concluded.outcome, str(by.person or ""), by.name, at.isoformat()]
        changed["handled"] = [*changed.get("handled", case["handled"]), entry]
    parts = [sql.update_case(case["id"], case["revision"], changed), *opened, *clauses]
    if move.closed:
        parts.append(
            sql.close_tasks(
                case["id"],
                move.closed,
                done=concluded.token,
                at=at,
                person=by.person,
                name=by.name,
                outcome=concluded.outcome,
            )
        )
    if move.timers_gone:
        parts.append(sql.delete_timers(case["id"], move.timers_gone))
    event = event_of(
        case_after, by=by, at=at, telling=telling, element=concluded.element, before=case["state"]
    )
    parts += event_clauses(event)
    if key is not None:
        parts.append(key.taken(case["id"], at))
    with one_at_a_time():
        written = run(*compose(parts, "SELECT id FROM case_row"))
    if not written:
        raise Problem("cases.moved_on")
    case.update(changed, revision=case["revision"] + 1)
    return event.id


def event_of(
    case: Mapping[str, Any], *, by: Actor, at: datetime, telling: Telling, element: str, before: str
) -> Event:
    """The event of a move: who, for whom, where, which service and step, from which state to which."""
    return Event(
        id=telling.event or uuid7(),
        kind=telling.kind,
        at=at,
        by=by,
        subjects=subjects_of(case),
        places={level: case[level] for level in LEVELS},
        service=case["service"],
        offering=case["snapshot_id"],
        case=case["id"],
        element=element,
        from_state=before,
        to_state=case["state"],
        facts=telling.facts,
        content=telling.content,
    )
