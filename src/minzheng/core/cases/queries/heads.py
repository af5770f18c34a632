"""Heads of cases, with what belongs to them: answers, papers, who takes part; and a person's cases."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.queries.reveals import IN_FORCE, RevealRow
from minzheng.core.cases.sql import CASE_COLUMNS, JSON_COLUMNS, LEVELS
from minzheng.core.places.sql import calendar_in_force
from minzheng.kernel.errors import Problem
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


def numbers_of(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of these cases. 1 statement, 0 for none."""
    wanted = list(set(case_ids))
    return dict(run("SELECT id, case_no FROM cases_case WHERE id = ANY(%s)", [wanted])) if wanted else {}


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
    """What belongs to a case beside its head: who takes part, what was answered ({} for a list), the papers, whose
    signature it lacks as (party id, person, role, state), and what is revealed to who reads it."""

    parties: list[UUID]
    answers: Mapping[str, Any]
    materials: list[MaterialRow]
    unsigned: list[tuple[UUID, UUID, str, str]]
    reveal: RevealRow | None = None


def papers_of(case_id: UUID, account: UUID | None = None, at: datetime | None = None) -> PapersRow:
    """Parties, answers, papers and missing signatures of a case at once, for the page of an officer; with `account` and
    `at` also what is revealed to that officer then. 1 statement."""
    rows = run(
        "SELECT ARRAY(SELECT person_id FROM cases_party WHERE case_id = %s), "
        "(SELECT body FROM cases_answers WHERE case_id = %s), "
        "(SELECT json_agg(json_build_array(code, name, file_id, waived_by) ORDER BY id) "
        "FROM cases_material WHERE case_id = %s), "
        "(SELECT json_agg(json_build_array(id, person_id, role, state) ORDER BY id) "
        "FROM cases_authorisation WHERE case_id = %s AND state <> 'signed'), "
        f"(SELECT json_build_array(level, purpose, until) FROM ({IN_FORCE}) AS r)",
        [*[case_id] * 5, account, at],
    )
    parties, body, *lists = rows[0]
    papers, unsigned, reveal = (json.loads(one) if isinstance(one, str) else one for one in lists)
    return PapersRow(
        list(parties),
        json.loads(bytes(body)) if body is not None else {},
        [
            MaterialRow(code, name, UUID(file) if file else None, waived)
            for code, name, file, waived in papers or ()
        ],
        [(UUID(party), UUID(person), role, state) for party, person, role, state in unsigned or ()],
        RevealRow(reveal[0], reveal[1], datetime.fromisoformat(reveal[2])) if reveal else None,
    )


def cases_of_file(file_id: UUID) -> dict[str, list[str]]:
    """Every case that holds a file, oldest first, with the codes of what it is there: a paper's, `authorisation` (the
    photo of a signed sheet), `commitment`, `agency` (why somebody fills in for another) or `visit` (a photo of one). 1 statement.

    Raises Problem(`cases.not_found`).
    """
    rows = run(
        "SELECT c.case_no, held.code FROM (SELECT case_id, code FROM cases_material WHERE file_id = %s "
        "UNION ALL SELECT r.case_id, 'visit' FROM cases_record_file f JOIN cases_record r ON r.id = f.record_id "
        "WHERE f.file_id = %s UNION ALL SELECT case_id, 'authorisation' FROM cases_authorisation WHERE file_id = %s "
        "UNION ALL SELECT case_id, 'commitment' FROM cases_commitment WHERE file_id = %s "
        "UNION ALL SELECT case_id, 'agency' FROM cases_agency WHERE evidence_id = %s) AS held "
        "JOIN cases_case c ON c.id = held.case_id ORDER BY c.received_at, c.id, held.code",
        [file_id] * 5,
    )
    if not rows:
        raise Problem("cases.not_found")
    held: dict[str, list[str]] = {}
    for case_no, code in rows:
        held.setdefault(str(case_no), []).append(str(code))
    return held


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


def open_handled_by(person: UUID) -> list[tuple[UUID, str, str]]:
    """Open cases in which somebody took a step as an officer: id, number, title; 200 at most. 1 statement."""
    rows = run(
        "SELECT DISTINCT c.id, c.case_no, c.title FROM cases_task t JOIN cases_case c ON c.id = t.case_id "
        "WHERE t.done_by = %s AND c.closed_at IS NULL ORDER BY c.case_no LIMIT 200",
        [person],
    )
    return [(row[0], row[1], row[2]) for row in rows]


def parties_of(case_id: UUID) -> list[UUID]:
    """Who takes part in a case. 1 statement."""
    return [row[0] for row in run("SELECT person_id FROM cases_party WHERE case_id = %s", [case_id])]


def cases_of(
    person_id: UUID,
    *,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 20,
    services: Collection[str] = (),
) -> list[dict[str, Any]]:
    """A person's own cases (of these services, empty = all), newest first, `limit + 1` rows at most (one more tells that there is a next page).

    Listed ones (免申即享) appear once they wait for the person; who was struck off is not troubled. What the person files
    for a legal person is not among them. 1 statement.
    """
    own = (
        "c.applicant_id = %s AND c.legal_person_id IS NULL "
        "AND NOT (c.origin = 'list' AND (c.handled = '[]'::jsonb OR c.result = 'struck_off'))"
    )
    return _newest(own, person_id, before, limit, services)


def cases_in_name_of(
    legal_person_id: UUID,
    *,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 20,
    services: Collection[str] = (),
) -> list[dict[str, Any]]:
    """A legal person's cases, whoever of its agents filed them, as `cases_of`. 1 statement."""
    return _newest("c.legal_person_id = %s", legal_person_id, before, limit, services)


def _newest(
    whose: str,
    owner: UUID,
    before: tuple[datetime, UUID] | None,
    limit: int,
    services: Collection[str],
) -> list[dict[str, Any]]:
    after = " AND (c.received_at, c.id) < (%s, %s)" if before else ""
    within = " AND c.service = ANY(%s)" if services else ""
    rows = run(
        f"SELECT {_CASE} FROM cases_case c WHERE {whose}{after}{within} "
        "ORDER BY c.received_at DESC, c.id DESC LIMIT %s",
        [owner, *(before or ()), *([list(services)] if services else []), limit + 1],
    )
    return [_mapping(row) for row in rows]


def filled_in_by(agent_id: UUID, on: date, *, limit: int = 20) -> list[dict[str, Any]]:
    """Cases that a person fills in for somebody else on a day, newest first. 1 statement."""
    rows = run(
        f"SELECT {_CASE} FROM cases_party p JOIN cases_case c ON c.id = p.case_id "
        "LEFT JOIN cases_agency g ON g.case_id = c.id WHERE p.person_id = %s AND p.role = 'agent' "
        "AND (g.until IS NULL OR g.until >= %s) ORDER BY c.received_at DESC, c.id DESC LIMIT %s",
        [agent_id, on, limit],
    )
    return [_mapping(row) for row in rows]


def open_applicants(services: Sequence[str], level: str, division: str) -> list[str]:
    """The names in which open cases of these services stand at a place, each once. 1 statement."""
    if level not in LEVELS:
        raise Problem("cases.one_unit")
    rows = run(
        f"SELECT DISTINCT applicant_name FROM cases_case WHERE {level} = %s AND service = ANY(%s) AND closed_at IS NULL",
        [division, list(services)],
    )
    return [row[0] for row in rows]
