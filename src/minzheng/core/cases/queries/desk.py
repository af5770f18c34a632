"""The open tasks of a unit: the queue with its lights, lists, and what supervision sees of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.sql import LEVELS
from minzheng.core.offices.queries import rules
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Grant, Target, may


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A user task as the queue shows it."""

    task: UUID
    case_id: UUID
    case_no: str
    applicant_name: str
    title: str
    service: str
    element: str
    state: str
    origin: str
    opened_at: datetime
    warn_at: datetime
    due_at: datetime
    role: str = ""
    explanation: str = ""

    @property
    def holder(self) -> str:
        """Whose step it is, in the staff's words."""
        return HOLDERS.get(self.role, self.role)


HOLDERS = {
    "acceptor": "受理员",
    "reviewer": "审核人",
    "approver": "审批人",
    "window": "窗口或申请人",
    "helper": "申请人",
    "investigator": "调查员",
    "checker": "核对员",
}
LIST = (
    "SELECT t.id, c.id, c.case_no, c.applicant_name, c.title, t.service, t.element, c.state, c.origin, t.opened_at, "
    "t.warn_at, t.due_at, t.role, coalesce(c.clock ->> 'explanation', '') FROM cases_task t "
    "JOIN cases_case c ON c.id = t.case_id"
)


@dataclass(frozen=True, slots=True)
class Scoped:
    """One grant as the queue reads it: tasks of `role` at `level` whose level column equals `division`."""

    role: str
    level: str
    division: str


def scopes_of(by: Actor, on: date) -> list[Scoped]:
    """The units whose open tasks an actor may list (`cases.queue`), role by role; administrators have none."""
    return [
        Scoped(grant.role, grant.scope.level, grant.scope.division)
        for grant in by.grants
        if grant.scope.level in LEVELS and may(by, "cases.queue", _tasks_of(grant), rules=rules(), today=on)
    ]


def _tasks_of(grant: Grant) -> Target:
    return Target(places={grant.scope.level: grant.scope.division}, role=grant.role, level=grant.scope.level)


def queue(
    scopes: Sequence[Scoped],
    at: datetime,
    *,
    light: str = "",
    service: str = "",
    state: str = "",
    after: tuple[datetime, UUID] | None = None,
    backwards: bool = False,
    limit: int = 50,
) -> list[QueueRow]:
    """Open tasks of these scopes, soonest due first; `limit + 1` rows at most. 1 statement.

    All scopes must name one level and division (an officer's unit); roles may be several. `light` is red, yellow or
    green, `state` that of the case; `after` is the (due_at, id) of the row before the page (behind it with `backwards`).
    """
    where, params = _where(scopes, at, light=light, service=service, state=state)
    if after:
        where += f" AND (t.due_at, t.id) {'<' if backwards else '>'} (%s, %s)"
        params += [*after]
    order = "DESC" if backwards else "ASC"
    rows = run(
        f"{LIST} WHERE {where} ORDER BY t.due_at {order}, t.id {order} LIMIT %s",
        [*params, limit + 1],
    )
    found = [QueueRow(*row) for row in rows]
    return found[::-1] if backwards else found


def lights(
    scopes: Sequence[Scoped], at: datetime, *, service: str = "", state: str = "", cap: int = 1000
) -> dict[str, int]:
    """How many open tasks of each light, each counted up to `cap` and no further. 1 statement."""
    names = ("red", "yellow", "green")
    asked = {name: _where(scopes, at, light=name, service=service, state=state) for name in names}
    return _counts(asked, scopes[0].division, cap)


def _counts(asked: Mapping[str, tuple[str, list[Any]]], division: str, cap: int) -> dict[str, int]:
    """How many tasks of a division meet each condition, sensitive cases behind the wall left out as the lists do."""
    few = "(SELECT count(*) FROM (SELECT 1 FROM cases_task t WHERE {} AND {} LIMIT {:d}) AS few)"
    shown = "t.case_id NOT IN (SELECT id FROM unseen)"
    parts = [few.format(where, shown, cap) for where, _ in asked.values()]
    rows = run(
        f"WITH unseen AS MATERIALIZED (SELECT id FROM cases_unseen(%s) AS u (id)) SELECT {', '.join(parts)}",
        [division, *(value for _, values in asked.values() for value in values)],
    )
    return dict(zip(asked, rows[0], strict=True))


