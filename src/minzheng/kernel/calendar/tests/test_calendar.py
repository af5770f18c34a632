"""The calendar itself: building, laying over, provisional years, and what holds for every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.calendar import Calendar, CalendarError, DayKind, SpecialDay
from minzheng.kernel.calendar.tests.notices import CALENDAR, SOURCES

DAYS = st.dates(date(2024, 6, 1), date(2027, 6, 30))


def test_a_special_day_knows_its_notice() -> None:
    assert CALENDAR.special[date(2026, 2, 17)].source == SOURCES[2026]


def test_a_calendar_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        CALENDAR.version = "other"  # type: ignore[misc]


def test_calendars_of_different_versions_are_different_values() -> None:
    other = CALENDAR.with_days([], version="2026-2")
    assert other != CALENDAR
    assert len({CALENDAR, other, CALENDAR}) == 2


def test_a_local_festival_is_laid_over_and_the_first_calendar_stays() -> None:
    day = date(2026, 8, 12)
    festival = SpecialDay(day, DayKind.HOLIDAY, "本地节日", "演示〔2026〕1号", region="990300")
    local = CALENDAR.with_days([festival], version="2026-1+990300")
    assert local.is_statutory_holiday(day)
    assert local.name(day) == "本地节日"
    assert CALENDAR.is_workday(day)


@pytest.mark.parametrize(
    ("days", "version", "code"),
    [
        ([date(2026, 1, 1)], "", "calendar.version"),
        ([date(2026, 1, 1), date(2026, 1, 1)], "v", "calendar.twice"),
        ([date(2026, 1, 1), date(2027, 1, 1)], "v", "calendar.range"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(days: list[date], version: str, code: str) -> None:
    rows = [SpecialDay(day, DayKind.HOLIDAY, "元旦") for day in days]
    with pytest.raises(CalendarError) as caught:
        Calendar.from_special_days(rows, version=version, published_through=date(2026, 12, 31))
    assert caught.value.code == code


def test_years_without_notice_are_provisional_with_weekends_and_fixed_days() -> None:
    assert CALENDAR.is_published(date(2025, 1, 1))
    assert CALENDAR.is_published(date(2026, 12, 31))
    assert not CALENDAR.is_published(date(2027, 1, 1))
    assert not CALENDAR.is_published(date(2024, 12, 31))
    assert CALENDAR.name(date(2027, 10, 2)) == "国庆节"
    assert not CALENDAR.is_workday(date(2027, 10, 1))
    assert CALENDAR.is_workday(date(2027, 10, 4))
    assert not CALENDAR.is_workday(date(2027, 10, 9))


def test_a_published_year_is_taken_as_it_stands() -> None:
    bare = Calendar.from_special_days([], version="bare", published_through=date(2026, 12, 31))
    assert bare.is_workday(date(2026, 10, 1))


def test_an_ordinary_day_has_no_name() -> None:
    assert CALENDAR.name(date(2026, 3, 5)) == ""


def test_days_are_not_counted_backwards() -> None:
    with pytest.raises(CalendarError, match="不能小于 0"):
        CALENDAR.add_working_days(date(2026, 3, 5), -1)


@given(DAYS, st.integers(0, 60))
def test_counting_forward_and_counting_between_are_inverse(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    assert CALENDAR.working_days_between(start, end) == days
    assert CALENDAR.working_days_between(end, start) == -days
    assert days == 0 or CALENDAR.is_workday(end)


@given(DAYS, DAYS, DAYS)
def test_counts_between_days_add_up(one: date, two: date, three: date) -> None:
    between = CALENDAR.working_days_between
    assert between(one, two) + between(two, three) == between(one, three)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_adding_twice_is_adding_once(start: date, first: int, second: int) -> None:
    twice = CALENDAR.add_working_days(CALENDAR.add_working_days(start, first), second)
    assert twice == CALENDAR.add_working_days(start, first + second)


@given(DAYS)
def test_a_day_off_is_no_working_day(day: date) -> None:
    assert not (CALENDAR.is_workday(day) and CALENDAR.is_statutory_holiday(day))
    if not CALENDAR.is_workday(day):
        assert day.weekday() >= 5 or CALENDAR.is_statutory_holiday(day)
        assert CALENDAR.add_working_days(day - timedelta(days=1), 1) > day
