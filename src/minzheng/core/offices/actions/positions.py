"""Appointing persons to positions, ending these, and letting a deputy stand in."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from minzheng.core.audit import actions as audit
from minzheng.core.audit.queries import run
from minzheng.core.offices import queries
from minzheng.core.offices.actions.authorise import authorise
from minzheng.core.offices.models import Delegation, Position
from minzheng.core.offices.queries import OrganisationRow
from minzheng.core.offices.rules import Role, check_appointment, check_compatible, check_no_circle
from minzheng.core.places import queries as places
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target

ONE_AT_A_TIME = 0x0FF1CE5
"""Key of the database's lock under which deputies are named: a rare act that looks at all others."""


def appoint(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    organisation_id: UUID,
    role: str,
    valid_from: date,
    valid_to: date,
    level: str = "",
    division: str = "",
    businesses: Iterable[str] = (),
    groups: Iterable[str] = (),
    basis: str = "",
) -> UUID:
    """Appoint a person from `valid_from` until before `valid_to` (R7: a year at most); returns the position's id.

    Without level and division the scope is the organisation's own. `businesses` empty = all; `groups` are the sensitive
    kinds that it is authorised for by name (R5), which needs a basis.
    Problems `offices.role_*`, `offices.days`, `offices.too_long`, `offices.scope_outside`, `offices.roles_exclude`.
    """
    unit = queries.organisation(organisation_id)
    if unit is None:
        raise Problem("offices.not_found")
    authorise(by=by, right="offices.appoint", target=Target(places=unit.places), at=at)
    if by.person == person:
        raise Problem("offices.own_appointment")
    wanted = _role(role)
    level, division = level or unit.level, division or unit.division
    check_appointment(wanted, level, valid_from, valid_to)
    named = sorted(set(groups))
    if named and not basis.strip():
        raise Problem("offices.group_basis")
    _check_scope(unit, level, division)
    row = Position(
        person_id=person,
        organisation_id=organisation_id,
        role=role,
        level=level,
        division=division,
        businesses=sorted(set(businesses)),
        groups=named,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis,
    )
    with transaction.atomic():
        _require_compatible(wanted, row)
        row.save(force_insert=True)
        facts = {"position": row.id, "role": role, "organisation": organisation_id, "level": level}
        audit.record(
            by=by,
            at=at,
            kind="offices.appoint",
            facts={**facts, "groups": named},
            subjects=[person],
            places=unit.places,
        )
    return row.id


def _require_compatible(wanted: Role, new: Position) -> None:
    """Problem `offices.roles_exclude` when the person holds a role on the same days that excludes the wanted one."""
    held = Position.objects.select_for_update().filter(
        person=new.person_id, valid_from__lt=new.valid_to, valid_to__gt=new.valid_from
    )
    known = queries.roles()
    check_compatible(wanted, [known[row.role] for row in held if row.role in known])


def end_position(*, by: Actor, at: datetime, position_id: UUID, on: date, reason: str = "") -> None:
    """End a position on the day `on` (its first day without rights); its delegations end with it.

    Problem `offices.not_found`, `offices.position_ended`.
    """
    row = Position.objects.select_related("organisation").filter(id=position_id).first()
    unit = None if row is None else queries.organisation(row.organisation_id)
    if row is None or unit is None:
        raise Problem("offices.not_found")
    authorise(by=by, right="offices.end_position", target=Target(places=unit.places), at=at)
    if row.valid_to <= on:
        raise Problem("offices.position_ended")
    with transaction.atomic():
        if on <= row.valid_from:
            Position.objects.filter(id=position_id).delete()
        else:
            Position.objects.filter(id=position_id).update(valid_to=on)
            Delegation.objects.filter(position=position_id, valid_from__gte=on).delete()
            Delegation.objects.filter(position=position_id, valid_to__gt=on).update(valid_to=on)
        audit.record(
            by=by,
            at=at,
            kind="offices.end_position",
            facts={"position": position_id, "role": row.role, "on": on, "reason": reason},
            subjects=[row.person_id],
            places=unit.places,
        )


def delegate(
    *, by: Actor, at: datetime, position_id: UUID, deputy: UUID, valid_from: date, valid_to: date, reason: str
) -> UUID:
    """Let a deputy stand in for the holder between two days (R7); returns the delegation's id.

    The holder may do so themselves. Said twice it is one: the same deputy on the same days is the delegation that is
    there. Problem `offices.own_deputy`, `offices.days`, `offices.roles_exclude`, `offices.deputy_named` (on other days
    that overlap), `offices.circular_delegation`.
    """
    row = Position.objects.filter(id=position_id).first()
    unit = None if row is None else queries.organisation(row.organisation_id)
    if row is None or unit is None:
        raise Problem("offices.not_found")
    if by.person != row.person_id:
        authorise(by=by, right="offices.delegate", target=Target(places=unit.places), at=at)
        if by.person == deputy:
            raise Problem("offices.own_appointment")
    if deputy == row.person_id:
        raise Problem("offices.own_deputy")
    if not row.valid_from <= valid_from < valid_to <= row.valid_to:
        raise Problem("offices.days")
    known = queries.roles()
    held = [
        known[position.role]
        for position in queries.positions_of(deputy, valid_from)
        if position.role in known
    ]
    check_compatible(_role(row.role), held)
    with transaction.atomic():
        run(
            "SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME]
        )  # two at once could close a circle, or name one twice
        there = _named_already(row, deputy, valid_from, valid_to)
        if there is not None:
            return there
        same_days = Delegation.objects.filter(valid_from__lt=valid_to, valid_to__gt=valid_from)
        check_no_circle(row.person_id, deputy, same_days.values_list("position__person", "deputy"))
        made = Delegation.objects.create(
            position=row, deputy_id=deputy, valid_from=valid_from, valid_to=valid_to, reason=reason
        )
        audit.record(
            by=by,
            at=at,
            kind="offices.delegate",
            facts={"position": position_id, "delegation": made.id, "role": row.role},
            subjects=[row.person_id, deputy],
            places=unit.places,
        )
    return made.id


