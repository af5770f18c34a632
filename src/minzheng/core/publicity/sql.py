"""Clauses of the room: what a step writes about a notice, and how a verb above lists a household or strikes it off."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import LEVELS
from minzheng.kernel.sql import Clause


@dataclass(frozen=True, slots=True)
class NewNotice:
    """The columns of a notice that is prepared; the number of its sheet comes from the series of its organ."""

    id: UUID
    case_id: UUID
    code: str
    service: str
    title: str
    sensitivity: str
    name: str
    members: int
    amount: int
    category: str
    place: str
    board: str
    posted_on: date
    first_day: date
    last_day: date
    ends_at: datetime
    explanation: str
    phone: str
    organisation_id: UUID
    organ: str
    web_name: str
    prepared_at: datetime
    prepared_by: UUID | None
    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""
    village: str = ""


_NOTICE = tuple(one.name for one in fields(NewNotice))


def insert_notice(new: NewNotice, prefix: str, number: str) -> Clause:
    """A prepared notice; `prefix` stands before the number that the clause called `number` takes."""
    return Clause(
        "publicity_notice_row",
        f"INSERT INTO publicity_notice ({', '.join(_NOTICE)}, doc_no, state, photo_by, outcome, down_by) "
        f"SELECT {', '.join(['%s'] * len(_NOTICE))}, %s::text || number.last || '号', 'prepared', '', '', '' "
        f"FROM {number} AS number RETURNING id",
        (*(getattr(new, name) for name in _NOTICE), prefix),
    )


def hang_notice(notice_id: UUID, at: datetime) -> Clause:
    """The sheet hangs from now on."""
    return Clause(
        "publicity_hung_row",
        "UPDATE publicity_notice SET state = 'hanging', posted_at = %s WHERE id = %s AND state = 'prepared' RETURNING id",
        (at, notice_id),
    )


def end_notice(notice_id: UUID, outcome: str, at: datetime) -> Clause:
    """The notice is over: `no_objection`, `objection` or `stopped`."""
    return Clause(
        "publicity_ended_row",
        "UPDATE publicity_notice SET state = 'ended', outcome = %s, ended_at = %s "
        "WHERE id = %s AND state IN ('prepared', 'hanging') RETURNING id",
        (outcome, at, notice_id),
    )


def insert_objection(
    objection_id: UUID,
    notice_id: UUID,
    code: str,
    sealed: bytes,
    channel: str,
    received_on: date,
    at: datetime,
) -> Clause:
    """An objection; the same id again changes nothing."""
    return Clause(
        "publicity_objection_row",
        "INSERT INTO publicity_objection (id, notice_id, code, sealed, channel, received_on, received_at, state, result, "
        f"answer, {', '.join(LEVELS)}) SELECT %s, n.id, %s, %s, %s, %s, %s, 'received', '', '', "
        f"{', '.join('n.' + level for level in LEVELS)} FROM publicity_notice n WHERE n.id = %s "
        "ON CONFLICT (id) DO NOTHING RETURNING code",
        (objection_id, code, sealed, channel, received_on, at, notice_id),
    )


def answer_objection(
    objection_id: UUID, result: str, answer: str, by: UUID | None, letter: UUID, at: datetime
) -> Clause:
    """An objection is answered in writing, once."""
    return Clause(
        "publicity_answered_row",
        "UPDATE publicity_objection SET state = 'answered', result = %s, answer = %s, answered_at = %s, "
        "answered_by = %s, letter = %s WHERE id = %s AND state = 'received' RETURNING id",
        (result, answer, at, by, letter, objection_id),
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """A household in benefit as it is posted: by its applicant, with the confirmed amount (fen a month)."""

    case_id: UUID
    service: str
    title: str
    person: UUID
    name: str
    members: int
    amount: int
    category: str
    since: date
    places: Mapping[str, str] = field(default_factory=dict)


def list_beneficiary(listing: Listing, at: datetime) -> Clause:
    """Post a household, or post it with another amount. For the verb that grants: `actions.require_listable` says
    before whether the service may be posted at all."""
    return Clause(
        "publicity_listed_row",
        "INSERT INTO publicity_beneficiary (id, case_id, service, title, person, name, members, amount, category, since, "
        f"listed_at, strike_reason, {', '.join(LEVELS)}) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', %s, %s, %s, %s, %s) "
        "ON CONFLICT (case_id) WHERE struck_at IS NULL DO UPDATE SET name = excluded.name, members = excluded.members, "
        "amount = excluded.amount, category = excluded.category, listed_at = excluded.listed_at RETURNING id",
        (
            *(uuid7(), listing.case_id, listing.service, listing.title, listing.person, listing.name),
            *(listing.members, listing.amount, listing.category, listing.since, at),
            *(listing.places.get(level, "") for level in LEVELS),
        ),
    )


def strike_beneficiary(case_id: UUID, reason: str, at: datetime) -> Clause:
    """Take a household off the posting: benefit has ended (the sheet on the board must be changed at once)."""
    return Clause(
        "publicity_struck_row",
        "UPDATE publicity_beneficiary SET struck_at = %s, strike_reason = %s WHERE case_id = %s AND struck_at IS NULL "
        "RETURNING id",
        (at, reason, case_id),
    )


def strike_earlier(person: UUID, service: str, case_id: UUID, reason: str, at: datetime) -> Clause:
    """Take off what a person had of a service by earlier cases: another decision takes its place."""
    return Clause(
        "publicity_earlier_row",
        "UPDATE publicity_beneficiary SET struck_at = %s, strike_reason = %s "
        "WHERE person = %s AND service = %s AND case_id <> %s AND struck_at IS NULL RETURNING id",
        (at, reason, person, service, case_id),
    )


@dataclass(frozen=True, slots=True)
class NewSheet:
    """The columns of a sheet of those in benefit."""

    id: UUID
    service: str
    title: str
    month: date
    place: str
    phone: str
    organisation_id: UUID
    organ: str
    issued_at: datetime
    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""
    village: str = ""


_SHEET = tuple(one.name for one in fields(NewSheet))


def insert_sheet(new: NewSheet, lines: list[Any], prefix: str, number: str) -> Clause:
    """A sheet with its lines `[name, members, amount, category]` as they are printed; its number is that of `number`."""
    return Clause(
        "publicity_sheet_row",
        f"INSERT INTO publicity_sheet ({', '.join(_SHEET)}, lines, doc_no) "
        f"SELECT {', '.join(['%s'] * len(_SHEET))}, %s::jsonb, %s::text || number.last || '号' "
        f"FROM {number} AS number RETURNING id",
        (*(getattr(new, name) for name in _SHEET), json.dumps(lines, ensure_ascii=False), prefix),
    )
