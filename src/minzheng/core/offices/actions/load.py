"""Taking over a list of organisations, and of who works there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices.actions.authorise import authorise
from minzheng.core.offices.models import Organisation
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
