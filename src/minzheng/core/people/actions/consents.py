"""A person agrees to one use of their data, and may take that back (Personal Information Protection Law art. 14, 15)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.rights import check, day_of
from minzheng.core.people.models import Consent
from minzheng.core.people.rules import CHILD_DATA
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat


def give_consent(*, by: Actor, at: datetime, person_id: UUID, purpose: str, text_version: str) -> UUID:
    """Note a consent to `purpose` after reading the text `text_version`; returns its id. Problem
    `people.consent_given`, `people.child_guardian` (a child's data, and not the guardian)."""
    known = queries.met(person_id)
    _by_guardian(by, at, person_id, purpose)
    check(by, "people.give_consent", at, owners=[person_id], places=known.places)
    try:
        with transaction.atomic():
            row = Consent.objects.create(
                person_id=person_id, purpose=purpose, text_version=text_version, given_at=at
            )
            audit.record(
                by=by,
                at=at,
                kind="people.give_consent",
                facts={"purpose": purpose, "text_version": text_version},
                subjects=[person_id],
                places=known.places,
            )
    except IntegrityError as error:
        raise Problem("people.consent_given") from error
    return row.id


def withdraw_consent(*, by: Actor, at: datetime, person_id: UUID, purpose: str) -> None:
    """Take a consent back from now on; what was done before stays lawful. Problem `people.consent_missing`."""
    known = queries.met(person_id)
    _by_guardian(by, at, person_id, purpose)
    check(by, "people.withdraw_consent", at, owners=[person_id], places=known.places)
    with transaction.atomic():
        rows = Consent.objects.filter(person=person_id, purpose=purpose, withdrawn_at=None)
        if not rows.update(withdrawn_at=at):
            raise Problem("people.consent_missing")
        facts = {"purpose": purpose}
        audit.record(
            by=by,
            at=at,
            kind="people.withdraw_consent",
            facts=facts,
            subjects=[person_id],
            places=known.places,
        )


def _by_guardian(by: Actor, at: datetime, person_id: UUID, purpose: str) -> None:
    """For a child's data the guardian alone decides, not every representative (art. 31). 1 statement for such a purpose."""
    if purpose != CHILD_DATA or by.hat is not Hat.REPRESENTATIVE:
        return
    held = queries.representatives_of(person_id, day_of(at))
    if by.person not in {one.agent for one in held if one.kind == "guardian"}:
        raise Problem("people.child_guardian")
