"""DMN 10.3.2.13 and tables 49–58: operators on numbers, strings, dates, times and durations."""

import pytest

from .answers import answer, reasons

NUMBERS = [
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("2 ** 3 ** 2", 64),
    ("-2 ** 2", 4),
    ("10 - 3 - 2", 5),
    ("8 / 2 / 2", 2),
    ("1 / 3 * 3 = 1", False),
    ("0.1 + 0.2 = 0.3", True),
    ("1.10 = 1.1", True),
    (".5 + 1e-1", "0.6"),
    ("4 ** 0.5", 2),
    ("9999999999999999999999999999999999 + 1", 10**34),
    ("1 / 8", "0.125"),
    ('"低" + "保"', "低保"),
]
DATES = [
    ('@"2024-02-29" + @"P1Y"', "2025-02-28"),
    ('@"2024-01-31" + @"P1M"', "2024-02-29"),
    ('@"P1M" + @"2023-01-31"', "2023-02-28"),
    ('@"2026-03-01" - @"P1D"', "2026-02-28"),
    ('@"0001-01-01" - @"P1D"', "0000-12-31"),
    ('@"-0001-03-01" - @"P1D"', "-0001-02-28"),
    ('@"0000-03-01" - @"P1D"', "0000-02-29"),
    ('@"2026-03-01" - @"2026-02-01"', "P28D"),
    ('@"2026-03-01T10:00:00" + @"PT14H"', "2026-03-02T00:00:00"),
    ('@"2026-03-01T10:00:00+08:00" - @"2026-03-01T00:00:00Z"', "PT2H"),
    ('@"2026-10-25T02:30:00@Europe/Paris" + @"PT1H"', "2026-10-25T02:30:00@Europe/Paris"),
    ('@"23:30:00" + @"PT1H"', "00:30:00"),
    ('@"10:00:00" - @"09:30:00"', "PT30M"),
    ('@"10:00:00+08:00" - @"02:00:00Z"', "PT0S"),
    ('@"2026-03-02" - @"2026-03-01T12:00:00Z"', "PT12H"),
    ('@"P1Y" + @"P2M"', "P1Y2M"),
    ('@"P1Y" * 1.5', "P1Y6M"),
    ('@"P1D" / 2', "PT12H"),
    ('@"PT1H" * 24', "P1D"),
    ('-@"P1Y2M"', "-P1Y2M"),
]
NULLS = [
    ("1 / 0", "除数是 0"),
    ('1 + "1"', "数字和文字不能用 + 运算"),
    ("null + 1", "空值和数字不能用 + 运算"),
    ("10 ** 7000", "结果太大"),
    ('@"P1Y" + @"P1D"', "不能用 + 运算"),
    ('@"2026-01-01" + 1', "日期和数字不能用 + 运算"),
    ('@"2026-01-01T00:00:00" - @"2026-01-01T00:00:00Z"', "一个有时区，一个没有"),
    ('-"a"', "文字不能取负数"),
    ("true * 2", "真假值和数字不能用 * 运算"),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_numbers_and_strings(text: str, expected: object) -> None:
    found = answer(text)
    assert (str(found) if isinstance(expected, str) else found) == expected


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates_times_and_durations(text: str, expected: str) -> None:
    assert answer(text)["@value"] == expected


def test_a_duration_divided_by_its_kind_is_a_number() -> None:
    assert answer('@"P1Y" / @"P4M"') == 3
    assert answer('@"PT1H" / @"PT30M"') == 2


@pytest.mark.parametrize(("text", "reason"), NULLS)
def test_what_cannot_be_reckoned_is_null_with_its_reason(text: str, reason: str) -> None:
    assert reason in reasons(text)


def test_a_warning_names_line_and_column() -> None:
    assert reasons("1 +\n  1 / 0").startswith("第 2 行第 5 个字处：除数是 0")


def test_a_long_sum_is_added_from_the_left() -> None:
    assert answer(" - ".join(["1000", *["1"] * 400])) == 600
