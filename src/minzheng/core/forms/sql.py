"""Clauses for verbs above."""

from datetime import datetime
from uuid import UUID

from minzheng.kernel.sql import Clause


def submitted(draft_id: UUID, case_id_sql: str, at: datetime) -> Clause:
    """Mark a draft as submitted; `case_id_sql` is a constant sub-select of the composed statement that gives the case."""
    return Clause(
        "draft_row",
        f'UPDATE forms_draft SET "case" = ({case_id_sql}), updated_at = %s WHERE id = %s AND "case" IS NULL RETURNING id',
        (at, draft_id),
    )
