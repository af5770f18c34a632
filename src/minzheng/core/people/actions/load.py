"""Filling the room's tables in bulk (COPY): registers taken over, demonstration people, load for measurements."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from minzheng.core.audit import actions as audit
from minzheng.core.audit.queries import copy_behind_wall, copy_in
from minzheng.core.people import queries
from minzheng.core.people.actions.rights import check
from minzheng.core.people.queries import sealing
from minzheng.core.people.rules import name_key
from minzheng.core.places import queries as places
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

PERSON_COLUMNS = (
    "created_at",
    *("id", "name", "name_key", "sex", "birth_date", "id_kind", "id_number_enc", "id_number_bix", "phone"),
    *("registered_at", "address", "alive", "died_on", "version", "home_node", "claimed"),
    *queries.LEVELS,
)
HOUSEHOLD_COLUMNS = ("id", "head_id", "registered_at", "address", "valid_from", "version", *queries.LEVELS)
MEMBER_COLUMNS = ("id", "household_id", "person_id", "role", "valid_from")
PROOF_COLUMNS = ("id", "account_id", "person_id", "method", "level", "provider", "at", "evidence")
ACCOUNT_COLUMNS = (
    *(
        "created_at",
        "id",
        "username",
        "password",
        "phone",
        "email",
        "person_id",
        "kind",
        "assurance",
        "is_active",
        "failed_count",
    ),
)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person of a register that is taken over; the register answers for name, number and birth date."""

    id: UUID
    name: str
    sex: str
    birth_date: date
    id_number: str
    registered_at: str
    address: str = ""
    phone: str = ""
    id_kind: str = "resident_id"
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """A household of such a register; `members`: person -> role, head included."""

    head: UUID
    registered_at: str
    address: str
    since: date
    members: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account taken over with its password as the framework's hash."""

    username: str
    password_hash: str
    kind: str
    person: UUID
    phone: str = ""
    assurance: int = 2


def load(
    *,
    by: Actor,
    at: datetime,
    persons: Iterable[PersonRecord],
    households: Iterable[HouseholdRecord] = (),
    source: str,
) -> tuple[int, int]:
    """Copy persons and households in; returns how many of each.

    All or nothing: Problem `people.load_repeated` when a number, or a member of a household, is known already.
    """
    check(by, "people.load", at)
    with _once(), transaction.atomic():
        people = copy_behind_wall(
            "people_person", PERSON_COLUMNS, ((at, *_person(record)) for record in persons)
        )
        kept = [(uuid7(), record) for record in households]
        homes = copy_behind_wall(
            "people_household", HOUSEHOLD_COLUMNS, (_household(key, record) for key, record in kept)
        )
        copy_behind_wall(
            "people_household_member",
            MEMBER_COLUMNS,
            (
                (uuid7(), key, person, role, record.since)
                for key, record in kept
                for person, role in record.members.items()
            ),
        )
        facts = {"persons": people, "households": homes, "source": source}
        audit.record(by=by, at=at, kind="people.load", facts=facts)
    return people, homes


def load_accounts(*, by: Actor, at: datetime, accounts: Iterable[AccountRecord], source: str) -> int:
    """Copy accounts in; returns how many. Problem `people.load_repeated` when a user name is taken."""
    check(by, "people.load", at)
    kept = [(uuid7(), one) for one in accounts]
    with _once(), transaction.atomic():
        count = copy_in(
            "people_account",
            ACCOUNT_COLUMNS,
            (
                (
                    at,
                    account_id,
                    one.username,
                    one.password_hash,
                    one.phone,
                    "",
                    one.person,
                    one.kind,
                    one.assurance,
                    True,
                    0,
                )
                for account_id, one in kept
            ),
        )
        copy_in(
            "people_proof",
            PROOF_COLUMNS,
            (
                (uuid7(), account_id, one.person, "taken_over", one.assurance, source, at, b"")
                for account_id, one in kept
            ),
        )
        audit.record(by=by, at=at, kind="people.load_accounts", facts={"accounts": count, "source": source})
    return count


@contextmanager
def _once() -> Iterator[None]:
    try:
        yield
    except (UniqueViolation, IntegrityError) as error:
        raise Problem("people.load_repeated") from error


def _person(record: PersonRecord) -> tuple[Any, ...]:
    return (
        *(record.id, record.name, name_key(record.name), record.sex, record.birth_date, record.id_kind),
        sealing.sealed_id_number(record.id, record.id_number),
        sealing.id_number_digest(record.id_kind, record.id_number),
        *(
            record.phone,
            record.registered_at,
            record.address,
            record.died_on is None,
            record.died_on,
            1,
            "local",
            False,
        ),
        *places.ancestry(record.registered_at).values(),
    )


def _household(key: UUID, record: HouseholdRecord) -> tuple[Any, ...]:
    return (
        *(key, record.head, record.registered_at, record.address, record.since, 1),
        *places.ancestry(record.registered_at).values(),
    )
