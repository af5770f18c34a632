"""What persons want mended in verified facts: their own list, and the list of an office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.people.models import Correction
from minzheng.core.people.queries.sealing import opened_correction

LEVELS = ("province", "city", "county", "town", "village")


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One request: `right` is what is said to be right, in clear."""

    id: UUID
    person: UUID
    fact: str
    right: str
    note: str
    evidence: UUID | None
    status: str
    asked_at: datetime
    due_on: date
    decided_at: datetime | None
    reason: str
    places: Mapping[str, str]


def correction(correction_id: UUID) -> CorrectionRow | None:
    """One request whom the wall lets through: the own, or of the officer's place. One statement."""
    row = Correction.objects.filter(id=correction_id).first()
    return None if row is None else _row(row)


def corrections_of(person: UUID, *, limit: int = 30) -> list[CorrectionRow]:
    """What a person has asked for, newest first. One statement."""
    return [_row(row) for row in Correction.objects.filter(person=person).order_by("-id")[:limit]]


def corrections_to_decide(level: str, division: str, *, limit: int = 50) -> list[CorrectionRow]:
    """What waits for an office, by its last day. One statement, none for who has no place."""
    if level not in LEVELS:
        return []
    rows = Correction.objects.filter(status="asked", **{level: division})
    return [_row(row) for row in rows.order_by("due_on", "id")[:limit]]


def proofs_to_erase(before: datetime, *, limit: int) -> list[tuple[UUID, UUID]]:
    """Requests that were decided before a moment and whose paper is still there: (id, file). One statement."""
    rows = Correction.objects.filter(decided_at__lt=before, evidence__isnull=False).order_by("decided_at")
    return list(rows.values_list("id", "evidence")[:limit])


def _row(row: Any) -> CorrectionRow:
    return CorrectionRow(
        id=row.id,
        person=row.person_id,
        fact=row.fact,
        right=opened_correction(row.id, bytes(row.value_enc)),
        note=row.note,
        evidence=row.evidence,
        status=row.status,
        asked_at=row.asked_at,
        due_on=row.due_on,
        decided_at=row.decided_at,
        reason=row.reason,
        places={level: getattr(row, level) for level in LEVELS},
    )
