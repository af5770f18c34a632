"""Registering organisations and setting the profile in which a small one works."""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from minzheng.core.audit import actions as audit
from minzheng.core.offices import queries
from minzheng.core.offices.actions.authorise import authorise
from minzheng.core.offices.models import Organisation
from minzheng.core.places import queries as places
from minzheng.kernel.codes import CodeError, parse_uscc
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.text import normalise_name


def register_organisation(
    *,
    by: Actor,
    at: datetime,
    uscc: str,
    name: str,
    kind: str,
    level: str,
    division: str,
    valid_from: date,
    short_name: str = "",
    business: str = "",
    parent: UUID | None = None,
    phone: str = "",
    address: str = "",
) -> UUID:
    """Register an organisation; returns its id. Invalid for a code that will not do or is known already."""
    where = places.ancestry(division)
    authorise(by=by, right="offices.register_organisation", target=Target(places=where), at=at)
    try:
        code = parse_uscc(uscc, allow_demo=settings.ALLOW_DEMO_ID).code
    except CodeError as error:
        raise Invalid([FieldProblem("uscc", str(error), "统一社会信用代码")]) from error
    try:
        with transaction.atomic():
            row = Organisation.objects.create(
                uscc=code,
                name=normalise_name(name),
                short_name=short_name,
                kind=kind,
                business=business,
                level=level,
                division=division,
                parent_id=parent,
                phone=phone,
                address=address,
                valid_from=valid_from,
                **where,
            )
            facts = {"organisation": row.id, "kind": kind}
            audit.record(by=by, at=at, kind="offices.register_organisation", facts=facts, places=where)
    except IntegrityError as error:
        sentence = "这个统一社会信用代码已经登记过了，请直接查找"
        raise Invalid([FieldProblem("uscc", sentence, "统一社会信用代码")]) from error
    return row.id


def set_small_office(*, by: Actor, at: datetime, organisation_id: UUID, on: bool, basis: str) -> None:
    """Switch the profile of a small office (roles-and-data 3.1) on or off; it needs a basis, and supervision sees it.

    Problem `offices.small_office_basis`, `offices.not_found`.
    """
    known = queries.organisation(organisation_id)
    if known is None:
        raise Problem("offices.not_found")
    authorise(by=by, right="offices.set_small_office", target=Target(places=known.places), at=at)
    if on and not basis.strip():
        raise Problem("offices.small_office_basis")
    with transaction.atomic():
        Organisation.objects.filter(id=organisation_id).update(
            small_office=on, small_office_basis=basis.strip() if on else ""
        )
        audit.record(
            by=by,
            at=at,
            kind="offices.set_small_office",
            facts={"organisation": organisation_id, "on": on, "basis": basis.strip()},
            places=known.places,
        )
