"""DMN 10.3.4: the built-in functions, section by section."""

import pytest

from .answers import answer, reasons

CONVERSION = [
    ('number("1 000,5", " ", ",") = 1000.5', True),
    ('number("-1.5e2")', -150),
    ('number("1.000", ".", ",")', 1000),
    ("string(1.10)", "1.10"),
    ("string(10 ** 3)", "1000"),
    ('string([1, "a", null, {b c: true}])', '[1, "a", null, {b c: true}]'),
    ('string(@"P14M")', "P1Y2M"),
    ('string(@"-PT90M")', "-PT1H30M"),
    ("string(null)", None),
    ('string(date("2026-03-01")) + string(time("09:30:00.5Z"))', "2026-03-0109:30:00.5Z"),
    ("string(date(2024, 2, 29))", "2024-02-29"),
    ('string(date(@"2026-03-01T10:00:00"))', "2026-03-01"),
    ('string(time(9, 30, 0, @"PT8H"))', "09:30:00+08:00"),
    ("string(time(9, 30, 1.25))", "09:30:01.25"),
    ('string(date and time(@"2026-03-01", @"09:30:00"))', "2026-03-01T09:30:00"),
    ('string(date and time("2026-03-01T24:00:00"))', "2026-03-02T00:00:00"),
    ('string(years and months duration(@"2024-02-29", @"2026-02-28"))', "P1Y11M"),
    ('string(years and months duration(@"2026-02-28", @"2024-02-29"))', "-P1Y11M"),
    ('string(date("-2026-03-01"))', "-2026-03-01"),
    ('string(range("[1..3)"))', "[1..3)"),
]
STRINGS = [
    ('substring("民政服务", 3)', "服务"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("\\U01F40Eab", 2)', "ab"),
    ('string length("\\U01F40Eab")', 3),
    ('upper case("aBc") + lower case("aBc")', "ABCabc"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "x")', ""),
    ('substring after("foobar", "ob")', "ar"),
    ('substring after("foobar", "")', "foobar"),
    ('contains("最低生活保障", "生活")', True),
    ('starts with("foobar", "fo") and ends with("foobar", "ar")', True),
    ('matches("foobar", "^fo*b")', True),
    ('matches("FooBar", "foo", "i")', True),
    ('matches("a.b", "a.b", "q") and not(matches("axb", "a.b", "q"))', True),
    ('matches("helloworld", "hello world", "x")', True),
    ('matches("a\\nb", "^b$", "m") and not(matches("a\\nb", "^b$"))', True),
    ('matches("a\\nb", "a.b", "s") and not(matches("a\\nb", "a.b"))', True),
    ('matches("f", "[a-z-[aeiou]]") and not(matches("e", "[a-z-[aeiou]]"))', True),
    ('matches("abab", "(ab)\\\\1")', True),
    ('replace("abracadabra", "bra", "*")', "a*cada*"),
    ('replace("张三", "(张)(三)", "$2$1")', "三张"),
    ('replace("a.b.c", ".", "-", "q")', "a-b-c"),
    ('replace("abc", "b", "\\\\$")', "a$c"),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('string join(["a", null, "b"], "、")', "a、b"),
    ("string join([])", ""),
]
LISTS = [
    ("list contains([1, null], null)", True),
    ("count([1, 2, 3])", 3),
    ("count([])", 0),
    ("min([3, 1, 2])", 1),
    ('max("a", "c", "b")', "c"),
    ("min([])", None),
    ("sum(1, 2, 3)", 6),
    ('string(sum([@"P1D", @"PT12H"]))', "P1DT12H"),
    ("mean([1, 2, 6])", 3),
    ("all([true, null, false])", False),
    ("all([true, null])", None),
    ("all([])", True),
    ("any([false, null, true])", True),
    ("any([])", False),
    ("sublist([1, 2, 3, 4], 2, 2)", [2, 3]),
    ("sublist([1, 2, 3], -2)", [2, 3]),
    ("append([1], 2, [3])", [1, 2, [3]]),
    ("concatenate([1], [2, 3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], -1)", [1, 2]),
    ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]),
    ("list replace([1, 2, 3], function(item, new) item < new, 3)", [3, 3, 3]),
    ("reverse([1, 2])", [2, 1]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("distinct values([1, 1.0, null, null, 2])", [1, None, 2]),
    ("flatten([1, [2, [3]], []])", [1, 2, 3]),
    ("product([2, 3, 4])", 24),
    ("median([8, 2, 5, 3])", 4),
    ("stddev([2, 4, 4, 4, 5, 5, 7, 9]) > 2.138", True),
    ("mode([6, 1, 9, 6, 1])", [1, 6]),
    ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
    ("sort(list: [2, 1], precedes: function(a, b) a < b)", [1, 2]),
]
NUMERIC = [
    ("decimal(1 / 3, 2) = 0.33", True),
    ("decimal(2.5, 0)", 2),
    ("decimal(1234, -2)", 1200),
    ("floor(-1.5)", -2),
    ("floor(1.567, 1) = 1.5", True),
    ("ceiling(-1.5)", -1),
    ("ceiling(1.21, 1) = 1.3", True),
    ("round up(5.5, 0)", 6),
    ("round up(-5.5, 0)", -6),
    ("round down(5.9, 0)", 5),
    ("round half up(2.5, 0)", 3),
    ("round half up(-2.5, 0)", -3),
    ("round half down(2.5, 0)", 2),
    ("abs(-3)", 3),
    ('string(abs(@"-P1D"))', "P1D"),
    ("modulo(12, 5)", 2),
    ("modulo(-12, 5)", 3),
    ("modulo(12, -5)", -3),
    ("modulo(10.1, 4.5) = 1.1", True),
    ("sqrt(16)", 4),
    ("log(exp(1)) - 1 < 0.000001", True),
    ("odd(5) and even(-2) and odd(-1)", True),
]
DATES = [
    ('is(@"2026-01-01", @"2026-01-01")', True),
    ('is(@"09:30:00Z", @"09:30:00+00:00")', True),
    ('is(@"09:30:00", @"09:30:00Z")', False),
    ('is(@"2026-01-01", 1)', False),
    ('day of year(@"2024-12-31")', 366),
    ('day of week(@"2026-11-22")', "Sunday"),
    ('month of year(@"2026-11-22T00:00:00")', "November"),
    ('week of year(@"2027-01-01")', 53),
    ('week of year(@"2024-12-30")', 1),
    ('@"2026-11-22".weekday', 7),
    ('@"2026-11-22T09:30:15+08:00".hour', 9),
    ('string(@"2026-11-22T09:30:15+08:00".time offset)', "PT8H"),
    ('@"2026-11-22T09:30:15@Asia/Shanghai".timezone', "Asia/Shanghai"),
    ('string(@"2026-11-22T09:30:15@Asia/Shanghai".time offset)', "PT8H"),
    ('@"P1Y2M".years', 1),
    ('@"-P1Y2M".months', -2),
    ('@"P1DT2H3M4S".hours', 2),
    ("[1..5).end included", False),
]
RANGES = [
    ("before(1, [2..3])", True),
    ("before([1..2), [2..3])", True),
    ("before([1..2], [2..3])", False),
    ("after([5..6], 4)", True),
    ("meets([1..5], [5..10])", True),
    ("meets([1..5), [5..10])", False),
    ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [3..8])", True),
    ("overlaps([1..5), [5..8])", False),
    ("overlaps before([1..5], [3..8])", True),
    ("overlaps after([3..8], [1..5])", True),
    ("finishes(5, [1..5])", True),
    ("finished by([1..10], [5..10])", True),
    ("includes([1..10], (1..10))", True),
    ("includes((1..10), [1..10])", False),
    ("during(5, [1..10])", True),
    ("starts(1, [1..10])", True),
    ("started by([1..10], [1..5])", True),
    ("coincides([1..5], [1..5])", True),
    ('before(@"2026-01-01", @"2026-01-02")', True),
]
CONTEXTS = [
    ('get value({a: 1}, "a")', 1),
    ('get value({a: {b: 2}}, ["a", "b"])', 2),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}, {key: "b", value: 2}])', {"a": 1, "b": 2}),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
    ("context merge([{a: 1, b: 1}, {b: 2}])", {"a": 1, "b": 2}),
]
NULLS = [
    ('date("2026-02-30")', "没有 2026 年 2 月 30 日这一天"),
    ('date("2026-2-3")', "不是日期"),
    ('time("25:00:00")', "没有 25:00:00 这个时刻"),
    ('time("09:00:00@Mars/Olympus")', "没有“Mars/Olympus”这个时区"),
    ('duration("P1Y1D")', "不是时长"),
    ('number("一")', "不是数字"),
    ('substring("abc", 0)', "位置从 1"),
    ('matches("a", "(")', "不是正则表达式"),
    ('matches("a", "(?=a)")', "扩展"),
    ('matches("a", "a", "z")', "不认识的标志"),
    ('replace("a", "b*", "c")', "不能匹配空文字"),
    ('replace("a", "a", "$")', "$ 后面要写数字"),
    ("sum([1, null])", "要都是数字"),
    ("sublist([1, 2], 1, 3)", "没有这么多项"),
    ("sqrt(-1)", "负数没有平方根"),
    ("modulo(1, 0)", "除数是 0"),
    ("count(1, 2, 3)", "不是这么多参数"),
    ("substring(text: 1)", "没有这样的参数名"),
    ('string length([1, "a"])', "要文字，给的是列表"),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "出现了两次"),
    ("now()", "没有给出现在的时间"),
]
ALL = [*CONVERSION, *STRINGS, *LISTS, *NUMERIC, *DATES, *RANGES, *CONTEXTS]


@pytest.mark.parametrize(("text", "expected"), ALL)
def test_functions(text: str, expected: object) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize(("text", "reason"), NULLS)
def test_a_function_that_cannot_answer_is_null_with_its_reason(text: str, reason: str) -> None:
    assert reason in reasons(text)


def test_named_arguments_may_come_in_any_order() -> None:
    assert answer('substring(length: 2, start position: 3, string: "foobar")') == "ob"


def test_a_list_of_one_stands_for_its_item() -> None:
    assert answer('contains(["foobar"], "of")') is False
    assert answer('contains(["foobar"], "ob")') is True


def test_the_present_is_handed_in() -> None:
    from datetime import UTC, date, datetime

    from minzheng.kernel.feel import compile_expression

    at = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    assert compile_expression("now()").evaluate(at=at) == at
    assert compile_expression("today()").evaluate(at=at) == date(2026, 11, 22)


def test_a_name_in_scope_hides_a_function_only_as_a_value() -> None:
    assert answer("count + 1", count=4) == 5
    assert answer("count([1]) + count", count=4) == 5
