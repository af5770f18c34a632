"""Founding households, and persons joining and leaving them on a day."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import Household, HouseholdMember
from minzheng.core.places import queries as places
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

RIGHT = "people.change_household"


def open_household(
    *,
    by: Actor,
    at: datetime,
    head: UUID,
    registered_at: str,
    address: str,
    members: Mapping[UUID, str],
    since: date,
) -> UUID:
    """Found a household from the day `since`; returns its id. `members`: person -> role, without the head.

    Problem `people.in_a_household` when someone still belongs to another one.
    """
    where = places.ancestry(registered_at)
    check(by, RIGHT, at, places=where)
    household = Household(
        id=uuid7(), head_id=head, registered_at=registered_at, address=address, valid_from=since, **where
    )
    roles = {head: HouseholdMember.Role.HEAD.value, **members}
    try:
        with transaction.atomic():
            household.save(force_insert=True)
            HouseholdMember.objects.bulk_create(
                HouseholdMember(household=household, person_id=person, role=role, valid_from=since)
                for person, role in roles.items()
            )
            audit.record(
                by=by,
                at=at,
                kind="people.open_household",
                facts={"household": household.id, "size": len(roles)},
                subjects=list(roles),
                places=where,
            )
    except IntegrityError as error:
        raise Problem("people.in_a_household") from error
    return household.id


def join_household(
    *, by: Actor, at: datetime, household_id: UUID, person: UUID, role: str, since: date
) -> None:
    """A person joins a household on the day `since`. Problem `people.in_a_household`."""
    known = queries.household(household_id, since)
    check(by, RIGHT, at, places=known.places)
    try:
        with transaction.atomic():
            HouseholdMember.objects.create(
                household_id=household_id, person_id=person, role=role, valid_from=since
            )
            facts = {"household": household_id, "role": role}
            audit.record(
                by=by,
                at=at,
                kind="people.join_household",
                facts=facts,
                subjects=[person],
                places=known.places,
            )
    except IntegrityError as error:
        raise Problem("people.in_a_household") from error


def leave_household(*, by: Actor, at: datetime, household_id: UUID, person: UUID, on: date) -> None:
    """A person is a member no longer from the day `on`. Problem `people.not_a_member`, `people.head_leaves`."""
    known = queries.household(household_id, on)
    check(by, RIGHT, at, places=known.places)
    if person == known.head:
        raise Problem("people.head_leaves")
    with transaction.atomic():
        rows = HouseholdMember.objects.filter(
            household=household_id, person=person, valid_to=None, valid_from__lt=on
        )
        if not rows.update(valid_to=on):
            raise Problem("people.not_a_member")
        facts = {"household": household_id}
        audit.record(
            by=by, at=at, kind="people.leave_household", facts=facts, subjects=[person], places=known.places
        )
