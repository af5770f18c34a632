"""Keeping a letter's PDF: set once, stored by digest, its digest in the book."""

import io
from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.documents.models import Letter
from minzheng.core.documents.queries import letter, set_letter, waiting
from minzheng.core.files import actions as files
from minzheng.core.files import queries as stored
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, system


@transaction.atomic
def render(*, by: Actor, at: datetime, letter_id: UUID) -> UUID:
    """Set a letter and keep the PDF; returns the file's id. A letter that has one keeps it. `documents.missing`.

    Whoever may see the letter may have it set; the file is stored in the name of the platform.
    """
    row = Letter.objects.select_for_update().filter(id=letter_id).first()
    if row is None:
        raise Problem("documents.missing")
    if row.file_id is not None:
        return row.file_id
    content = io.BytesIO(set_letter(letter(letter_id)))
    name = f"{row.title}（{row.doc_no}）"
    key = files.store(by=system("documents.render"), at=at, stream=content, name=name)
    row.file_id, row.file_digest = key, stored.file(key).digest
    row.save(update_fields=["file", "file_digest"])
    facts = {"letter": str(letter_id), "doc_no": row.doc_no, "digest": row.file_digest}
    audit.record(by=by, at=at, kind="documents.render", facts=facts, case=row.case_id)
    return key


def render_waiting(*, at: datetime, limit: int = 50) -> int:
    """Set the letters that have no PDF yet, each in a transaction of its own; returns how many. Safe to repeat.

    One that cannot be set is marked with the reason and waits for a hand; the others go on.
    """
    done = 0
    for letter_id in waiting(limit):
        try:
            render(by=system("documents.render"), at=at, letter_id=letter_id)
            done += 1
        except Problem as problem:
            Letter.objects.filter(id=letter_id).update(render_problem=str(problem)[:200])
    return done
