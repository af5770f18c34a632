"""What the operators mean: arithmetic, equality, order, membership (DMN 10.3.2.13 and tables 49–58).

Each function takes FEEL values; where the standard says null it raises `Null` with the reason.
"""

from decimal import Decimal, DecimalException, DivisionByZero, Overflow
from typing import Any

from .errors import Null
from .temporal import (
    DAY,
    NANO,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    days_time,
    time_of_nanos,
    years_months,
)
from .values import NUMBERS, Range, kind

_DAY_NANOS = DAY * NANO
_SPANS = (YearsMonths, DaysTime)
_ORDERED = frozenset({Decimal, str, Date, YearsMonths, DaysTime})
_SCALARS = frozenset({Decimal, str, bool, Date, YearsMonths, DaysTime})


def clock(value: Time) -> int:
    """Place a time on one scale: nanoseconds since midnight UTC, or of the local clock."""
    return value.of_day() - (value.offset() or 0) * NANO


def midnight(value: Date) -> DateTime:
    """Take a date as its midnight in UTC, as the standard does in mixed arithmetic."""
    return DateTime(value, Time(0, 0, 0, 0, 0))


def equal(left: Any, right: Any) -> bool | None:
    """Compare for equality; None when the kinds differ."""
    if left is None or right is None:
        return left is right
    cls = type(left)
    if cls is not type(right):
        return None
    if cls in _SCALARS:
        return bool(left == right)
    if cls is DateTime:
        return _same_zone_use(left.offset(), right.offset()) and _same_second(left.instant(), right.instant())
    if cls is Time:
        return _same_zone_use(left.offset(), right.offset()) and _same_second(clock(left), clock(right))
    if cls is list:
        return len(left) == len(right) and _all_equal(zip(left, right, strict=True))
    if cls is dict:
        return left.keys() == right.keys() and _all_equal((left[key], right[key]) for key in left)
    if cls is Range:
        return left.parts()[2:] == right.parts()[2:] and _all_equal(
            ((left.start, right.start), (left.end, right.end))
        )
    return left is right


def _same_zone_use(left: int | None, right: int | None) -> bool:
    return (left is None) == (right is None)


def _same_second(left: int, right: int) -> bool:
    """Compare to the second: the standard compares the properties, of which none is finer."""
    return left // NANO == right // NANO


def _all_equal(pairs: Any) -> bool:
    return all(equal(left, right) for left, right in pairs)


def compare(left: Any, right: Any) -> int:
    """Order two values: negative, zero or positive; null when they have no common order."""
    cls = type(left)
    if cls is type(right):
        if cls in _ORDERED:
            return int(left > right) - int(left < right)
        if cls is DateTime and _same_zone_use(left.offset(), right.offset()):
            return int(left.instant() - right.instant())
        if cls is Time and _same_zone_use(left.offset(), right.offset()):
            return clock(left) - clock(right)
    raise Null(f"{kind(left)}和{kind(right)}不能比大小")


def in_range(value: Any, bounds: Range) -> bool | None:
    """Tell whether a value lies in a range; None when it cannot be compared."""
    if bounds.op == "!=":
        same = equal(value, bounds.start)
        return None if same is None else not same
    if value is None:
        return None
    try:
        if bounds.start is not None:
            order = compare(value, bounds.start)
            if order < 0 or (order == 0 and not bounds.start_included):
                return False
        if bounds.end is not None:
            order = compare(value, bounds.end)
            if order > 0 or (order == 0 and not bounds.end_included):
                return False
    except Null:
        return None
    closed = (bounds.start is None and bounds.start_included) or (bounds.end is None and bounds.end_included)
    return None if closed else True


def is_in(value: Any, test: Any) -> bool | None:
    """Tell whether `value in test` holds for one evaluated test: a range, a list, or an equal value."""
    if type(test) is Range and type(value) is not Range:
        return in_range(value, test)
    if type(test) is list:
        if type(value) is list and equal(value, test):
            return True
        results = [
            in_range(value, item) if type(item) is Range and type(value) is not Range else equal(value, item)
            for item in test
        ]
        return True in results or any(type(item) is list and equal(value, item) for item in test)
    return equal(value, test)


def _numeric(operation: Any, left: Decimal, right: Decimal) -> Decimal:
    try:
        return operation(left, right)  # type: ignore[no-any-return]
    except DivisionByZero:
        raise Null("除数是 0") from None
    except Overflow:
        raise Null("结果太大") from None
    except DecimalException:
        raise Null("这两个数算不出结果") from None


def _refuse(left: Any, right: Any, sign: str) -> Null:
    return Null(f"{kind(left)}和{kind(right)}不能用 {sign} 运算")


