"""Filling the room's tables in bulk (COPY): cases taken over from another system, or made up for measurements.

Every case is walked through its own process, so its tokens, tasks, clocks and timers are those that the verbs would have
left. Its events are of the kind `cases.load`: nobody is told of them and no papers are issued.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from minzheng.core.audit.actions import load as load_events
from minzheng.core.audit.queries import copy_behind_wall, copy_in
from minzheng.core.audit.rules import Event
from minzheng.core.cases import sql
from minzheng.core.cases.rules import NEVER, clock, start_of, subjects_of, today
from minzheng.core.catalogue.queries import Package, package
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import calendar, calendar_version
from minzheng.core.workflow import rules as workflow
from minzheng.kernel import codes
from minzheng.kernel.errors import Problem
from minzheng.kernel.formspec import canonical
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import LEVELS, Actor, Target

NewId = Callable[[datetime], UUID]
BLOCK = 50
"""As many numbers stand behind one value of the sequence (see `submit`)."""

ANSWER_COLUMNS = ("case_id", "body", "digest")
PARTY_COLUMNS = ("id", "case_id", "person_id", "role")
TASK_COLUMNS = (
    *("id", "case_id", "element", "token", "role", "level", "service", "opened_at", "warn_at", "due_at"),
    *("done_at", "done_by", "done_name", "outcome", *LEVELS),
)
TIMER_COLUMNS = ("id", "case_id", "element", "token", "due_at")


@dataclass(frozen=True, slots=True)
class Stop:
    """One step that was taken: which element, with which outcome, when, by whom; `case` and `variables` are what it
    changed beside the state, `facts` what the book holds of it. The element `withdraw` is the applicant's withdrawal."""

    element: str
    outcome: str
    at: datetime
    by: Actor
    case: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case that is taken over: who applied for what, where and when, what was answered, and the steps since."""

    snapshot: UUID
    applicant: UUID
    applicant_name: str
    places: Mapping[str, str]
    answers: Mapping[str, Any]
    received_at: datetime
    by: Actor
    query_pin: str
    stops: Sequence[Stop] = ()


@dataclass(slots=True)
class Rows:
    """What goes into each table."""

    cases: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    parties: list[tuple[Any, ...]] = field(default_factory=list)
    tasks: list[tuple[Any, ...]] = field(default_factory=list)
    timers: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def load(*, by: Actor, at: datetime, records: Sequence[CaseRecord], new_id: NewId = uuid7) -> list[str]:
    """Copy cases in, all or nothing; returns their numbers in the order of the records.

    `new_id` makes the keys (time-ordered, from the moment given), so that a load can be repeated key by key.
    Raises Problem `offices.denied`, `cases.step_not_allowed` (a step that could not have been taken there).
    """
    authorise(by=by, right="cases.load", target=Target(), at=at)
    version, rows = calendar_version(), Rows()
    with transaction.atomic():
        numbers = [
            _walk(record, number, version, rows, new_id)
            for record, number in zip(records, _numbers(len(records)), strict=True)
        ]
        copy_behind_wall("cases_case", sql.CASE_COLUMNS, rows.cases)
        copy_behind_wall("cases_answers", ANSWER_COLUMNS, rows.answers)
        copy_in("cases_party", PARTY_COLUMNS, rows.parties)
        copy_in("cases_task", TASK_COLUMNS, rows.tasks)
        copy_in("cases_timer", TIMER_COLUMNS, rows.timers)
        load_events(by=by, at=at, events=rows.events)
    return numbers


def _numbers(count: int) -> list[int]:
    """Fresh six digits of case numbers from the one sequence. 1 statement."""
    blocks = -(-count // BLOCK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number') FROM generate_series(1, %s)", [blocks])
        firsts = [row[0] * BLOCK for row in cursor.fetchall()]
    return [(first + n) % 999_999 + 1 for first in firsts for n in range(BLOCK)][:count]


# ── One case ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _walk(record: CaseRecord, number: int, version: int, rows: Rows, new_id: NewId) -> str:
    found = package(record.snapshot)
    case = _head(record, found, number, version, new_id)
    body = canonical(record.answers)
    rows.answers.append((case["id"], body, hashlib.new("sm3", body).digest()))
    rows.parties.append((new_id(record.received_at), case["id"], record.applicant, "applicant"))
    tasks: dict[int, dict[str, Any]] = {}
    timers: dict[tuple[str, int], datetime] = {}
    path: tuple[tuple[str, str], ...] = ()
    _take(case, _move(record.snapshot, path), record.received_at, tasks, timers)
    facts = {"case_no": case["case_no"], "channel": case["channel"]}
    rows.events.append(_event(case, record.by, record.received_at, "apply", "", facts, new_id))
    for stop in record.stops:
        before, path = case["state"], (*path, (stop.element, stop.outcome))
        case["variables"] |= {**stop.variables, "outcome": stop.outcome}
        case |= stop.case
        _conclude(tasks, stop)
        _take(case, _move(record.snapshot, path), stop.at, tasks, timers)
        case["handled"].append(
            [stop.element, stop.outcome, str(stop.by.person or ""), stop.by.name, stop.at.isoformat()]
        )
        case["revision"] += 1
        facts = {"case_no": case["case_no"], "outcome": stop.outcome, **stop.facts}
        rows.events.append(_event(case, stop.by, stop.at, stop.element, before, facts, new_id))
    rows.tasks += [_task(case, task, new_id) for task in tasks.values()]
    rows.timers += [(new_id(due), case["id"], *key, due) for key, due in timers.items()]
    rows.cases.append(tuple(_stored(name, case[name]) for name in sql.CASE_COLUMNS))
    return str(case["case_no"])


def _head(record: CaseRecord, found: Package, number: int, version: int, new_id: NewId) -> dict[str, Any]:
    places = {level: record.places.get(level, "") for level in LEVELS}
    day = today(record.received_at)
    return {
        **dict.fromkeys(sql.CASE_COLUMNS),
        "id": new_id(record.received_at),
        "case_no": codes.make_case_no(places["county"], str(found.service["type_code"]), day, number),
        "national_case_no": "",
        "query_pin": record.query_pin,
        "service": found.code,
        "title": found.short,
        "snapshot_id": record.snapshot,
        "result": "",
        "channel": record.by.channel,
        "origin": "person",
        "sensitivity": str(found.service.get("sensitivity", "normal")),
        "applicant_id": record.applicant,
        "applicant_name": record.applicant_name,
        "accepted_at": places["town"] or places["county"],
        "handled_at": places["county"],
        "home_node": record.by.node,
        "calendar_version": version,
        "variables": {},
        "handled": [],
        "revision": 0,
        "received_at": record.received_at,
        "accept_mode": "",
        **places,
    }


@lru_cache(maxsize=4096)
def _move(snapshot: UUID, path: tuple[tuple[str, str], ...]) -> workflow.Move:
    """The move that the last step of `path` makes. Gateways see the outcome, which is all that a path knows."""
    machine = package(snapshot).machine
    if not path:
        return workflow.start(machine, {})
    tokens, (element, outcome) = _move(snapshot, path[:-1]).tokens, path[-1]
    if element == "withdraw":
        return workflow.message(machine, tokens, "withdraw", {})
    waiting = {where: token for token, where in workflow.waiting(tokens).items()}
    if element not in waiting:
        raise Problem("cases.step_not_allowed", step=element)
    return workflow.complete(machine, tokens, waiting[element], {"outcome": outcome})


def _take(
    case: dict[str, Any],
    move: workflow.Move,
    at: datetime,
    tasks: dict[int, dict[str, Any]],
    timers: dict[tuple[str, int], datetime],
) -> None:
    """What a move leaves: state, the case's clock, tasks that open or fall, timers that start or are over."""
    case |= {"tokens": move.tokens, "state": move.state, "clock": None, "warn_at": None, "due_at": None}
    for token in move.closed:
        if token in tasks and tasks[token]["done_at"] is None:
            tasks[token] |= {"done_at": at, "outcome": "cancelled"}
    for key in move.timers_gone:
        timers.pop(key, None)
    opened = [opening for opening in move.opened if opening.plate.role]
    for opening in opened:
        explained, warn_at, due_at = _clock(case, opening.plate.limit, at)
        if opening is opened[0]:
            case |= {"clock": explained, "warn_at": warn_at, "due_at": due_at}
        tasks[opening.token] = {
            "plate": opening.plate,
            "token": opening.token,
            "opened_at": at,
            "warn_at": warn_at,
            "due_at": due_at,
            "done_at": None,
            "done_by": None,
            "done_name": "",
            "outcome": "",
        }
    for timer in move.timers:
        timers[timer.plate.element, timer.token] = _clock(case, timer.plate.limit, at)[2]
    if move.result:
        case["result"] = move.result
    if move.ended:
        case["closed_at"] = at


