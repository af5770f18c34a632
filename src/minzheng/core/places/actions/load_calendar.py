"""Loading the State Council's holiday notices; every change of any day makes a new, complete calendar version."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import new as new_hash

import chinese_calendar
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.places.actions.rights import check
from minzheng.core.places.models import CalendarDay, CalendarVersion
from minzheng.core.places.rules import calendar_lines
from minzheng.kernel.calendar import DayKind, SpecialDay
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

PACKAGE = "chinesecalendar"
NOTICES = {
    2025: "国务院办公厅关于 2025 年部分节假日安排的通知（国办发明电〔2024〕12号）",
    2026: "国务院办公厅关于 2026 年部分节假日安排的通知（2025-11-04 发布）",
}


def load_calendar(
    *,
    by: Actor,
    at: datetime,
    days: Iterable[SpecialDay] | None = None,
    published_from: date | None = None,
    published_through: date | None = None,
    source: str = PACKAGE,
) -> int:
    """Store a complete set of special days as a new version; returns the number of the version in force then.

    Without `days` the notices that the package `chinesecalendar` knows are taken (2004 to its last year). The same
    days again make no new version. Problems `places.calendar_repeated`, `places.calendar_range`, `places.calendar_empty`.
    """
    check(by, "places.load_calendar", at)
    rows = sorted(packaged_days() if days is None else days, key=lambda day: (day.region, day.day))
    if not rows:
        raise Problem("places.calendar_empty")
    first = published_from or min(day.day for day in rows).replace(month=1, day=1)
    last = published_through or max(day.day for day in rows).replace(month=12, day=31)
    _check(rows, first, last)
    return _store(by, at, rows, (first, last), source)


def packaged_days() -> list[SpecialDay]:
    """The special days of the notices that the installed package knows, with their Chinese names."""
    constants = chinese_calendar.constants
    names = {festival.value: festival.chinese for festival in constants.Holiday}
    return [
        SpecialDay(day, kind, names[name], _notice(day.year))
        for kind, found in (
            (DayKind.HOLIDAY, constants.holidays),
            (DayKind.WORKDAY, constants.workdays),
        )
        for day, name in found.items()
    ]


def _notice(year: int) -> str:
    return NOTICES.get(year, f"国务院办公厅关于 {year} 年部分节假日安排的通知")


def _check(rows: list[SpecialDay], first: date, last: date) -> None:
    seen: set[tuple[str, date]] = set()
    for day in rows:
        if not first <= day.day <= last:
            raise Problem("places.calendar_range", day=str(day.day), first=str(first), last=str(last))
        if (day.region, day.day) in seen:
            raise Problem("places.calendar_repeated", day=str(day.day))
        seen.add((day.region, day.day))


@transaction.atomic
def _store(by: Actor, at: datetime, rows: list[SpecialDay], published: tuple[date, date], source: str) -> int:
    lines = calendar_lines((day.day, day.kind, day.name, day.region) for day in rows)
    digest = new_hash("sm3", f"{published[0]}..{published[1]}\n{lines}".encode()).hexdigest()
    latest = CalendarVersion.objects.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest.number
    version = CalendarVersion.objects.create(
        number=1 if latest is None else latest.number + 1,
        published_from=published[0],
        published_through=published[1],
        source=source,
        digest=digest,
        loaded_at=at,
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            version=version,
            date=day.day,
            kind=day.kind,
            name=day.name,
            source_doc=day.source,
            region=day.region,
        )
        for day in rows
    )
    facts = {"version": version.number, "days": len(rows), "published_through": published[1].isoformat()}
    audit.record(by=by, at=at, kind="places.load_calendar", facts=facts)
    return version.number
