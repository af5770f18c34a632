"""What anybody may ask of the board: the newest results, by name, page by page; one of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.disclosure.rules import pattern


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result as the board shows it; `fields` by name, in the package's order."""

    id: UUID
    title: str
    name: str
    fields: Mapping[str, str]
    decided_on: date
    published_at: datetime


_ROW = "SELECT id, title, name, fields, decided_on, published_at FROM disclosure_result WHERE withdrawn_at IS NULL"


def results(
    text: str = "",
    *,
    after: tuple[datetime, UUID] | None = None,
    backwards: bool = False,
    limit: int = 20,
) -> list[ResultRow]:
    """Results on the board, newest first, whose name holds `text`; `limit + 1` at most. 1 statement.

    With `after` those behind a row; `backwards` those before it, nearest first.
    """
    sign, order = (">", "ASC") if backwards else ("<", "DESC")
    more = f"AND (published_at, id) {sign} (%s, %s) " if after else ""
    rows = run(
        f"{_ROW} AND name LIKE %s {more}ORDER BY published_at {order}, id {order} LIMIT %s",
        [pattern(text), *(after or ()), limit + 1],
    )
    return [_result(row) for row in rows]


def result_of(case: UUID) -> ResultRow | None:
    """What stands on the board of a case, or None. 1 statement."""
    rows = run(f"{_ROW} AND case_id = %s", [case])
    return _result(rows[0]) if rows else None


def _result(row: tuple[object, ...]) -> ResultRow:
    key, title, name, fields, decided_on, published_at = row
    plain = json.loads(fields) if isinstance(fields, str) else fields
    return ResultRow(key, title, name, plain, decided_on, published_at)  # type: ignore[arg-type]
