"""Dates, times and durations as FEEL has them: any year, nanoseconds, offsets and zone names (DMN 10.3.2.3).

Not for legal days: `minzheng.kernel.calendar` counts those.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from .calendar import MAX_YEAR, from_days, is_date, month_length, to_days
from .errors import Null

NANO = 1_000_000_000
DAY = 86_400
_MAX_DURATION = MAX_YEAR * 366 * DAY * NANO
_MAX_MONTHS = MAX_YEAR * 12 * 100

Zone = int | str | None
"""An offset in seconds, the name of a zone (`Asia/Shanghai`), or None for local time."""


@lru_cache(maxsize=256)
def _region(name: str) -> ZoneInfo | None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*", name):
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def is_zone(name: str) -> bool:
    """Tell whether `name` is in the zone data base."""
    return _region(name) is not None


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int

    def days(self) -> int:
        """Count days since 1970-01-01."""
        return to_days(self.year, self.month, self.day)

    def weekday(self) -> int:
        """Number the weekday, Monday = 1."""
        return (self.days() + 3) % 7 + 1

    def plus_days(self, count: int) -> "Date":
        """Go `count` days on."""
        return date_of(*from_days(self.days() + count))

    def plus_months(self, months: int) -> "Date":
        """Go `months` on, keeping to the last day of a shorter month."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return date_of(year, month + 1, min(self.day, month_length(year, month + 1)))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, local or with an offset or a zone."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: Zone = None

    def of_day(self) -> int:
        """Count nanoseconds since midnight on the clock's face."""
        return (self.hour * 3600 + self.minute * 60 + self.second) * NANO + self.nano

    def offset(self) -> int | None:
        """Give the offset from UTC in seconds; that of a named zone is taken as of 1970-01-01."""
        return offset_of(self.zone, Date(1970, 1, 1), self)

    def __str__(self) -> str:
        text = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}"
        if self.nano:
            text += f".{self.nano:09d}".rstrip("0")
        return text + _zone_text(self.zone)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time; the zone belongs to the time."""

    date: Date
    time: Time

    def offset(self) -> int | None:
        """Give the offset from UTC in seconds, None for local time."""
        return offset_of(self.time.zone, self.date, self.time)

    def instant(self) -> int:
        """Count nanoseconds since 1970-01-01T00:00 UTC; local time counts as UTC."""
        return self.date.days() * DAY * NANO + self.time.of_day() - (self.offset() or 0) * NANO

    def plus_nanos(self, nanos: int) -> "DateTime":
        """Go a span of absolute time on, keeping offset or zone."""
        zone = self.time.zone
        if isinstance(zone, str):
            return from_instant(self.instant() + nanos, zone)
        days, rest = divmod(self.time.of_day() + nanos, DAY * NANO)
        return DateTime(self.date.plus_days(days), time_of_nanos(rest, zone))

    def plus_months(self, months: int) -> "DateTime":
        """Go `months` on, keeping the clock's face."""
        return DateTime(self.date.plus_months(months), self.time)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration of years and months, counted in months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if self.months < 0 else ''}P{body}"


@dataclass(frozen=True, slots=True, order=True)
class DaysTime:
    """A duration of days and time, counted in nanoseconds."""

    nanos: int

    def parts(self) -> tuple[int, int, int, int, int]:
        """Give days, hours, minutes, seconds and nanoseconds of the absolute value."""
        seconds, nano = divmod(abs(self.nanos), NANO)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        return days, hour, minute, second, nano

    def __str__(self) -> str:
        days, hour, minute, second, nano = self.parts()
        clock = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
        if second or nano:
            clock += f"{second}" + (f".{nano:09d}".rstrip("0") if nano else "") + "S"
        if not days and not clock:
            return "PT0S"
        body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return f"{'-' if self.nanos < 0 else ''}P{body}"


def _zone_text(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, second = divmod(abs(zone), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if zone < 0 else '+'}{hour:02d}:{minute:02d}" + (f":{second:02d}" if second else "")


def offset_of(zone: Zone, day: Date, clock: Time) -> int | None:
    """Give the offset in seconds that `zone` has at a local date and time."""
    if not isinstance(zone, str):
        return zone
    region = _region(zone)
    year = day.year if 1 < day.year < 9998 else 2000 + day.year % 400
    local = datetime(year, day.month, day.day, clock.hour, clock.minute, clock.second, tzinfo=region)
    found = local.utcoffset()
    return None if found is None else int(found.total_seconds())


def from_instant(nanos: int, zone: Zone) -> DateTime:
    """Show an instant (nanoseconds since 1970 UTC) on the clock of `zone`."""
    if isinstance(zone, str):
        seconds = nanos // NANO
        if -62_000_000_000 < seconds < 253_000_000_000:
            region = _region(zone)
            found = datetime.fromtimestamp(seconds, UTC).astimezone(region).utcoffset()
            offset = int(found.total_seconds()) if found is not None else 0
        else:
            offset = offset_of(zone, Date(2000, 1, 1), Time(0, 0, 0)) or 0
    else:
        offset = zone or 0
    days, rest = divmod(nanos + offset * NANO, DAY * NANO)
    return DateTime(date_of(*from_days(days)), time_of_nanos(rest, zone))


def time_of_nanos(nanos: int, zone: Zone) -> Time:
    """Turn nanoseconds since midnight into a time."""
    seconds, nano = divmod(nanos, NANO)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, zone)


