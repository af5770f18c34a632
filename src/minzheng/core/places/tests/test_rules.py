"""The room's decisions, without a database."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core.places.rules import (
    DivisionRow,
    ParameterRow,
    ValueDecoder,
    ValueEncoder,
    calendar_lines,
    chain_of,
    check_divisions,
    holds,
    level_columns,
    nearest,
)
from minzheng.kernel.errors import Problem

ANCESTRY = {"province": "990000", "city": "990100", "county": "990101", "town": "", "village": ""}
CHAIN = chain_of(ANCESTRY)
START = date(2020, 1, 1)


def row(division: str, since: date, value: object, until: date | None = None) -> ParameterRow:
    return ParameterRow("standard", division, since, until, value)


def test_a_row_holds_from_its_first_day_until_the_day_before_its_last() -> None:
    first, last = date(2025, 1, 1), date(2026, 1, 1)
    assert [holds(first, last, day) for day in (date(2024, 12, 31), first, date(2025, 12, 31), last)] == [
        False,
        True,
        True,
        False,
    ]


def test_the_nearest_division_wins_over_a_later_date_further_up() -> None:
    rows = [
        row("990100", date(2024, 1, 1), 900),
        row("990000", date(2025, 6, 1), 800),
        row("", date(2025, 7, 1), 1),
    ]
    found = nearest(rows, CHAIN, date(2026, 1, 1))
    assert found is not None
    assert found.value == 900


def test_in_one_division_the_latest_first_day_wins_and_the_future_is_not_seen() -> None:
    rows = [row("990100", date(2025, 1, 1), 900), row("990100", date(2026, 1, 1), 945)]
    assert [
        found.value for day in (date(2025, 12, 31), date(2026, 1, 1)) if (found := nearest(rows, CHAIN, day))
    ] == [
        900,
        945,
    ]
    assert nearest(rows, CHAIN, date(2024, 12, 31)) is None


def test_a_value_of_another_place_is_never_taken() -> None:
    assert nearest([row("990200", START, 820)], CHAIN, date(2026, 1, 1)) is None


@given(
    st.lists(
        st.tuples(st.sampled_from([*CHAIN, "990200"]), st.integers(0, 900), st.none() | st.integers(1, 900)),
        max_size=8,
    ),
    st.integers(0, 1000),
)
def test_what_is_found_holds_that_day_and_nothing_nearer_does(
    raw: list[tuple[str, int, int | None]], offset: int
) -> None:
    on = START + timedelta(days=offset)
    rows = [
        row(
            code, START + timedelta(days=since), n, START + timedelta(days=since + length) if length else None
        )
        for n, (code, since, length) in enumerate(raw)
    ]
    held = [one for one in rows if one.division in CHAIN and holds(one.valid_from, one.valid_to, on)]
    found = nearest(rows, CHAIN, on)
    assert (found is None) == (not held)
    if found is not None:
        assert found in held
        assert all(CHAIN.index(one.division) >= CHAIN.index(found.division) for one in held)
        assert all(one.valid_from <= found.valid_from for one in held if one.division == found.division)


@given(
    st.recursive(
        st.integers() | st.text() | st.booleans() | st.decimals(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    )
)
def test_a_value_comes_back_from_the_table_digit_by_digit(value: object) -> None:
    back = json.loads(json.dumps(value, cls=ValueEncoder), cls=ValueDecoder)
    assert back == value
    assert str(back) == str(value)


def test_half_a_yuan_is_kept_as_written() -> None:
    assert json.dumps(Decimal("1417.50"), cls=ValueEncoder) == '{"decimal": "1417.50"}'


def test_level_columns_climb_the_parents_and_leave_out_what_is_missing() -> None:
    parents = {"990000": "", "994200": "990000", "994200101": "994200"}
    levels = {"990000": "province", "994200": "city", "994200101": "town"}
    assert level_columns("994200101", parents, levels) == {
        "province": "990000",
        "city": "994200",
        "county": "",
        "town": "994200101",
        "village": "",
    }


def test_parents_that_go_in_a_circle_are_refused() -> None:
    with pytest.raises(Problem, match="division_loop"):
        level_columns("1", {"1": "2", "2": "1"}, {"1": "county", "2": "city"})


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (DivisionRow("99010", "短", "county", "district", START, "990000"), "places.division_code"),
        (DivisionRow("99010a", "字母", "county", "district", START, "990000"), "places.division_code"),
        (DivisionRow("990101", " ", "county", "district", START, "990000"), "places.division_name"),
        (DivisionRow("990101", "区", "quarter", "district", START, "990000"), "places.division_level"),
        (
            DivisionRow("990101", "区", "county", "district", START, "980000"),
            "places.division_parent_unknown",
        ),
        (DivisionRow("990200", "市", "city", "city", START, "990101001"), "places.division_parent_level"),
        (
            DivisionRow("990101", "区", "county", "district", START, "990000", "", START),
            "places.division_days",
        ),
        (
            DivisionRow("990101", "区", "county", "district", START, "990000", replaced_by="990177"),
            "places.division_successor_unknown",
        ),
        (DivisionRow("990101001", "街道", "town", "street", START, "990000"), "places.division_moved"),
    ],
)
def test_an_unsound_row_is_refused_by_name(row: DivisionRow, code: str) -> None:
    known = {"990000": "province", "990101001": "town"}
    with pytest.raises(Problem) as refused:
        check_divisions([row], {"990000": "", "990101001": "990101"}, known)
    assert refused.value.code == code


def test_the_canonical_text_of_a_calendar_does_not_depend_on_order() -> None:
    days = [(date(2026, 1, 4), "workday", "元旦", ""), (date(2026, 1, 1), "holiday", "元旦", "")]
    assert (
        calendar_lines(days)
        == calendar_lines(reversed(days))
        == "2026-01-01|holiday|元旦|\n2026-01-04|workday|元旦|"
    )
