"""Random expressions for hypothesis, as trees: one choice after the other, so that they shrink well."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from minzheng.kernel.feel import syntax as n

NAMES = ("a", "b", "收入", "户 人数", "x")
KEYS = ("a", "k", "金额", "two words")
TEXTS = ("", "a", "b", "低保", 'quo"te', "line\nbreak", "back\\slash")
NUMBERS = tuple(map(Decimal, ("0", "1", "2", "3", "7", "0.5", "2.25", "1000000.01", "0.000001")))

Draw = Callable[[Any], Any]
_names = st.sampled_from(NAMES)
_keys = st.sampled_from(KEYS)
_orders = st.sampled_from(("<", "<=", ">", ">="))
_comparisons = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
_scalars = st.sampled_from((*NUMBERS, *NUMBERS, *TEXTS, True, False, None))


def _small(draw: Draw) -> n.Node:
    return n.Literal(Decimal(draw(st.integers(0, 4))))


def _leaf(draw: Draw) -> n.Node:
    return n.Name(draw(_names)) if draw(st.booleans()) else n.Literal(draw(_scalars))


def _several(draw: Draw, depth: int, low: int, high: int) -> tuple[n.Node, ...]:
    return tuple(tree(draw, depth) for _ in range(draw(st.integers(low, high))))


def _arithmetic(draw: Draw, depth: int) -> n.Node:
    op = draw(st.sampled_from(("+", "-", "*", "/", "**")))
    return n.Arithmetic(op, tree(draw, depth), _small(draw) if op == "**" else tree(draw, depth))


def _comparison(draw: Draw, depth: int) -> n.Node:
    return n.Comparison(draw(_comparisons), tree(draw, depth), tree(draw, depth))


def _test(draw: Draw, depth: int) -> n.Node:
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return n.UnaryRange(draw(_orders), tree(draw, depth))
    if kind == 1:
        return n.RangeLiteral(_small(draw), _small(draw), draw(st.booleans()), draw(st.booleans()))
    return tree(draw, depth)


def _in(draw: Draw, depth: int) -> n.Node:
    return n.In(tree(draw, depth), tuple(_test(draw, depth) for _ in range(draw(st.integers(1, 3)))))


def _list(draw: Draw, depth: int) -> n.Node:
    return n.ListLiteral(_several(draw, depth, 0, 3))


def _context(draw: Draw, depth: int) -> n.Node:
    keys = draw(st.lists(_keys, max_size=3, unique=True))
    return n.ContextLiteral(tuple((key, tree(draw, depth)) for key in keys))


def _iterator(draw: Draw, depth: int) -> n.Iterator:
    if draw(st.booleans()):
        return n.Iterator(draw(_names), _small(draw), _small(draw))
    return n.Iterator(draw(_names), _list(draw, depth) if draw(st.booleans()) else tree(draw, depth))


def _iterators(draw: Draw, depth: int) -> tuple[n.Iterator, ...]:
    return tuple(_iterator(draw, depth) for _ in range(draw(st.integers(1, 2))))


def _filter(draw: Draw, depth: int) -> n.Node:
    source = _list(draw, depth) if draw(st.booleans()) else tree(draw, depth)
    return n.Filter(source, _comparison(draw, depth) if draw(st.booleans()) else _small(draw))


def _call(draw: Draw, depth: int) -> n.Node:
    name = draw(st.sampled_from(("count", "sum", "not", "")))
    if name:
        return n.Call(n.Name(name), (tree(draw, depth),))
    return n.Call(n.FunctionLiteral((n.Parameter("x"),), tree(draw, depth)), (tree(draw, depth),))


_KINDS: tuple[Callable[[Draw, int], n.Node], ...] = (
    _arithmetic,
    _arithmetic,
    _comparison,
    lambda draw, depth: n.Negation(tree(draw, depth)),
    lambda draw, depth: n.Logic(draw(st.sampled_from(("and", "or"))), _several(draw, depth, 2, 3)),
    lambda draw, depth: n.Between(tree(draw, depth), tree(draw, depth), tree(draw, depth)),
    _in,
    lambda draw, depth: n.If(_comparison(draw, depth), tree(draw, depth), tree(draw, depth)),
    _list,
    _context,
    lambda draw, depth: n.Path(tree(draw, depth), draw(_keys)),
    lambda draw, depth: n.Path(_context(draw, depth), draw(_keys)),
    _filter,
    lambda draw, depth: n.For(_iterators(draw, depth), tree(draw, depth)),
    lambda draw, depth: n.Quantified(
        draw(st.sampled_from(("some", "every"))), _iterators(draw, depth), _comparison(draw, depth)
    ),
    _call,
)


def tree(draw: Draw, depth: int) -> n.Node:
    if depth <= 0 or draw(st.integers(0, 3)) == 0:
        return _leaf(draw)
    return draw(st.sampled_from(_KINDS))(draw, depth - 1)


@st.composite
def expressions(draw: Draw) -> n.Node:
    return draw(st.sampled_from(_KINDS))(draw, 2)


@st.composite
def values(draw: Draw, depth: int = 2) -> Any:
    kind = draw(st.integers(0, 4)) if depth else 0
    if kind == 1:
        return [draw(values(depth - 1)) for _ in range(draw(st.integers(0, 3)))]
    if kind == 2:
        return {key: draw(values(depth - 1)) for key in draw(st.lists(_keys, max_size=2, unique=True))}
    return draw(_scalars)


@st.composite
def contexts(draw: Draw) -> dict[str, Any]:
    return {name: draw(values()) for name in draw(st.lists(_names, max_size=4, unique=True))}
