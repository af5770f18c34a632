"""Money in fen."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.money import (
    MoneyError,
    Rounding,
    capital_money,
    format_money,
    parse_money,
    rounded,
    times,
)

FEN = st.integers(0, 10**14 - 1)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("￥１，２３４．５０ 元", 123450),
        ("¥0.05", 5),
        ("人民币 715 元", 71500),
        ("3.5万元", 3500000),
        ("1.000000001亿", 10000000010),
        ("7.10000", 710),
        ("0", 0),
        ("零元", 0),
        ("十二元", 1200),
        ("一千二百三十四元五角六分", 123456),
        ("壹仟贰佰叁拾肆元伍角整", 123450),
        ("人民币壹仟陆佰捌拾元零叁角贰分", 168032),
        ("壹拾万零柒仟元正", 10700000),
        ("十万零五元", 10000500),
        ("两千块", 200000),
        ("五毛", 50),
        ("三分", 3),
        ("九千九百九十九亿九千九百九十九万九千九百九十九元九角九分", 10**14 - 1),
    ],
)
def test_a_sum_is_read_as_people_type_it(typed: str, fen: int) -> None:
    assert parse_money(typed) == fen


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "money.empty"),
        ("￥", "money.empty"),
        ("1.234,50", "money.form"),
        ("12,34", "money.form"),
        ("1.2.3", "money.form"),
        (".5", "money.form"),
        ("1e5", "money.form"),
        ("很多", "money.form"),
        ("一百二", "money.form"),
        ("三万五", "money.form"),
        ("一一元", "money.form"),
        ("元", "money.form"),
        ("1.005", "money.too_fine"),
        ("-1", "money.negative"),
        ("9" * 20, "money.too_large"),
        ("一万亿元", "money.too_large"),
    ],
)
def test_what_is_not_a_sum_is_refused_by_reason(typed: str, code: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_money(typed)
    assert caught.value.code == code
    assert str(caught.value).endswith("。")


def test_a_negative_sum_is_read_where_it_is_meant() -> None:
    assert parse_money("-1.50", allow_negative=True) == -150


@pytest.mark.parametrize(
    ("fen", "text"),
    [(123450, "1,234.50 元"), (5, "0.05 元"), (-150, "-1.50 元"), (0, "0.00 元"), (71500, "715.00 元")],
)
def test_a_sum_is_written_with_two_decimals(fen: int, text: str) -> None:
    assert format_money(fen) == text


def test_whole_yuan_may_be_written_without_decimals() -> None:
    assert format_money(71500, trim=True) == "715 元"
    assert format_money(71550, trim=True) == "715.50 元"
    assert format_money(71550, unit="") == "715.50"


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (71500, "柒佰壹拾伍元整"),
        (123450, "壹仟贰佰叁拾肆元伍角整"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (10700053, "壹拾万柒仟元伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (100000500, "壹佰万零伍元整"),
        (10000000000, "壹亿元整"),
        (10000100000, "壹亿零壹仟元整"),
        (5, "伍分"),
        (50, "伍角整"),
    ],
)
def test_capital_figures_follow_the_rules_for_payment_papers(fen: int, text: str) -> None:
    assert capital_money(fen) == text


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_capital_figures_have_bounds(fen: int) -> None:
    with pytest.raises(ValueError, match="between 0"):
        capital_money(fen)


@given(FEN)
def test_what_is_written_is_read_back(fen: int) -> None:
    assert parse_money(format_money(fen)) == fen
    assert parse_money(capital_money(fen)) == fen


@pytest.mark.parametrize(
    ("amount", "rule", "fen"),
    [
        (65850, Rounding.UP_TO_YUAN, 65900),
        (65801, Rounding.UP_TO_YUAN, 65900),
        (65800, Rounding.UP_TO_YUAN, 65800),
        (65850, Rounding.HALF_UP_TO_YUAN, 65900),
        (65849, Rounding.HALF_UP_TO_YUAN, 65800),
        (65899, Rounding.DOWN_TO_YUAN, 65800),
        (65841, Rounding.UP_TO_JIAO, 65850),
        (65844, Rounding.HALF_UP_TO_JIAO, 65840),
        (Decimal("0.1"), Rounding.UP_TO_FEN, 1),
        (Decimal("0.5"), Rounding.HALF_UP_TO_FEN, 1),
        (Fraction(2, 3), Rounding.DOWN_TO_FEN, 0),
        (-65850, Rounding.HALF_UP_TO_YUAN, -65900),
        (Decimal("1E-40"), Rounding.UP_TO_YUAN, 100),
    ],
)
def test_each_rule_rounds_as_it_is_named(amount: int | Decimal | Fraction, rule: Rounding, fen: int) -> None:
    assert rounded(amount, rule) == fen


def test_a_rule_is_found_by_the_name_that_orders_use() -> None:
    assert Rounding("见分进元") is Rounding.UP_TO_YUAN


def test_the_worked_examples_of_the_demo_allowance_come_out() -> None:
    support = times(
        900000 - times(3 * 111000, Decimal("1.5"), Rounding.HALF_UP_TO_FEN),
        Decimal("0.3"),
        Rounding.UP_TO_FEN,
    )
    assert support == 120150
    assert rounded(2 * 111000 - (6000 + 30000 + support), Rounding.UP_TO_YUAN) == 65900
    assert times(94500, Decimal("1.3"), Rounding.UP_TO_FEN) == 122850


@pytest.mark.parametrize("wrong", [1.5, True, "1.5", None])
def test_floats_and_other_things_are_refused(wrong: Any) -> None:
    with pytest.raises(TypeError):
        rounded(wrong, Rounding.UP_TO_YUAN)
    with pytest.raises(TypeError):
        times(100, wrong, Rounding.UP_TO_YUAN)


def test_a_decimal_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        rounded(Decimal("NaN"), Rounding.UP_TO_YUAN)


@given(st.fractions(-(10**9), 10**9, max_denominator=10**6), st.sampled_from(Rounding))
def test_rounding_moves_by_less_than_one_unit_and_is_stable(amount: Fraction, rule: Rounding) -> None:
    result = rounded(amount, rule)
    assert result % rule.unit == 0
    assert abs(result - amount) < rule.unit
    assert rounded(result, rule) == result
    assert rounded(-amount, rule) == -result
    if rule.name.startswith("HALF"):
        assert abs(result - amount) * 2 <= rule.unit


@given(st.fractions(0, 10**6), st.fractions(0, 10**6), st.sampled_from(Rounding))
def test_more_money_is_never_rounded_to_less(one: Fraction, other: Fraction, rule: Rounding) -> None:
    low, high = sorted((one, other))
    assert rounded(low, rule) <= rounded(high, rule)