def _named_already(row: Position, deputy: UUID, valid_from: date, valid_to: date) -> UUID | None:
    """The delegation that says the same, None for none. Problem `offices.deputy_named` for other days that overlap."""
    for one in Delegation.objects.filter(
        position=row, deputy=deputy, valid_from__lt=valid_to, valid_to__gt=valid_from
    ):
        if (one.valid_from, one.valid_to) != (valid_from, valid_to):
            raise Problem("offices.deputy_named")
        return one.id
    return None


def end_delegation(*, by: Actor, at: datetime, delegation_id: UUID, on: date) -> None:
    """End a deputy's term early: `on` is the first day without it. The holder may do so themselves.

    Problem `offices.not_found`, `offices.days` (not inside its term).
    """
    with transaction.atomic():
        row = (
            Delegation.objects.select_for_update(of=("self",))
            .select_related("position")
            .filter(id=delegation_id)
            .first()
        )
        unit = None if row is None else queries.organisation(row.position.organisation_id)
        if row is None or unit is None:
            raise Problem("offices.not_found")
        if by.person != row.position.person_id:
            authorise(by=by, right="offices.delegate", target=Target(places=unit.places), at=at)
        if not row.valid_from <= on < row.valid_to:
            raise Problem("offices.days")
        if on == row.valid_from:
            row.delete()
        else:
            row.valid_to = on
            row.save(update_fields=["valid_to"])
        audit.record(
            by=by,
            at=at,
            kind="offices.end_delegation",
            facts={"delegation": delegation_id, "on": on, "role": row.position.role},
            subjects=[row.position.person_id, row.deputy_id],
            places=unit.places,
        )


def transfer_staff(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    leaves: UUID,
    organisation_id: UUID,
    role: str,
    on: date,
    valid_to: date,
    basis: str,
) -> UUID:
    """Move a person from the organisation `leaves` to another in one act; returns the new position's id.

    From the day `on` all positions there are over, the deputies with them, and so is every standing in for others of
    that organisation. Problems as in `appoint`; `offices.not_found` when the person holds nothing there.
    """
    old = queries.organisation(leaves)
    if old is None:
        raise Problem("offices.not_found")
    authorise(by=by, right="offices.transfer_staff", target=Target(places=old.places), at=at)
    with transaction.atomic():
        ended = end_all(person, on, organisation_id=leaves)
        if not ended:
            raise Problem("offices.not_found")
        made = appoint(
            by=by,
            at=at,
            person=person,
            organisation_id=organisation_id,
            role=role,
            valid_from=on,
            valid_to=valid_to,
            basis=basis,
        )
        audit.record(
            by=by,
            at=at,
            kind="offices.transfer_staff",
            facts={"from": leaves, "to": organisation_id, "ended": ended, "position": made, "on": on},
            subjects=[person],
            places=old.places,
        )
    return made


def end_all(person: UUID, on: date, *, organisation_id: UUID | None = None) -> int:
    """End what a person holds from the day `on`, in one organisation or everywhere: positions with their deputies, and
    standing in for others; how many positions. For verbs that have asked whether they may and write the event."""
    there = {} if organisation_id is None else {"organisation": organisation_id}
    mine = Position.objects.filter(person=person, valid_to__gt=on, **there)
    ended = mine.count()
    others = {} if organisation_id is None else {"position__organisation": organisation_id}
    for which in (Q(position__in=mine), Q(deputy=person, **others)):
        rows = Delegation.objects.filter(which, valid_to__gt=on)
        rows.filter(valid_from__gte=on).delete()
        rows.update(valid_to=on)
    mine.filter(valid_from__gte=on).delete()
    mine.update(valid_to=on)
    return ended


def _role(name: str) -> Role:
    role = queries.roles().get(name)
    if role is None:
        raise Problem("offices.role_unknown", role=name)
    return role


def _check_scope(unit: OrganisationRow, level: str, division: str) -> None:
    """The scope lies inside the organisation's own division and is a division of that level."""
    where = places.ancestry(division)
    if where.get(level) != division or where.get(unit.level) != unit.division:
        raise Problem("offices.scope_outside", organisation=unit.name)
