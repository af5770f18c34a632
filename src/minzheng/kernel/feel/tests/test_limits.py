"""Bad input ends in bounded time with a clear sentence, and nothing of Python is within reach."""

from time import process_time

import pytest

from minzheng.kernel.feel import (
    FeelError,
    FeelLimitError,
    FeelSyntaxError,
    FeelValueError,
    Limits,
    compile_expression,
)

EXHAUSTING = [
    ("for i in 1..1000000000 return i", "步"),
    ("for i in 1..1000, j in 1..1000, k in 1..1000 return 1", "步"),
    ("every i in 1..1000000000 satisfies true", "步"),
    ("for i in 1..100000 return partial", "步"),
    ('count(for i in 1..40 return if i = 1 then "ab" else partial[-1] + partial[-1])', "个字"),
    ("{f: function(x) f(x), r: f(1)}.r", "一层套一层"),
    ("{f: function(x) f(x) + f(x), r: f(1)}.r", "一层套一层"),
    ('matches("' + "a" * 60 + '!", "(a|aa)+$")', "正则表达式算得太久"),
    ('for i in 1..1000 return matches("' + "a" * 32 + '!", "(a|aa)+$")', "正则表达式算得太久"),
    ('replace("' + "a" * 1000 + '", "a", "' + "b" * 2000 + '")', "个字"),
    ("{l: for i in 1..1000 return i, r: for i in l, j in l return l = l}.r", "步"),
    ("a.b" * 3000, "太深"),
]
UNREADABLE = [
    "(" * 500 + "1" + ")" * 500,
    "[" * 100_000,
    "-" * 5000 + "1",
    "1" + "+1" * 100_000,
    "1" * 8000,
    "1E999999999",
]
HUGE = [
    "10 ** 1000000000",
    "9 ** 9 ** 9 ** 9 ** 9",
    "exp(1000000000)",
    "decimal(1 / 3, 1000000000)",
    'duration("P999999999999999999Y")',
    '@"2026-01-01" + @"P999999999Y" * 1000',
    'matches("a", "((((a{1000}){1000}){1000}){1000})")',
    'number("1E99999")',
]
ESCAPES = [
    "a.__class__",
    '"x".__class__',
    "(1).real",
    "[1].append",
    "{a: 1}.keys",
    "(function(x) x).__globals__",
    "(function(x) x).call",
    "count.__self__",
    "count.declarations",
    'get value({a: 1}, "__class__")',
    '@"2026-01-01".__dict__',
    '@"P1D".nanos',
    "[1..2].parts",
    "__import__",
    '__import__("os")',
    'eval("1")',
    "a.items()",
    "partial.__class__",
    "item",
    '(function(x) external {java: {class: "java.lang.Runtime", method signature: "exec(x)"}})("ls")',
]


@pytest.mark.parametrize(("text", "part"), EXHAUSTING, ids=range(len(EXHAUSTING)))
def test_what_would_not_end_is_stopped(text: str, part: str) -> None:
    start = process_time()
    with pytest.raises(FeelLimitError, match=part):
        compile_expression(text).run({"a": 1}, limits=Limits(steps=50_000, regex_seconds=0.05))
    assert process_time() - start < 2


@pytest.mark.parametrize("text", UNREADABLE, ids=range(len(UNREADABLE)))
def test_monstrous_texts_are_refused(text: str) -> None:
    with pytest.raises((FeelSyntaxError, FeelLimitError)):
        compile_expression(text)


@pytest.mark.parametrize("text", HUGE)
def test_huge_results_are_null_at_once(text: str) -> None:
    start = process_time()
    result = compile_expression(text).run()
    assert result.value is None or "9 **" in text
    assert process_time() - start < 0.5


@pytest.mark.parametrize("text", ESCAPES)
def test_no_python_is_reachable(text: str) -> None:
    result = compile_expression(text).run({"a": {"b": 1}})
    assert result.value is None or result.value == [None]


def test_only_values_of_the_language_come_in() -> None:
    for foreign in (object(), print, {1: 2}, {"a": {object()}}, float("nan"), b"x"):
        with pytest.raises(FeelValueError):
            compile_expression("a").evaluate({"a": foreign})


def test_a_value_nested_without_end_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(FeelValueError, match="嵌套"):
        compile_expression("a").evaluate({"a": endless})


def test_every_error_of_the_package_is_a_feel_error() -> None:
    assert all(issubclass(e, FeelError) for e in (FeelSyntaxError, FeelLimitError, FeelValueError))


def test_a_long_chain_of_branches_is_no_nesting() -> None:
    text = "".join(f"if n = {i} then {i} else " for i in range(500)) + "null"
    assert compile_expression(text).evaluate({"n": 499}) == 499
