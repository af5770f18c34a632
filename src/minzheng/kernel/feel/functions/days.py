"""Date and time functions (DMN 10.3.4.7), temporal functions (10.3.4.8), now and today."""

from decimal import Decimal
from typing import Any

from ..budget import Run
from ..calendar import iso_week, to_days
from ..errors import Null
from ..operators import equal
from ..temporal import Date, DateTime, Time
from ..values import to_feel
from .conversion import date_from_day
from .signatures import builtin

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("is(value1?: any, value2?: any)")
def _same(one: Any = None, two: Any = None) -> bool:
    if isinstance(one, DateTime) and isinstance(two, DateTime):
        return one.date == two.date and _same(one.time, two.time)
    if isinstance(one, Time) and isinstance(two, Time):
        return one == two
    return equal(one, two) is True


@builtin("day of year(date: day)")
def _day_of_year(value: Date | DateTime) -> Decimal:
    day = date_from_day(value)
    return Decimal(day.days() - to_days(day.year, 1, 1) + 1)


@builtin("day of week(date: day)")
def _day_of_week(value: Date | DateTime) -> str:
    return _WEEKDAYS[date_from_day(value).weekday() - 1]


@builtin("month of year(date: day)")
def _month_of_year(value: Date | DateTime) -> str:
    return _MONTHS[value.date.month - 1 if isinstance(value, DateTime) else value.month - 1]


@builtin("week of year(date: day)")
def _week_of_year(value: Date | DateTime) -> Decimal:
    return Decimal(iso_week(date_from_day(value).days()))


@builtin("now()", run=True, pure=False)
def _now(run: Run) -> DateTime:
    if run.at is None:
        raise Null("没有给出现在的时间")
    found: DateTime = to_feel(run.at)
    return found


@builtin("today()", run=True, pure=False)
def _today(run: Run) -> Date:
    return _now(run).date
