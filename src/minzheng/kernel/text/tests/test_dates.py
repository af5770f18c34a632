"""Dates in words."""

from datetime import UTC, date, datetime

import pytest

from minzheng.kernel.text import chinese_date, chinese_moment, chinese_range, letter_date


def test_a_date_with_its_weekday() -> None:
    assert chinese_date(date(2026, 3, 13), year=False, weekday=True) == "3 月 13 日（星期五）"


def test_a_full_date() -> None:
    assert chinese_date(date(2026, 3, 5)) == "2026 年 3 月 5 日"


def test_a_date_in_a_letter_is_close_set() -> None:
    assert letter_date(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 9, 25), date(2026, 9, 27), "9 月 25 日至 27 日"),
        (date(2026, 9, 29), date(2026, 10, 28), "9 月 29 日至 10 月 28 日"),
        (date(2026, 12, 31), date(2027, 1, 2), "12 月 31 日至 2027 年 1 月 2 日"),
        (date(2026, 9, 25), date(2026, 9, 25), "9 月 25 日"),
    ],
)
def test_a_range_says_only_what_differs(first: date, last: date, text: str) -> None:
    assert chinese_range(first, last) == text


def test_a_moment_is_told_in_shanghai_time() -> None:
    assert chinese_moment(datetime(2026, 3, 4, 16, 5, tzinfo=UTC)) == "2026 年 3 月 5 日 00:05"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        chinese_moment(datetime(2026, 3, 4, 16, 5))