def add(left: Any, right: Any) -> Any:
    """`left + right`."""
    first, second = type(left), type(right)
    if first is Decimal and second is Decimal:
        return _numeric(NUMBERS.add, left, right)
    if first is str and second is str:
        return left + right
    if first in _SPANS and second not in _SPANS:
        left, right, first, second = right, left, second, first
    if second in _SPANS:
        return _shift(left, right, 1, "+")
    raise _refuse(left, right, "+")


def subtract(left: Any, right: Any) -> Any:
    """`left - right`."""
    first, second = type(left), type(right)
    if first is Decimal and second is Decimal:
        return _numeric(NUMBERS.subtract, left, right)
    if second in _SPANS:
        return _shift(left, right, -1, "-")
    if first is Time and second is Time and _same_zone_use(left.offset(), right.offset()):
        return days_time(clock(left) - clock(right))
    if first in (Date, DateTime) and second in (Date, DateTime):
        return _distance(left, right)
    raise _refuse(left, right, "-")


def _distance(left: Date | DateTime, right: Date | DateTime) -> DaysTime:
    if type(left) is Date and type(right) is Date:
        return days_time((left.days() - right.days()) * _DAY_NANOS)
    first = midnight(left) if isinstance(left, Date) else left
    second = midnight(right) if isinstance(right, Date) else right
    if not _same_zone_use(first.offset(), second.offset()):
        raise Null("一个有时区，一个没有，不能相减")
    return days_time(first.instant() - second.instant())


def _shift(value: Any, span: YearsMonths | DaysTime, sign: int, symbol: str) -> Any:
    cls = type(value)
    if isinstance(span, YearsMonths):
        if cls is YearsMonths:
            return years_months(value.months + sign * span.months)
        if cls is Date or cls is DateTime:
            return value.plus_months(sign * span.months)
        raise _refuse(value, span, symbol)
    nanos = sign * span.nanos
    if cls is DaysTime:
        return days_time(value.nanos + nanos)
    if cls is DateTime:
        return value.plus_nanos(nanos)
    if cls is Date:
        return value.plus_days(nanos // _DAY_NANOS)
    if cls is Time:
        return time_of_nanos((value.of_day() + nanos) % _DAY_NANOS, value.zone)
    raise _refuse(value, span, symbol)


def multiply(left: Any, right: Any) -> Any:
    """`left * right`."""
    if type(left) is Decimal and type(right) is Decimal:
        return _numeric(NUMBERS.multiply, left, right)
    if type(left) is Decimal:
        left, right = right, left
    if type(right) is Decimal and type(left) in _SPANS:
        return _scale(left, _numeric(NUMBERS.multiply, _amount(left), right))
    raise _refuse(left, right, "*")


def divide(left: Any, right: Any) -> Any:
    """`left / right`."""
    if type(left) is Decimal and type(right) is Decimal:
        return _numeric(NUMBERS.divide, left, right)
    if type(left) in _SPANS:
        if type(right) is Decimal:
            return _scale(left, _numeric(NUMBERS.divide, _amount(left), right))
        if type(right) is type(left):
            return _numeric(NUMBERS.divide, _amount(left), _amount(right))
    raise _refuse(left, right, "/")


def _amount(span: YearsMonths | DaysTime) -> Decimal:
    return Decimal(span.months if isinstance(span, YearsMonths) else span.nanos)


def _scale(like: YearsMonths | DaysTime, amount: Decimal) -> YearsMonths | DaysTime:
    if amount.adjusted() > 30:
        raise Null("时长太大")
    return years_months(int(amount)) if isinstance(like, YearsMonths) else days_time(int(amount))


def power(left: Any, right: Any) -> Any:
    """`left ** right`."""
    if type(left) is Decimal and type(right) is Decimal:
        return _numeric(NUMBERS.power, left, right)
    raise _refuse(left, right, "**")


def negate(value: Any) -> Any:
    """`-value`."""
    if type(value) is Decimal:
        return NUMBERS.minus(value)
    if type(value) is YearsMonths:
        return YearsMonths(-value.months)
    if type(value) is DaysTime:
        return DaysTime(-value.nanos)
    raise Null(f"{kind(value)}不能取负数")


def integer(value: Decimal) -> int:
    """Take a number as an integer; null when it has a fraction or is too large to count to."""
    if value.adjusted() > 18 or value != value.to_integral_value():
        raise Null("这里要整数")
    return int(value)


def check_ends(start: Any, end: Any) -> None:
    """Refuse, as null, a range whose ends cannot be compared with each other."""
    if start is None and end is None:
        raise Null("区间的两头都是空值")
    if start is not None and end is not None:
        compare(start, end)