def date_of(year: int, month: int, day: int) -> Date:
    """Make a date; null when there is no such day."""
    if not is_date(year, month, day):
        raise Null(f"没有 {year} 年 {month} 月 {day} 日这一天")
    return Date(year, month, day)


def time_of(hour: int, minute: int, second: int, nano: int = 0, zone: Zone = None) -> Time:
    """Make a time; null when a part is out of its bounds."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise Null(f"没有 {hour}:{minute:02d}:{second:02d} 这个时刻")
    if isinstance(zone, int) and abs(zone) > 18 * 3600:
        raise Null("与世界时的差不能超过 18 小时")
    return Time(hour, minute, second, nano, zone)


def years_months(months: int) -> YearsMonths:
    """Make a duration of months; null when it is beyond all dates."""
    if abs(months) > _MAX_MONTHS:
        raise Null("年月时长太大")
    return YearsMonths(months)


def days_time(nanos: int) -> DaysTime:
    """Make a duration of nanoseconds; null when it is beyond all dates."""
    if abs(nanos) > _MAX_DURATION:
        raise Null("日时时长太大")
    return DaysTime(nanos)


_DATE = r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]+)?"
_DATE_RE = re.compile(_DATE, re.ASCII)
_TIME_RE = re.compile(f"T?{_TIME}", re.ASCII)
_DATE_TIME_RE = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_MONTHS_RE = re.compile(r"(-)?P(?=\d)(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.ASCII)
_SPAN_RE = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d{1,18})D)?(?:T(?=\d|\.\d)(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})?(?:\.(\d*))?(?<=[\d.])S)?)?",
    re.ASCII,
)


def parse_date(text: str) -> Date:
    """Read `2026-03-01`; null when it is none."""
    found = _DATE_RE.fullmatch(text)
    if not found or found[1] == "-0000":
        raise Null(f"“{text}”不是日期，请写成 2026-03-01 的样子")
    return date_of(int(found[1]), int(found[2]), int(found[3]))


def _time_from(parts: tuple[str, ...]) -> Time:
    hour, minute, second, fraction, zone_text = parts
    if hour == "24" and not int(minute + second + (fraction or "0")):
        hour = "00"
    zone: Zone = None
    if zone_text in ("Z", "z"):
        zone = 0
    elif zone_text and zone_text[0] == "@":
        zone = zone_text[1:]
        if not is_zone(zone):
            raise Null(f"没有“{zone}”这个时区")
    elif zone_text:
        numbers = [int(part) for part in zone_text[1:].split(":")]
        if numbers[1] > 59 or (numbers[-1] > 59 and len(numbers) == 3):
            raise Null(f"“{zone_text}”不是时差")
        zone = sum(n * unit for n, unit in zip(numbers, (3600, 60, 1), strict=False))
        zone = -zone if zone_text[0] == "-" else zone
    nano = int((fraction or "0")[:9].ljust(9, "0"))
    return time_of(int(hour), int(minute), int(second), nano, zone)


def parse_time(text: str) -> Time:
    """Read `09:30:00`, with an optional fraction and offset or `@Zone`; null when it is none."""
    found = _TIME_RE.fullmatch(text)
    if not found:
        raise Null(f"“{text}”不是时间，请写成 09:30:00 的样子")
    return _time_from(found.groups())


def parse_date_time(text: str) -> DateTime:
    """Read `2026-03-01T09:30:00` or a bare date (midnight); null when it is none."""
    found = _DATE_TIME_RE.fullmatch(text)
    if not found:
        if _DATE_RE.fullmatch(text):
            return DateTime(parse_date(text), Time(0, 0, 0))
        raise Null(f"“{text}”不是日期时间，请写成 2026-03-01T09:30:00 的样子")
    if found[1] == "-0000":
        raise Null("没有 -0000 年")
    day = date_of(int(found[1]), int(found[2]), int(found[3]))
    time = _time_from(found.groups()[3:])
    return DateTime(day.plus_days(1) if found[4] == "24" else day, time)


def parse_duration(text: str) -> YearsMonths | DaysTime:
    """Read `P1Y2M` or `P1DT2H3M4.5S`; null when it is neither, or both at once."""
    found = _MONTHS_RE.fullmatch(text)
    if found:
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return years_months(-months if found[1] else months)
    found = _SPAN_RE.fullmatch(text)
    if not found or text.endswith("T"):
        raise Null(f"“{text}”不是时长，请写成 P1Y2M 或 P1DT2H 的样子")
    sign, days, hours, minutes, seconds, fraction = found.groups()
    total = int(days or 0) * DAY + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    nanos = total * NANO + int((fraction or "0")[:9].ljust(9, "0"))
    return days_time(-nanos if sign else nanos)


def parse_at(text: str) -> Date | DateTime | Time | YearsMonths | DaysTime:
    """Read the text of an at-literal; null when it is none of these."""
    readers: tuple[Callable[[str], Date | DateTime | Time | YearsMonths | DaysTime], ...] = (
        parse_date,
        parse_date_time,
        parse_time,
        parse_duration,
    )
    for reader in readers:
        try:
            return reader(text)
        except Null:
            continue
    raise Null(f'@"{text}" 不是日期、时间或时长')
