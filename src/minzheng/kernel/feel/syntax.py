"""The syntax tree of FEEL. `at` is the offset in the text and takes no part in equality."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from .types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """Any expression."""

    at: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean or null."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """`@"2026-03-01"`: a date, time, date and time or duration."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name of a variable or function, blanks normalised."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-x`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left op right` with op one of `+ - * / **`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left op right` with op one of `= != < <= > >=`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`a and b and …` or `a or b or …`."""

    op: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in test` or `value in (test, …)`."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in source`, or `name in source..end`."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for a in …, b in … return body`."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some|every a in … satisfies body`."""

    kind: str
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[predicate]`."""

    source: Node
    predicate: Node


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(a, b)`; with `names`, `function(x: a, y: b)`."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{a: 1, "b c": 2}`."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """`[a..b)` and its kin."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class UnaryRange(Node):
    """`< x` and its kin: a simple positive unary test."""

    op: str
    endpoint: Node


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function definition."""

    name: str
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(a: number) body`; `external` is read but never run."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class Opaque(Node):
    """A part that compiles itself (a boxed expression of DMN); it has no text."""

    build: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Tests:
    """The unary tests of a table cell; without items it is `-`, which is always true."""

    items: tuple[Node, ...]
    negated: bool = False


def mentions(part: object, name: str) -> bool:
    """Tell whether a name stands anywhere in a tree; an opaque part may mention anything."""
    if isinstance(part, Name):
        return part.name == name
    if isinstance(part, tuple):
        return any(mentions(item, name) for item in part)
    if isinstance(part, Opaque):
        return True
    if isinstance(part, Node):
        return any(mentions(getattr(part, item.name), name) for item in fields(part))
    return False
