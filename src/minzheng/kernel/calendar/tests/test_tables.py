"""Every row of the tables of holidays and due dates that the project was given."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from minzheng.kernel.calendar import (
    Limit,
    Roll,
    Unit,
    acceptance_by_lapse,
    due,
    two_periods,
)
from minzheng.kernel.calendar.tests.notices import CALENDAR


def on(text: str) -> date:
    return date.fromisoformat(text)


HOLIDAYS = [
    ("元旦", "2025-01-01", "2025-01-01", 1, []),
    ("春节", "2025-01-28", "2025-02-04", 8, ["2025-01-26", "2025-02-08"]),
    ("清明节", "2025-04-04", "2025-04-06", 3, []),
    ("劳动节", "2025-05-01", "2025-05-05", 5, ["2025-04-27"]),
    ("端午节", "2025-05-31", "2025-06-02", 3, []),
    ("国庆节", "2025-10-01", "2025-10-08", 8, ["2025-09-28", "2025-10-11"]),
    ("元旦", "2026-01-01", "2026-01-03", 3, ["2026-01-04"]),
    ("春节", "2026-02-15", "2026-02-23", 9, ["2026-02-14", "2026-02-28"]),
    ("清明节", "2026-04-04", "2026-04-06", 3, []),
    ("劳动节", "2026-05-01", "2026-05-05", 5, ["2026-05-09"]),
    ("端午节", "2026-06-19", "2026-06-21", 3, []),
    ("中秋节", "2026-09-25", "2026-09-27", 3, []),
    ("国庆节", "2026-10-01", "2026-10-07", 7, ["2026-09-20", "2026-10-10"]),
]


@pytest.mark.parametrize(("name", "first", "last", "length", "made_up"), HOLIDAYS)
def test_a_festival_is_off_from_its_first_to_its_last_day(
    name: str, first: str, last: str, length: int, made_up: list[str]
) -> None:
    days = [on(first) + timedelta(days=offset) for offset in range(length)]
    assert days[-1] == on(last)
    for day in days:
        assert CALENDAR.is_statutory_holiday(day)
        assert not CALENDAR.is_workday(day)
    assert any(CALENDAR.name(day) == name for day in days)
    for outside in (days[0] - timedelta(days=1), days[-1] + timedelta(days=1)):
        assert not CALENDAR.is_statutory_holiday(outside)
    for text in made_up:
        assert CALENDAR.is_workday(on(text))
        assert on(text).weekday() >= 5


@pytest.mark.parametrize(
    ("year", "months"),
    [
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ],
)
def test_every_month_has_its_working_days(year: int, months: list[int]) -> None:
    ends = [date(year - 1, 12, 31), *(date(year, month, 1) - timedelta(days=1) for month in range(2, 13))]
    ends.append(date(year, 12, 31))
    counted = [CALENDAR.working_days_between(start, end) for start, end in pairwise(ends)]
    assert counted == months
    assert CALENDAR.working_days_between(ends[0], ends[-1]) == sum(months) == 248


@pytest.mark.parametrize(
    ("accepted", "days", "last_day"),
    [
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-09-26", 10, "2025-10-16"),
        ("2026-01-30", 20, "2026-03-05"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-04-29", 10, "2026-05-15"),
        ("2026-06-15", 30, "2026-07-28"),
        ("2026-09-18", 10, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),
    ],
)
def test_a_limit_in_working_days_ends_on_its_day(accepted: str, days: int, last_day: str) -> None:
    deadline = due(Limit(days), on(accepted), CALENDAR)
    assert (deadline.last_day, deadline.provisional) == (on(last_day), False)
    assert CALENDAR.add_working_days(on(accepted), days) == on(last_day)


def test_an_application_that_nobody_answers_is_accepted_on_the_day_of_receipt() -> None:
    lapse = acceptance_by_lapse(on("2026-09-17"), CALENDAR)
    assert lapse.notice.last_day == on("2026-09-23")
    assert lapse.accepted_on == on("2026-09-17")
    assert due(Limit(20), lapse.accepted_on, CALENDAR).last_day == on("2026-10-21")


@pytest.mark.parametrize(
    ("applied", "nominal", "cooled", "first", "last"),
    [
        ("2026-06-01", "2026-07-01", "2026-07-01", "2026-07-02", "2026-07-31"),
        ("2026-03-06", "2026-04-05", "2026-04-07", "2026-04-08", "2026-05-07"),
        ("2026-08-26", "2026-09-25", "2026-09-28", "2026-09-29", "2026-10-28"),
        ("2026-07-28", "2026-08-27", "2026-08-27", "2026-08-28", "2026-09-28"),
        ("2026-08-21", "2026-09-20", "2026-09-20", "2026-09-21", "2026-10-20"),
        ("2026-09-10", "2026-10-10", "2026-10-10", "2026-10-11", "2026-11-09"),
        ("2026-01-06", "2026-02-05", "2026-02-05", "2026-02-06", "2026-03-09"),
    ],
)
def test_a_divorce_has_two_periods_of_thirty_days(
    applied: str, nominal: str, cooled: str, first: str, last: str
) -> None:
    periods = two_periods(on(applied), CALENDAR)
    assert (periods.cooling.nominal, periods.cooling.last_day) == (on(nominal), on(cooled))
    assert (periods.act_from, periods.act.last_day) == (on(first), on(last))


def test_an_ordinary_saturday_ends_the_second_period_where_weekends_do_not_roll() -> None:
    second = Limit(30, Unit.NATURAL_DAY, Roll.HOLIDAYS)
    assert two_periods(on("2026-01-06"), CALENDAR, second=second).act.last_day == on("2026-03-07")


@pytest.mark.parametrize(
    ("posted", "seventh", "last_day"),
    [
        ("2026-07-06", "2026-07-13", "2026-07-13"),
        ("2026-09-18", "2026-09-25", "2026-09-28"),
        ("2026-08-08", "2026-08-15", "2026-08-17"),
        ("2026-09-13", "2026-09-20", "2026-09-20"),
    ],
)
def test_a_notice_is_posted_for_seven_days(posted: str, seventh: str, last_day: str) -> None:
    deadline = due(Limit(7, Unit.NATURAL_DAY), on(posted), CALENDAR)
    assert (deadline.nominal, deadline.last_day) == (on(seventh), on(last_day))


@pytest.mark.parametrize(
    ("roll", "last_day"),
    [(Roll.REST_DAYS, "2026-08-17"), (Roll.HOLIDAYS, "2026-08-15"), (Roll.NONE, "2026-08-15")],
)
def test_rolling_over_weekends_can_be_switched_off(roll: Roll, last_day: str) -> None:
    assert due(Limit(7, Unit.NATURAL_DAY, roll), on("2026-08-08"), CALENDAR).last_day == on(last_day)


def test_rolling_can_be_switched_off_altogether() -> None:
    limit = Limit(7, Unit.NATURAL_DAY, Roll.NONE)
    assert due(limit, on("2026-09-18"), CALENDAR).last_day == on("2026-09-25")
