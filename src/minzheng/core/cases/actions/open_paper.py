"""A file of a case is opened by who may see the case whole and has the right for the level of the paper."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import record
from minzheng.core.cases.actions.permission import opens_paper, sight_of
from minzheng.core.cases.queries import case_by_number, cases_of_file
from minzheng.core.cases.rules import OPENED_BY, paper_level
from minzheng.core.catalogue.queries import package
from minzheng.core.files.queries import OpenedFile, open_file
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor


def open_paper(*, by: Actor, at: datetime, file_id: UUID) -> OpenedFile:
    """The file, ready to be read. Where several cases hold it, one in which `by` may open it is enough; a no is written
    into the book once for the oldest. That an officer opened it stands in the book, and the applicant sees it. 3 statements, 1 more for each further case.

    Raises Problem: `cases.not_found`, `offices.denied`, `files.missing`.
    """
    codes = cases_of_file(file_id)
    held = {number: case_by_number(number) for number in codes}
    if not any(opens_paper(row, codes[number], by, at) for number, row in held.items()):
        number, row = next(iter(held.items()))
        service = package(row["snapshot_id"]).service
        level = max(paper_level(service, code) for code in codes[number])
        authorise(by=by, right=OPENED_BY[level], target=sight_of(row), at=at)
        raise Problem("offices.denied", right="cases.view")  # the case is seen masked only
    opened = open_file(file_id)
    if by.is_staff:
        row = next(row for number, row in held.items() if opens_paper(row, codes[number], by, at))
        record(
            by=by,
            at=at,
            kind="cases.reveal_paper",
            subjects=[row["applicant_id"]],
            case=row["id"],
            places={level: row[level] for level in LEVELS},
            service=row["service"],
        )
    return opened
