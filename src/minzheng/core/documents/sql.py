"""Clauses by which a verb issues a letter in its own statement, with the next number of its series and no gap."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from minzheng.kernel.ids import uuid7
from minzheng.kernel.sql import Clause

CHINA = ZoneInfo("Asia/Shanghai")

KIND_WORDS = {
    "intake_receipt": "收",
    "acceptance_notice": "受",
    "acceptance_by_lapse_notice": "视受",
    "refusal_of_acceptance": "不受",
    "decision": "决",
    "withdrawal": "撤",
    "proof_of_service": "达",
}
"""文种代字: the word of each kind of paper inside a document number."""


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A paper to be issued. `organ_word` is the organisation's 机关代字, `service_word` the package's; `data` are the
    declared fields of the template `kind`, as text."""

    kind: str
    case_id: UUID | None
    recipient: UUID | None
    organisation: UUID
    organisation_name: str
    organ_word: str
    service_word: str
    issued_at: datetime
    data: Mapping[str, str]


def issue(letter: NewLetter) -> tuple[Clause, ...]:
    """Take the next number of organisation, kind and year, and store the letter under it.

    The series row stays locked until the transaction ends: that is what makes numbers gap-free.
    """
    year = letter.issued_at.astimezone(CHINA).year
    word = f"{letter.organ_word}{letter.service_word}{KIND_WORDS[letter.kind]}"
    series = Clause(
        "documents_series_row",
        "INSERT INTO documents_series AS s (organisation_id, word, year, last) VALUES (%s, %s, %s, 1) "
        "ON CONFLICT (organisation_id, word, year) DO UPDATE SET last = s.last + 1 RETURNING last",
        (letter.organisation, word, year),
    )
    row = Clause(
        "documents_letter_row",
        "INSERT INTO documents_letter (id, case_id, kind, doc_no, organisation_id, recipient, data, issued_at, status, "
        "template) SELECT %s, %s, %s, %s || last || '号', %s, %s, %s::jsonb, %s, 'issued', '' FROM documents_series_row",
        (
            uuid7(),
            letter.case_id,
            letter.kind,
            f"{word}〔{year}〕",
            letter.organisation,
            letter.recipient,
            json.dumps({**letter.data, "organ": letter.organisation_name}, ensure_ascii=False),
            letter.issued_at,
        ),
    )
    return (series, row)
