"""DMN 10.3.1: the grammar; names with blanks and signs; unary tests; messages of the reader."""

import pytest

from minzheng.kernel.feel import FeelSyntaxError, compile_expression, compile_unary_tests
from minzheng.kernel.feel.parser import parse, parse_tests
from minzheng.kernel.feel.unparse import unparse

from .answers import answer

NAMES = {
    "Rate and Fee": 2,
    "a-b": 10,
    "Pay/Month": 100,
    "it's": 5,
    "家庭 人均收入": 800,
    "for sale": 7,
    "date": 3,
    "x1 2": 4,
}
NAMED = [
    ("Rate and Fee * 2", 4),
    ("Rate  and\n Fee * 2", 4),
    ("a-b + 1", 11),
    ("Pay/Month / 4", 25),
    ("it's", 5),
    ("家庭 人均收入 < 1000", True),
    ("for sale", 7),
    ("date + 1", 4),
    ('date("2026-01-02").day + date', 5),
    ("x1 2 + 1", 5),
]
REFUSED = [
    ("1 +", 1, 4, "可是算式到这里就完了"),
    ("(1 + 2", 1, 7, "这里缺“)”"),
    ("1 2", 1, 3, "应该完了"),
    ("if a then 1", 1, 12, "if 缺 else"),
    ('"abc', 1, 1, "文字缺收尾的引号"),
    ("甲，乙", 1, 1, "全角符号"),
    ("[1, 2", 1, 6, "这里缺“]”"),
    ("1 +\n+ 2", 2, 1, "这里要写一个值"),
    ("x instance of 房子", 1, 1, "没有“房子”这个类型"),
    ("for x in [1] x", 1, 14, "for 缺 return"),
    ("a between 1", 1, 12, "between 后面缺 and"),
    ("{a 1}", 1, 2, "名称: 值"),
    ("f(a: 1, 2)", 1, 9, "名称: 值"),
    ("", 1, 1, "算式到这里就完了"),
    ("@5", 1, 2, "@ 后面要写"),
]
SAME = [
    "a + b * c - d",
    "(a + b) * c",
    "-a ** -b",
    "a and (b or c) and d",
    "if a then b else if c then d else e",
    "for x in 1..3, y in [1, 2] return x + y",
    "every x in xs satisfies x in (< 3, [4..5), null)",
    'a[b > 1].c[1](x: 1, "y z": 2)'.replace('"y z"', "y z"),
    "function(a: list<number>, b: function<Any> -> string) a",
    '{a: 1, "b-c": [], d: {}}',
    "x instance of context<a: number, b c: list<string>>",
    "(a or b)[1]",
    "(< 5)",
    '[@"2026-01-01"..b)',
]
TESTS = [
    ("-", None, True),
    ("", 5, True),
    ("5", 5, True),
    ("5", "5", None),
    ("< 5", 4, True),
    ("> 5, 1", 1, True),
    ("> 5, 1", 2, False),
    ("[1..5)", 5, False),
    ('"a", "b"', "b", True),
    ('not("a", "b")', "c", True),
    ('not("a", "b")', "a", False),
    ("not(> 5)", 3, True),
    ("null", None, True),
    ("null", 1, False),
    ("< 5", None, None),
    ("? > 3 and ? < 上限", 5, True),
    ('contains(?, "保")', "低保", True),
    ("[1, 2, 3]", 2, True),
    ("上限", 9, True),
    ("上限 - 1, 上限", 8, True),
    ('< date("2026-01-01")', None, None),
    ("true", True, True),
    ("false", False, True),
    ("(? - 1) > 3", 5, True),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_known_names_may_hold_blanks_keywords_and_signs(text: str, expected: object) -> None:
    assert answer(text, **NAMES) == expected


def test_without_knowing_the_name_a_hyphen_subtracts() -> None:
    assert compile_expression("a-b").evaluate({"a": 5, "b": 3}) == 2


def test_comments_and_blanks_of_all_kinds_are_passed_over() -> None:
    assert answer("1 /* one */ +\u3000\u00a0// and\n 2") == 3


def test_strings_know_the_escapes() -> None:
    assert answer(r'"\"\\\n\t\u4f4e\U01F40E\uD83D\uDC0E"') == '"\\\n\t低🐎🐎'


@pytest.mark.parametrize(("text", "line", "column", "part"), REFUSED)
def test_a_refusal_says_where_and_what(text: str, line: int, column: int, part: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert part in str(caught.value)


@pytest.mark.parametrize("text", SAME)
def test_writing_what_was_read_gives_the_text_again(text: str) -> None:
    assert unparse(parse(text, ["b-c"])) == text


@pytest.mark.parametrize("text", ["-", "< 5, [1..2)", 'not("a", ? > 3)', "(not(a))"])
def test_unary_tests_are_written_as_they_were_read(text: str) -> None:
    assert unparse(parse_tests(text)) == text


@pytest.mark.parametrize(("text", "value", "expected"), TESTS)
def test_unary_tests(text: str, value: object, expected: object) -> None:
    assert compile_unary_tests(text).test(value, {"上限": 9}) is expected


def test_free_names_are_told_and_those_in_filters_apart() -> None:
    expression = compile_expression("for x in 成员[年龄 > 线] return x.收入 + 补贴 - count(成员)")
    assert expression.names == {"成员", "补贴"}
    assert expression.item_names == {"年龄", "线"}
    assert compile_unary_tests("? > 线").names == {"线"}


def test_the_same_text_is_compiled_once() -> None:
    assert compile_expression("1 + 甲") is compile_expression("1 + 甲", ["甲", "乙 丙"])
    assert compile_expression("a-b") is not compile_expression("a-b", ["a-b"])