def _where(
    scopes: Sequence[Scoped], at: datetime, *, light: str, service: str, state: str
) -> tuple[str, list[Any]]:
    units = {(scope.level, scope.division) for scope in scopes}
    if len(units) != 1 or not {level for level, _ in units} <= {*LEVELS}:
        raise Problem("cases.one_unit")
    level, division = units.pop()
    # The level stands in the text, so that the plan may use the index of that level's own tasks.
    where = f"t.done_at IS NULL AND t.{level} = %s AND t.level = '{level}' AND t.role = ANY(%s)"
    more, values = _filtered(at, light=light, service=service, state=state)
    return where + more, [division, sorted({scope.role for scope in scopes}), *values]


def _filtered(at: datetime, *, light: str, service: str, state: str) -> tuple[str, list[Any]]:
    """What the filters of a list add to its condition over `t`; each '' adds nothing."""
    where, params = "", []
    if service:
        where += " AND t.service = %s"
        params.append(service)
    if state:
        where += " AND EXISTS (SELECT 1 FROM cases_case s WHERE s.id = t.case_id AND s.state = %s)"
        params.append(state)
    if light == "red":
        where += " AND t.due_at <= %s"
        params.append(at)
    elif light == "yellow":
        where += " AND t.due_at > %s AND t.warn_at <= %s"
        params += [at, at]
    elif light == "green":
        where += " AND t.due_at > %s AND t.warn_at > %s"
        params += [at, at]
    return where, params


