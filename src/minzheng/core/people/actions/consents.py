"""A person agrees to one use of their data, and may take that back (Personal Information Protection Law art. 14, 15)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import Consent
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor


def give_consent(*, by: Actor, at: datetime, person_id: UUID, purpose: str, text_version: str) -> UUID:
    """Note a consent to `purpose` after reading the text `text_version`; returns its id. Problem
    `people.consent_given`."""
    known = queries.met(person_id)
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