def _clock(
    case: Mapping[str, Any], limit: str, at: datetime
) -> tuple[dict[str, Any] | None, datetime, datetime]:
    words = package(case["snapshot_id"]).service["limits"].get(limit)
    if words is None:
        return None, NEVER, NEVER
    return _reckon(case["snapshot_id"], case["calendar_version"], limit, start_of(words, case, today(at)))


@lru_cache(maxsize=65_536)
def _reckon(
    snapshot: UUID, version: int, limit: str, start: date
) -> tuple[dict[str, Any], datetime, datetime]:
    explained, deadline = clock(limit, package(snapshot).service["limits"][limit], start, calendar(version))
    return explained, deadline.warn_at, deadline.due_at


def _conclude(tasks: Mapping[int, dict[str, Any]], stop: Stop) -> None:
    for task in tasks.values():
        if task["done_at"] is None and task["plate"].element == stop.element:
            task |= {
                "done_at": stop.at,
                "done_by": stop.by.person,
                "done_name": stop.by.name,
                "outcome": stop.outcome,
            }


def _task(case: Mapping[str, Any], task: Mapping[str, Any], new_id: NewId) -> tuple[Any, ...]:
    plate = task["plate"]
    return (
        *(new_id(task["opened_at"]), case["id"], plate.element, task["token"], plate.role, plate.level),
        *(case["service"], task["opened_at"], task["warn_at"], task["due_at"]),
        *(task["done_at"], task["done_by"], task["done_name"], task["outcome"]),
        *(case[level] for level in LEVELS),
    )


def _event(
    case: Mapping[str, Any],
    by: Actor,
    at: datetime,
    element: str,
    before: str,
    facts: Mapping[str, Any],
    new_id: NewId,
) -> Event:
    return Event(
        kind="cases.load",
        at=at,
        by=by,
        id=new_id(at),
        subjects=subjects_of(case),
        places={level: case[level] for level in LEVELS},
        service=case["service"],
        offering=case["snapshot_id"],
        case=case["id"],
        element=element,
        from_state=before,
        to_state=case["state"],
        facts=facts,
    )


def _stored(name: str, value: Any) -> Any:
    plain = value is None or name not in sql.JSON_COLUMNS
    return value if plain else json.dumps(value, ensure_ascii=False, default=str)
