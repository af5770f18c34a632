"""One person lets another act, or a guardian is entered; and how that ends."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import Representative
from minzheng.core.people.rules import ADULT, age_on
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor


def name_representative(
    *,
    by: Actor,
    at: datetime,
    principal: UUID,
    agent: UUID,
    kind: str = "representative",
    services: Iterable[str] = (),
    since: date,
    until: date | None = None,
    evidence: UUID | None = None,
) -> UUID:
    """Enter that `agent` may act for `principal` from `since` until before `until`; returns the id.

    `services` empty = all matters. Problem `people.own_representative`, `people.agency_days`, `people.minor_as_agent`
    (Civil Code art. 17: of age at eighteen).
    """
    found = queries.persons([principal, agent])
    if len(found) < 2:
        raise Problem("people.own_representative" if principal == agent else "people.not_found")
    check(by, "people.name_representative", at, owners=[principal], places=found[principal].places)
    if until is not None and until <= since:
        raise Problem("people.agency_days")
    born = found[agent].birth_date
    if born is not None and age_on(born, since) < ADULT:
        raise Problem("people.minor_as_agent")
    with transaction.atomic():
        row = Representative.objects.create(
            kind=kind,
            principal_id=principal,
            agent_id=agent,
            scope=sorted(set(services)),
            valid_from=since,
            valid_to=until,
            evidence=evidence,
        )
        audit.record(
            by=by,
            at=at,
            kind="people.name_representative",
            facts={"kind": kind, "services": row.scope, "agency": row.id},
            subjects=[principal, agent],
            places=found[principal].places,
        )
    return row.id


def end_representation(*, by: Actor, at: datetime, agency_id: UUID) -> None:
    """Withdraw an agency (or an offer) at once: either side may, and an officer. Problem `people.not_found`, `people.agency_ended`."""
    row = Representative.objects.filter(id=agency_id).first()
    if row is None:
        raise Problem("people.not_found")
    known = queries.met(row.principal_id)
    owners = [row.principal_id, row.agent_id]
    check(by, "people.end_representation", at, owners=owners, places=known.places)
    with transaction.atomic():
        rows = Representative.objects.filter(id=agency_id, status__in=("active", "offered"))
        if not rows.update(status="withdrawn"):
            raise Problem("people.agency_ended")
        audit.record(
            by=by,
            at=at,
            kind="people.end_representation",
            facts={"agency": agency_id},
            subjects=[row.principal_id, row.agent_id],
            places=known.places,
        )
