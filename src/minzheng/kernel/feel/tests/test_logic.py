"""DMN 10.3.2.9–10.3.2.13: comparison, three-valued logic, between, in, if."""

import pytest

from .answers import answer, reasons

VALUES = (True, False, None)
COMPARISONS = [
    ("1 = 1.0", True),
    ("1 != 2", True),
    ("null = null", True),
    ("1 = null", False),
    ("null != 1", True),
    ('1 = "1"', None),
    ("null < 1", None),
    ('"a" < "b"', True),
    ("[1, 2] = [1, 2]", True),
    ("[1, 2] = [2, 1]", False),
    ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ("{a: 1} = {a: 1, b: null}", False),
    ("true > false", None),
    ('@"2026-03-01" < @"2026-03-02"', True),
    ('@"2026-03-01T08:00:00+08:00" = @"2026-03-01T00:00:00Z"', True),
    ('@"2026-03-01T08:00:00" = @"2026-03-01T08:00:00Z"', False),
    ('@"10:00:00+08:00" > @"01:59:59Z"', True),
    ('@"P1Y" = @"P12M"', True),
    ('@"P1D" > @"PT23H"', True),
    ('@"P1Y" < @"P400D"', None),
    ("[1..3] = [1..3]", True),
    ("[1..3) = [1..3]", False),
    ("(< 3) = (null..3)", False),
    ("5 between 1 and 5", True),
    ("6 between 1 and 5", False),
    ("null between 1 and 5", None),
    ("1 in [1..3)", True),
    ("3 in [1..3)", False),
    ("3 in ]3..5[", False),
    ("5 in (1, 3, 5)", True),
    ("5 in (< 3, > 4)", True),
    ("4 in (< 3, > 4)", False),
    ("2 in [1, 2, 3]", True),
    ('"b" in ["a".."c"]', True),
    ('1 in "a"', None),
    ("1 in >= 1", True),
    ("[1..5] = [1..5] and 2 in [1..5]", True),
]
BRANCHES = [
    ("if true then 1 else 2", 1),
    ("if false then 1 else 2", 2),
    ("if null then 1 else 2", 2),
    ('if "true" then 1 else 2', 2),
    ("if false then 1 else if true then 2 else 3", 2),
]


@pytest.mark.parametrize(("text", "expected"), COMPARISONS)
def test_comparisons(text: str, expected: object) -> None:
    assert answer(text) is expected


@pytest.mark.parametrize(("text", "expected"), BRANCHES)
def test_only_true_takes_the_first_branch(text: str, expected: int) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize("a", VALUES)
@pytest.mark.parametrize("b", VALUES)
def test_and_or_follow_the_three_valued_tables(a: bool | None, b: bool | None) -> None:
    conjunction = False if False in (a, b) else None if None in (a, b) else True
    disjunction = True if True in (a, b) else None if None in (a, b) else False
    assert answer("a and b", a=a, b=b) is conjunction
    assert answer("a or b", a=a, b=b) is disjunction


def test_what_is_no_boolean_counts_as_unknown_in_logic() -> None:
    assert answer("1 and true") is None
    assert answer("1 and false") is False
    assert answer('"x" or true') is True


def test_not_turns_booleans_round_and_nothing_else() -> None:
    assert answer("not(true)") is False
    assert answer("not(null)") is None
    assert answer("not(1)") is None


def test_comparing_two_kinds_says_which() -> None:
    assert "数字和文字不能比较" in reasons('1 = "1"')
    assert "空值和数字不能比大小" in reasons("null < 1")
