"""Lists that were asked for as files: one, and those of a unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minzheng.core.cases.models import Export
from minzheng.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A list that was asked for as a file; `expires_at` is None while nobody else has agreed."""

    id: UUID
    of: str
    unit: str
    level: str
    division: str
    filters: Mapping[str, str]
    masked: bool
    reason: str
    asked_by: UUID
    asked_name: str
    asked_at: datetime
    approved_by: UUID | None
    approved_name: str
    approved_at: datetime | None
    expires_at: datetime | None
    downloads: int


def export(export_id: UUID, *, lock: bool = False) -> ExportRow:
    """One export, locked for the verb that changes it. 1 statement. Raises Problem(`cases.export_missing`)."""
    rows = Export.objects.select_for_update() if lock else Export.objects.all()
    found = rows.filter(id=export_id).first()
    if found is None:
        raise Problem("cases.export_missing")
    return _row(found)


def exports_of(unit: str, *, limit: int = 50) -> list[ExportRow]:
    """The exports asked for in a unit and those below it, newest first. 1 statement."""
    return [_row(one) for one in Export.objects.filter(unit__startswith=unit).order_by("-id")[:limit]]


def _row(found: Export) -> ExportRow:
    return ExportRow(**{name: getattr(found, name) for name in ExportRow.__slots__})
