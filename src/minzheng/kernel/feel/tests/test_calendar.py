"""The calendar agrees with Python's where Python has one, and with itself everywhere."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.kernel.feel.calendar import MAX_YEAR, from_days, is_date, iso_week, month_length, to_days


@settings(max_examples=200, deadline=None)
@given(st.dates())
def test_days_and_weeks_agree_with_python(day: date) -> None:
    count = to_days(day.year, day.month, day.day)
    assert count == (day - date(1970, 1, 1)).days
    assert from_days(count) == (day.year, day.month, day.day)
    assert iso_week(count) == day.isocalendar().week


@settings(max_examples=200, deadline=None)
@given(st.integers(-MAX_YEAR, MAX_YEAR), st.integers(1, 12))
def test_the_day_after_the_last_of_a_month_is_the_first_of_the_next(year: int, month: int) -> None:
    last = to_days(year, month, month_length(year, month))
    assert from_days(last) == (year, month, month_length(year, month))
    assert from_days(last + 1) == ((year, month + 1, 1) if month < 12 else (year + 1, 1, 1))


def test_leap_days_are_known_before_the_year_one() -> None:
    assert is_date(0, 2, 29)
    assert is_date(-4, 2, 29)
    assert not is_date(-1, 2, 29)
    assert not is_date(1900, 2, 29)
