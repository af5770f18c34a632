"""What is asked of cases: the receipt, one case, a person's cases, the queue of a desk, what is due."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.rules import age_at_month_end, first_month, reckoned_on, today
from minzheng.core.cases.sql import CASE_COLUMNS, JSON_COLUMNS, LEVELS
from minzheng.core.catalogue.queries import Package
from minzheng.core.offices.queries import rules
from minzheng.core.people.queries import PersonRow, person
from minzheng.core.places.queries import parameter
from minzheng.core.places.sql import calendar_in_force
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Grant, Target, may
from minzheng.kernel.sql import compose

_CASE = ", ".join(f"c.{name}" for name in CASE_COLUMNS)


def _mapping(row: Sequence[Any]) -> dict[str, Any]:
    values = dict(zip(CASE_COLUMNS, row, strict=True))
    for name in JSON_COLUMNS:
        values[name] = json.loads(values[name]) if isinstance(values[name], str) else values[name]
    return values


# ── One case ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def case(case_id: UUID) -> dict[str, Any]:
    """The head of a case by id. 1 statement. Raises Problem(`cases.not_found`)."""
    found = run(f"SELECT {_CASE} FROM cases_case c WHERE c.id = %s", [case_id])
    if not found:
        raise Problem("cases.not_found")
    return _mapping(found[0])


def case_by_number(case_no: str) -> dict[str, Any]:
    """The head of a case by its number. 1 statement. Raises Problem(`cases.not_found`)."""
    found = run(f"SELECT {_CASE} FROM cases_case c WHERE c.case_no = %s", [case_no])
    if not found:
        raise Problem("cases.not_found")
    return _mapping(found[0])


def answers(case_id: UUID) -> tuple[Mapping[str, Any], bytes]:
    """What was answered, and its digest; ({}, b"") for a case that was started by list. 1 statement."""
    found = run("SELECT body, digest FROM cases_answers WHERE case_id = %s", [case_id])
    return (json.loads(bytes(found[0][0])), bytes(found[0][1])) if found else ({}, b"")


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A paper of a case."""

    code: str
    name: str
    file: UUID | None
    waived_by: str


