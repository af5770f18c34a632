"""The values of FEEL in Python, and the door for plain Python values in both directions.

number = Decimal (34 digits), string = str, boolean = bool, null = None, list = list, context = dict with
string keys; dates, times and durations are of `temporal`; a range is `Range`, a function `Function`.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any
from zoneinfo import ZoneInfo

from .budget import Run
from .errors import FeelValueError
from .temporal import NANO, Date, DateTime, DaysTime, Time, YearsMonths, Zone, is_zone

NUMBERS = Context(prec=34, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow])
"""IEEE 754 decimal128; its methods are called directly, the thread's own context is never touched."""


class Range:
    """A range of comparable values; an end that is None and excluded is open.

    `op` is the sign of a unary test that stands as a value (`(< 5)`), empty for a range with two ends.
    """

    __slots__ = ("end", "end_included", "op", "start", "start_included")

    def __init__(
        self,
        start: Any,
        end: Any,
        *,
        start_included: bool = True,
        end_included: bool = True,
        op: str = "",
    ) -> None:
        self.start = start
        self.end = end
        self.start_included = start_included
        self.end_included = end_included
        self.op = op

    def parts(self) -> tuple[Any, Any, bool, bool, str]:
        """Give everything that makes two ranges equal."""
        return self.start, self.end, self.start_included, self.end_included, self.op

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Range) and self.parts() == other.parts()

    def __hash__(self) -> int:
        return hash(("range", self.start_included, self.end_included))

    def __repr__(self) -> str:
        return f"Range({self.start!r}, {self.end!r}, {self.start_included}, {self.end_included}, {self.op!r})"


def unary_range(op: str, end: Any) -> Range:
    """Make the value of a unary test such as `< 5`."""
    low = end if op not in ("<", "<=") else None
    high = end if op not in (">", ">=") else None
    closed = op in ("=", "!=")
    return Range(low, high, start_included=closed or op == ">=", end_included=closed or op == "<=", op=op)


class Function:
    """A function as a value: parameter names (None = takes any number), how it is called, its tree if it has one."""

    __slots__ = ("call", "definition", "name", "parameters", "type")

    def __init__(
        self,
        name: str,
        parameters: tuple[str, ...] | None,
        call: Callable[[Run, Sequence[Any]], Any],
        type_: Any = None,
        definition: Any = None,
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.call = call
        self.type = type_
        self.definition = definition

    def __repr__(self) -> str:
        return f"Function({self.name!r})"


KINDS: dict[type, str] = {
    type(None): "空值",
    bool: "真假值",
    Decimal: "数字",
    str: "文字",
    Date: "日期",
    Time: "时间",
    DateTime: "日期时间",
    YearsMonths: "年月时长",
    DaysTime: "日时时长",
    list: "列表",
    dict: "上下文",
    Range: "区间",
    Function: "函数",
}


def kind(value: Any) -> str:
    """Name the kind of a FEEL value in Chinese."""
    return KINDS[type(value)]


def size(value: Any) -> int:
    """Count the items of a value, those inside it included: what looking at all of it costs."""
    if type(value) is list:
        return 1 + sum(map(size, value))
    if type(value) is dict:
        return 1 + sum(map(size, value.values()))
    return 1


_AS_IS = frozenset({type(None), bool, str, Date, Time, DateTime, YearsMonths, DaysTime, Function})
_MAX_DEPTH = 60
_SAFE = 10**34


def to_feel(value: Any, depth: int = 0) -> Any:
    """Take a plain Python value in; raises FeelValueError for what FEEL does not have."""
    cls = type(value)
    if cls in _AS_IS:
        return value
    if cls is Decimal:
        return _number(value)
    if cls is int:
        return Decimal(value) if -_SAFE < value < _SAFE else _number(Decimal(value))
    if depth > _MAX_DEPTH:
        raise FeelValueError(f"数据嵌套超过了 {_MAX_DEPTH} 层，请拆开")
    if cls is dict or isinstance(value, Mapping):
        return {_key(key): to_feel(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_feel(item, depth + 1) for item in value]
    if cls is Range:
        return _with_ends(value, to_feel(value.start, depth + 1), to_feel(value.end, depth + 1))
    return _foreign(value)


def _with_ends(value: Range, start: Any, end: Any) -> Range:
    inclusion = {"start_included": value.start_included, "end_included": value.end_included}
    return Range(start, end, **inclusion, op=value.op)


def _foreign(value: Any) -> Any:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dt.datetime):
        return DateTime(Date(value.year, value.month, value.day), _clock(value))
    if isinstance(value, dt.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return _clock(value)
    if isinstance(value, dt.timedelta):
        return DaysTime((value // dt.timedelta(microseconds=1)) * 1000)
    if isinstance(value, float):
        return _number(Decimal(repr(value)))
    if isinstance(value, int):
        return _number(Decimal(int(value)))
    raise FeelValueError(f"不能把 {type(value).__name__} 类型的值交给表达式，请先换成数字、文字、日期或列表")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise FeelValueError("上下文里的名称要是文字")
    return str(key)


def _number(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise FeelValueError("数字要是有限的")
    try:
        return NUMBERS.plus(value)
    except Overflow as error:
        raise FeelValueError("数字太大") from error


def _clock(value: dt.datetime | dt.time) -> Time:
    zone: Zone = None
    if isinstance(value.tzinfo, ZoneInfo) and is_zone(value.tzinfo.key):
        zone = value.tzinfo.key
    else:
        offset = value.utcoffset()
        zone = None if offset is None else int(offset.total_seconds())
    return Time(value.hour, value.minute, value.second, value.microsecond * 1000, zone)


def to_python(value: Any) -> Any:
    """Give a FEEL value out as plain Python; what Python cannot hold exactly stays as it is.

    Dates of the years 1–9999, times to the microsecond and days-and-time durations become those of
    `datetime`; years-and-months durations, ranges and functions have no counterpart.
    """
    cls = type(value)
    if cls is list:
        return [to_python(item) for item in value]
    if cls is dict:
        return {key: to_python(item) for key, item in value.items()}
    if cls is Date:
        return _py_date(value) or value
    if cls is Time:
        return value if value.nano % 1000 else _py_time(value)
    if cls is DateTime:
        day = _py_date(value.date)
        return dt.datetime.combine(day, _py_time(value.time)) if day and not value.time.nano % 1000 else value
    if cls is DaysTime:
        fits = value.nanos % 1000 == 0 and abs(value.nanos) < 86_399_999_999_999 * NANO
        return dt.timedelta(microseconds=value.nanos // 1000) if fits else value
    if cls is Range:
        return _with_ends(value, to_python(value.start), to_python(value.end))
    return value


def _py_date(value: Date) -> dt.date | None:
    return dt.date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else None


def _py_time(value: Time) -> dt.time:
    zone: dt.tzinfo | None = None
    if isinstance(value.zone, str):
        zone = ZoneInfo(value.zone)
    elif value.zone is not None:
        zone = dt.timezone(dt.timedelta(seconds=value.zone)) if value.zone else dt.UTC
    return dt.time(value.hour, value.minute, value.second, value.nano // 1000, zone)
