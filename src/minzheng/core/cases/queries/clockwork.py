"""What background work asks: cases with a due timer or an older calendar, and whom a list leaves out."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.queries import run


def due_cases(at: datetime, limit: int) -> list[UUID]:
    """Cases with a legal timer that is due, the longest overdue first. 1 statement."""
    rows = run("SELECT case_id FROM cases_timer WHERE due_at <= %s ORDER BY due_at, id LIMIT %s", [at, limit])
    return list(dict.fromkeys(row[0] for row in rows))


def with_older_calendar(version: int, limit: int) -> list[UUID]:
    """Open cases whose clocks stand on another calendar than `version`. 1 statement."""
    rows = run(
        "SELECT id FROM cases_case WHERE closed_at IS NULL AND calendar_version <> %s ORDER BY calendar_version, id LIMIT %s",
        [version, limit],
    )
    return [row[0] for row in rows]


def listed_already(service: str, ages: Mapping[UUID, int], since: datetime) -> frozenset[UUID]:
    """Whom a list leaves out, of persons with the age that they reach: who has an open case of this service, was granted
    it for that age or more, or declined or was struck off after `since`. 1 statement."""
    rows = run(_LISTED_ALREADY, [list(ages), list(ages.values()), service, since])
    return frozenset(row[0] for row in rows)


_LISTED_ALREADY = (
    "SELECT DISTINCT c.applicant_id FROM unnest(%s::uuid[], %s::int[]) AS w (person, age) "
    "JOIN cases_case c ON c.applicant_id = w.person WHERE c.service = %s AND (c.closed_at IS NULL "
    "OR (c.result = 'granted' AND CASE WHEN c.variables ->> 'tier' ~ '^[0-9]{1,4}$' "
    "THEN (c.variables ->> 'tier')::int >= w.age ELSE true END) "
    "OR (c.result IN ('declined', 'struck_off') AND c.closed_at > %s))"
)


def lists_drawn(month: date) -> frozenset[tuple[str, str]]:
    """(service, county) of the lists that were drawn up for a month. 1 statement."""
    return frozenset(run("SELECT service, county FROM cases_list_run WHERE month = %s", [month]))
