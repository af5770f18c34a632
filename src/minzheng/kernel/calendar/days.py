"""What kind of day a day is, and counting working days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

ONE_DAY = timedelta(days=1)
SATURDAY = 5

# Statutory days with a fixed date (Regulation on Public Holidays, State Council Order 795, from 2025 on): all that
# is known of a year before its notice appears. Festivals of the lunar calendar and days swapped are not guessed.
_FIXED = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


class CalendarError(ValueError):
    """A calendar, limit or start that makes no sense; `code` names the reason, `str()` is a Chinese sentence."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(text)


class DayKind(StrEnum):
    """How a notice marks a day: off, or a weekend day on which people work."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day out of a notice: `name` of the festival (“国庆节”), `source` the document, `region` '' nationwide."""

    day: date
    kind: DayKind
    name: str
    source: str = ""
    region: str = ""


@dataclass(frozen=True)
class Calendar:
    """The days of one place under one version; a changed calendar is a new value with a new version.

    Days outside `published_from`–`published_through` are provisional: weekends and the fixed statutory days only.
    """

    version: str
    published_from: date
    published_through: date
    special: Mapping[date, SpecialDay] = field(repr=False)

    @classmethod
    def from_special_days(
        cls,
        days: Iterable[SpecialDay],
        *,
        version: str,
        published_through: date,
        published_from: date | None = None,
    ) -> Self:
        """Build from the rows of the notices; `published_from` is by default the first of January before them.

        Raises CalendarError `calendar.` `version`, `twice` (a day marked twice) or `range`.
        """
        if not version:
            raise CalendarError("calendar.version", "日历要有版本号。")
        special: dict[date, SpecialDay] = {}
        for row in days:
            if row.day in special:
                raise CalendarError("calendar.twice", f"{row.day} 写了两次，请只留一行。")
            special[row.day] = row
        first = published_from or min([*special, published_through]).replace(month=1, day=1)
        if any(not first <= day <= published_through for day in special):
            raise CalendarError(
                "calendar.range", f"放假安排超出了 {first} 到 {published_through}，请改公布范围。"
            )
        return cls(version, first, published_through, special)

    def with_days(self, days: Iterable[SpecialDay], *, version: str) -> "Calendar":
        """The same calendar with local festivals laid over it; a local row wins over the national one."""
        return Calendar(
            version,
            self.published_from,
            self.published_through,
            {**self.special, **{row.day: row for row in days}},
        )

    def is_published(self, day: date) -> bool:
        """Does a notice already settle this day?"""
        return self.published_from <= day <= self.published_through

    def is_workday(self, day: date) -> bool:
        """Do offices work: a weekday that is not off, or a weekend day worked in exchange."""
        row = self.special.get(day)
        if row is not None:
            return row.kind is DayKind.WORKDAY
        return day.weekday() < SATURDAY and not self.is_statutory_holiday(day)

    def is_statutory_holiday(self, day: date) -> bool:
        """Is the day off by a notice (swapped days included), or, where none is published, by a fixed date?"""
        row = self.special.get(day)
        if row is not None:
            return row.kind is DayKind.HOLIDAY
        return (day.month, day.day) in _FIXED and not self.is_published(day)

    def name(self, day: date) -> str:
        """The festival to which a day off or a worked weekend day belongs; '' for every other day."""
        row = self.special.get(day)
        if row is not None:
            return row.name
        return _FIXED[day.month, day.day] if self.is_statutory_holiday(day) else ""

    def add_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`; the day after it is the first that can count. 0 gives `start`."""
        if days < 0:
            raise CalendarError("calendar.negative", "天数不能小于 0。")
        day = start
        while days:
            day += ONE_DAY
            days -= self.is_workday(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative when `end` lies before."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
        return sum(map(self.is_workday, span))

    def __hash__(self) -> int:
        """Versions tell calendars apart."""
        return hash((self.version, self.published_through))
