"""Clauses of a check: begun, a question that moved on, a letter that went out, lines that came, the report."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor
from minzheng.kernel.sql import Clause


def insert_check(
    check: UUID,
    case_id: UUID,
    where: tuple[str, int],
    questions: Sequence[tuple[str, UUID]],
    *,
    by: Actor,
    unit: UUID | None,
    at: datetime,
) -> tuple[Clause, ...]:
    """A check begun at an element by a token, with its questions (source, person), all due at once."""
    return (
        Clause(
            "check_row",
            "INSERT INTO cases_check (id, case_id, element, token, opened_at, opened_by, opened_account, opened_name, "
            "organisation, conclusion, note, told_note, evidence) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '', '', '') RETURNING id",
            (check, case_id, *where, at, by.person, by.account, by.name, unit),
        ),
        Clause(
            "check_source_rows",
            "INSERT INTO cases_check_source (id, check_of_id, source, person, state, attempts, next_at, recorded_name) "
            "SELECT i, %s, s, p, 'queued', 0, %s, '' FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS t (i, s, p)",
            (
                check,
                at,
                [uuid7() for _ in questions],
                [source for source, _ in questions],
                [person for _, person in questions],
            ),
        ),
    )


def source_moves(
    source_id: UUID,
    *,
    state: str,
    at: datetime | None,
    attempts: int | None = None,
    next_at: datetime | None = None,
    recorded_name: str = "",
) -> Clause:
    """A question that was answered, or waits to be asked again at `next_at`."""
    return Clause(
        "check_source_row",
        "UPDATE cases_check_source SET state = %s, answered_at = %s, attempts = coalesce(%s, attempts), next_at = %s, "
        "recorded_name = %s WHERE id = %s",
        (state, at, attempts, next_at, recorded_name, source_id),
    )


def source_written_to(
    source_id: UUID,
    *,
    state: str,
    attempts: int,
    due_at: datetime,
    clock: Mapping[str, Any],
    letter_sql: str,
) -> Clause:
    """A silent source that was written to; `letter_sql` is a constant sub-select of the statement that issues the letter."""
    return Clause(
        "check_source_row",
        f"UPDATE cases_check_source SET state = %s, attempts = %s, next_at = NULL, letter = ({letter_sql}), due_at = %s, "  # noqa: S608  (the text is a constant of the caller)
        "clock = %s::jsonb WHERE id = %s",
        (state, attempts, due_at, json.dumps(clock, ensure_ascii=False), source_id),
    )


def insert_check_lines(source_id: UUID, lines: Sequence[tuple[UUID, str, bytes, Any]]) -> Clause:
    """What a source said: (id, kind, sealed value, as of)."""
    return Clause(
        "check_line_rows",
        "INSERT INTO cases_check_line (id, of_id, kind, value_enc, as_of) SELECT i, %s, k, v, d "
        "FROM unnest(%s::uuid[], %s::text[], %s::bytea[], %s::date[]) AS t (i, k, v, d)",
        (source_id, *([line[n] for line in lines] for n in range(4))),
    )


def update_check(check_id: UUID, changes: Mapping[str, Any]) -> Clause:
    """Change columns of a check."""
    return Clause(
        "check_changed_row",
        f"UPDATE cases_check SET {', '.join(f'{name} = %s' for name in changes)} WHERE id = %s",  # noqa: S608  (names are constants of the callers)
        (*changes.values(), check_id),
    )


def sources_late(check_id: UUID, state: str) -> Clause:
    """What was still waited for when the report was made."""
    return Clause(
        "late_source_rows",
        "UPDATE cases_check_source SET state = %s, next_at = NULL WHERE check_of_id = %s AND state IN ('queued', 'letter')",
        (state, check_id),
    )
