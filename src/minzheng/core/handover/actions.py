"""What is done: begin a hand-over, say who takes what, sign, and conclude it in one checked act."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from minzheng.core.audit import actions as audit
from minzheng.core.cases.queries import parties_of
from minzheng.core.cases.rules import today
from minzheng.core.handover import queries, rules
from minzheng.core.handover.models import Handover, Item, Signature
from minzheng.core.offices import actions as offices
from minzheng.core.offices import queries as office_queries
from minzheng.core.people import actions as people
from minzheng.core.people.queries.staff import staff_accounts_of
from minzheng.core.systems import actions as systems
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target


def begin(*, by: Actor, at: datetime, person: UUID, organisation_id: UUID, head: UUID, reason: str) -> UUID:
    """Begin the hand-over of who leaves an organisation, with all that they hold listed; returns its id.

    Problem `offices.own_appointment` for one's own, `handover.head`, `handover.open` when one is open already.
    """
    unit = _unit(by, at, organisation_id, right="handover.begin")
    if by.person == person:
        raise Problem("offices.own_appointment")
    present = {row.person for row in office_queries.staff_of(organisation_id, today(at))}
    if person not in present:
        raise Problem("offices.not_found")
    rules.check_parties(person, head, present)
    held = queries.holdings(person, organisation_id, today(at))
    try:
        with transaction.atomic():
            row = Handover.objects.create(
                person_id=person,
                organisation_id=organisation_id,
                head_id=head,
                reason=reason.strip()[:200],
                begun_at=at,
            )
            Item.objects.bulk_create(
                Item(handover=row, kind=one.kind, reference=one.reference, label=one.label[:200])
                for one in held
            )
            facts = {"handover": row.id, "items": len(held), "organisation": organisation_id}
            audit.record(
                by=by, at=at, kind="handover.begin", facts=facts, subjects=[person], places=unit.places
            )
    except IntegrityError as error:
        raise Problem("handover.open") from error
    return row.id


def add_thing(*, by: Actor, at: datetime, handover_id: UUID, label: str) -> UUID:
    """Add a thing that no list knows (a seal, keys, account books, paper files); signatures begin anew."""
    row = _open(handover_id)
    unit = _unit(by, at, row.organisation_id, right="handover.assign")
    if not label.strip():
        raise Problem("handover.label")
    with transaction.atomic():
        made = Item.objects.create(handover=row, kind=Item.Kind.THING, label=label.strip()[:200])
        row.signatures.all().delete()
        facts = {"handover": row.id, "item": made.id, "kind": "thing"}
        audit.record(by=by, at=at, kind="handover.add_thing", facts=facts, places=unit.places)
    return made.id


def assign(*, by: Actor, at: datetime, handover_id: UUID, item_id: UUID, receiver: UUID) -> None:
    """Say who takes an item over; signatures begin anew, since the paper has changed.

    Problem `handover.receiver` (not a colleague), `handover.receiver_close` (a party of the case, or close to one).
    """
    row = _open(handover_id)
    unit = _unit(by, at, row.organisation_id, right="handover.assign")
    item = row.items.filter(id=item_id).first()
    if item is None:
        raise Problem("offices.not_found")
    on = today(at)
    colleagues = {one.person for one in office_queries.staff_of(row.organisation_id, on)}
    parties = parties_of(item.reference) if item.kind == Item.Kind.CASE and item.reference else []
    close = office_queries.close_to(parties, on) if parties else frozenset()
    rules.check_receiver(row.person_id, receiver, colleagues=colleagues, parties=parties, close=close)
    with transaction.atomic():
        row.items.filter(id=item_id).update(receiver=receiver)
        row.signatures.all().delete()
        facts = {"handover": row.id, "item": item_id, "kind": item.kind}
        audit.record(
            by=by, at=at, kind="handover.assign", facts=facts, subjects=[receiver], places=unit.places
        )


def sign(*, by: Actor, at: datetime, handover_id: UUID) -> None:
    """Sign as who leaves, who takes something over, or who heads the unit. Problem `handover.items_open` while an item
    has nobody; `offices.denied` for anybody else."""
    row = _open(handover_id)
    receivers = list(row.items.values_list("receiver", flat=True))
    needed = rules.signers(row.person_id, row.head_id, receivers)
    if by.person is None or by.person not in needed:
        raise Problem("offices.denied", right="handover.sign")
    rules.check_complete(receivers, [], [])
    with transaction.atomic():
        Signature.objects.get_or_create(handover=row, person_id=by.person, defaults={"at": at})
        audit.record(by=by, at=at, kind="handover.sign", facts={"handover": row.id})


def conclude(*, by: Actor, at: datetime, handover_id: UUID) -> None:
    """Everything is taken over and signed: positions and standing in end today, connected systems get their new keeper, the
    account closes. All in one act.

    Problem `handover.items_open`, `handover.unsigned`, `offices.own_appointment`.
    """
    with transaction.atomic():
        row = _open(handover_id, lock=True)
        unit = _unit(by, at, row.organisation_id, right="handover.conclude")
        if by.person == row.person_id:
            raise Problem("offices.own_appointment")
        items = list(row.items.all())
        receivers = [one.receiver_id for one in items]
        needed = rules.signers(row.person_id, row.head_id, receivers)
        rules.check_complete(receivers, needed, set(row.signatures.values_list("person", flat=True)))
        ended = offices.end_all(row.person_id, today(at))
        for one in items:
            if one.kind == Item.Kind.SYSTEM and one.reference and one.receiver_id:
                systems.pass_on(system_id=one.reference, to=one.receiver_id)
        for account in staff_accounts_of([row.person_id]):
            people.close_account(by=by, at=at, account_id=account)
        Handover.objects.filter(id=row.id).update(concluded_at=at)
        facts = {"handover": row.id, "items": len(items), "ended": ended}
        audit.record(
            by=by, at=at, kind="handover.conclude", facts=facts, subjects=[row.person_id], places=unit.places
        )


def require_sight(*, by: Actor, at: datetime, handover: queries.HandoverRow) -> None:
    """Problem unless an administrator's scope covers the organisation of a hand-over; who has a part in it needs none."""
    parts = {handover.person, handover.head, *(one.receiver for one in handover.items)}
    if by.person not in parts:
        _unit(by, at, handover.organisation, right="handover.assign")


def _open(handover_id: UUID, *, lock: bool = False) -> Handover:
    rows = Handover.objects.select_for_update() if lock else Handover.objects.all()
    row = rows.filter(id=handover_id, concluded_at=None).first()
    if row is None:
        raise Problem("offices.not_found")
    return row


def _unit(by: Actor, at: datetime, organisation_id: UUID, *, right: str) -> office_queries.OrganisationRow:
    unit = office_queries.organisation(organisation_id)
    if unit is None:
        raise Problem("offices.not_found")
    offices.authorise(by=by, right=right, target=Target(places=unit.places), at=at)
    return unit
