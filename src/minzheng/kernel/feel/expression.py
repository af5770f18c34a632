"""The door: compile texts (cached), evaluate them with plain Python values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from .budget import DEFAULT_LIMITS, FeelWarning, Limits, Place, Run
from .compiler import Compiler
from .errors import FeelLimitError
from .functions import BUILTINS
from .parser import parse, parse_tests
from .scanner import Scanner, is_plain, normal
from .scope import Code, Scope, Test
from .syntax import Node, Tests
from .tests_compiler import compile_tests
from .types import Type
from .values import to_feel, to_python

Types = Mapping[str, Type] | Callable[[str], Type | None] | None
_TOO_DEEP = "算式一层套一层，太深了，请拆开写"


@dataclass(frozen=True, slots=True)
class Result:
    """A value in plain Python, and why parts of it are null."""

    value: object
    warnings: tuple[FeelWarning, ...]


class Expression:
    """A compiled expression.

    `names` are its free variables; `item_names` those inside filters, which may be entries of the filtered
    items or variables outside.
    """

    __slots__ = ("_wanted", "code", "item_names", "names", "text", "tree")

    def __init__(self, text: str, tree: Node, code: Code, compiler: Compiler) -> None:
        self.text = text
        self.tree = tree
        self.code = code
        self.names = frozenset(compiler.free)
        self.item_names = frozenset(compiler.maybe.keys() - compiler.free.keys())
        self._wanted = tuple(self.names | self.item_names)

    def evaluate(self, context: Mapping[str, object] | None = None, *, at: datetime | None = None) -> object:
        """Give the value as plain Python. `at` answers `now()` and `today()`, which are null without it.

        Raises FeelValueError for a context that FEEL cannot hold and FeelLimitError when a budget is spent.
        """
        return self._go(context or {}, Run(DEFAULT_LIMITS, at))

    def run(
        self,
        context: Mapping[str, object] | None = None,
        *,
        at: datetime | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Result:
        """Give the value together with the warnings; see `evaluate`."""
        run = Run(limits, at)
        return Result(self._go(context or {}, run), tuple(run.warnings))

    def _go(self, context: Mapping[str, object], run: Run) -> Any:
        names = {}
        for name in self._wanted:
            if name in context:
                value = context[name]
                cls = type(value)
                names[name] = value if cls is str or cls is bool else to_feel(value)
        try:
            return to_python(self.code(Scope(names, run)))
        except RecursionError:
            raise FeelLimitError(_TOO_DEEP) from None


class UnaryTests:
    """Compiled unary tests: the cell of a decision table."""

    __slots__ = ("_wanted", "code", "names", "text", "tree")

    def __init__(self, text: str, tree: Tests, code: Test, compiler: Compiler) -> None:
        self.text = text
        self.tree = tree
        self.code = code
        self.names = frozenset(compiler.free.keys() | compiler.maybe.keys()) - {"?"}
        self._wanted = tuple(self.names)

    def test(
        self, value: object, context: Mapping[str, object] | None = None, *, at: datetime | None = None
    ) -> bool | None:
        """Tell whether the value passes; None when FEEL cannot say."""
        given = context or {}
        names = {name: to_feel(given[name]) for name in self._wanted if name in given}
        names["?"] = to_feel(value)
        try:
            return self.code(names["?"], Scope(names, Run(DEFAULT_LIMITS, at)))
        except RecursionError:
            raise FeelLimitError(_TOO_DEEP) from None


def compile_expression(text: str, names: Iterable[str] = ()) -> Expression:
    """Compile an expression; `names` are the variables that it may use.

    They matter where a name cannot be read word by word (`a-b`, `Rate and Fee`) or hides a built-in function.
    Raises FeelSyntaxError with line and column. The same text with the same names is compiled once.
    """
    return _expression(text, _mattering(names))


def compile_unary_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Compile unary tests such as `< 5, [10..20]` or `not("a")`; see `compile_expression`."""
    return _unary_tests(text, _mattering(names))


def build_expression(text: str, names: Iterable[str] = (), types: Types = None) -> Expression:
    """Compile without the cache, with named types (for DMN)."""
    try:
        known = tuple(names)
        tree = parse(text, known)
        compiler = Compiler(placer(text), frozenset(known) & BUILTINS.keys(), types)
        return Expression(text, tree, compiler.compile(tree), compiler)
    except RecursionError:
        raise FeelLimitError(_TOO_DEEP) from None


def build_unary_tests(text: str, names: Iterable[str] = (), types: Types = None) -> UnaryTests:
    """Compile unary tests without the cache, with named types (for DMN)."""
    try:
        known = tuple(names)
        tree = parse_tests(text, known)
        compiler = Compiler(placer(text), frozenset(known) & BUILTINS.keys(), types)
        return UnaryTests(text, tree, compile_tests(compiler, tree), compiler)
    except RecursionError:
        raise FeelLimitError(_TOO_DEEP) from None


def names_of(context: Mapping[str, object]) -> frozenset[str]:
    """Collect the names in a context, those of contexts and lists inside it too: what `names` may be given."""
    found: set[str] = set()
    rest: list[object] = [context]
    while rest:
        value = rest.pop()
        if isinstance(value, Mapping):
            found.update(value)
            rest.extend(value.values())
        elif isinstance(value, list):
            rest.extend(value)
    return frozenset(found)


def placer(text: str, source: str = "") -> Callable[[int], Place]:
    """Give the function that turns an offset in `text` into a place."""
    place = Scanner(text, ()).place
    return lambda at: (*place(at), source)


def _mattering(names: Iterable[str]) -> frozenset[str]:
    normalised = (normal(name) for name in names)
    return frozenset(name for name in normalised if not is_plain(name) or name in BUILTINS)


@lru_cache(maxsize=4096)
def _expression(text: str, names: frozenset[str]) -> Expression:
    return build_expression(text, names)


@lru_cache(maxsize=4096)
def _unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    return build_unary_tests(text, names)
