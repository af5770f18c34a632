"""Due dates: lights, stops, hours, explanations, and what holds for all of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.calendar import (
    SHANGHAI,
    CalendarError,
    DayKind,
    Limit,
    NoteKind,
    Roll,
    SpecialDay,
    Stop,
    Unit,
    due,
    two_periods,
)
from minzheng.kernel.calendar.tests.notices import CALENDAR, notices

DAYS = st.dates(date(2025, 1, 1), date(2026, 9, 1))
LIMITS = st.builds(
    Limit, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAY, Unit.NATURAL_DAY]), st.sampled_from(Roll)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_due_date_turns_red_at_midnight_in_shanghai() -> None:
    deadline = due(Limit(10), date(2026, 9, 18), CALENDAR)
    assert deadline.due_at == at("2026-10-10 00:00")
    assert deadline.due_at.astimezone(UTC) == datetime(2026, 10, 9, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limit", "start", "warn_at"),
    [
        (Limit(10), "2026-03-02", "2026-03-12 00:00"),
        (Limit(20), "2026-03-02", "2026-03-21 00:00"),
        (Limit(5), "2026-03-06", "2026-03-12 12:00"),
        (Limit(1), "2026-03-02", "2026-03-03 16:48"),
        (Limit(10, Unit.NATURAL_DAY), "2026-03-02", "2026-03-10 00:00"),
        (Limit(7, Unit.NATURAL_DAY), "2026-09-18", "2026-09-26 21:36"),
        (Limit(0), "2026-03-02", "2026-03-03 00:00"),
    ],
)
def test_the_warning_comes_when_three_tenths_remain(limit: Limit, start: str, warn_at: str) -> None:
    assert due(limit, date.fromisoformat(start), CALENDAR).warn_at == at(warn_at)


def test_a_limit_of_nothing_ends_the_same_day() -> None:
    deadline = due(Limit(0), date(2026, 3, 2), CALENDAR)
    assert deadline.last_day == date(2026, 3, 2)
    assert deadline.explain() == "当天办完，也就是 2026 年 3 月 2 日（星期一）。日历版本：2026-1。"


def test_the_same_day_is_not_moved_by_a_festival() -> None:
    assert due(Limit(0, Unit.NATURAL_DAY), date(2026, 10, 1), CALENDAR).last_day == date(2026, 10, 1)


def test_a_changed_calendar_under_the_same_version_is_not_mixed_up() -> None:
    festival = SpecialDay(date(2026, 3, 3), DayKind.HOLIDAY, "本地节日")
    changed = CALENDAR.with_days([festival], version=CALENDAR.version)
    assert due(Limit(1), date(2026, 3, 2), CALENDAR).last_day == date(2026, 3, 3)
    assert due(Limit(1), date(2026, 3, 2), changed).last_day == date(2026, 3, 4)


def test_a_moment_counts_as_its_day_in_shanghai() -> None:
    late = datetime(2026, 9, 17, 16, 30, tzinfo=UTC)
    assert due(Limit(10), late, CALENDAR) == due(Limit(10), date(2026, 9, 18), CALENDAR)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(CalendarError) as caught:
        due(Limit(10), datetime(2026, 9, 17, 16, 30), CALENDAR)
    assert caught.value.code == "calendar.zone"


def test_hours_run_through_day_and_night() -> None:
    deadline = due(Limit(24, Unit.HOUR), at("2026-09-30 14:30"), CALENDAR)
    assert deadline.due_at == at("2026-10-01 14:30")
    assert deadline.warn_at == at("2026-10-01 07:18")
    assert deadline.last_day == date(2026, 10, 1)
    assert (
        deadline.explain() == "从 2026 年 9 月 30 日 14:30 算起，24 小时，到 2026 年 10 月 1 日 14:30 为止。"
    )


def test_hours_need_a_moment_and_no_stops() -> None:
    stop = Stop(date(2026, 9, 30), date(2026, 9, 30), "听证")
    for start, stops in ((date(2026, 9, 30), []), (at("2026-09-30 14:30"), [stop])):
        with pytest.raises(CalendarError) as caught:
            due(Limit(24, Unit.HOUR), start, CALENDAR, stops=stops)
        assert caught.value.code == "calendar.hours"


@pytest.mark.parametrize("n", [-1, 3661])
def test_a_limit_has_bounds(n: int) -> None:
    with pytest.raises(CalendarError):
        Limit(n)


def test_days_on_which_the_clock_stood_do_not_count() -> None:
    stop = Stop(date(2026, 3, 5), date(2026, 3, 9), "专家评审")
    deadline = due(Limit(5), date(2026, 3, 2), CALENDAR, stops=[stop])
    assert deadline.last_day == date(2026, 3, 12)
    assert [(note.kind, note.name, note.first, note.last) for note in deadline.notes] == [
        (NoteKind.STOPPED, "专家评审", date(2026, 3, 5), date(2026, 3, 9))
    ]
    natural = due(Limit(5, Unit.NATURAL_DAY), date(2026, 3, 2), CALENDAR, stops=[stop])
    assert natural.nominal == date(2026, 3, 12)


def test_a_due_date_in_working_days_explains_itself() -> None:
    assert due(Limit(10), date(2026, 9, 18), CALENDAR).explain() == (
        "从 2026 年 9 月 18 日的第二天算起，第 10 个工作日是 2026 年 10 月 9 日（星期五）。"
        "中间不算的：9 月 19 日（周末）、9 月 25 日至 27 日（中秋节）、10 月 1 日至 7 日（国庆节）。"
        "9 月 20 日（星期日）调休上班，照算。"
        "日历版本：2026-1。"
    )


def test_a_rolled_due_date_explains_itself() -> None:
    assert due(Limit(7, Unit.NATURAL_DAY), date(2026, 9, 18), CALENDAR).explain() == (
        "从 2026 年 9 月 18 日的第二天算起，第 7 日是 9 月 25 日，"
        "9 月 25 日至 27 日（中秋节）休息，顺延到 2026 年 9 月 28 日（星期一）。"
        "日历版本：2026-1。"
    )


def test_a_due_date_on_a_worked_sunday_says_why_it_is_not_rolled() -> None:
    text = due(Limit(7, Unit.NATURAL_DAY), date(2026, 9, 13), CALENDAR).explain()
    assert "第 7 日是 2026 年 9 月 20 日（星期日）。9 月 20 日（星期日）调休上班，不顺延。" in text


def test_two_periods_explain_themselves() -> None:
    text = two_periods(date(2026, 3, 6), CALENDAR).explain()
    assert "可以领证的日子：2026 年 4 月 8 日到 2026 年 5 月 7 日。" in text


def test_a_due_date_in_a_year_without_notice_is_provisional_until_the_notice_comes() -> None:
    before = due(Limit(4), date(2025, 12, 26), notices(2025))
    after = due(Limit(4), date(2025, 12, 26), CALENDAR)
    assert before.provisional
    assert "暂定" in before.explain()
    assert (before.last_day, after.last_day) == (date(2026, 1, 2), date(2026, 1, 4))
    assert not after.provisional
    assert "暂定" not in after.explain()


def test_natural_days_are_provisional_only_where_the_last_day_is_open() -> None:
    calendar = notices(2025)
    start = date(2025, 12, 20)
    assert due(Limit(30, Unit.NATURAL_DAY), start, calendar).provisional
    assert not due(Limit(30, Unit.NATURAL_DAY, Roll.NONE), start, calendar).provisional
    assert not due(Limit(7, Unit.NATURAL_DAY), start, calendar).provisional


@given(DAYS, LIMITS)
def test_a_longer_limit_never_ends_sooner(start: date, limit: Limit) -> None:
    longer = Limit(limit.n + 1, limit.unit, limit.roll)
    assert due(limit, start, CALENDAR).due_at <= due(longer, start, CALENDAR).due_at


@given(DAYS, LIMITS)
def test_a_later_start_never_ends_sooner(start: date, limit: Limit) -> None:
    later = due(limit, start + timedelta(days=1), CALENDAR)
    assert due(limit, start, CALENDAR).due_at <= later.due_at


@given(DAYS, LIMITS)
def test_the_warning_lies_between_start_and_end(start: date, limit: Limit) -> None:
    deadline = due(limit, start, CALENDAR)
    assert start < deadline.warn_at.date() <= deadline.last_day + timedelta(days=1)
    assert deadline.warn_at <= deadline.due_at
    assert (deadline.due_at.hour, deadline.due_at.date()) == (0, deadline.last_day + timedelta(days=1))


@given(DAYS, st.integers(1, 40))
def test_every_day_is_either_counted_or_noted(start: date, n: int) -> None:
    deadline = due(Limit(n), start, CALENDAR)
    left_out = sum(
        (note.last - note.first).days + 1 for note in deadline.notes if note.kind is not NoteKind.MADE_UP
    )
    assert (deadline.last_day - start).days == n + left_out


@given(DAYS, LIMITS)
def test_a_due_date_that_rolls_never_falls_on_what_it_rolls_over(start: date, limit: Limit) -> None:
    last_day = due(limit, start, CALENDAR).last_day
    if limit.unit is Unit.WORKING_DAY or limit.roll is Roll.REST_DAYS:
        assert CALENDAR.is_workday(last_day)
    elif limit.roll is Roll.HOLIDAYS:
        assert not CALENDAR.is_statutory_holiday(last_day)
