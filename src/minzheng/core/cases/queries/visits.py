"""Visits: the form that investigators fill in, their drafts, what was found, and who may come along."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.catalogue.queries import package
from minzheng.core.offices.queries import organisations, staff_of, titles
from minzheng.core.people.queries import names
from minzheng.kernel.formspec import Form, compile_form
from minzheng.kernel.registry import field_kinds
from minzheng.kernel.rights import Actor

FRAME = Path(__file__).parents[1] / "forms" / "visit.form.json"
OWN = "visit_"
"""Keys of the questions that every visit asks begin so; those of a package's form do not."""


@lru_cache(maxsize=256)
def visit_form(snapshot: UUID, element: str) -> Form:
    """What is asked on a visit: who came along, when, where; the package's own questions; photos and signatures.

    A family that refuses is asked nothing more. Compiled once per snapshot. 0 or 1 statements.
    """
    frame, own = _frame(), package(snapshot).forms.get(element)
    opening, closing = frame["components"]
    inside = [_unless_refused(page) for page in own.schema["components"]] if own else []
    kinds = {kind.name: kind for kind in field_kinds}
    return compile_form({**frame, "components": [opening, *inside, closing]}, kinds)


@cache
def _frame() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FRAME.read_text(encoding="utf-8"))
    return found


def _unless_refused(page: Mapping[str, Any]) -> dict[str, Any]:
    refused = 'visit_cooperation = "refused"'
    own = str((page.get("conditional") or {}).get("hide", "")).removeprefix("=").strip()
    return {**page, "conditional": {"hide": f"=({own}) or {refused}" if own else f"={refused}"}}


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the same organisation who may come along: person, name, roles in words."""

    person: UUID
    name: str
    roles: str


def colleagues(by: Actor, on: date) -> list[Colleague]:
    """Who works in the actor's organisation on a day, the actor left out, by role. 2 statements, 0 without one."""
    unit = unit_of(by)
    if unit is None:
        return []
    words, held = titles(), dict[UUID, list[str]]()
    for position in staff_of(unit, on):
        if position.person != by.person and not position.role.endswith("_admin"):
            held.setdefault(position.person, []).append(words.get(position.role, position.role))
    known = names(held)
    return [
        Colleague(person, known[person], "、".join(dict.fromkeys(roles))) for person, roles in held.items()
    ]


def unit_of(by: Actor) -> UUID | None:
    """The organisation for which the actor works. No statement."""
    return next((grant.organisation for grant in by.grants if grant.organisation), None)


def in_small_office(by: Actor) -> bool:
    """Whether the actor's organisation has the small-office profile (roles-and-data 3.1). 1 statement."""
    unit = unit_of(by)
    return unit is not None and any(row.small_office for row in organisations([unit]).values())


@dataclass(frozen=True, slots=True)
class RecordDraftRow:
    """A visit that is being written down; `updated_at` None when nothing was kept yet."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    pages_done: tuple[str, ...] = ()
    updated_at: datetime | None = None


def record_draft(case_id: UUID, element: str, person: UUID | None, *, lock: bool = False) -> RecordDraftRow:
    """What an officer has written down so far. 1 statement."""
    rows = run(
        "SELECT answers, pages_done, updated_at FROM cases_record_draft "
        f"WHERE case_id = %s AND element = %s AND person = %s{' FOR UPDATE' if lock else ''}",
        [case_id, element, person],
    )
    if not rows:
        return RecordDraftRow()
    answers, done, at = rows[0]
    return RecordDraftRow(_json(answers), tuple(_json(done)), at)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A finished visit. `answers` are the package's own questions; `files` are (file, kind, name)."""

    id: UUID
    element: str
    answers: Mapping[str, Any]
    by_name: str
    second: Mapping[str, Any]
    visited_at: datetime
    place: Mapping[str, Any]
    cooperated: bool
    refusal: str
    at: datetime
    files: tuple[tuple[UUID, str, str], ...] = ()


def records_of(case_id: UUID) -> list[RecordRow]:
    """The finished visits of a case with their files, newest first. 1 statement."""
    rows = run(
        "SELECT r.id, r.element, r.body, r.by_name, r.second, r.visited_at, r.place, r.cooperated, r.refusal, r.at, "
        "(SELECT json_agg(json_build_array(f.file_id, f.kind, f.name) ORDER BY f.kind, f.id) FROM cases_record_file f "
        "WHERE f.record_id = r.id) FROM cases_record r WHERE r.case_id = %s ORDER BY r.id DESC",
        [case_id],
    )
    return [_record(row) for row in rows]


def latest_records(case_id: UUID) -> dict[str, Mapping[str, Any]]:
    """Element -> the package's answers of its newest finished visit: what the finding reads. 1 statement."""
    rows = run(
        "SELECT DISTINCT ON (element) element, body FROM cases_record WHERE case_id = %s ORDER BY element, id DESC",
        [case_id],
    )
    return {element: json.loads(bytes(body)) for element, body in rows}


def _record(row: Any) -> RecordRow:
    files = _json(row[10]) or ()
    return RecordRow(
        row[0],
        row[1],
        json.loads(bytes(row[2])),
        row[3],
        _json(row[4]),
        row[5],
        _json(row[6]),
        *row[7:10],
        files=tuple((UUID(file), kind, name) for file, kind, name in files),
    )


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