def materials(case_id: UUID) -> list[MaterialRow]:
    """The papers of a case. 1 statement."""
    rows = run(
        "SELECT code, name, file_id, waived_by FROM cases_material WHERE case_id = %s ORDER BY id", [case_id]
    )
    return [MaterialRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PapersRow:
    """What belongs to a case beside its head: who takes part, what was answered ({} for a list), the papers."""

    parties: list[UUID]
    answers: Mapping[str, Any]
    materials: list[MaterialRow]


def papers_of(case_id: UUID) -> PapersRow:
    """Parties, answers and papers of a case at once, for the page of an officer. 1 statement."""
    rows = run(
        "SELECT ARRAY(SELECT person_id FROM cases_party WHERE case_id = %s), "
        "(SELECT body FROM cases_answers WHERE case_id = %s), "
        "(SELECT json_agg(json_build_array(code, name, file_id, waived_by) ORDER BY id) "
        "FROM cases_material WHERE case_id = %s)",
        [case_id, case_id, case_id],
    )
    parties, body, papers = rows[0]
    papers = json.loads(papers) if isinstance(papers, str) else papers
    return PapersRow(
        list(parties),
        json.loads(bytes(body)) if body is not None else {},
        [
            MaterialRow(code, name, UUID(file) if file else None, waived)
            for code, name, file, waived in papers or ()
        ],
    )


def case_of_file(file_id: UUID) -> str:
    """The number of the case to which a file was handed in. 1 statement. Raises Problem(`cases.not_found`)."""
    rows = run(
        "SELECT c.case_no FROM cases_material m JOIN cases_case c ON c.id = m.case_id WHERE m.file_id = %s LIMIT 1",
        [file_id],
    )
    if not rows:
        raise Problem("cases.not_found")
    return str(rows[0][0])


@dataclass(frozen=True, slots=True)
class RequestRow:
    """The case that came of an idempotency key."""

    digest: bytes
    case_id: UUID
    case_no: str
    query_pin: str


def before_submit(account: UUID, key: str) -> tuple[int, RequestRow | None]:
    """What a submission asks first: the calendar in force, and what the account's key led to before. 1 statement.

    Raises Problem(`places.calendar_missing`).
    """
    text, params = compose(
        [calendar_in_force()],
        "SELECT k.number, r.digest, c.id, c.case_no, c.query_pin FROM calendar_row k "
        "LEFT JOIN cases_request r ON r.account = %s AND r.key = %s LEFT JOIN cases_case c ON c.id = r.case_id",
        (account, key),
    )
    version, digest, *known = run(text, params)[0]
    if version is None:
        raise Problem("places.calendar_missing")
    return version, RequestRow(bytes(digest), *known) if digest is not None else None


# ── A person's cases ─────────────────────────────────────────────────────────────────────────────────────────────────


def parties_of(case_id: UUID) -> list[UUID]:
    """Who takes part in a case. 1 statement."""
    return [row[0] for row in run("SELECT person_id FROM cases_party WHERE case_id = %s", [case_id])]


def cases_of(
    person_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 20
) -> list[dict[str, Any]]:
    """A person's own cases, newest first, `limit + 1` rows at most (one more tells that there is a next page).

    Listed ones (免申即享) appear once they wait for the person; who was struck off is not troubled. 1 statement.
    """
    after = "AND (c.received_at, c.id) < (%s, %s) " if before else ""
    rows = run(
        f"SELECT {_CASE} FROM cases_case c WHERE c.applicant_id = %s {after}"
        "AND NOT (c.origin = 'list' AND (c.handled = '[]'::jsonb OR c.result = 'struck_off')) "
        "ORDER BY c.received_at DESC, c.id DESC LIMIT %s",
        [person_id, *(before or ()), limit + 1],
    )
    return [_mapping(row) for row in rows]


def filled_in_by(agent_id: UUID, *, limit: int = 20) -> list[dict[str, Any]]:
    """Cases that a person filled in for somebody else, newest first. 1 statement."""
    rows = run(
        f"SELECT {_CASE} FROM cases_party p JOIN cases_case c ON c.id = p.case_id "
        "WHERE p.person_id = %s AND p.role = 'agent' ORDER BY c.received_at DESC, c.id DESC LIMIT %s",
        [agent_id, limit],
    )
    return [_mapping(row) for row in rows]


# ── The desk ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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
}
_QUEUE = (
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
    after: tuple[datetime, UUID] | None = None,
    backwards: bool = False,
    limit: int = 50,
) -> list[QueueRow]:
    """Open tasks of these scopes, soonest due first; `limit + 1` rows at most. 1 statement.

    All scopes must name one level and division (an officer's unit); roles may be several. `light` is red, yellow or
    green; `after` is the (due_at, id) of the row before the page (behind it with `backwards`).
    """
    where, params = _where(scopes, at, light=light, service=service)
    if after:
        where += f" AND (t.due_at, t.id) {'<' if backwards else '>'} (%s, %s)"
        params += [*after]
    order = "DESC" if backwards else "ASC"
    rows = run(
        f"{_QUEUE} WHERE {where} ORDER BY t.due_at {order}, t.id {order} LIMIT %s",
        [*params, limit + 1],
    )
    found = [QueueRow(*row) for row in rows]
    return found[::-1] if backwards else found


def lights(scopes: Sequence[Scoped], at: datetime, *, service: str = "", cap: int = 1000) -> dict[str, int]:
    """How many open tasks of each light, each counted up to `cap` and no further. 1 statement."""
    parts, params = [], []
    for name in ("red", "yellow", "green"):
        where, values = _where(scopes, at, light=name, service=service)
        parts.append(
            f"(SELECT count(*) FROM (SELECT 1 FROM cases_task t WHERE {where} LIMIT {cap:d}) AS few)"
        )
        params += values
    row = run(f"SELECT {', '.join(parts)}", params)[0]
    return dict(zip(("red", "yellow", "green"), row, strict=True))


def _where(scopes: Sequence[Scoped], at: datetime, *, light: str, service: str) -> tuple[str, list[Any]]:
    units = {(scope.level, scope.division) for scope in scopes}
    if len(units) != 1:
        raise Problem("cases.one_unit")
    level, division = units.pop()
    where = f"t.done_at IS NULL AND t.{level} = %s AND t.level = %s AND t.role = ANY(%s)"
    params: list[Any] = [division, level, sorted({scope.role for scope in scopes})]
    if service:
        where += " AND t.service = %s"
        params.append(service)
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


# ── Timers, lists, supervision ───────────────────────────────────────────────────────────────────────────────────────


def due_cases(at: datetime, limit: int) -> list[UUID]:
    """Cases with a legal timer that is due, the longest overdue first. 1 statement."""
    rows = run("SELECT case_id FROM cases_timer WHERE due_at <= %s ORDER BY due_at, id LIMIT %s", [at, limit])
    return list(dict.fromkeys(row[0] for row in rows))


