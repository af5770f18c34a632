"""Who signed, who still has to, and what a person is asked to sign."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.rules import PARTY_WORDS
from minzheng.core.cases.sql import AUTHORISATION, AUTHORISATION_COLUMNS, LEVELS
from minzheng.core.people.queries import PersonRow, persons
from minzheng.kernel.errors import Problem

CASE_PART = (
    *(
        "case_no",
        "title",
        "service",
        "case_state",
        "decided_at",
        "closed_at",
        "applicant_id",
        "applicant_name",
    ),
    *("agent_id", "snapshot_id", "sensitivity", *LEVELS),
)


@dataclass(frozen=True, slots=True)
class AuthorisationRow:
    """An authorisation; `id` is that of the party. `values` are all columns, `case` what its case says of itself."""

    id: UUID
    case_id: UUID
    person: UUID
    role: str
    state: str
    mode: str
    assurance: int
    signed_at: datetime | None
    witnesses: Sequence[tuple[str, str]]
    file: UUID | None
    reason: str
    link_expires: datetime | None
    values: Mapping[str, Any]
    case: Mapping[str, Any]


def authorisation_row(found: Sequence[Any]) -> AuthorisationRow:
    """A row of `sql.AUTHORISATION` as a value. No statement."""
    width = len(AUTHORISATION_COLUMNS)
    values = dict(zip(AUTHORISATION_COLUMNS, found[:width], strict=True))
    seen = values["witnesses"]
    values["witnesses"] = json.loads(seen) if isinstance(seen, str) else seen
    case = dict(zip(CASE_PART, found[width:], strict=True))
    names = ("id", "case_id", "role", "state", "mode", "assurance", "signed_at", "reason", "link_expires")
    return AuthorisationRow(
        **{name: values[name] for name in names},
        person=values["person_id"],
        file=values["file_id"],
        witnesses=[(name, kind) for name, kind in values["witnesses"]],
        values=values,
        case=case,
    )


def authorisation(authorisation_id: UUID) -> AuthorisationRow:
    """One authorisation. 1 statement. Raises Problem(`cases.authorisation_missing`)."""
    rows = run(f"{AUTHORISATION} WHERE a.id = %s", [authorisation_id])
    if not rows:
        raise Problem("cases.authorisation_missing")
    return authorisation_row(rows[0])


def authorisations_of(case_id: UUID) -> list[AuthorisationRow]:
    """Who has to sign in a case, in the order of the form. 1 statement."""
    return [
        authorisation_row(row)
        for row in run(f"{AUTHORISATION} WHERE a.case_id = %s ORDER BY a.id", [case_id])
    ]


def to_sign(person: UUID) -> list[AuthorisationRow]:
    """What waits for a person's signature in cases that are not decided, newest first, 20 at most. 1 statement."""
    rows = run(
        f"{AUTHORISATION} WHERE a.person_id = %s AND a.state = 'waiting' AND c.decided_at IS NULL "
        "AND c.closed_at IS NULL ORDER BY a.id DESC LIMIT 20",
        [person],
    )
    return [authorisation_row(row) for row in rows]


def authorisation_in(case_no: str, person: UUID | None) -> UUID | None:
    """What a person was asked to sign in the case of this number, None for who was not. 1 statement."""
    rows = run(
        "SELECT a.id FROM cases_authorisation a JOIN cases_case c ON c.id = a.case_id "
        "WHERE c.case_no = %s AND a.person_id = %s",
        [case_no, person],
    )
    return rows[0][0] if rows else None


def missing_authorisations(case_id: UUID) -> list[tuple[UUID, str]]:
    """Whose signature a case still lacks, as (party id, words for the supplement list). The dead owe none.
    2 statements, 1 when nothing is missing."""
    missing = [
        (one.id, one.person, one.role, one.state)
        for one in authorisations_of(case_id)
        if one.state != "signed"
    ]
    return missing_words(missing, persons(person for _, person, _, _ in missing) if missing else {})


def missing_words(
    unsigned: Iterable[tuple[UUID, UUID, str, str]], known: Mapping[UUID, PersonRow]
) -> list[tuple[UUID, str]]:
    """Words for the supplement list for who has not signed, as (party id, words); the dead owe no signature."""
    return [
        (party, f"{known[person].name}（{PARTY_WORDS.get(role, role)}）{MISSING_WORDS[state]}")
        for party, person, role, state in unsigned
        if known[person].alive
    ]


MISSING_WORDS = {"waiting": "还没有签核对授权书", "refused": "不愿意签核对授权书"}


@dataclass(frozen=True, slots=True)
class ElsewhereRow:
    """Somebody of a case who also takes part in another open case of the same service."""

    person: UUID
    case_no: str
    county: str
    town: str


def also_elsewhere(case_id: UUID) -> list[ElsewhereRow]:
    """Applicant and members of a case who are so in another open case of the same service too. 1 statement."""
    rows = run(
        "SELECT p.person_id, o.case_no, o.county, o.town FROM cases_party p JOIN cases_case c ON c.id = p.case_id "
        "JOIN cases_party q ON q.person_id = p.person_id AND q.case_id <> p.case_id "
        "AND q.role IN ('applicant', 'member') JOIN cases_case o ON o.id = q.case_id "
        "AND o.service = c.service AND o.closed_at IS NULL "
        "WHERE p.case_id = %s AND p.role IN ('applicant', 'member') ORDER BY o.id LIMIT 20",
        [case_id],
    )
    return [ElsewhereRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """Who filled in for the applicant, in what capacity, why, until when; and what the applicant said to it."""

    case_id: UUID
    person: UUID
    capacity: str
    reason: str
    until: date
    evidence: UUID | None
    objected_at: datetime | None
    objection: str


def agency_of(case_id: UUID) -> AgencyRow | None:
    """The agency of a case, None where the applicant did it himself. 1 statement."""
    rows = run(
        "SELECT case_id, person_id, capacity, reason, until, evidence_id, objected_at, objection "
        "FROM cases_agency WHERE case_id = %s",
        [case_id],
    )
    return AgencyRow(*rows[0]) if rows else None


def fills_in(row: Mapping[str, Any], people: frozenset[UUID], on: date) -> bool:
    """Whether one of these persons fills in for the applicant of a case on a day: the agency says until when. 1 statement
    for who does, else none."""
    if row["agent_id"] is None or row["agent_id"] not in people:
        return False
    agency = agency_of(row["id"])
    return agency is None or on <= agency.until
