"""Noting that the person to whom a letter is addressed has opened it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.documents.models import Letter
from minzheng.kernel.rights import Actor


@transaction.atomic
def note_opened(*, by: Actor, at: datetime, letter_id: UUID) -> bool:
    """Keep when the recipient (or who acts for him) first opened a letter; True when this was the first time.

    Anybody else's look changes nothing.
    """
    opened = Letter.objects.filter(id=letter_id, opened_at=None, recipient__in=by.acts_for).update(
        opened_at=at
    )
    if opened:
        audit.record(
            by=by, at=at, kind="documents.note_opened", facts={"letter": str(letter_id)}, subjects=by.acts_for
        )
    return bool(opened)
