"""Erasing a file: its bytes go when no other row needs them; that it existed, and its digest, stay in the book."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.files.actions.rights import check
from minzheng.core.files.models import StoredFile
from minzheng.core.files.queries import location
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor


@transaction.atomic
def erase(*, by: Actor, at: datetime, file_id: UUID, reason: str) -> None:
    """Erase the content and the name of a file (Personal Information Protection Law, art. 47). `files.missing`."""
    check(by, "files.erase", at)
    row = StoredFile.objects.select_for_update().filter(id=file_id, erased_at=None).first()
    if row is None:
        raise Problem("files.missing")
    row.erased_at, row.name = at, ""
    row.save(update_fields=["erased_at", "name"])
    facts = {"file": str(file_id), "digest": row.digest, "reason": reason}
    audit.record(by=by, at=at, kind="files.erase", facts=facts)
    if not StoredFile.objects.filter(digest=row.digest, erased_at=None).exists():
        path = location(row.digest)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
