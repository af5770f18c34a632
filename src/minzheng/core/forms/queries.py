"""Drafts as they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.forms.models import Draft
from minzheng.kernel.errors import Problem

_COLUMNS = (
    "id",
    "person_id",
    "service",
    "snapshot",
    "answers",
    "pages_done",
    "created_at",
    "updated_at",
    "case",
)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft; `case` is set once it was submitted."""

    id: UUID
    person: UUID
    service: str
    snapshot: UUID
    answers: Mapping[str, Any]
    pages_done: list[str]
    created_at: datetime
    updated_at: datetime
    case: UUID | None


def draft(
    draft_id: UUID, person: UUID | None, principal: UUID | None = None, *, lock: bool = False
) -> DraftRow:
    """A draft of a person, filled in for themselves, or for `principal`: what is filled in for one is not there while
    acting for another. 1 statement. Raises Problem(`forms.draft_gone`) also for somebody else's."""
    rows = Draft.objects.select_for_update() if lock else Draft.objects
    row = rows.filter(id=draft_id, person_id=person, principal_id=principal).values_list(*_COLUMNS).first()
    if row is None:
        raise Problem("forms.draft_gone")
    return DraftRow(*row)


def drafts_of(person: UUID, principal: UUID | None = None) -> list[DraftRow]:
    """A person's drafts (for themselves, or for `principal`) that are not submitted, newest first, 20 at most. 1 statement."""
    rows = (
        Draft.objects.filter(person_id=person, principal_id=principal, case=None)
        .order_by("-updated_at")
        .values_list(*_COLUMNS)[:20]
    )
    return [DraftRow(*row) for row in rows]


def open_draft_of(person: UUID, service: str, principal: UUID | None = None) -> DraftRow | None:
    """The person's (for themselves, or for `principal`) latest unsubmitted draft of a service. 1 statement."""
    rows = Draft.objects.filter(
        person_id=person, principal_id=principal, service=service, case=None
    ).order_by("-updated_at")
    row = rows.values_list(*_COLUMNS).first()
    return DraftRow(*row) if row else None
