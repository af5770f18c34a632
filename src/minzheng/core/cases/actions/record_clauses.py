"""Clauses of a visit that is handed in: the record with its files; its draft goes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from minzheng.kernel.ids import uuid7
from minzheng.kernel.sql import Clause


def insert_record(values: Mapping[str, Any], files: Sequence[tuple[UUID, str, str]]) -> tuple[Clause, ...]:
    """A finished officer's form, every column by name, with its files: (file, kind, name)."""
    names = tuple(values)
    holes = ", ".join("%s::jsonb" if name in ("second", "place") else "%s" for name in names)
    clauses = [
        Clause(
            "record_row",
            f"INSERT INTO cases_record ({', '.join(names)}) VALUES ({holes})",  # noqa: S608  (column names are constants of the caller)
            tuple(
                json.dumps(value, ensure_ascii=False) if name in ("second", "place") else value
                for name, value in values.items()
            ),
        )
    ]
    if files:
        clauses.append(
            Clause(
                "record_file_rows",
                "INSERT INTO cases_record_file (id, record_id, file_id, kind, name) SELECT i, %s, f, k, n "
                "FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[]) AS t (i, f, k, n)",
                (values["id"], [uuid7() for _ in files], *([one[n] for one in files] for n in range(3))),
            )
        )
    return tuple(clauses)


def delete_record_draft(case_id: UUID, element: str, person: UUID | None) -> Clause:
    """The draft of an officer's form that is finished now."""
    return Clause(
        "record_draft_row",
        "DELETE FROM cases_record_draft WHERE case_id = %s AND element = %s AND person = %s",
        (case_id, element, person),
    )
