"""What is asked about persons: by ID number, by birthday, by household, by agency; accounts for sign-in."""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from minzheng.core.audit.queries import run
from minzheng.core.people.models import (
    Account,
    Consent,
    Household,
    HouseholdMember,
    NaturalPerson,
    Representative,
    Session,
)
from minzheng.core.people.queries.sealing import id_number_digests, opened_id_number
from minzheng.core.people.rules import Agency, births_turning
from minzheng.core.people.sql import ACCOUNT_COLUMNS, PERSON_COLUMNS, one_person
from minzheng.kernel import text
from minzheng.kernel.errors import Problem
from minzheng.kernel.sql import compose

LEVELS = ("province", "city", "county", "town", "village")


DOOR_WIDTH = 500
"""How many rows `people_met` and `people_known` give at once (migration 0003): nobody empties the table by them."""


# ── Persons ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as other rooms see them: never an ID number, only its mask (first and last character)."""

    id: UUID
    name: str
    name_key: str
    sex: str
    birth_date: date | None
    id_kind: str
    id_number_masked: str
    phone: str
    registered_at: str
    places: Mapping[str, str]
    address: str
    alive: bool
    died_on: date | None
    version: int
    claimed: bool = False

    @property
    def name_masked(self) -> str:
        """The name as lists show it."""
        return text.mask_name(self.name)

    @property
    def phone_masked(self) -> str:
        """The telephone number as lists show it."""
        return text.mask_phone(self.phone)

    @property
    def address_masked(self) -> str:
        """The address as lists show it: down to the village."""
        return text.mask_address(self.address)


def anybody() -> bool:
    """Whether anybody has an account at all. One statement."""
    return Account.objects.exists()


def person(person_id: UUID) -> PersonRow:
    """One person whom the actor may look up: the own, or of a division of the actor's. Who is none of these is not
    there for the database either (the second wall). Problem `people.not_found`. One statement."""
    rows = run(*compose([one_person(person_id)], "SELECT * FROM one_person"))
    if not rows:
        raise Problem("people.not_found")
    return person_of(rows[0])


def person_of(values: Sequence[Any]) -> PersonRow:
    """The person whose `PERSON_COLUMNS` a verb above has read with its own. No statement."""
    return _person(NaturalPerson(**dict(zip(PERSON_COLUMNS, values, strict=True))))


def met(person_id: UUID) -> PersonRow:
    """One person who takes part in a matter that the caller has opened with its own right (a case, a notice, an
    agency), wherever that person lives. Problem `people.not_found`. One statement."""
    found = persons([person_id])
    if person_id not in found:
        raise Problem("people.not_found")
    return found[person_id]


def persons(ids: Iterable[UUID]) -> dict[UUID, PersonRow]:
    """Several persons who take part in matters that the caller has opened with its own right; unknown ids are left
    out. One statement for each 500, through a named door of the wall (which gives no more at once)."""
    return {
        row.id: _person(row)
        for some in _parts(dict.fromkeys(ids))
        for row in NaturalPerson.objects.raw("SELECT * FROM people_met(%s)", [some])
    }


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in lists that go through a door of the wall, each as long as it takes; one empty list for none."""
    left = list(values)
    yield from (left[n : n + DOOR_WIDTH] for n in range(0, max(len(left), 1), DOOR_WIDTH))


def names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, for lists that decide themselves how to mask. One statement."""
    return dict(run("SELECT id, people_name(id) FROM unnest(%s::uuid[]) AS t (id)", [list(set(ids))]))


def person_by_id_number(id_kind: str, id_number: str) -> PersonRow | None:
    """The person with this number: one index read through the keyed digest. Who knows the number finds the row,
    wherever it belongs: a named door of the wall. One statement."""
    return next(iter(_known(id_kind, id_number_digests(id_kind, id_number))), None)


def _known(id_kind: str, digests: Iterable[bytes]) -> list[PersonRow]:
    rows = NaturalPerson.objects.raw("SELECT * FROM people_known(%s, %s)", [id_kind, list(digests)])
    return [_person(row) for row in rows]


