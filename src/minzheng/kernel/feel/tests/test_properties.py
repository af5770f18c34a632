"""What must hold for every expression."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.kernel.feel import FeelSyntaxError, Limits, compile_expression, syntax
from minzheng.kernel.feel.parser import parse, parse_tests
from minzheng.kernel.feel.unparse import unparse

from .expressions import contexts, expressions
from .reference import walk


@settings(max_examples=150, deadline=None)
@given(expressions(), contexts())
def test_the_compiled_expression_agrees_with_the_reference(
    tree: syntax.Node, context: dict[str, Any]
) -> None:
    compiled = compile_expression(unparse(tree)).evaluate(context)
    assert compiled == walk(tree, context)
    assert type(compiled) is type(walk(tree, context))


@settings(max_examples=150, deadline=None)
@given(expressions())
def test_reading_what_was_written_gives_the_same_tree(tree: syntax.Node) -> None:
    assert parse(unparse(tree)) == tree


@settings(max_examples=50, deadline=None)
@given(st.lists(expressions(), max_size=3), st.booleans())
def test_reading_written_unary_tests_gives_the_same_tests(items: list[syntax.Node], negated: bool) -> None:
    tests = syntax.Tests(tuple(items), negated and bool(items))
    assert parse_tests(unparse(tests)) == tests


@settings(max_examples=60, deadline=None)
@given(expressions(), contexts())
def test_every_null_that_an_error_made_has_a_warning(tree: syntax.Node, context: dict[str, Any]) -> None:
    result = compile_expression(unparse(syntax.Arithmetic("+", tree, syntax.Literal(True)))).run(context)
    assert result.value is None
    assert result.warnings


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aif then1.2,()[]{}\"'@<>=+-*/?低保\\", max_size=30))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    refusal = None
    try:
        compile_expression(text).run({}, limits=Limits(steps=10_000))
    except FeelSyntaxError as error:
        refusal = error
    if refusal is not None:
        assert 1 <= refusal.line <= text.count("\n") + 1
        assert 1 <= refusal.column <= len(text) + 1
        assert f"第 {refusal.line} 行第 {refusal.column} 个字" in str(refusal)
