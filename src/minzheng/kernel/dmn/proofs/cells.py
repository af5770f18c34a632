"""What a cell compares its value with; a cell that does anything else is taken as unknown."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from minzheng.kernel.feel import FeelError, Run, syntax
from minzheng.kernel.feel.compiler import Compiler
from minzheng.kernel.feel.errors import Null
from minzheng.kernel.feel.expression import build_expression, build_unary_tests, placer
from minzheng.kernel.feel.functions import BUILTINS
from minzheng.kernel.feel.parser import parse
from minzheng.kernel.feel.scope import Scope
from minzheng.kernel.feel.types import Type

from .points import KINDS

_VALUE = syntax.Name("?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, whether a value passes, and the constants that it compares with, each with whether it is
    compared by order. `known` tells that nothing else decides."""

    text: str
    passes: Callable[[Any], bool]
    constants: tuple[tuple[Any, bool], ...] = ()
    known: bool = True

    @property
    def free(self) -> bool:
        """True for `-`, which every value passes."""
        return self.text in ("", "-")


ANYTHING = Cell("-", lambda value: True)


class _Unknown(Exception):
    """The cell looks at more than its value and constants."""


class CellReader:
    """Reads the texts of one table; `names` may stand in them, `types` finds named types."""

    def __init__(self, names: Iterable[str], types: Callable[[str], Type | None]) -> None:
        self.names = frozenset(names)
        self.types = types
        self._read: dict[str, Cell] = {}
        self._results: dict[str, tuple[bool, Any]] = {}

    def cell(self, text: str) -> Cell:
        """Read the unary tests of a cell."""
        if text in ("", "-"):
            return ANYTHING
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = self._cell(text)
        return found

    def _cell(self, text: str) -> Cell:
        try:
            tests = build_unary_tests(text, self.names, self.types)
        except FeelError:
            return Cell(text, lambda value: False, known=False)

        def passes(value: Any) -> bool:
            try:
                return tests.code(value, Scope({"?": value}, Run())) is True
            except (FeelError, Null, RecursionError):
                return False

        found = None if tests.names else self._constants(text, tests.tree)
        return Cell(text, passes, known=False) if found is None else Cell(text, passes, found)

    def _constants(self, text: str, tree: syntax.Tests) -> tuple[tuple[Any, bool], ...] | None:
        constant = self._compiler(text).constant
        try:
            return tuple(each for item in tree.items for each in _constants(item, constant))
        except (_Unknown, RecursionError):
            return None

    def _compiler(self, text: str) -> Compiler:
        return Compiler(placer(text), self.names & BUILTINS.keys(), self.types)

    def constant(self, text: str) -> tuple[bool, Any]:
        """Tell whether a result text has the same value everywhere, and which; an empty one is null."""
        if text not in self._results:
            self._results[text] = self._constant(text)
        return self._results[text]

    def _constant(self, text: str) -> tuple[bool, Any]:
        if not text:
            return True, None
        try:
            return self._compiler(text).constant(parse(text, self.names))
        except (FeelError, RecursionError):
            return False, None

    def listed(self, text: str | None) -> list[Any] | None:
        """Give the values of a list of allowed results; None where there is none that can be read."""
        if not text:
            return None
        try:
            found = build_expression(f"[{text}]", self.names, self.types).code(Scope({}, Run()))
        except (FeelError, Null, RecursionError):
            return None
        return found if isinstance(found, list) else None


_Constant = Callable[[syntax.Node], tuple[bool, Any]]


def _constants(node: syntax.Node, constant: _Constant) -> Iterator[tuple[Any, bool]]:
    known, value = constant(node)
    if known:
        yield from _scalars(value, ordered=False)
    elif isinstance(node, syntax.UnaryRange):
        yield from _one(node.endpoint, constant, ordered=node.op not in ("=", "!="))
    elif isinstance(node, syntax.RangeLiteral):
        for end in (node.start, node.end):
            yield from _one(end, constant, ordered=True)
    elif isinstance(node, syntax.ListLiteral):
        for item in node.items:
            yield from _one(item, constant, ordered=False)
    else:
        yield from _about_the_value(node, constant)


def _about_the_value(node: syntax.Node, constant: _Constant) -> Iterator[tuple[Any, bool]]:
    """Read `? > 5 and ? < 10` and its kin."""
    if isinstance(node, syntax.Comparison) and _VALUE in (node.left, node.right):
        other = node.right if node.left == _VALUE else node.left
        yield from _one(other, constant, ordered=node.op not in ("=", "!="))
    elif isinstance(node, syntax.Between) and node.value == _VALUE:
        for end in (node.low, node.high):
            yield from _one(end, constant, ordered=True)
    elif isinstance(node, syntax.In) and node.value == _VALUE:
        for test in node.tests:
            yield from _constants(test, constant)
    elif isinstance(node, syntax.Logic):
        for item in node.items:
            yield from _constants(item, constant)
    elif isinstance(node, syntax.Call) and node.function == syntax.Name("not") and len(node.arguments) == 1:
        yield from _constants(node.arguments[0], constant)
    else:
        raise _Unknown


def _one(node: syntax.Node, constant: _Constant, *, ordered: bool) -> Iterator[tuple[Any, bool]]:
    known, value = constant(node)
    if not known:
        raise _Unknown
    yield from _scalars(value, ordered=ordered)


def _scalars(value: Any, *, ordered: bool) -> Iterator[tuple[Any, bool]]:
    if type(value) not in KINDS:
        raise _Unknown
    yield value, ordered