def persons_by_id_numbers(id_kind: str, numbers: Iterable[str]) -> dict[str, PersonRow]:
    """The persons with these numbers, by the number as it was given; unknown ones are left out. One statement for each 500
    digests."""
    wanted = {digest: number for number in numbers for digest in id_number_digests(id_kind, number)}
    if not wanted:
        return {}
    found: dict[str, PersonRow] = {}
    for some in _parts(wanted):
        for row in NaturalPerson.objects.raw("SELECT * FROM people_known(%s, %s)", [id_kind, some]):
            digest = b"" if row.id_number_bix is None else bytes(row.id_number_bix)
            found[wanted[digest]] = _person(row)
    return found


def id_number_is(person_id: UUID, typed: str, *, tail: int = 0) -> bool:
    """Whether `typed` is this person's ID number, or with `tail` its last characters of that many. One statement."""
    sealed = run("SELECT id_number_enc FROM people_met(%s)", [[person_id]])
    if not sealed or sealed[0][0] is None:
        return False
    number = opened_id_number(person_id, bytes(sealed[0][0]))
    given = "".join(text.halfwidth(typed).upper().split())
    return hmac.compare_digest(given.encode(), number[-tail:].encode())


def persons_turning(age: int, month: date, *, level: str, division: str) -> list[PersonRow]:
    """The living who turn `age` in the month of `month` inside a division, by birth date. One statement.

    `level` and `division` are a level column and a code (county or town have an index with the birth date).
    """
    first, last = births_turning(age, month)
    rows = NaturalPerson.objects.filter(alive=True, birth_date__range=(first, last), **{level: division})
    return [_person(row) for row in rows.order_by("birth_date", "id")]


def search(name: str, *, level: str, division: str, limit: int = 50) -> list[PersonRow]:
    """Persons of a division whose name, or its pinyin, begins so; in the order of pinyin. One statement."""
    wanted = text.normalise_name(name)
    if not wanted:
        return []
    rows = NaturalPerson.objects.filter(
        Q(name__startswith=wanted) | Q(name_key__startswith=wanted.lower()), **{level: division}
    )
    return [_person(row) for row in rows.order_by("name_key", "id")[:limit]]


# ── Households and agency ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a household on a day."""

    person: UUID
    name: str
    role: str
    birth_date: date | None
    sex: str


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household as it was on a day, head first."""

    id: UUID
    head: UUID
    registered_at: str
    address: str
    places: Mapping[str, str]
    members: tuple[MemberRow, ...]


def household_of(person_id: UUID, on: date) -> HouseholdRow | None:
    """The household to which a person belonged on a day, with all its members of that day. Two statements."""
    mine = HouseholdMember.objects.filter(_holds_on(on), person=person_id).select_related("household").first()
    return None if mine is None else _household(mine.household, on)


def household(household_id: UUID, on: date) -> HouseholdRow:
    """A household with its members of a day. Problem `people.not_found`. Two statements."""
    row = Household.objects.filter(id=household_id).first()
    if row is None:
        raise Problem("people.not_found")
    return _household(row, on)


@dataclass(frozen=True, slots=True)
class NearRow:
    """Somebody of the same household, or at the same address."""

    person: UUID
    name: str
    household: bool


def near(person_id: UUID, on: date, *, limit: int = 30) -> list[NearRow]:
    """Who belonged to a person's household on a day, or has the same address in the same village; not the person, nor
    the dead. Household first, `limit` at most. One statement."""
    rows = run(
        "WITH me AS (SELECT id, village, address FROM people_met(ARRAY[%s::uuid])), "
        "house (person_id) AS (SELECT * FROM people_lives_with(ARRAY[%s::uuid], %s)) "
        "SELECT p.id, p.name, true FROM house h, LATERAL people_met(ARRAY[h.person_id]) p "
        "WHERE p.id <> %s AND p.alive UNION ALL "
        "SELECT p.id, p.name, false FROM me JOIN people_person p ON p.village = me.village AND p.address = me.address "
        "WHERE me.village <> '' AND me.address <> '' AND p.id <> me.id AND p.alive "
        "AND p.id NOT IN (SELECT person_id FROM house) LIMIT %s",
        [person_id, person_id, on, person_id, limit],
    )
    return [NearRow(*row) for row in rows]


def representatives_of(principal: UUID, on: date) -> list[Agency]:
    """Who may act for a person on a day. One statement."""
    return [_agency(row) for row in _agencies(on).filter(principal=principal)]


def principals_of(agent: UUID, on: date) -> list[Agency]:
    """For whom a person may act on a day. One statement."""
    return [_agency(row) for row in _agencies(on).filter(agent=agent)]


def in_force(row: Representative, on: date) -> bool:
    """Whether an agency that was read holds on a day. No statement."""
    return _agency(row).holds(on)


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency as both sides see it, ended ones too; `mine` tells that the person asked about is the agent."""

    id: UUID
    kind: str
    principal: UUID
    principal_name: str
    agent: UUID
    agent_name: str
    scope: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    status: str
    evidence: UUID | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return (
            self.status == "active"
            and self.valid_from <= on
            and (self.valid_to is None or on < self.valid_to)
        )


