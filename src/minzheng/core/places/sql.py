"""Clauses that verbs above compose into their own statements."""

from minzheng.kernel.sql import Clause


def calendar_in_force() -> Clause:
    """The calendar version in force: column `number`, NULL where no calendar was loaded."""
    return Clause("calendar_row", "SELECT max(number) AS number FROM places_calendar_version")
