"""DMN 10.3.2.5–10.3.2.7, 10.3.2.13.2, 10.3.2.14: lists, contexts, paths, filters, loops, functions, types."""

import pytest

from .answers import answer, reasons

STAFF = [{"姓名": "甲", "岁": 30, "dept num": 10}, {"姓名": "乙", "岁": 70, "dept num": 20}]
CASES = [
    ("[1, 2, 3][2]", 2),
    ("[1, 2, 3][-1]", 3),
    ("[1, 2, 3][item >= 2]", [2, 3]),
    ("[1, 2, 3][false]", []),
    ("5[1]", 5),
    ("5[item > 4]", [5]),
    ("null[1]", None),
    ("[][1]", None),
    ("[1, [2, 3]][2][1]", 2),
    ("[{x: 1, y: 2}, {x: 2, y: 3}][x = 1].y", [2]),
    ("[{x: 1}, {x: null}, {y: 1}][x >= 0]", [{"x": 1}]),
    ("[{item: 1}, {item: 2}][item > 1]", [{"item": 2}]),
    ("[{x: 1}, {y: 2}].x", [1, None]),
    ("{a: {b: {c: 7}}}.a.b.c", 7),
    ("{a: 1, b: a + 1}.b", 2),
    ('{"a b": 1, c: a b}.c', 1),
    ("for i in [1, 2] return i * 10", [10, 20]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in [1..3] return i", [1, 2, 3]),
    ("for i in (1..4) return i", [2, 3]),
    ("for i in 1..2, j in i..2 return i * 10 + j", [11, 12, 22]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ("for i in 5 return i", [5]),
    ('count(for d in @"2026-02-27"..@"2026-03-01" return d)', 3),
    ("some x in [1, 2, 3] satisfies x > 2", True),
    ("every x in [1, 2, 3] satisfies x > 0", True),
    ("every x in [] satisfies x > 0", True),
    ("some x in [null, 1] satisfies x > 0", True),
    ("some x in [null, 0] satisfies x > 0", None),
    ("every x in [1, 2], y in [2, 3] satisfies x < y", False),
    ("(function(a, b) a - b)(5, 3)", 2),
    ("(function(a, b) a - b)(b: 5, a: 3)", -2),
    ("{f: function(n: number) if n <= 1 then 1 else n * f(n - 1), r: f(10)}.r", 3628800),
    ("{f: function(x) function(y) x + y, r: f(1)(2)}.r", 3),
    ("{f: function(n: number) n, r: f([7])}.r", 7),
    ("{f: function(l: list<number>) count(l), r: f(7)}.r", 1),
]
NULLS = [
    ("[1, 2][3]", "列表没有第 3 项"),
    ("[1, 2][0]", "列表没有第 0 项"),
    ("{a: 1}.b", "没有“b”这一项"),
    ("1.a", "数字没有“a”这一项"),
    ("for i in 1..1.5 return i", "整数"),
    ("for i in [3..1] return i", "起点比终点大"),
    ("for i in null return i", "空值不能一项一项地看"),
    ("(function(a: number) a)(true)", "这里要 number，给的却是真假值"),
    ("(function(a) a)(1, 2)", "要 1 个参数，给了 2 个"),
    ("(function(a) a)(b: 1)", "参数的名称和函数对不上"),
    ("没有这个 + 1", "没有“没有这个”这个名称"),
    ("x(1)", "要一个函数"),
    ("{a: 1, a: 2}", "“a”写了两次"),
    ('["a"..1]', "不能比大小"),
]
TYPES = [
    ("1 instance of number", True),
    ("1 instance of string", False),
    ("null instance of Any", False),
    ("null instance of Null", True),
    ('"a" instance of Any', True),
    ("[1, 2] instance of list<number>", True),
    ('[1, "a"] instance of list<number>', False),
    ("[[1]] instance of list<list<number>>", True),
    ("{a: 1, b: 2} instance of context<a: number>", True),
    ("{b: 2} instance of context<a: number>", False),
    ("[1..2] instance of range<number>", True),
    ("[1..2] instance of range<string>", False),
    ('@"2026-01-01" instance of date', True),
    ('@"2026-01-01T00:00:00" instance of date and time', True),
    ('@"P1Y" instance of years and months duration', True),
    ('@"P1D" instance of days and time duration', True),
    ('@"P1D" instance of years and months duration', False),
    ("(function(a: number) a) instance of function<number> -> Any", True),
    ("(function(a: number) a) instance of function<string> -> Any", False),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_structures(text: str, expected: object) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize(("text", "reason"), NULLS)
def test_mistakes_are_null_with_their_reason(text: str, reason: str) -> None:
    assert reason in reasons(text)


@pytest.mark.parametrize(("text", "expected"), TYPES)
def test_instance_of(text: str, expected: bool) -> None:
    assert answer(text) is expected


def test_a_filter_sees_entries_of_the_item_before_names_outside() -> None:
    assert answer("staff[岁 >= 线].姓名", staff=STAFF, 线=60) == ["乙"]
    assert answer("staff[岁 >= 岁线 and item.姓名 != 姓名表[1]].岁", staff=STAFF, 岁线=1, 姓名表=["甲"]) == [
        70
    ]


def test_names_of_several_words_are_read_without_being_declared() -> None:
    assert answer("staff[dept num = 20].姓名", staff=STAFF) == ["乙"]


def test_partial_is_a_picture_of_the_results_so_far() -> None:
    assert answer("for i in 1..3 return partial") == [[], [[]], [[], [[]]]]


def test_what_comes_in_and_goes_out_is_plain_python() -> None:
    from datetime import date, datetime, time, timedelta, timezone

    from minzheng.kernel.feel import compile_expression

    zone = timezone(timedelta(hours=8))
    context = {
        "日": date(2026, 3, 1),
        "刻": datetime(2026, 3, 1, 9, 30, tzinfo=zone),
        "时": time(9, 30),
        "长": timedelta(1),
    }
    assert compile_expression("[日 + 长, 刻 + 长, 时, 长 * 2]").evaluate(context) == [
        date(2026, 3, 2),
        datetime(2026, 3, 2, 9, 30, tzinfo=zone),
        time(9, 30),
        timedelta(2),
    ]
