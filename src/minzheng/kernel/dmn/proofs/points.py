"""The parts of a column: each constant that its cells name, and each gap between two neighbours of one kind."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from minzheng.kernel.feel.calendar import from_days
from minzheng.kernel.feel.errors import Null
from minzheng.kernel.feel.formatting import literal
from minzheng.kernel.feel.temporal import (
    DAY,
    NANO,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    date_of,
    from_instant,
    time_of_nanos,
)
from minzheng.kernel.feel.values import NUMBERS

KINDS: tuple[type, ...] = (bool, Decimal, str, Date, Time, DateTime, YearsMonths, DaysTime, type(None))
_OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a column with one value inside it; `text` says in Chinese what it is, `other` that it stands for all
    strings that nobody named."""

    value: Any
    text: str
    other: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one kind, in order; `place` finds the part of a constant."""

    kind: type
    parts: tuple[Part, ...]
    place: dict[Any, int]


def shown(value: Any) -> str:
    """Write a value for a sentence."""
    return f"“{value}”" if isinstance(value, str) else literal(value)


def group_of(kind: type, constants: Iterable[Any], *, ordered: bool) -> Group | None:
    """Divide one kind at its constants; None for constants that have no common order (times of several zones)."""
    if kind is bool:
        return _listed(kind, (True, False))
    if kind is type(None):
        return _listed(kind, (None,))
    if kind is str:
        return _strings(set(constants), ordered=ordered)
    scale = _SCALES[kind]
    found = {scale.key(value): value for value in constants}
    if any(key is None for key in found):
        return None
    return _divided(kind, scale, sorted(found.items()))


def _listed(kind: type, values: Sequence[Any]) -> Group:
    parts = tuple(Part(value, shown(value)) for value in values)
    return Group(kind, parts, {value: at for at, value in enumerate(values)})


def _strings(constants: set[str], *, ordered: bool) -> Group:
    values = set(constants)
    if ordered:
        values |= {"", *(f"{text}0" for text in constants)}
    other = _OTHER
    while other in values:
        other += _OTHER
    listed = sorted(values)
    parts = [Part(text, shown(text)) for text in listed]
    parts.append(Part(other, f"没有列出的文字，例如{shown(other)}" if listed else shown(other), other=True))
    return Group(str, tuple(parts), {text: at for at, text in enumerate(listed) if text in constants})


@dataclass(frozen=True, slots=True)
class _Scale:
    """A line on which the values of a kind lie: key of a value (None: not on it), value of a key, and the key of
    something between two others (an open end is None; None where nothing lies between)."""

    key: Callable[[Any], Any]
    value: Callable[[Any], Any]
    between: Callable[[Any, Any], Any]


def _whole_between(low: int | None, high: int | None) -> int | None:
    if low is None:
        return 0 if high is None else high - 1
    if high is None:
        return low + 1
    return (low + high) // 2 if high - low > 1 else None


def _number_between(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """Prefer a whole number, which reads best and passes types of whole numbers."""
    if low is None or high is None:
        end = low if high is None else high
        if end is None:
            return Decimal(0)
        step = Decimal(1) if high is None else Decimal(-1)
        found = NUMBERS.add(NUMBERS.to_integral_value(end), step)
    else:
        middle = NUMBERS.divide(NUMBERS.add(low, high), Decimal(2))
        found = NUMBERS.to_integral_value(middle)
        if not low < found < high:
            found = middle
    inside = (low is None or low < found) and (high is None or found < high)
    return found if inside else None


def _moment(value: DateTime) -> int | None:
    return value.instant() if value.time.zone is None else None


def _clock(value: Time) -> int | None:
    return value.of_day() if value.zone is None else None


def _clock_between(low: int | None, high: int | None) -> int | None:
    """Find a time between; the day begins at 0 and ends before 24 hours, so its ends may leave no room."""
    return _whole_between(-1 if low is None else low, DAY * NANO if high is None else high)


_SCALES: dict[type, _Scale] = {
    Decimal: _Scale(lambda value: value, lambda key: key, _number_between),
    Date: _Scale(Date.days, lambda key: date_of(*from_days(key)), _whole_between),
    DateTime: _Scale(_moment, lambda key: from_instant(key, None), _whole_between),
    Time: _Scale(_clock, lambda key: time_of_nanos(key, None), _clock_between),
    YearsMonths: _Scale(lambda value: value.months, YearsMonths, _whole_between),
    DaysTime: _Scale(lambda value: value.nanos, DaysTime, _whole_between),
}


def _divided(kind: type, scale: _Scale, constants: Sequence[tuple[Any, Any]]) -> Group:
    parts: list[Part] = []
    place: dict[Any, int] = {}
    parts += _gap(scale, None, constants[0] if constants else None)
    for at, (key, value) in enumerate(constants):
        place[value] = len(parts)
        parts.append(Part(value, shown(value)))
        parts += _gap(scale, (key, value), constants[at + 1] if at + 1 < len(constants) else None)
    return Group(kind, tuple(parts), place)


def _gap(scale: _Scale, low: tuple[Any, Any] | None, high: tuple[Any, Any] | None) -> Iterator[Part]:
    try:
        key = scale.between(low and low[0], high and high[0])
        value = None if key is None else scale.value(key)
    except (Null, ArithmeticError, ValueError, OverflowError):
        return  # beyond the first or last value of the kind
    if value is None:
        return
    words = {
        (True, True): shown(value),
        (True, False): f"{shown(value)}（小于 {shown(high and high[1])}）",
        (False, True): f"{shown(value)}（大于 {shown(low and low[1])}）",
        (False, False): f"{shown(value)}（在 {shown(low and low[1])} 和 {shown(high and high[1])} 之间）",
    }
    yield Part(value, words[low is None, high is None])
