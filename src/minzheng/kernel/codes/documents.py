"""Numbers of official documents: “明民低保受〔2026〕12号” (GB/T 9704: hexagonal brackets, no leading zeros)."""

import re
from dataclasses import dataclass

from ..text import halfwidth
from .errors import CodeError

_FORM = re.compile(
    r"(?P<prefix>[^\d\s\[\]()〔〕【】]+)[\[(〔【](?P<year>\d{4})[\])〕】]第?(?P<sequence>\d+)号"
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """One number: the word of the organ (“明民”) with the word of the kind (“低保受”), the year, the sequence from 1."""

    prefix: str
    year: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.sequence}号"


def parse_document_number(text: str) -> DocumentNumber:
    """Read a number as typed; round and square brackets, “第” and leading zeros are forgiven.

    Raises CodeError `document_number.form`.
    """
    found = _FORM.fullmatch("".join(halfwidth(text).split()))
    if not found or not int(found["sequence"]):
        raise CodeError("document_number.form", "文号像“明民低保受〔2026〕12号”这样，请照着文件再看一遍。")
    return DocumentNumber(found["prefix"], int(found["year"]), int(found["sequence"]))