def with_older_calendar(version: int, limit: int) -> list[UUID]:
    """Open cases whose clocks stand on another calendar than `version`. 1 statement."""
    rows = run(
        "SELECT id FROM cases_case WHERE closed_at IS NULL AND calendar_version <> %s ORDER BY calendar_version, id LIMIT %s",
        [version, limit],
    )
    return [row[0] for row in rows]


def listed_already(service: str, ages: Mapping[UUID, int], since: datetime) -> frozenset[UUID]:
    """Whom a list leaves out, of persons with the age that they reach: who has an open case of this service, was granted
    it for that age or more, or declined or was struck off after `since`. 1 statement."""
    rows = run(_LISTED_ALREADY, [list(ages), list(ages.values()), service, since])
    return frozenset(row[0] for row in rows)


_LISTED_ALREADY = (
    "SELECT DISTINCT c.applicant_id FROM unnest(%s::uuid[], %s::int[]) AS w (person, age) "
    "JOIN cases_case c ON c.applicant_id = w.person WHERE c.service = %s AND (c.closed_at IS NULL "
    "OR (c.result = 'granted' AND CASE WHEN c.variables ->> 'tier' ~ '^[0-9]{1,4}$' "
    "THEN (c.variables ->> 'tier')::int >= w.age ELSE true END) "
    "OR (c.result IN ('declined', 'struck_off') AND c.closed_at > %s))"
)


def lists_drawn(month: date) -> frozenset[tuple[str, str]]:
    """(service, county) of the lists that were drawn up for a month. 1 statement."""
    return frozenset(run("SELECT service, county FROM cases_list_run WHERE month = %s", [month]))


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
    rows = run(f"{_QUEUE} WHERE {where} ORDER BY t.due_at, t.id LIMIT %s", [*params, limit + 1])
    return [QueueRow(*row) for row in rows]


def standing_counts(level: str, division: str, at: datetime, *, cap: int = 1000) -> dict[str, int]:
    """How many open tasks of a division are red and yellow, each counted up to `cap`. 1 statement."""
    parts, params = [], []
    for name in _BOUNDS:
        where, values = _standing(level, division, at, name)
        parts.append(
            f"(SELECT count(*) FROM (SELECT 1 FROM cases_task t WHERE {where} LIMIT {cap:d}) AS few)"
        )
        params += values
    return dict(zip(_BOUNDS, run(f"SELECT {', '.join(parts)}", params)[0], strict=True))


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
        f"{_QUEUE} WHERE t.done_at IS NULL AND t.{level} = %s AND c.origin = 'list' {more}ORDER BY t.due_at, t.id LIMIT %s",
        [division, *(after or ()), limit + 1],
    )
    return [QueueRow(*row) for row in rows]


# ── The automatic finding ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rules find for a person: tier, monthly amount in fen, first month, and why (article and sentence)."""

    eligible: bool
    tier: str
    amount: int
    starts: date
    reason: str
    article: str
    document: str
    inputs: Mapping[str, Any]


def finding_of(row: Mapping[str, Any], found: Package, at: datetime) -> Finding:
    """The finding for a case, from the register and the parameters as of its receipt. 2 statements."""
    return finding(
        person(row["applicant_id"]), found, received=today(row["received_at"]), on=reckoned_on(row, at)
    )


def finding(who: PersonRow, found: Package, *, received: date, on: date) -> Finding:
    """Evaluate the package's decision for a person. Age counts at the end of the month of `on` (the allowance starts
    with the month of the birthday). 1 statement."""
    words = found.service["finding"]
    inputs = {"age": age_at_month_end(who.birth_date, on), "alive": who.alive}
    if found.tables is None:
        raise Problem("cases.no_rules", service=found.short)
    result = found.tables.evaluate(words["decision"], inputs)
    tier = str(result.value or words["none"])
    notes = result.matched[0].annotations if result.matched else {}
    eligible = tier != words["none"]
    value = parameter(words["amount"].format(tier=tier), dict(who.places), on) if eligible else None
    return Finding(
        eligible=eligible,
        tier=tier,
        amount=int(value.value) if value else 0,
        starts=first_month(who.birth_date, int(tier) if eligible else 0, received),
        reason=str(notes.get("reason", "")),
        article=str(notes.get("article", "")),
        document=value.document.number if value else "",
        inputs=inputs,
    )
