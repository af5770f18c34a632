"""Ratings as they are asked for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from minzheng.core.feedback.models import Rating


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A rating as its giver sees it."""

    level: int
    tags: tuple[str, ...]
    text: str
    created_at: datetime


def rating_of(case_id: UUID) -> RatingRow | None:
    """The rating of a case. 1 statement."""
    row = Rating.objects.filter(case_id=case_id).values_list("level", "tags", "text", "created_at").first()
    return RatingRow(row[0], tuple(row[1]), row[2], row[3]) if row else None


def counts(division: str, service: str) -> dict[int, int]:
    """How many ratings of each level a unit has for a service. 1 statement."""
    rows = (
        Rating.objects.filter(division=division, service=service).values_list("level").annotate(Count("id"))
    )
    return dict(rows)
