"""Compiling unary tests: the input value against a list of tests (DMN 10.3.2.8 and table 55)."""

from typing import Any

from . import operators, syntax
from .compiler import Compiler
from .loops import any_of
from .scope import Scope, Test


def compile_tests(compiler: Compiler, tests: syntax.Tests) -> Test:
    """Compile a cell; `-` passes everything, `not(…)` turns the answer round."""
    if not tests.items:
        return lambda value, s: True
    parts = [_cell(compiler, item) for item in tests.items]
    one = compiler.choice(tests.items) or (parts[0] if len(parts) == 1 else _either(parts))
    if not tests.negated:
        return one

    def negated(value: Any, s: Scope) -> bool | None:
        result = one(value, s)
        return None if result is None else not result

    return negated


def _either(parts: list[Test]) -> Test:
    return lambda value, s: any_of(part(value, s) for part in parts)


def _cell(compiler: Compiler, node: syntax.Node) -> Test:
    known, _ = compiler.constant(node)
    if known or isinstance(node, (syntax.UnaryRange, syntax.RangeLiteral)):
        return compiler.test(node)
    code = compiler.compile(node)
    if syntax.mentions(node, "?"):
        return lambda value, s: _truth(code(s), value)

    def cell(value: Any, s: Scope) -> bool | None:
        found = code(s)
        if type(found) is bool and type(value) is not bool:
            return found
        return operators.is_in(value, found)

    return cell


def _truth(found: Any, value: Any) -> bool | None:
    return found if found is None or type(found) is bool else operators.is_in(value, found)
