"""What persons already have here, for who receives a new application of one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.queries import run


@dataclass(frozen=True, slots=True)
class AlreadyRow:
    """A case in which somebody takes part: open, or granted and still in force; `role` is that person's in it."""

    person: UUID
    role: str
    case_no: str
    service: str
    title: str
    state: str
    applicant_name: str
    received_at: datetime
    open: bool


def already(persons: Iterable[UUID], *, limit: int = 50) -> list[AlreadyRow]:
    """Cases of these persons that are open, or were granted and neither revoked nor cancelled; open ones first, newest
    first. Agents and who represents a legal person are not told of, nor are cases of a sensitive kind. 1 statement."""
    rows = run(
        "SELECT p.person_id, p.role, c.case_no, c.service, c.title, c.state, c.applicant_name, c.received_at, "
        "c.closed_at IS NULL FROM cases_party p JOIN cases_case c ON c.id = p.case_id "
        "WHERE p.person_id = ANY(%s) AND p.role NOT IN ('agent', 'corporate_agent', 'legal_rep') AND c.sensitivity = 'normal' "
        "AND (c.closed_at IS NULL OR (c.result = 'granted' AND NOT EXISTS (SELECT 1 FROM cases_link l "
        "WHERE l.to_case_id = c.id AND l.kind IN ('revokes', 'cancels')))) "
        "ORDER BY c.closed_at IS NOT NULL, c.received_at DESC, c.id LIMIT %s",
        [list(persons), limit],
    )
    return [AlreadyRow(*row) for row in rows]
