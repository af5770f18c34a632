"""What is asked: a letter, the letters of a case, the last number of a series, a letter as PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from minzheng.core.documents.models import Letter, NumberSeries, Template
from minzheng.core.documents.rules import check_data
from minzheng.core.documents.typesetting import Frame, qr, shared, typeset
from minzheng.core.files import queries as files
from minzheng.kernel.errors import Problem
from minzheng.kernel.text import letter_date

MARKS = {
    "void": "作废",
    "corrected": "已更正",
    "replaced": "已补发",
    "revoked": "被撤销",
    "cancelled": "已注销",
}
"""What is set across a paper that no longer holds."""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as it stands in lists; `file` is the id of its stored PDF, None until it was rendered."""

    id: UUID
    case_id: UUID | None
    case_no: str
    recipient: UUID | None
    kind: str
    title: str
    note: str
    organisation: UUID
    organisation_name: str
    letterhead: str
    doc_no: str
    data: Mapping[str, Any]
    template: str
    issued_on: date
    issued_at: datetime
    status: str
    void_reason: str
    opened_at: datetime | None
    file: UUID | None
    file_digest: str


def letter(letter_id: UUID) -> LetterRow:
    """One letter. Problem `documents.missing`. One statement."""
    row = Letter.objects.filter(id=letter_id).first()
    if row is None:
        raise Problem("documents.missing")
    return _row(row)


def letters_of(case_id: UUID) -> list[LetterRow]:
    """The letters of a case in the order in which they were issued, void ones too. One statement."""
    return [_row(row) for row in Letter.objects.filter(case_id=case_id).order_by("id")]


def may_be_posted(one: LetterRow) -> bool:
    """Whether a paper may go out to its recipient: it holds, and it is no paper of the office (a visit's record, a letter
    to a bank), which has none. No statement."""
    return one.status == Letter.Status.ISSUED and one.recipient is not None


def by_number(doc_no: str) -> LetterRow:
    """The letter with this document number, as parsed and written again by kernel.codes. Problem `documents.missing`."""
    row = Letter.objects.filter(doc_no=doc_no).order_by("id").first()
    if row is None:
        raise Problem("documents.missing")
    return _row(row)


def last_number(organisation: UUID, word: str, year: int) -> int:
    """The last number of a series, 0 before its first. One statement."""
    found = NumberSeries.objects.filter(organisation_id=organisation, word=word, year=year).values_list(
        "last", flat=True
    )
    return found.first() or 0


def waiting(limit: int) -> list[UUID]:
    """Letters that have no stored PDF yet and can be set, oldest first. One statement."""
    return list(
        Letter.objects.filter(file=None, render_problem="")
        .order_by("id")
        .values_list("id", flat=True)[:limit]
    )


def pdf(letter_id: UUID) -> bytes:
    """A letter as PDF/A-2b: the stored file once there is one, before that set anew (the same bytes each time).

    A letter that no longer holds is always set anew, with its mark. Problem `documents.missing`. Two statements.
    """
    found = letter(letter_id)
    if found.file is None or found.status != Letter.Status.ISSUED:
        return set_letter(found)
    with files.open_file(found.file).stream as stream:
        return stream.read()


def unnumbered(kind: str, data: Mapping[str, Any], case_no: str, dated: date) -> bytes:
    """A sheet to be filled in and signed by hand, as PDF/A-2b: no number, no stamp, nothing stored. No statement.

    Problems `documents.kind_unknown`, `documents.field_missing`, `documents.field_shape`.
    """
    paper = shared(kind)
    check_data(paper, data)
    frame = Frame(
        letterhead="",
        organisation="",
        title=paper.title,
        doc_no="",
        issued_on="",
        case_no=case_no,
        qr=qr(case_no),
        demo=settings.ALLOW_DEMO_ID,
    )
    return typeset(paper.source, frame, data, dated)


def set_letter(found: LetterRow) -> bytes:
    """Set a letter from its own template. Problems `documents.missing`, `documents.template`. One statement."""
    source = Template.objects.filter(digest=found.template).values_list("source", flat=True).first()
    if source is None:
        raise Problem("documents.missing")
    frame = Frame(
        letterhead=found.letterhead,
        organisation=found.organisation_name,
        title=found.title,
        doc_no=found.doc_no,
        issued_on=letter_date(found.issued_on),
        case_no=found.case_no,
        qr=qr(found.case_no),
        demo=settings.ALLOW_DEMO_ID,
        void=found.status != Letter.Status.ISSUED,
        note=found.note,
        mark=MARKS.get(found.status, ""),
    )
    return typeset(source, frame, found.data, found.issued_on)


def _row(row: Letter) -> LetterRow:
    plain = {name: getattr(row, name) for name in LetterRow.__slots__ if name not in ("organisation", "file")}
    return LetterRow(**plain, organisation=row.organisation_id, file=row.file_id)
