"""Values as JSON and back."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from minzheng.kernel.feel import FeelValueError, compile_expression
from minzheng.kernel.feel.wire import dumps, from_json, loads, to_json

from .expressions import values

TAGGED = [
    ('@"2026-03-01"', "date", "2026-03-01"),
    ('@"-0044-03-15"', "date", "-0044-03-15"),
    ('@"09:30:00.123456789@Asia/Shanghai"', "time", "09:30:00.123456789@Asia/Shanghai"),
    ('@"2026-03-01T09:30:00+08:00"', "date and time", "2026-03-01T09:30:00+08:00"),
    ('@"P14M"', "years and months duration", "P1Y2M"),
    ('@"PT36H"', "days and time duration", "P1DT12H"),
    ("[1..3)", "range", "[1..3)"),
    ('(< @"2026-03-01")', "range", '(<@"2026-03-01")'),
    ("function(a: number, b) a + b", "function", "function(a: number, b) a + b"),
]


@pytest.mark.parametrize(("text", "tag", "written"), TAGGED)
def test_what_json_lacks_is_tagged_and_comes_back(text: str, tag: str, written: str) -> None:
    value = compile_expression(text).evaluate()
    data = to_json(value)
    assert data == {"@type": tag, "@value": written}
    assert to_json(from_json(data)) == data


def test_numbers_keep_every_digit() -> None:
    text = '{"a": 0.1234567890123456789012345678901234, "b": 12345678901234567890, "c": 1E+400}'
    again = from_json(loads(text))
    assert again["a"] == Decimal("0.1234567890123456789012345678901234")
    assert again["b"] == 12345678901234567890
    assert dumps(to_json(again)) == text


def test_plain_python_values_are_written() -> None:
    zone = timezone(timedelta(hours=8))
    data = to_json(
        [date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=zone), time(1, 2), timedelta(1), True, None]
    )
    assert dumps(data) == (
        '[{"@type": "date", "@value": "2026-03-01"}, '
        '{"@type": "date and time", "@value": "2026-03-01T00:00:00+08:00"}, '
        '{"@type": "time", "@value": "01:02:00"}, '
        '{"@type": "days and time duration", "@value": "P1D"}, true, null]'
    )


def test_a_context_that_looks_like_a_tag_is_kept_apart() -> None:
    value = {"@type": "date", "@value": "x"}
    assert from_json(to_json(value)) == value


@settings(max_examples=100, deadline=None)
@given(values())
def test_every_value_comes_back(value: Any) -> None:
    assert from_json(loads(dumps(to_json(value)))) == value


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "date", "@value": "2026-02-30"},
        {"@type": "house", "@value": "x"},
        {"@type": "range", "@value": "1 + 1"},
        {"@type": "range", "@value": "[1.."},
        {"@type": "time", "@value": 5},
    ],
)
def test_a_wrong_tag_is_refused(data: object) -> None:
    with pytest.raises(FeelValueError):
        from_json(data)


@pytest.mark.parametrize("text", ["{", "NaN", "[1e]", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(FeelValueError, match="JSON"):
        loads(text)