_AGENCY_ROW = (
    "SELECT id, kind, principal_id, people_name(principal_id), agent_id, people_name(agent_id), scope, valid_from, "
    "valid_to, status, evidence FROM people_representative"
)


def agencies_of(person_id: UUID, *, limit: int = 50) -> list[AgencyRow]:
    """Every agency by which a person acts for somebody or somebody for them, newest first. One statement."""
    rows = run(
        f"{_AGENCY_ROW} WHERE principal_id = %s OR agent_id = %s ORDER BY id DESC LIMIT %s",
        [person_id, person_id, limit],
    )
    return [AgencyRow(*row[:6], tuple(row[6]), *row[7:]) for row in rows]


def guardianships_to_check(level: str, division: str, *, limit: int = 50) -> list[AgencyRow]:
    """What guardians of a division have said and nobody has checked yet, oldest first. One statement."""
    if level not in LEVELS:
        return []
    rows = run(
        f"{_AGENCY_ROW} r WHERE status = 'offered' AND kind = 'guardian' AND EXISTS (SELECT 1 FROM "
        f"people_met(ARRAY[r.agent_id, r.principal_id]) p WHERE p.{level} = %s) ORDER BY id LIMIT %s",
        [division, limit],
    )
    return [AgencyRow(*row[:6], tuple(row[6]), *row[7:]) for row in rows]


# ── Bank accounts, consents, accounts ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class BankAccountRow:
    """A card by its last four digits."""

    id: UUID
    person: UUID
    bank_name: str
    last4: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as sign-in needs it; `values` are all its columns by name."""

    id: UUID
    username: str
    kind: str
    person: UUID | None
    assurance: int
    values: Mapping[str, Any]


def bank_accounts(person_id: UUID, on: date) -> list[BankAccountRow]:
    """The cards of a person that are in use on a day, by their last four digits; the caller has opened the matter for
    which it asks. One statement, through a named door of the wall."""
    return [BankAccountRow(*row) for row in run("SELECT * FROM people_cards(%s, %s)", [person_id, on])]


def consents(person_id: UUID) -> dict[str, str]:
    """The consents in force: purpose -> version of the text that was agreed to. One statement."""
    rows = Consent.objects.filter(person=person_id, withdrawn_at=None)
    return dict(rows.values_list("purpose", "text_version"))


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent: what for, which text, from when, until when (None: in force)."""

    purpose: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


def consents_given(person_id: UUID, *, limit: int = 100) -> list[ConsentRow]:
    """Every consent that a person has given, those in force first, then newest first. One statement."""
    rows = Consent.objects.filter(person=person_id).order_by(F("withdrawn_at").desc(nulls_first=True), "-id")
    return [ConsentRow(row.purpose, row.text_version, row.given_at, row.withdrawn_at) for row in rows[:limit]]


