"""Taking over a list of organisations, and of who works there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices import queries
from minzheng.core.offices.actions.authorise import authorise
from minzheng.core.offices.models import Organisation, Position
from minzheng.core.offices.rules import Role, check_appointment, check_compatible
from minzheng.core.places import queries as places
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """An organisation of a register that is taken over; `parent` is a unified social credit code."""

    uscc: str
    name: str
    kind: str
    level: str
    division: str
    short_name: str = ""
    business: str = ""
    parent: str = ""
    phone: str = ""
    address: str = ""
    small_office_basis: str = ""


def load_organisations(
    *, by: Actor, at: datetime, records: Iterable[OrganisationRecord], valid_from: date, source: str
) -> dict[str, UUID]:
    """Add the organisations whose codes are new, parents first in the list; returns the ids of all by code.

    What is known already is left as it is, so that loading twice changes nothing.
    """
    authorise(by=by, right="offices.load", target=Target(), at=at)
    with transaction.atomic():
        known: dict[str, UUID] = dict(Organisation.objects.values_list("uscc", "id"))
        fresh = []
        for record in records:
            if record.uscc in known:
                continue
            known[record.uscc] = uuid7()
            fresh.append(_row(known[record.uscc], record, known, valid_from))
        Organisation.objects.bulk_create(fresh)
        if fresh:
            facts = {"organisations": len(fresh), "source": source}
            audit.record(by=by, at=at, kind="offices.load_organisations", facts=facts)
    return known


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """A position of a register that is taken over; the scope is the organisation's own."""

    person: UUID
    organisation: UUID
    role: str


def load_positions(
    *,
    by: Actor,
    at: datetime,
    records: Iterable[PositionRecord],
    valid_from: date,
    valid_to: date,
    source: str,
) -> int:
    """Appoint many persons at once for the same days; returns how many.

    Problems as in `appoint`; roles that exclude each other are looked for inside the list.
    """
    authorise(by=by, right="offices.load", target=Target(), at=at)
    wanted = list(records)
    roles = queries.roles()
    units = queries.organisations(record.organisation for record in wanted)
    held: dict[UUID, list[Role]] = {}
    rows = []
    for record in wanted:
        unit, role = units[record.organisation], roles[record.role]
        check_appointment(role, unit.level, valid_from, valid_to)
        check_compatible(role, held.setdefault(record.person, []))
        held[record.person].append(role)
        rows.append(
            Position(
                person_id=record.person,
                organisation_id=unit.id,
                role=role.name,
                level=unit.level,
                division=unit.division,
                valid_from=valid_from,
                valid_to=valid_to,
                basis=source,
            )
        )
    with transaction.atomic():
        Position.objects.bulk_create(rows)
        facts = {"positions": len(rows), "source": source}
        audit.record(by=by, at=at, kind="offices.load_positions", facts=facts)
    return len(rows)


def _row(key: UUID, record: OrganisationRecord, known: dict[str, UUID], valid_from: date) -> Organisation:
    return Organisation(
        id=key,
        uscc=record.uscc,
        name=record.name,
        short_name=record.short_name,
        kind=record.kind,
        business=record.business,
        level=record.level,
        division=record.division,
        parent_id=known[record.parent] if record.parent else None,
        phone=record.phone,
        address=record.address,
        valid_from=valid_from,
        small_office=bool(record.small_office_basis),
        small_office_basis=record.small_office_basis,
        **places.ancestry(record.division),
    )
