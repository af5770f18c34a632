"""Conversion functions (DMN 10.3.4.1)."""

import re
from decimal import ROUND_DOWN, Decimal
from typing import Any

from ..budget import Run
from ..errors import FeelSyntaxError, Null
from ..formatting import text_of
from ..operators import compare
from ..parser import parse
from ..syntax import AtLiteral, Call, Literal, Name, Negation, Node, RangeLiteral
from ..temporal import (
    NANO,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    Zone,
    date_of,
    is_zone,
    parse_at,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    time_of,
    years_months,
)
from ..values import NUMBERS, Range
from .signatures import BUILTINS, builtin

_ENDPOINT_FUNCTIONS = ("date", "time", "date and time", "duration")


def whole(value: Decimal, what: str) -> int:
    """Take a number as an integer; null when it has a fraction or is beyond all uses."""
    if value.adjusted() > 18 or value != value.to_integral_value():
        raise Null(f"{what}要是整数")
    return int(value)


def truncated(value: Decimal) -> int:
    """Cut a position, length or scale to an integer; null when it is beyond all uses."""
    if value.adjusted() > 18:
        raise Null("数字太大")
    return int(value)


@builtin("date(from: string)")
def _date_from_text(text: str) -> Date:
    return parse_date(text)


@builtin("date(from: day)")
def date_from_day(value: Date | DateTime) -> Date:
    """Give the date of a date and time, or the date itself."""
    return value.date if isinstance(value, DateTime) else value


@builtin("date(year: number, month: number, day: number)")
def _date_from_parts(year: Decimal, month: Decimal, day: Decimal) -> Date:
    return date_of(whole(year, "年"), whole(month, "月"), whole(day, "日"))


@builtin("time(from: string)")
def _time_from_text(text: str) -> Time:
    return parse_time(text)


@builtin("time(from: time)")
def _time_from_time(value: Time) -> Time:
    return value


@builtin("time(from: date and time)")
def _time_from_date_time(value: DateTime) -> Time:
    return value.time


@builtin("time(from: date)")
def _time_from_date(value: Date) -> Time:
    return Time(0, 0, 0, 0, 0)


@builtin("time(hour: number, minute: number, second: number, offset?: span or null)")
def _time_from_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None) -> Time:
    zone = None if offset is None else _offset_seconds(offset)
    return _clock(hour, minute, second, zone)


def _offset_seconds(offset: DaysTime) -> int:
    if offset.nanos % NANO:
        raise Null("时差要是整秒")
    return offset.nanos // NANO


def _clock(hour: Decimal, minute: Decimal, second: Decimal, zone: Zone = None) -> Time:
    if second < 0 or second.adjusted() > 2:
        raise Null("秒要在 0 到 60 之间")
    seconds = int(second)
    nano = int(((second - seconds) * NANO).to_integral_value(ROUND_DOWN))
    return time_of(whole(hour, "时"), whole(minute, "分"), seconds, nano, zone)


@builtin("date and time(from: string)")
def _date_time_from_text(text: str) -> DateTime:
    return parse_date_time(text)


@builtin("date and time(from: date and time)")
def _date_time_from_itself(value: DateTime) -> DateTime:
    return value


@builtin("date and time(date: day, time: time)")
def _date_time_from_date_and_time(day: Date | DateTime, time: Time) -> DateTime:
    return DateTime(day.date if isinstance(day, DateTime) else day, time)


@builtin("date and time(date: date and time, timezone: string)")
def _date_time_in_zone(value: DateTime, timezone: str) -> DateTime:
    if not is_zone(timezone):
        raise Null(f"没有“{timezone}”这个时区")
    clock = value.time
    return DateTime(value.date, Time(clock.hour, clock.minute, clock.second, clock.nano, timezone))


_PARTS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin(f"date and time({_PARTS}, offset?: span or null)")
def _date_time_from_parts_and_offset(*parts: Any) -> DateTime:
    hour, minute, second, offset = parts[3:]
    zone = None if offset is None else _offset_seconds(offset)
    return DateTime(_date_from_parts(*parts[:3]), _clock(hour, minute, second, zone))


@builtin(f"date and time({_PARTS}, timezone: string)")
def _date_time_from_parts_and_zone(*parts: Any) -> DateTime:
    hour, minute, second, zone = parts[3:]
    if not is_zone(zone):
        raise Null(f"没有“{zone}”这个时区")
    return DateTime(_date_from_parts(*parts[:3]), _clock(hour, minute, second, zone))


@builtin("duration(from: string)")
def _duration_from_text(text: str) -> YearsMonths | DaysTime:
    return parse_duration(text)


@builtin("duration(from: duration)")
def _duration_from_itself(value: YearsMonths | DaysTime) -> YearsMonths | DaysTime:
    return value


@builtin("years and months duration(from: day, to: day)")
def _months_between(start: Date | DateTime, end: Date | DateTime) -> YearsMonths:
    first, last = date_from_day(start), date_from_day(end)
    if last < first:
        return YearsMonths(-_months_between(end, start).months)
    months = (last.year - first.year) * 12 + last.month - first.month
    return years_months(months - (last.day < first.day))


_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


@builtin("number(from: string, grouping separator?: string or null, decimal separator?: string or null)")
def _number_from_text(text: str, grouping: str | None, decimal: str | None) -> Decimal:
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        raise Null("分隔符只能是空格、逗号或句点")
    if grouping is not None and grouping == decimal:
        raise Null("千位分隔符和小数点不能相同")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(decimal, ".") if decimal else plain
    if not _NUMBER.fullmatch(plain) or len(plain) > 7000:
        raise Null(f"“{text[:40]}”不是数字")
    return NUMBERS.create_decimal(plain)


@builtin("number(from: number)")
def _number_from_number(value: Decimal) -> Decimal:
    return value


@builtin("string(from: any)", run=True)
def _string_from_anything(run: Run, value: Any) -> str | None:
    return None if value is None else run.text(text_of(value))


@builtin("not(negand: any)")
def _negation(value: Any) -> bool | None:
    if isinstance(value, bool):
        return not value
    return None


@builtin("range(from: string)", run=True)
def _range_from_text(run: Run, text: str) -> Range:
    try:
        node = parse(text)
    except FeelSyntaxError as error:
        raise Null(f"“{text[:40]}”不是区间：{error.message}") from None
    if not isinstance(node, RangeLiteral):
        raise Null(f"“{text[:40]}”不是区间，请写成 [1..3] 的样子")
    start, end = _endpoint(run, node.start), _endpoint(run, node.end)
    if start is None and end is None:
        raise Null("区间的两头都是空值")
    if start is not None and end is not None and compare(start, end) > 0:
        raise Null("区间的起点比终点大")
    return Range(start, end, start_included=node.start_included, end_included=node.end_included)


def _endpoint(run: Run, node: Node) -> Any:
    """Give the value of a literal, also one written as `date("…")`; nothing else may be an end."""
    if isinstance(node, Literal) and not isinstance(node.value, bool):
        return node.value
    if isinstance(node, AtLiteral):
        return parse_at(node.text)
    if (
        isinstance(node, Negation)
        and isinstance(node.operand, Literal)
        and isinstance(node.operand.value, Decimal)
    ):
        return -node.operand.value
    if (
        isinstance(node, Call)
        and isinstance(node.function, Name)
        and node.function.name in _ENDPOINT_FUNCTIONS
    ):
        arguments = [_endpoint(run, argument) for argument in node.arguments]
        return BUILTINS[node.function.name].call(run, arguments)
    raise Null("区间的两头只能写数字、文字、日期、时间或时长")
