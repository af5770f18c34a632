"""What is asked: what somebody holds, how a hand-over stands, whose hand-overs wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from minzheng.core.cases.queries import open_handled_by
from minzheng.core.handover.models import Handover, Item
from minzheng.core.offices import queries as offices
from minzheng.core.people.queries import names
from minzheng.core.systems.queries import kept_by


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that somebody holds: its kind, what it refers to, and a line for the list."""

    kind: str
    reference: UUID | None
    label: str


def holdings(person: UUID, organisation: UUID, on: date) -> list[Holding]:
    """All that a person holds in an organisation on a day: positions, who stands in for whom, open cases in hand, and the
    connected systems that they look after. Five statements."""
    titles = offices.titles()
    held = [row for row in offices.positions_of(person, on) if row.organisation == organisation]
    found = [
        Holding("position", row.id, f"{titles.get(row.role, row.role)}（{row.organisation_name}），连同待办")
        for row in held
    ]
    given, received = offices.delegations_of(person, on), offices.delegations_received(person, on)
    cases = open_handled_by(person)
    return [
        *found,
        *(
            Holding("given", one.id, f"{titles.get(one.role, one.role)}由别人代行，{one.reason}")
            for one in given
        ),
        *(
            Holding("received", one.id, f"代行{titles.get(one.role, one.role)}，{one.reason}")
            for one in received
        ),
        *(Holding("case", key, f"办件 {number}，{title}") for key, number, title in cases),
        *(Holding("system", key, f"接入系统“{name}”的管理，连同它的密钥") for key, name in kept_by(person)),
    ]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as pages show it."""

    id: UUID
    kind: str
    kind_title: str
    reference: UUID | None
    label: str
    receiver: UUID | None


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A hand-over with its items, who signed when, and the names of everybody in it."""

    id: UUID
    person: UUID
    organisation: UUID
    organisation_name: str
    head: UUID
    reason: str
    begun_at: datetime
    concluded_at: datetime | None
    items: tuple[ItemRow, ...]
    signed: Mapping[UUID, datetime]
    names: Mapping[UUID, str]


def handover(handover_id: UUID) -> HandoverRow | None:
    """One hand-over. Four statements."""
    row = Handover.objects.select_related("organisation").filter(id=handover_id).first()
    if row is None:
        return None
    items = [
        ItemRow(one.id, one.kind, one.get_kind_display(), one.reference, one.label, one.receiver_id)
        for one in sorted(row.items.all(), key=lambda one: (Item.Kind.values.index(one.kind), one.label))
    ]
    signed = dict(row.signatures.order_by("at").values_list("person", "at"))
    persons = {row.person_id, row.head_id, *(one.receiver for one in items if one.receiver), *signed}
    return HandoverRow(
        id=row.id,
        person=row.person_id,
        organisation=row.organisation_id,
        organisation_name=row.organisation.name,
        head=row.head_id,
        reason=row.reason,
        begun_at=row.begun_at,
        concluded_at=row.concluded_at,
        items=tuple(items),
        signed=signed,
        names=names(persons),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hand-over in a list."""

    id: UUID
    person: UUID
    name: str
    organisation_name: str
    begun_at: datetime
    concluded_at: datetime | None


def of_place(level: str, division: str) -> list[Waiting]:
    """The hand-overs of organisations inside a division, open ones first, 50 at most. Two statements."""
    where = Q() if level == "nation" else Q(**{f"organisation__{level}": division})
    return _list(where)


def of_person(person: UUID) -> list[Waiting]:
    """The open hand-overs in which somebody has a part: leaves, takes over, heads. Two statements."""
    part = (
        Q(person=person) | Q(head=person) | Q(id__in=Item.objects.filter(receiver=person).values("handover"))
    )
    return _list(part & Q(concluded_at=None))


def _list(where: Q) -> list[Waiting]:
    rows = Handover.objects.filter(where).select_related("organisation")
    found = list(rows.order_by("-concluded_at", "-begun_at")[:50])
    known = names(row.person_id for row in found)
    return [
        Waiting(
            row.id,
            row.person_id,
            known.get(row.person_id, ""),
            row.organisation.name,
            row.begun_at,
            row.concluded_at,
        )
        for row in found
    ]
