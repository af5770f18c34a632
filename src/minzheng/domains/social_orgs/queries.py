"""What is asked of kept names and of the register of associations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.queries import open_applicants
from minzheng.core.offices.queries import OrganisationRow, organisations, organisations_in
from minzheng.core.people.queries import met
from minzheng.core.places.queries import Place as Division
from minzheng.core.places.queries import ancestry, division, divisions, search
from minzheng.domains.social_orgs.rules import (
    CHECKS_OF_CODE,
    LIVE,
    Known,
    NameReport,
    Place,
    check_name,
    standing,
)
from minzheng.kernel.errors import Problem

SERVICES = ("association_establish",)
"""Services whose open cases keep their names until they are decided."""


@dataclass(frozen=True, slots=True)
class NameRow:
    """A kept name as pages show it; `state` is that of today."""

    id: UUID
    name: str
    division: str
    person: UUID
    person_name: str
    purpose: str
    direct: str
    state: str
    kept_on: date
    until: date
    unit: UUID | None
    unit_name: str
    asked_at: datetime | None
    answered_at: datetime | None
    answered_name: str
    paper_no: str
    opinion: str
    case: UUID | None


def place_of(code: str, on: date) -> Place:
    """The place at which a name is to be registered, with its city's name for a district. 2 statements.

    Raises Problem(`social_orgs.place_unknown`).
    """
    found = division(code, on)
    if found is None or found.level not in ("county", "city"):
        raise Problem("social_orgs.place_unknown")
    return place_of_row(found, on)


def place_of_row(found: Division, on: date) -> Place:
    """A division as the place of a name, with its city. 0 or 1 statements."""
    city = ancestry(found.code)["city"] if found.level == "county" else ""
    above = divisions([city], on).get(city) if city else None
    return Place(found.code, found.name, above.name if above else "")


def find_place(text: str, on: date) -> Place | None:
    """The county, district or city that is meant by a name or a code, None for nothing of the kind. 2 statements."""
    words = text.strip()
    found = [
        one
        for one in search(words, limit=20)
        if one.level in ("county", "city") and words in (one.name, one.code)
    ]
    return place_of_row(found[0], on) if found else None


def home_of(person_id: UUID | None) -> str:
    """The name of the county in which a person is registered, '' for nobody. 0 or 2 statements."""
    code = met(person_id).places.get("county", "") if person_id else ""
    found = division(code) if code else None
    return found.name if found else ""


def known_names(code: str, on: date, *, but: str = "") -> list[Known]:
    """The names that are there at a place: registered, kept for somebody, or applied for. 3 statements.

    `but` is a name that is left out where it is only kept or applied for (one's own).
    """
    registered = run(
        "SELECT name, false FROM social_orgs_register WHERE division = %s AND state = 'registered' "
        "UNION ALL SELECT name, true FROM social_orgs_name WHERE division = %s AND state = ANY(%s) AND until >= %s "
        "AND name <> %s",
        [code, code, list(LIVE), on, but],
    )
    level = "county" if not code.endswith("00") else "city"
    others = organisations_in(level, code, on, kinds=("association",))
    found = {name: Known(name, kept) for name, kept in registered}
    for unit in others:
        found.setdefault(unit.name, Known(unit.name))
    for name in open_applicants(SERVICES, level, code):
        if name != but:
            found.setdefault(name, Known(name, kept=True))
    return list(found.values())


def name_report(text: str, code: str, on: date, *, but: str = "") -> NameReport:
    """The check of a name for a place, beside what is known there. 5 statements."""
    return check_name(text, place_of(code, on), known_names(code, on, but=but))


def supervising_bodies(code: str, on: date) -> list[OrganisationRow]:
    """The bodies at a place that can supervise an association (业务主管单位). 1 statement."""
    level = "county" if not code.endswith("00") else "city"
    return organisations_in(level, code, on, kinds=("external",))


_NAME = (
    "SELECT id, name, division, person, person_name, purpose, direct, state, kept_on, until, unit_id, asked_at, "
    "answered_at, answered_name, paper_no, opinion, case_id FROM social_orgs_name"
)


def kept_name(key: UUID, on: date) -> NameRow:
    """A kept name by id. 1 statement, one more for its body. Raises Problem(`social_orgs.name_missing`)."""
    rows = _names(f"{_NAME} WHERE id = %s", [key], on)
    if not rows:
        raise Problem("social_orgs.name_missing")
    return rows[0]


def kept_as(name: str, on: date, *, over: bool = False) -> NameRow | None:
    """The live name of these very characters that is kept on a day, or None. 1 or 2 statements.

    With `over` also one whose last day has passed: a case that was handed in in time is decided later.
    """
    rows = _names(
        f"{_NAME} WHERE name = %s AND state = ANY(%s) AND (until >= %s OR %s)",
        [name, list(LIVE), on, over],
        on,
    )
    return rows[0] if rows else None


def names_of(person: UUID, on: date) -> list[NameRow]:
    """The names that a person had checked and kept, newest first. 1 or 2 statements."""
    return _names(f"{_NAME} WHERE person = %s ORDER BY id DESC LIMIT 50", [person], on)


def asked_of(units: Sequence[UUID], on: date, *, answered: bool = False) -> list[NameRow]:
    """What founders ask these bodies, the oldest first; or what they answered, the newest first. 1 or 2 statements."""
    which = "answered_at IS NOT NULL" if answered else "answered_at IS NULL AND asked_at IS NOT NULL"
    order = "answered_at DESC" if answered else "asked_at"
    return _names(f"{_NAME} WHERE unit_id = ANY(%s) AND {which} ORDER BY {order} LIMIT 50", [list(units)], on)


def _names(statement: str, params: Sequence[object], on: date) -> list[NameRow]:
    rows = run(statement, params)
    units = {row[10] for row in rows if row[10]}
    known = organisations(units) if units else {}
    return [
        NameRow(
            *row[:7],
            standing(row[7], row[9], on),
            *row[8:11],
            known[row[10]].name if row[10] in known else "",
            *row[11:],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class RegisteredRow:
    """An association in the register."""

    id: UUID
    name: str
    uscc: str
    state: str
    organ: str
    legal_representative: str
    premises: str
    capital: int
    supervising_body: str
    registered_on: date


_REGISTERED = (
    "SELECT id, name, uscc, state, organ, legal_representative, premises, capital, supervising_body, registered_on "
    "FROM social_orgs_register"
)


def registered_by_case(case: UUID) -> RegisteredRow | None:
    """The association that a case brought into the register, or None. 1 statement."""
    rows = run(f"{_REGISTERED} WHERE case_id = %s", [case])
    return RegisteredRow(*rows[0]) if rows else None


def standing_of(name: str) -> str | None:
    """The credit code of the association that has this name, None when it is free. 1 statement."""
    rows = run("SELECT uscc FROM social_orgs_register WHERE name = %s AND state = 'registered'", [name])
    return str(rows[0][0]) if rows else None


def free_code() -> int | None:
    """The next number of the code range, held until the transaction ends so that nobody else takes it; None when there
    is none left. 1 statement."""
    rows = run(
        "SELECT next FROM social_orgs_code_range WHERE prefix = %s AND next <= last FOR UPDATE",
        [CHECKS_OF_CODE],
    )
    return int(rows[0][0]) if rows else None
