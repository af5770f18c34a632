"""Letters of entrustment: an organ lets another decide in its name, for a service, an amount and a time (R9)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices import queries
from minzheng.core.offices.actions.authorise import authorise
from minzheng.core.offices.models import Entrustment
from minzheng.core.offices.rules import LONGEST_POSITION
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target


def entrust(
    *,
    by: Actor,
    at: datetime,
    from_organisation: UUID,
    to_organisation: UUID,
    service: str,
    amount_limit: Decimal | None,
    valid_from: date,
    valid_to: date,
    document_no: str,
) -> UUID:
    """Enter a letter of entrustment; returns its id. `amount_limit` in yuan, None for a service without amounts.

    The receiving organ lies inside the giving one's division. Problem `offices.not_found`, `offices.days`,
    `offices.too_long` (a year at most), `offices.entrusted_outside`, `offices.document_no`.
    """
    units = queries.organisations([from_organisation, to_organisation])
    if len(units) < len({from_organisation, to_organisation}) or from_organisation == to_organisation:
        raise Problem("offices.not_found")
    giver, taker = units[from_organisation], units[to_organisation]
    authorise(by=by, right="offices.entrust", target=Target(places=giver.places), at=at)
    if taker.places.get(giver.level) != giver.division:
        raise Problem("offices.entrusted_outside", organisation=giver.name)
    if valid_to <= valid_from:
        raise Problem("offices.days")
    if valid_to > valid_from + LONGEST_POSITION:
        raise Problem("offices.too_long", latest=(valid_from + LONGEST_POSITION).isoformat())
    if not document_no.strip():
        raise Problem("offices.document_no")
    with transaction.atomic():
        row = Entrustment.objects.create(
            from_organisation_id=from_organisation,
            to_organisation_id=to_organisation,
            service=service,
            amount_limit=amount_limit,
            valid_from=valid_from,
            valid_to=valid_to,
            document_no=document_no.strip()[:60],
            made_by=by.person,
        )
        facts = {"entrustment": row.id, "from": giver.id, "to": taker.id, "service": service}
        facts |= {"limit": str(amount_limit or ""), "until": valid_to}
        audit.record(by=by, at=at, kind="offices.entrust", facts=facts, places=giver.places, service=service)
    return row.id


def end_entrustment(*, by: Actor, at: datetime, entrustment_id: UUID, on: date) -> None:
    """Take a letter of entrustment back: `on` is its first day without force. Problem `offices.not_found`, `offices.days`."""
    row = Entrustment.objects.select_related("from_organisation").filter(id=entrustment_id).first()
    giver = None if row is None else queries.organisation(row.from_organisation_id)
    if row is None or giver is None:
        raise Problem("offices.not_found")
    authorise(by=by, right="offices.entrust", target=Target(places=giver.places), at=at)
    if not row.valid_from <= on < row.valid_to:
        raise Problem("offices.days")
    with transaction.atomic():
        if on == row.valid_from:
            Entrustment.objects.filter(id=entrustment_id).delete()
        else:
            Entrustment.objects.filter(id=entrustment_id).update(valid_to=on)
        facts = {"entrustment": entrustment_id, "on": on}
        audit.record(by=by, at=at, kind="offices.end_entrustment", facts=facts, places=giver.places)
