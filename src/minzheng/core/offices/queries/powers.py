"""What is asked about powers beside a position: letters of entrustment, emergencies, and who looks after security."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from minzheng.core.offices.models import EmergencyAccess, Entrustment, Position
from minzheng.core.offices.rules import Entrusted
from minzheng.core.people.queries import names
from minzheng.core.people.queries.staff import staff_accounts_of


def entrusted(to: Iterable[UUID], giver: UUID, service: str) -> list[Entrusted]:
    """What an organ has entrusted to any of these others for a service, whenever it holds. One statement."""
    rows = Entrustment.objects.filter(
        to_organisation__in=list(to), from_organisation=giver, service=service
    ).order_by("valid_from", "id")
    return [Entrusted(row.document_no, row.amount_limit, row.valid_from, row.valid_to) for row in rows]


@dataclass(frozen=True, slots=True)
class EntrustmentRow:
    """One letter of entrustment with the names of both organs."""

    id: UUID
    giver: str
    taker: str
    service: str
    letter: Entrusted


def entrustments_of(level: str, division: str) -> list[EntrustmentRow]:
    """The letters that organs of exactly this division have given, newest first, 100 at most. One statement."""
    rows = Entrustment.objects.filter(
        from_organisation__level=level, from_organisation__division=division
    ).select_related("from_organisation", "to_organisation")
    return [
        EntrustmentRow(
            row.id,
            row.from_organisation.name,
            row.to_organisation.name,
            row.service,
            Entrusted(row.document_no, row.amount_limit, row.valid_from, row.valid_to),
        )
        for row in rows.order_by("-valid_from", "-id")[:100]
    ]


SECURITY = (
    *("offices.refused", "people.sign_in_failed", "people.reveal_id_number", "people.suspend"),
    *("cases.reveal_fields", "cases.reveal_paper"),
    *("offices.open_emergency", "offices.use_emergency", "offices.review_emergency"),
    *("people.reset_factor", "people.give_once_password", "people.reopen_account", "offices.manage_account"),
    *("offices.appoint", "offices.end_position", "offices.transfer_staff", "offices.delegate"),
    *("offices.import_staff", "offices.entrust", "cases.export_download", "handover.conclude"),
)
"""Kinds of events that the audit administrator looks through."""


def staff_accounts(level: str, division: str) -> tuple[list[UUID], list[UUID]]:
    """The persons who hold or held a position inside a division, and their staff accounts. Two statements."""
    where = {} if level == "nation" else {f"organisation__{level}": division}
    persons = list(Position.objects.filter(**where).values_list("person", flat=True).distinct())
    return persons, staff_accounts_of(persons)


def auditors(places: Mapping[str, str], on: date) -> list[UUID]:
    """The audit administrators whose scope reaches a place on a day. One statement."""
    reaching = Q(level="nation")
    for level, division in places.items():
        reaching |= Q(level=level, division=division) if division else Q()
    rows = Position.objects.filter(reaching, role="audit_admin", valid_from__lte=on, valid_to__gt=on)
    return sorted(set(rows.values_list("person_id", flat=True)))


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """One opening of a read in an emergency."""

    id: UUID
    person: UUID
    name: str
    subject: str
    reason: str
    opened_at: datetime
    until: datetime
    reads: int
    reviewed_at: datetime | None
    finding: str


def emergencies(level: str, division: str, *, person: UUID | None = None) -> list[EmergencyRow]:
    """The openings of a place (or only those of one person), newest first, 50 at most. Two statements."""
    rows = EmergencyAccess.objects.all()
    if person is not None:
        rows = rows.filter(person=person)
    elif level != "nation":
        rows = rows.filter(division__startswith=_prefix(level, division))
    found = list(rows.order_by("-opened_at", "-id")[:50])
    known = names(row.person_id for row in found)
    return [
        EmergencyRow(
            row.id,
            row.person_id,
            known.get(row.person_id, ""),
            row.subject,
            row.reason,
            row.opened_at,
            row.until,
            row.reads,
            row.reviewed_at,
            row.finding,
        )
        for row in found
    ]


def _prefix(level: str, division: str) -> str:
    """With which signs the codes inside a division begin (GB/T 2260, GB/T 10114)."""
    return division[: {"province": 2, "city": 4, "county": 6, "town": 9}.get(level, 12)]
