"""Clauses that rooms above compose into one statement: who signed in, with account and person."""

from datetime import date, datetime
from uuid import UUID

from minzheng.kernel.ids import uuid7
from minzheng.kernel.sql import Clause

ACCOUNT_COLUMNS = (
    *("password", "last_login", "id", "username", "phone", "email", "person_id", "kind", "assurance"),
    *("is_active", "failed_count", "locked_until", "created_at"),
    *("password_once", "suspended_at", "reopened_at"),
)
"""The columns of `people_account`, in the order of the model; a test compares."""

PERSON_COLUMNS = (
    *(
        "id",
        "name",
        "name_key",
        "sex",
        "birth_date",
        "id_kind",
        "id_number_enc",
        "phone",
        "registered_at",
        "address",
    ),
    *("alive", "died_on", "version", "claimed", "province", "city", "county", "town", "village"),
)
"""What a person's row as other rooms see it is made of (`queries.person_of`)."""

_LEVEL = (
    "COALESCE((SELECT max(level) FROM people_proof WHERE account_id = a.id "
    "AND (valid_to IS NULL OR valid_to > %s)), 1)"
)
"""The level of an account: the highest of its proofs that are in force on a day; 1 for who has only registered."""

_ACCOUNT = ", ".join(
    f"{_LEVEL if name == 'assurance' else f'a.{name}'} AS account_{name}" for name in ACCOUNT_COLUMNS
)
_AGENCY = """LEFT JOIN LATERAL (
    SELECT principal_id, json_agg(scope) AS scopes FROM people_representative
    WHERE agent_id = a.person_id AND principal_id = {principal} AND status = 'active'
      AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s) GROUP BY principal_id
) r ON true"""
_PRINCIPALS = """(SELECT json_agg(json_build_array(q.principal_id, people_name(q.principal_id), q.kind)) FROM (
    SELECT principal_id, min(kind) AS kind FROM people_representative WHERE agent_id = a.person_id
      AND status = 'active' AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
    GROUP BY principal_id ORDER BY principal_id LIMIT 20) q) AS principals"""
_PERSON = "people_name(a.person_id) AS person_name, r.principal_id AS on_behalf_of, r.scopes AS scopes"
BY_SESSION = " ".join(
    (
        "SELECT s.session_data, s.expire_date,",
        f"{_ACCOUNT}, {_PERSON}, {_PRINCIPALS}",
        "FROM people_session s",
        "LEFT JOIN people_account a ON a.id = s.account_id AND a.is_active",
        _AGENCY.format(principal="s.on_behalf_of_id"),
        "WHERE s.session_key = %s AND s.expire_date > %s",
    )
)
BY_ACCOUNT = " ".join(
    (
        "SELECT NULL::text AS session_data, NULL::timestamptz AS expire_date,",
        f"{_ACCOUNT}, {_PERSON}",
        "FROM people_account a",
        _AGENCY.format(principal="%s::uuid"),
        "WHERE a.id = %s AND a.is_active",
    )
)


def signed_in_by_session(session_key: str, at: datetime, on: date) -> Clause:
    """`signed_in`: one row for a session that has not expired at `at`; account columns are null when nobody signed in.

    `on_behalf_of` is the person whom the session wants to act for, when an agency is in force on `on`.
    """
    return Clause("signed_in", BY_SESSION, (on, on, on, on, on, session_key, at))


def signed_in_by_account(account_id: UUID, on_behalf_of: UUID | None, on: date) -> Clause:
    """`signed_in`: the same columns for an account that may sign in; no row when there is none."""
    return Clause("signed_in", BY_ACCOUNT, (on, on_behalf_of, on, on, account_id))


def one_person(person_id: UUID) -> Clause:
    """`one_person`: the `PERSON_COLUMNS` of a person, level columns included; no row when nobody has this id."""
    return Clause(
        "one_person", f"SELECT {', '.join(PERSON_COLUMNS)} FROM people_person WHERE id = %s", (person_id,)
    )


def met_person(person_id: UUID) -> Clause:
    """`one_person`: the same for somebody who takes part in a matter that the statement is about, wherever that person
    lives: a named door of the wall."""
    columns = ", ".join(PERSON_COLUMNS)
    return Clause("one_person", f"SELECT {columns} FROM people_met(ARRAY[%s::uuid])", (person_id,))


def near(person: UUID | None, on: date) -> Clause:
    """`near_persons(person_id)`: as `close_persons`, for one person alone (the relation holds both ways)."""
    return Clause(
        "near_persons",
        "SELECT person_id FROM people_lives_with(ARRAY[%s::uuid], %s) AS house (person_id) "
        "UNION ALL SELECT agent_id FROM people_representative WHERE principal_id = %s AND status = 'active' "
        "UNION ALL SELECT principal_id FROM people_representative WHERE agent_id = %s AND status = 'active'",
        (person, on, person, person),
    )


def household_of(persons: list[UUID], on: date) -> Clause:
    """`close_persons(person_id)`: who shares a household with any of `persons` on the day `on`, or acts for one of
    them, or is acted for; the persons themselves are left out."""
    return Clause(
        "close_persons",
        "SELECT person_id FROM people_lives_with(%s, %s) AS house (person_id) WHERE person_id <> ALL(%s) "
        "UNION SELECT agent_id FROM people_representative WHERE principal_id = ANY(%s) AND status = 'active' "
        "UNION SELECT principal_id FROM people_representative WHERE agent_id = ANY(%s) AND status = 'active'",
        (persons, on, persons, persons, persons),
    )


def note_consent(person_id: UUID, purpose: str, text_version: str, at: datetime) -> Clause:
    """`consent_row`: a person agreed to one use of their data, inside the statement of the verb by which they did; one
    that is in force already stays as it is."""
    return Clause(
        "consent_row",
        "INSERT INTO people_consent (id, person_id, purpose, text_version, given_at) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (person_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING",
        (uuid7(), person_id, purpose, text_version, at),
    )
