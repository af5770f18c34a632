"""Loading a list of divisions: checked as a whole, copied into a temporary table, then joined into the history."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from pypinyin import lazy_pinyin

from minzheng.core.audit import actions as audit
from minzheng.core.places.actions.rights import check
from minzheng.core.places.models import Division
from minzheng.core.places.rules import DivisionRow, check_divisions, level_columns
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

DRAFT = (
    "CREATE TEMPORARY TABLE places_division_draft (LIKE places_division INCLUDING DEFAULTS) ON COMMIT DROP"
)
COPY = """
COPY places_division_draft (id, code, name, sort_key, level, kind, area, parent, valid_from, valid_to, replaced_by,
    province, city, county, town, village) FROM STDIN
"""
JOIN = """
INSERT INTO places_division AS kept (id, code, name, sort_key, level, kind, area, parent, valid_from, valid_to,
    replaced_by, province, city, county, town, village)
SELECT id, code, name, sort_key, level, kind, area, parent, valid_from, valid_to,
    replaced_by, province, city, county, town, village
FROM places_division_draft ORDER BY code, valid_from
ON CONFLICT (code, valid_from) DO UPDATE SET name = excluded.name, sort_key = excluded.sort_key,
    kind = excluded.kind, area = excluded.area, valid_to = excluded.valid_to, replaced_by = excluded.replaced_by
WHERE (kept.name, kept.kind, kept.area, kept.valid_to, kept.replaced_by)
    IS DISTINCT FROM (excluded.name, excluded.kind, excluded.area, excluded.valid_to, excluded.replaced_by)
"""


@transaction.atomic
def load_divisions(*, by: Actor, at: datetime, rows: Iterable[Mapping[str, Any]], source: str) -> int:
    """Add or correct divisions; returns how many rows changed. Loading the same list again changes nothing.

    Each row: code, name, level, kind, valid_from, and where they apply parent, area, valid_to, replaced_by.
    Problems `places.division_*` name the row; nothing is written then.
    """
    check(by, "places.load_divisions", at)
    drafts = [_draft(row) for row in rows]
    known = {
        code: (level, parent)
        for code, level, parent in Division.objects.values_list("code", "level", "parent")
    }
    levels = {code: level for code, (level, _) in known.items()}
    parents = {code: parent for code, (_, parent) in known.items()}
    check_divisions(drafts, parents, levels)
    levels |= {row.code: row.level for row in drafts}
    parents |= {row.code: row.parent for row in drafts}
    changed = _write(drafts, parents, levels)
    if changed:
        audit.record(by=by, at=at, kind="places.load_divisions", facts={"rows": changed, "source": source})
    return changed


def _draft(row: Mapping[str, Any]) -> DivisionRow:
    return DivisionRow(
        code=str(row["code"]),
        name=str(row["name"]),
        level=str(row["level"]),
        kind=str(row.get("kind", "")),
        valid_from=_day(row["valid_from"]),
        parent=str(row.get("parent") or ""),
        area=str(row.get("area") or ""),
        valid_to=None if row.get("valid_to") is None else _day(row["valid_to"]),
        replaced_by=str(row.get("replaced_by") or ""),
    )


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _write(drafts: Sequence[DivisionRow], parents: Mapping[str, str], levels: Mapping[str, str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(DRAFT)
        with cursor.copy(COPY) as copy:
            for record in _records(drafts, parents, levels):
                copy.write_row(record)
        cursor.execute(JOIN)
        changed: int = cursor.rowcount
        cursor.execute("DROP TABLE places_division_draft")
    return changed


def _records(
    drafts: Sequence[DivisionRow], parents: Mapping[str, str], levels: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    for row in drafts:
        yield (
            uuid7(),
            *(row.code, row.name, "".join(lazy_pinyin(row.name)), row.level, row.kind, row.area, row.parent),
            *(row.valid_from, row.valid_to, row.replaced_by),
            *level_columns(row.code, parents, levels).values(),
        )
