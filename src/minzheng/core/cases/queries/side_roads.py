"""What was asked for beside the straight road and what came of it: supplements, special procedures, extension, delivery."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.queries import run
from minzheng.core.cases.queries.heads import answers
from minzheng.kernel.formspec import places


@dataclass(frozen=True, slots=True)
class SupplementRow:
    """One list of what is asked for, with what was handed in for it ([] as long as nothing was).

    `items` are mappings of code, label, field ('' for a loose paper) and reason; `given` stands in the same order:
    mappings of value, files and note.
    """

    id: UUID
    kind: str
    element: str
    items: Sequence[Mapping[str, str]]
    asked_at: datetime
    due_on: date | None
    answered_at: datetime | None
    given: Sequence[Mapping[str, Any]]


def supplements(case_id: UUID) -> list[SupplementRow]:
    """Everything that was asked for in a case, oldest first. 1 statement."""
    rows = run(
        "SELECT id, kind, element, items, asked_at, due_on, answered_at, body FROM cases_supplement "
        "WHERE case_id = %s ORDER BY asked_at, id",
        [case_id],
    )
    return [_supplement(row) for row in rows]


def _supplement(row: Sequence[Any]) -> SupplementRow:
    *head, items, asked_at, due_on, answered_at, body = row
    items = json.loads(items) if isinstance(items, str) else items
    given = json.loads(bytes(body))["items"] if body is not None else []
    return SupplementRow(*head, items, asked_at, due_on, answered_at, given)


def answers_in_force(case_id: UUID) -> dict[str, Any]:
    """What was answered, with every field that was put right later in its place. 2 statements."""
    return with_supplements(answers(case_id)[0], supplements(case_id))


def with_supplements(given: Mapping[str, Any], rows: Sequence[SupplementRow]) -> dict[str, Any]:
    """Answers with what was handed in later for their fields, in the order in which it came."""
    result = places.copy(given)
    for row in sorted(
        (one for one in rows if one.answered_at), key=lambda one: one.answered_at or one.asked_at
    ):
        for item, answer in zip(row.items, row.given, strict=False):
            if item["field"] and answer.get("value") is not None:
                _put(result, item["field"].split("."), answer["value"])
    return result


def _put(target: Any, path: Sequence[str], value: object) -> None:
    """Set a value at a path that may lead through the rows of a list; a row that is not there is left alone."""
    head, *rest = path
    if isinstance(target, list):
        if head.isdigit() and int(head) < len(target):
            if rest:
                _put(target[int(head)], rest, value)
            else:
                target[int(head)] = value
    elif isinstance(target, dict):
        if rest:
            _put(target.setdefault(head, {}), rest, value)
        else:
            target[head] = value


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """The commitment that stands in a case: what may follow until when, and whether and how it was signed."""

    id: UUID
    element: str
    items: Sequence[Mapping[str, str]]
    due_on: date
    text_version: str
    text_digest: str
    proposed_at: datetime
    mode: str
    assurance: int
    signed_at: datetime | None
    signed_by: UUID | None
    witnesses: Sequence[tuple[str, str]]
    file: UUID | None


def commitment_of(case_id: UUID) -> CommitmentRow | None:
    """The commitment that stands in a case, None when there is none. 1 statement."""
    rows = run(
        "SELECT id, element, items, due_on, text_version, text_digest, proposed_at, mode, assurance, signed_at, "
        "signed_by, witnesses, file_id FROM cases_commitment WHERE case_id = %s AND ended_at IS NULL",
        [case_id],
    )
    if not rows:
        return None
    row_id, element, items, *middle, witnesses, file = rows[0]
    items, seen = (json.loads(one) if isinstance(one, str) else one for one in (items, witnesses))
    return CommitmentRow(row_id, element, items, *middle, [(name, kind) for name, kind in seen], file)


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """A special procedure of a case."""

    id: UUID
    kind: str
    name: str
    basis: str
    stop_article: str
    planned_end: date | None
    approved_at: datetime | None
    denied_at: datetime | None
    ended_at: datetime | None
    result: str


def specials(case_id: UUID) -> list[SpecialRow]:
    """The special procedures of a case, oldest first. 1 statement."""
    rows = run(
        "SELECT id, kind, name, basis, stop_article, planned_end, approved_at, denied_at, ended_at, result "
        "FROM cases_special WHERE case_id = %s ORDER BY proposed_at, id",
        [case_id],
    )
    return [SpecialRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """The extension of a case: from which last day to which, and why."""

    n: int
    unit: str
    article: str
    reason: str
    old_due: date
    new_due: date
    approved_at: datetime


def extension(case_id: UUID) -> ExtensionRow | None:
    """The extension of a case, None when there is none. 1 statement."""
    rows = run(
        "SELECT n, unit, article, reason, old_due, new_due, approved_at FROM cases_extension WHERE case_id = %s",
        [case_id],
    )
    return ExtensionRow(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One try to deliver."""

    element: str
    mode: str
    outcome: str
    fail_reason: str
    receiver: str
    at: datetime


def deliveries(case_id: UUID) -> list[DeliveryRow]:
    """Every try to deliver the papers of a case, oldest first. 1 statement."""
    rows = run(
        "SELECT element, mode, outcome, fail_reason, receiver, at FROM cases_delivery WHERE case_id = %s ORDER BY at, id",
        [case_id],
    )
    return [DeliveryRow(*row) for row in rows]
