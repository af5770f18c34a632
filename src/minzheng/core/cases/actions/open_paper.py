"""A file of a case is opened by who may see the case whole, has the right for the level of the paper and, at a desk, has
revealed that level (查看明文)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import record
from minzheng.core.cases.actions.permission import opens_paper, sight_of
from minzheng.core.cases.queries import case_by_number, cases_of_file, clear_in, reveal_of
from minzheng.core.cases.rules import OPENED_BY, paper_level, subjects_of
from minzheng.core.catalogue.queries import package
from minzheng.core.files.queries import OpenedFile, open_file
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, PLAIN, Actor


def open_paper(*, by: Actor, at: datetime, file_id: UUID) -> OpenedFile:
    """The file, ready to be read. Where several cases hold it, one in which `by` may open it is enough; a no is written
    into the book once for the oldest. That an officer opened it stands in the book with the purpose of the reveal, and the
    applicant sees it. 3 statements, 1 more for each further case and 1 more for a sensitive paper at a desk.

    Raises Problem: `cases.not_found`, `offices.denied`, `cases.not_revealed`, `files.missing`.
    """
    codes = cases_of_file(file_id)
    held = {number: case_by_number(number) for number in codes}
    opening = [
        (row, codes[number]) for number, row in held.items() if opens_paper(row, codes[number], by, at)
    ]
    if not opening:
        number, row = next(iter(held.items()))
        level = _level(row, codes[number])
        authorise(by=by, right=OPENED_BY[level], target=sight_of(row), at=at)
        raise Problem("offices.denied", right="cases.view")  # the case is seen masked only
    row, purpose = opening[0][0], by.purpose
    if by.is_staff:
        row, purpose = _revealed(opening, by, at)
    opened = open_file(file_id)
    if by.is_staff:
        record(
            by=replace(by, purpose=purpose),
            at=at,
            kind="cases.reveal_paper",
            subjects=subjects_of(row),
            case=row["id"],
            places={level: row[level] for level in LEVELS},
            service=row["service"],
        )
    return opened


def _level(row: Mapping[str, Any], codes: Iterable[str]) -> str:
    service = package(row["snapshot_id"]).service
    return max(paper_level(service, code) for code in codes)


def _revealed(
    opening: Sequence[tuple[Mapping[str, Any], Sequence[str]]], by: Actor, at: datetime
) -> tuple[Mapping[str, Any], str]:
    """The case as whose paper the file is opened, and what for. Raises Problem(`cases.not_revealed`) where the paper is
    sensitive in each and none was revealed."""
    for row, codes in opening:
        level = _level(row, codes)
        if level in PLAIN:
            return row, by.purpose
        reveal = reveal_of(row["id"], by.account, at)
        if reveal is not None and level in clear_in(reveal):
            return row, reveal.purpose
    raise Problem("cases.not_revealed")
