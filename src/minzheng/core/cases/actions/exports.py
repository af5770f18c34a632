"""A list leaves the platform: one asks and says what for, another agrees, then it may be fetched for a day. All in the book."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from minzheng.core.audit.actions import record
from minzheng.core.cases.models import Export
from minzheng.core.cases.queries import (
    ExportRow,
    QueueRow,
    Scoped,
    closed_cases,
    export,
    queue,
    scopes_of,
    under_way,
)
from minzheng.core.cases.rules import today
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.text import mask_name

VALID_FOR = timedelta(hours=24)
LEAST_REASON = 6
MOST_ROWS = 5000
BATCH = 1000


@dataclass(frozen=True, slots=True)
class ListWanted:
    """Which list: 待办 (`waiting`) of who asks, 在办 (`doing`) or 已办 (`done`) of a place inside the unit, as it is
    filtered on the page."""

    of: str
    unit: str
    division: str
    filters: Mapping[str, str]
    masked: bool = True


@transaction.atomic
def ask_export(*, by: Actor, at: datetime, what: ListWanted, reason: str) -> UUID:
    """Ask for a list as a file; returns its id. Raises Invalid without a reason, Problem `offices.denied`,
    `cases.outside_unit`."""
    words = reason.strip()[:300]
    if len(words) < LEAST_REASON:
        text = f"请写明用来做什么（至少 {LEAST_REASON} 个字）"
        raise Invalid([FieldProblem("reason", text, "用途")])
    places = ancestry(what.division)
    if what.of not in Export.List.values or by.person is None or what.unit not in places.values():
        raise Problem("cases.outside_unit")
    authorise(by=by, right="cases.ask_export", target=Target(places=places), at=at)
    level = next(name for name in reversed(list(places)) if places[name] == what.division)
    filters = dict(what.filters)
    if what.of == Export.List.WAITING:
        roles = {
            one.role
            for one in scopes_of(by, today(at))
            if (one.level, one.division) == (level, what.division)
        }
        if not roles:
            raise Problem("cases.outside_unit")
        filters["roles"] = ",".join(sorted(roles))
    row = Export.objects.create(
        id=uuid7(),
        of=what.of,
        unit=what.unit,
        level=level,
        division=what.division,
        filters=filters,
        masked=what.masked,
        reason=words,
        asked_by=by.person,
        asked_name=by.name,
        asked_at=at,
    )
    facts = {"export": str(row.id), "list": what.of, "masked": what.masked}
    record(by=by, at=at, kind="cases.export_ask", places=places, facts=facts)
    return row.id


@transaction.atomic
def approve_export(*, by: Actor, at: datetime, export_id: UUID) -> None:
    """Agree to an export of somebody else; unmasked ones take an approver. It may be fetched for 24 hours.

    Raises Problem: `cases.export_missing`, `cases.export_same_person`, `cases.export_approved`, `offices.denied`.
    """
    row = export(export_id, lock=True)
    places = ancestry(row.division)
    right = "cases.approve_export" if row.masked else "cases.approve_whole_export"
    authorise(by=by, right=right, target=Target(places=places), at=at)
    if by.person is None or by.person == row.asked_by:
        raise Problem("cases.export_same_person")
    if row.approved_at:
        raise Problem("cases.export_approved", who=row.approved_name)
    changes = {"approved_by": by.person, "approved_name": by.name, "approved_at": at}
    Export.objects.filter(id=export_id).update(**changes, expires_at=at + VALID_FOR)
    facts = {"export": str(row.id), "list": row.of, "masked": row.masked}
    record(by=by, at=at, kind="cases.export_approve", places=places, facts=facts)


@dataclass(frozen=True, slots=True)
class Exported:
    """A list to be written as a file: heads, lines of plain texts and moments, and the words of its watermark."""

    row: ExportRow
    heads: Sequence[str]
    lines: Sequence[Sequence[Any]]


@transaction.atomic
def download_export(*, by: Actor, at: datetime, export_id: UUID) -> Exported:
    """The list as it stands now, for who asked; 5,000 cases at most. A handful of statements (a batch is 1,000 rows).

    Raises Problem: `cases.export_missing`, `cases.export_waits`, `cases.export_over`, `offices.denied`.
    """
    row = export(export_id, lock=True)
    places = ancestry(row.division)
    authorise(by=by, right="cases.ask_export", target=Target(places=places), at=at)
    if by.person != row.asked_by:
        raise Problem("cases.export_missing")
    if row.expires_at is None:
        raise Problem("cases.export_waits")
    if row.expires_at <= at:
        raise Problem("cases.export_over")
    heads, lines = _done(row) if row.of == Export.List.DONE else _doing(row, at)
    Export.objects.filter(id=export_id).update(downloads=F("downloads") + 1)
    facts = {"export": str(row.id), "list": row.of, "masked": row.masked, "rows": len(lines)}
    record(by=by, at=at, kind="cases.export_download", places=places, facts=facts)
    return Exported(row, heads, lines)


def _shown(row: ExportRow, name: str) -> str:
    return mask_name(name) if row.masked else name


def _doing(row: ExportRow, at: datetime) -> tuple[Sequence[str], list[Sequence[Any]]]:
    lines = [
        (
            one.case_no,
            _shown(row, one.applicant_name),
            one.title,
            one.state,
            one.element,
            one.holder,
            one.due_at,
        )
        for one in _open(row, at)
    ]
    return ("办件编号", "申请人", "事项", "状态", "环节", "在谁手上", "到期"), lines


def _open(row: ExportRow, at: datetime) -> Iterator[QueueRow]:
    after, left = None, MOST_ROWS
    while left > 0:
        found = _batch(row, at, after, min(BATCH, left))
        yield from found
        left -= len(found)
        if len(found) < BATCH:
            return
        after = (found[-1].due_at, found[-1].task)


def _batch(row: ExportRow, at: datetime, after: tuple[datetime, UUID] | None, limit: int) -> list[QueueRow]:
    filters = dict(row.filters)
    roles = filters.pop("roles", "")
    if row.of == Export.List.WAITING:
        scopes = [Scoped(role, row.level, row.division) for role in roles.split(",")]
        return queue(scopes, at, **filters, after=after, limit=limit)[:limit]
    return under_way(row.level, row.division, at, **filters, after=after, limit=limit)[:limit]


def _done(row: ExportRow) -> tuple[Sequence[str], list[Sequence[Any]]]:
    lines: list[Sequence[Any]] = []
    after = None
    while len(lines) < MOST_ROWS:
        found = closed_cases(
            row.level, row.division, service=row.filters.get("service", ""), after=after, limit=BATCH
        )[:BATCH]
        lines += [
            (
                *(one.case_no, _shown(row, one.applicant_name), one.title, one.state, one.result),
                *(one.received_at, one.closed_at),
            )
            for one in found
        ]
        if len(found) < BATCH:
            break
        after = (found[-1].received_at, found[-1].case_id)
    return ("办件编号", "申请人", "事项", "状态", "结果", "收件", "办结"), lines[:MOST_ROWS]