def open_tasks(case_id: UUID) -> list[dict[str, Any]]:
    """What a case waits for: element, role, level, due. 1 statement."""
    names = ("element", "token", "role", "level", "opened_at", "warn_at", "due_at")
    rows = run(
        f"SELECT {', '.join(names)} FROM cases_task WHERE case_id = %s AND done_at IS NULL ORDER BY due_at, id",
        [case_id],
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


# ── Supervision ─────────────────────────────────────────────────────────────────────────────────────────────────────────


_BOUNDS = {"red": "t.due_at <= %s", "yellow": "t.due_at > %s AND t.warn_at <= %s"}


def standing(
    level: str,
    division: str,
    at: datetime,
    *,
    light: str,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[QueueRow]:
    """Supervision: open tasks of every role inside a division that are red or yellow, soonest due first, `limit + 1` at
    most. 1 statement."""
    where, params = _standing(level, division, at, light)
    if after:
        where += " AND (t.due_at, t.id) > (%s, %s)"
        params += [*after]
    rows = run(f"{LIST} WHERE {where} ORDER BY t.due_at, t.id LIMIT %s", [*params, limit + 1])
    return [QueueRow(*row) for row in rows]


def standing_counts(level: str, division: str, at: datetime, *, cap: int = 1000) -> dict[str, int]:
    """How many open tasks of a division are red and yellow, each counted up to `cap`. 1 statement."""
    asked = {name: _standing(level, division, at, name) for name in _BOUNDS}
    return _counts(asked, division, cap)


def _standing(level: str, division: str, at: datetime, light: str) -> tuple[str, list[Any]]:
    if level not in LEVELS:
        raise Problem("cases.one_unit")
    where = f"t.done_at IS NULL AND t.{level} = %s AND {_BOUNDS[light]}"
    return where, [division, *([at] * _BOUNDS[light].count("%s"))]


@dataclass(frozen=True, slots=True)
class LapsedRow:
    """A case that was accepted because nobody answered in time."""

    case_id: UUID
    case_no: str
    applicant_name: str
    title: str
    state: str
    received_at: datetime
    accepted_on: date


def lapsed(
    level: str, division: str, since: datetime, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[LapsedRow]:
    """Cases of a division received since then that were accepted by lapse, newest first, `limit + 1` at most; `after` is
    the (received_at, case_id) of the row before the page. 1 statement."""
    if level not in LEVELS:
        raise Problem("cases.one_unit")
    more = "AND (received_at, id) < (%s, %s) " if after else ""
    rows = run(
        "SELECT id, case_no, applicant_name, title, state, received_at, accepted_on FROM cases_case "
        f"WHERE {level} = %s AND received_at >= %s AND accept_mode = 'lapse' {more}"
        "ORDER BY received_at DESC, id DESC LIMIT %s",
        [division, since, *(after or ()), limit + 1],
    )
    return [LapsedRow(*row) for row in rows]


def listed(
    level: str, division: str, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[QueueRow]:
    """Open tasks of cases that were started by list inside a division, soonest due first, `limit + 1` at most.
    1 statement."""
    if level not in LEVELS:
        raise Problem("cases.one_unit")
    more = "AND (t.due_at, t.id) > (%s, %s) " if after else ""
    rows = run(
        f"{LIST} WHERE t.done_at IS NULL AND t.{level} = %s AND c.origin = 'list' {more}ORDER BY t.due_at, t.id LIMIT %s",
        [division, *(after or ()), limit + 1],
    )
    return [QueueRow(*row) for row in rows]


def under_way(
    level: str,
    division: str,
    at: datetime,
    *,
    light: str = "",
    service: str = "",
    state: str = "",
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[QueueRow]:
    """Open tasks of every role inside a division (a city, a village …), soonest due first, `limit + 1` at most; the
    filters are those of `queue`. 1 statement."""
    if level not in LEVELS:
        raise Problem("cases.one_unit")
    more, values = _filtered(at, light=light, service=service, state=state)
    where, params = f"t.done_at IS NULL AND t.{level} = %s{more}", [division, *values]
    if after:
        where += " AND (t.due_at, t.id) > (%s, %s)"
        params += [*after]
    rows = run(f"{LIST} WHERE {where} ORDER BY t.due_at, t.id LIMIT %s", [*params, limit + 1])
    return [QueueRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A case that is over, as lists show it."""

    case_id: UUID
    case_no: str
    applicant_name: str
    title: str
    state: str
    result: str
    received_at: datetime
    closed_at: datetime
    village: str


def closed_cases(
    level: str,
    division: str,
    *,
    service: str = "",
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[ClosedRow]:
    """Cases of a division that are over, the last received first, `limit + 1` at most. 1 statement."""
    if level not in LEVELS:
        raise Problem("cases.one_unit")
    where, params = f"c.{level} = %s AND c.closed_at IS NOT NULL", [division]
    if service:
        where += " AND c.service = %s"
        params.append(service)
    more = " AND (c.received_at, c.id) < (%s, %s)" if after else ""
    rows = run(
        "SELECT c.id, c.case_no, c.applicant_name, c.title, c.state, c.result, c.received_at, c.closed_at, c.village "
        f"FROM cases_case c WHERE {where}{more} ORDER BY c.received_at DESC, c.id DESC LIMIT %s",
        [*params, *(after or ()), limit + 1],
    )
    return [ClosedRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class StoppedRow:
    """A case whose clock stands still: since when, by which article, why."""

    case_id: UUID
    case_no: str
    applicant_name: str
    title: str
    first: date
    article: str
    reason: str
    task: UUID
    due_at: datetime


def standing_still(
    level: str, division: str, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> list[StoppedRow]:
    """Cases of a division in a special procedure whose article stops the clock, `limit + 1` at most. 1 statement."""
    if level not in LEVELS:
        raise Problem("cases.one_unit")
    more = " AND (t.due_at, t.id) > (%s, %s)" if after else ""
    rows = run(
        "SELECT c.id, c.case_no, c.applicant_name, c.title, s ->> 'first', s ->> 'article', s ->> 'reason', t.id, t.due_at "
        "FROM cases_task t JOIN cases_case c ON c.id = t.case_id "
        "CROSS JOIN LATERAL jsonb_array_elements(coalesce(c.variables -> 'stops', '[]')) s "
        f"WHERE t.done_at IS NULL AND t.{level} = %s AND c.state = 'special_procedure' AND s ->> 'last' IS NULL{more} "
        "ORDER BY t.due_at, t.id LIMIT %s",
        [division, *(after or ()), limit + 1],
    )
    return [StoppedRow(*row[:4], date.fromisoformat(row[4]), *row[5:]) for row in rows]
