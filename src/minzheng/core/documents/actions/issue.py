"""Issuing a letter that belongs to no other verb; rooms that issue inside their own statement take `sql.issue`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from minzheng.core.audit.rules import Event
from minzheng.core.audit.sql import event_clauses
from minzheng.core.documents import sql
from minzheng.core.offices.actions import authorise
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.sql import compose


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter that has its number."""

    id: UUID
    doc_no: str


@transaction.atomic
def issue(*, by: Actor, at: datetime, letter: sql.NewLetter) -> Issued:
    """Number and store a letter, and write it into the book, in one statement. Problems `documents.*`."""
    authorise(by=by, right="documents.issue", target=Target(places=letter.places), at=at)
    event = Event(
        kind="documents.issue",
        at=at,
        by=by,
        subjects=(letter.recipient,) if letter.recipient else (),
        places=letter.places,
        case=letter.case_id,
        facts={"letter": str(letter.id), "paper": letter.kind},
    )
    clauses = [*sql.issue(letter), *event_clauses(event)]
    text, params = compose(clauses, "SELECT id, doc_no FROM document_letter")
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        key, doc_no = cursor.fetchone()
    return Issued(key, doc_no)
