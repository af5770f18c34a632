"""What is asked of entitlements: of a case, of a person, of a division."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.kernel.errors import Problem

_ROW = "id, case_id, service, person_id, person_name, category, amount, people, starts, ends, formula"


@dataclass(frozen=True, slots=True)
class EntitlementRow:
    """An entitlement; `amount` in fen a month, `starts` and `ends` first days of months (`ends`: no longer paid)."""

    id: UUID
    case_id: UUID
    service: str
    person: UUID
    person_name: str
    category: str
    amount: int
    people: int
    starts: date
    ends: date | None
    formula: str

    def pays_in(self, month: date) -> bool:
        """Whether it is paid for a month."""
        first = month.replace(day=1)
        return self.starts <= first and (self.ends is None or first < self.ends)


def of_case(case_id: UUID) -> EntitlementRow | None:
    """What a case granted, None for nothing. 1 statement."""
    rows = run(f"SELECT {_ROW} FROM benefits_entitlement WHERE case_id = %s", [case_id])
    return EntitlementRow(*rows[0]) if rows else None


def in_benefit(
    service: str, month: date, *, level: str, division: str, after: UUID | None = None, limit: int = 200
) -> list[EntitlementRow]:
    """Who is in benefit in a month inside a division, by id, `limit + 1` rows at most. 1 statement.

    Raises Problem(`benefits.level`) for a level that has no list.
    """
    if level not in ("county", "town", "village"):
        raise Problem("benefits.level", level=level)
    more = "AND id > %s " if after else ""
    rows = run(
        f"SELECT {_ROW} FROM benefits_entitlement WHERE {level} = %s AND service = %s AND starts <= %s "
        f"AND (ends IS NULL OR ends > %s) {more}ORDER BY id LIMIT %s",
        [
            division,
            service,
            month.replace(day=1),
            month.replace(day=1),
            *([after] if after else []),
            limit + 1,
        ],
    )
    return [EntitlementRow(*row) for row in rows]


def services_of(people: frozenset[UUID], on: date) -> frozenset[str]:
    """The services of which these persons are in benefit on a day. 1 statement."""
    rows = run(
        "SELECT DISTINCT service FROM benefits_entitlement WHERE person_id = ANY(%s) AND (ends IS NULL OR ends > %s)",
        [list(people), on],
    )
    return frozenset(row[0] for row in rows)
