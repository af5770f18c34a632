"""`value.name`: entries of contexts, and the properties of dates, times, durations and ranges."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .errors import Null
from .temporal import Date, DateTime, DaysTime, Time, YearsMonths
from .values import Range, kind

_Property = Callable[[Any], Any]


def _offset(value: Time | DateTime) -> DaysTime | None:
    seconds = value.offset()
    return None if seconds is None else DaysTime(seconds * 1_000_000_000)


def _zone(value: Time) -> str | None:
    return value.zone if isinstance(value.zone, str) else None


def _seconds(value: Time) -> Decimal:
    return Decimal(value.second)


def _span_part(index: int) -> _Property:
    def part(value: DaysTime) -> Decimal:
        return Decimal(value.parts()[index] if value.nanos >= 0 else -value.parts()[index])

    return part


def _span_seconds(value: DaysTime) -> Decimal:
    parts = value.parts()
    seconds = Decimal(parts[3]) + Decimal(parts[4]).scaleb(-9) if parts[4] else Decimal(parts[3])
    return seconds if value.nanos >= 0 else -seconds


def _months(value: YearsMonths) -> Decimal:
    return Decimal(abs(value.months) % 12 * (1 if value.months >= 0 else -1))


def _years(value: YearsMonths) -> Decimal:
    return Decimal(abs(value.months) // 12 * (1 if value.months >= 0 else -1))


_DATE: dict[str, _Property] = {
    "year": lambda d: Decimal(d.year),
    "month": lambda d: Decimal(d.month),
    "day": lambda d: Decimal(d.day),
    "weekday": lambda d: Decimal(d.weekday()),
}
_TIME: dict[str, _Property] = {
    "hour": lambda t: Decimal(t.hour),
    "minute": lambda t: Decimal(t.minute),
    "second": _seconds,
    "time offset": _offset,
    "timezone": _zone,
}


def _inner(part: str, inner: _Property) -> _Property:
    return lambda value: inner(value.date if part == "date" else value.time)


PROPERTIES: dict[type, dict[str, _Property]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {
        **{name: _inner("date", inner) for name, inner in _DATE.items()},
        **{name: _inner("time", inner) for name, inner in _TIME.items()},
        "time offset": _offset,
    },
    YearsMonths: {"years": _years, "months": _months},
    DaysTime: {
        "days": _span_part(0),
        "hours": _span_part(1),
        "minutes": _span_part(2),
        "seconds": _span_seconds,
    },
    Range: {
        "start": lambda r: r.start,
        "end": lambda r: r.end,
        "start included": lambda r: r.start_included,
        "end included": lambda r: r.end_included,
    },
}


def get(value: Any, name: str) -> Any:
    """Read `value.name`; over a list, of each item; null when there is no such entry."""
    cls = type(value)
    if cls is dict:
        if name in value:
            return value[name]
        raise Null(f"这里面没有“{name}”这一项")
    if cls is list:
        return [_quiet(item, name) for item in value]
    if value is None:
        raise Null(f"空值没有“{name}”这一项")
    found = PROPERTIES.get(cls, {}).get(name)
    if found is None:
        raise Null(f"{kind(value)}没有“{name}”这一项")
    return found(value)


def _quiet(value: Any, name: str) -> Any:
    try:
        return get(value, name)
    except Null:
        return None
