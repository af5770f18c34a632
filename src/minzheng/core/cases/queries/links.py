"""What happened after a case was closed, and which case follows from which."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.queries import run


@dataclass(frozen=True, slots=True)
class LaterRow:
    """An act after closing; `from_no` is the case that follows from it, '' where there is none."""

    kind: str
    from_no: str
    to_no: str
    reason: str
    article: str
    legal_doc: str
    effective_on: date
    letter: UUID | None
    by_name: str
    at: datetime


_LATER = (
    "SELECT l.kind, coalesce(f.case_no, ''), t.case_no, l.reason, l.article, l.legal_doc, l.effective_on, l.letter_id, "
    "l.by_name, l.at FROM cases_link l JOIN cases_case t ON t.id = l.to_case_id "
    "LEFT JOIN cases_case f ON f.id = l.from_case_id"
)


def later_acts(case_id: UUID) -> list[LaterRow]:
    """The acts upon a case and those from which it follows itself, oldest first. 1 statement."""
    rows = run(
        f"{_LATER} WHERE l.to_case_id = %s UNION ALL {_LATER} WHERE l.from_case_id = %s ORDER BY 10",
        [case_id, case_id],
    )
    return [LaterRow(*row) for row in rows]


def later_acts_upon(case_id: UUID) -> list[tuple[str, UUID]]:
    """From which earlier cases a case follows, as (kind, earlier case). 1 statement."""
    return list(run("SELECT kind, to_case_id FROM cases_link WHERE from_case_id = %s ORDER BY id", [case_id]))
