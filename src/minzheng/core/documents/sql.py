"""Clauses by which a verb above issues a letter in its own statement, with the next number of its series."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minzheng.core.documents.rules import Paper, check_data, declared_data, number_prefix, series_word
from minzheng.core.documents.typesetting import shared
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import LEVELS
from minzheng.kernel.sql import Clause

SHANGHAI = ZoneInfo("Asia/Shanghai")

NEXT_NUMBER = """
INSERT INTO documents_number_series AS series (organisation_id, word, year, last) VALUES (%s::uuid, %s, %s, 1)
ON CONFLICT (organisation_id, word, year) DO UPDATE SET last = series.last + 1 RETURNING last
"""
KEEP_TEMPLATE = """
INSERT INTO documents_template (digest, kind, source) VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING
"""
INSERT_LETTER = """
INSERT INTO documents_letter (id, case_id, case_no, recipient, kind, title, note, organisation_id, organisation_name, letterhead,
    word, year, sequence, doc_no, data, template, issued_on, issued_at, status, void_reason, file_digest, render_problem,
    province, city, county, town, village)
SELECT %s::uuid, %s::uuid, %s, %s::uuid, %s, %s, %s, %s::uuid, %s, %s, %s, %s::smallint, number.last,
    %s::text || number.last || '号', %s::jsonb, %s, %s::date, %s::timestamptz, 'issued', '', '', '', %s, %s, %s, %s, %s
FROM {number} AS number RETURNING id, doc_no
"""


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to be issued. `kind` names a shared template unless `paper` gives one; `data` fills its fields.

    `organ_word` (明民) and `service_word` (低保) stand at the head of the number; `title` and `letterhead` replace the
    template's title and the organisation's name; `note` is a line below the title (what it corrects or replaces); `places` are the level columns that lists are scoped by.
    """

    kind: str
    organisation: UUID
    organisation_name: str
    organ_word: str
    service_word: str
    issued_at: datetime
    data: Mapping[str, Any]
    case_id: UUID | None = None
    case_no: str = ""
    recipient: UUID | None = None
    title: str = ""
    note: str = ""
    letterhead: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    paper: Paper | None = None
    id: UUID = field(default_factory=uuid7)


def next_number(organisation: UUID, word: str, year: int, *, name: str = "document_number") -> Clause:
    """The next number of a series (column `last`). Gap-free: it is given only if the whole statement is committed.

    Others who want a number of the same series wait until then. Not twice for one series in one statement.
    """
    return Clause(name, NEXT_NUMBER, (organisation, word, year))


def issue(letter: NewLetter, *, tag: str = "") -> tuple[Clause, ...]:
    """Number, template and letter; the last clause, `document_letter<tag>`, returns `id, doc_no`.

    `tag` tells several letters of one statement apart. Problems `documents.kind_unknown`, `documents.field_missing`,
    `documents.field_shape`.
    """
    paper = letter.paper or shared(letter.kind)
    check_data(paper, letter.data)
    day = letter.issued_at.astimezone(SHANGHAI).date()
    word = series_word(letter.service_word, paper.word)
    number = f"document_number{tag}"
    values = (
        *(letter.id, letter.case_id, letter.case_no or letter.data.get("case_no", ""), letter.recipient),
        *(paper.kind, letter.title or paper.title, letter.note),
        *(letter.organisation, letter.organisation_name, letter.letterhead or letter.organisation_name),
        *(word, day.year, number_prefix(letter.organ_word, word, day.year)),
        *(json.dumps(declared_data(paper, letter.data)), paper.digest, day, letter.issued_at),
        *(letter.places.get(level, "") for level in LEVELS),
    )
    return (
        next_number(letter.organisation, word, day.year, name=number),
        Clause(f"document_template{tag}", KEEP_TEMPLATE, (paper.digest, paper.kind, paper.source)),
        Clause(f"document_letter{tag}", INSERT_LETTER.format(number=number), values),
    )


def mark(letters: Sequence[UUID], status: str, reason: str, at: datetime) -> Clause:
    """Mark letters that hold as overtaken by a later act (`corrected`, `replaced`, `revoked`, `cancelled`); their text
    and numbers stay. Returns the ids that were marked."""
    return Clause(
        "marked_letters",
        "UPDATE documents_letter SET status = %s, void_reason = %s, voided_at = %s "
        "WHERE id = ANY(%s) AND status = 'issued' RETURNING id",
        (status, reason[:200], at, list(letters)),
    )
