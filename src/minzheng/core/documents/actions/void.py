"""Making a letter void: it no longer holds, its number is never given again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.documents.models import Letter
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor, Target


@transaction.atomic
def void(*, by: Actor, at: datetime, letter_id: UUID, reason: str) -> None:
    """Make a letter void for `reason`. Problems `documents.missing`, `documents.void_already`, `documents.void_reason`."""
    row = Letter.objects.select_for_update().filter(id=letter_id).first()
    if row is None:
        raise Problem("documents.missing")
    places = {level: getattr(row, level) for level in LEVELS}
    authorise(by=by, right="documents.void", target=Target(places=places), at=at)
    if not reason.strip():
        raise Problem("documents.void_reason")
    if row.status == Letter.Status.VOID:
        raise Problem("documents.void_already", doc_no=row.doc_no)
    row.status, row.void_reason, row.voided_at = Letter.Status.VOID, reason.strip(), at
    row.save(update_fields=["status", "void_reason", "voided_at"])
    facts = {"letter": str(letter_id), "doc_no": row.doc_no, "reason": row.void_reason}
    audit.record(by=by, at=at, kind="documents.void", facts=facts, case=row.case_id, places=places)