def account_by_username(username: str) -> AccountRow | None:
    """The account of this name, locked or not. One statement."""
    values = Account.objects.filter(username=username).values(*ACCOUNT_COLUMNS).first()
    return None if values is None else account_of(values)


def account_row(row: Mapping[str, Any]) -> AccountRow | None:
    """The account in a row of the clause `signed_in`; None when nobody is signed in. No statement."""
    if row["account_id"] is None:
        return None
    return account_of({name: row[f"account_{name}"] for name in ACCOUNT_COLUMNS})


def user(row: AccountRow) -> Account:
    """The framework's user object of an account that was already read. No statement."""
    return Account.from_db("default", list(ACCOUNT_COLUMNS), [row.values[name] for name in ACCOUNT_COLUMNS])


def user_by_id(account_id: UUID | str) -> Account | None:
    """The framework's user object of an account that may sign in. One statement."""
    return Account.objects.filter(id=account_id, is_active=True).first()


def live_sessions(keys: Iterable[str]) -> set[str]:
    """Which of these sessions there still are, run out or not (who signs out takes it away). One statement."""
    rows = run("SELECT session_key FROM people_session WHERE session_key = ANY(%s)", [list(keys)])
    return {key for (key,) in rows}


def ended_session_of(session_key: str) -> UUID | None:
    """Whose session had this key, when it has ended and its row is still there. One statement."""
    return Session.objects.filter(session_key=session_key).values_list("account", flat=True).first()


def session_table() -> type[Session]:
    """The table of sessions, for the framework's session store."""
    return Session


# ── Rows to values ───────────────────────────────────────────────────────────────────────────────────────────────────


def _holds_on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def _agencies(on: date) -> Any:
    return Representative.objects.filter(_holds_on(on), status="active").order_by("id")


def _places(row: Any) -> dict[str, str]:
    return {level: getattr(row, level) for level in LEVELS}


def _person(row: NaturalPerson) -> PersonRow:
    number = "" if row.id_number_enc is None else opened_id_number(row.id, bytes(row.id_number_enc))
    return PersonRow(
        id=row.id,
        name=row.name,
        name_key=row.name_key,
        sex=row.sex,
        birth_date=row.birth_date,
        id_kind=row.id_kind,
        id_number_masked=text.mask_id_number(number),
        phone=row.phone,
        registered_at=row.registered_at,
        places=_places(row),
        address=row.address,
        alive=row.alive,
        died_on=row.died_on,
        version=row.version,
        claimed=row.claimed,
    )


def _household(row: Household, on: date) -> HouseholdRow:
    members = run(
        "SELECT p.id, p.name, m.role, p.birth_date, p.sex FROM people_household_member m, "
        "LATERAL people_met(ARRAY[m.person_id]) p WHERE m.household_id = %s AND m.valid_from <= %s "
        "AND (m.valid_to IS NULL OR m.valid_to > %s) ORDER BY p.id <> %s, p.birth_date NULLS LAST, m.id",
        [row.id, on, on, row.head_id],
    )
    return HouseholdRow(
        id=row.id,
        head=row.head_id,
        registered_at=row.registered_at,
        address=row.address,
        places=_places(row),
        members=tuple(MemberRow(*member) for member in members),
    )


def _agency(row: Representative) -> Agency:
    return Agency(
        id=row.id,
        kind=row.kind,
        principal=row.principal_id,
        agent=row.agent_id,
        scope=frozenset(row.scope),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        status=row.status,
    )


def account_of(values: Mapping[str, Any]) -> AccountRow:
    """The account whose `ACCOUNT_COLUMNS` were read. No statement."""
    return AccountRow(
        id=values["id"],
        username=values["username"],
        kind=values["kind"],
        person=values["person_id"],
        assurance=values["assurance"],
        values=values,
    )
