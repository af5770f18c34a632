"""Many contexts at once, column by column: what one context costs in calls is paid once for all of them.

Only for what gives the very same values: whole numbers, texts and truths as inputs; sums, differences and products of
whole numbers (exact as long as they have fewer than 34 digits); tables with one hit whose cells compare with constants.
For anything else `values` is `None`, or raises `Aside` where it shows only with the contexts; then one context follows
the other. That way remains the definition.
"""

import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from minzheng.kernel.feel import FeelError, syntax
from minzheng.kernel.feel.functions import BUILTINS
from minzheng.kernel.feel.parser import parse
from minzheng.kernel.feel.types import Simple, Type

from .direct import column_of
from .elements import Decision, DecisionTable, LiteralExpression
from .index import Masks
from .tables import Table

Columns = dict[str, list[Any]]
Work = Callable[[Columns, int], list[Any]]
"""Gives a column for some others and the number of contexts."""

_MOST: Final = 10**33
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_HITS: Final = ("FIRST", "UNIQUE")


class Aside(Exception):
    """These contexts, or this model, have to be taken one by one."""


def bounded(column: list[int]) -> list[int]:
    """Let whole numbers through that FEEL would hold exactly too."""
    if column and (max(column) > _MOST or min(column) < -_MOST):
        raise Aside
    return column


def taken(contexts: Sequence[Mapping[str, object]], name: str, kind: type) -> list[Any]:
    """The column of an input. Raises Aside when one is missing or of another kind."""
    try:
        column: list[Any] = [context[name] for context in contexts]
    except KeyError:
        raise Aside from None
    wanted = int if kind is Decimal else kind
    if set(map(type, column)) != {wanted}:
        raise Aside
    return bounded(column) if wanted is int else column


def arithmetic(text: str, kinds: Mapping[str, type]) -> Work | None:
    """The column of an expression over whole numbers, None for any other expression."""
    try:
        return _work(parse(text, tuple(kinds)), kinds)
    except (FeelError, RecursionError):
        return None


def _work(node: syntax.Node, kinds: Mapping[str, type]) -> Work | None:
    if isinstance(node, syntax.Name):
        name = node.name
        return (lambda columns, size: columns[name]) if _is_number(name, kinds) else None
    if isinstance(node, syntax.Literal):
        value = node.value
        if not isinstance(value, Decimal) or value.as_tuple().exponent != 0 or abs(value) > _MOST:
            return None
        whole = int(value)
        return lambda columns, size: [whole] * size
    if isinstance(node, syntax.Negation):
        inner = _work(node.operand, kinds)
        return None if inner is None else lambda columns, size: list(map(operator.neg, inner(columns, size)))
    if isinstance(node, syntax.Arithmetic) and node.op in _OPERATORS:
        left, right, apply = _work(node.left, kinds), _work(node.right, kinds), _OPERATORS[node.op]
        if left is None or right is None:
            return None
        return lambda columns, size: bounded(list(map(apply, left(columns, size), right(columns, size))))
    return None


def _is_number(name: str, kinds: Mapping[str, type]) -> bool:
    return kinds.get(name) is Decimal and name not in BUILTINS


def decision(
    element: Decision,
    type_: Type | None,
    table: tuple[Table, Sequence[Masks], Sequence[str]] | None,
    kinds: Mapping[str, type],
) -> tuple[Work, type] | None:
    """The column of a decision and the kind of its values, None where it has to be taken one by one."""
    logic = element.logic
    found: tuple[Work, type] | None = None
    if isinstance(logic, LiteralExpression):
        work = arithmetic(logic.text, kinds)
        found = None if work is None else (work, Decimal)
    elif isinstance(logic, DecisionTable) and table is not None:
        found = _table(logic, *table, kinds)
    return found if found is not None and _fits(type_, found[1]) else None


def _fits(type_: Type | None, kind: type) -> bool:
    return type_ is None or (isinstance(type_, Simple) and kind in type_.classes)


def _table(
    logic: DecisionTable,
    table: Table,
    masks: Sequence[Masks],
    texts: Sequence[str],
    kinds: Mapping[str, type],
) -> tuple[Work, type] | None:
    if table.policy not in _HITS or table.allowed or len(table.columns) != 1:
        return None
    if any(row.tests for row in table.rows) or not all(
        text in kinds and text not in BUILTINS for text in texts
    ):
        return None
    finds = [column_of(kinds[text], one) for text, one in zip(texts, masks, strict=True)]
    results = [_result(rule.results[0], kinds) for rule in logic.rules]
    if any(find is None for find in finds) or any(result is None for result in results):
        return None
    sorts = {result[1] for result in results if result is not None}
    if len(sorts) != 1 or not _fits(table.columns[0].type, next(iter(sorts))):
        return None
    works = [result[0] for result in results if result is not None]
    pairs = [(text, find) for text, find in zip(texts, finds, strict=True) if find is not None]
    return _looked_up(pairs, works, first=table.policy == "FIRST"), next(iter(sorts))


def _result(text: str, kinds: Mapping[str, type]) -> tuple[Work, type] | None:
    try:
        node = parse(text, tuple(kinds))
    except (FeelError, RecursionError):
        return None
    if isinstance(node, syntax.Literal) and isinstance(node.value, (str, bool)):
        value = node.value
        return lambda columns, size: [value] * size, type(value)
    work = arithmetic(text, kinds)
    return None if work is None else (work, Decimal)


def _looked_up(pairs: Sequence[tuple[str, Any]], works: Sequence[Work], *, first: bool) -> Work:
    everything = (1 << len(works)) - 1

    def work(columns: Columns, size: int) -> list[Any]:
        masks = [everything] * size
        for name, (cuts, values, pieces, other) in pairs:
            if cuts is not None:
                found = [pieces[bisect_right(cuts, value)] for value in columns[name]]
            else:
                found = [values.get(value, other) for value in columns[name]]
            masks = list(map(operator.and_, masks, found))
        rows = {mask: _row(mask, first=first) for mask in set(masks)}
        if len(set(rows.values())) == 1:
            return works[next(iter(rows.values()))](columns, size)
        return _spread(columns, [rows[mask] for mask in masks], works)

    return work


def _row(mask: int, *, first: bool) -> int:
    low = mask & -mask
    if not mask or (mask != low and not first):
        raise Aside
    return low.bit_length() - 1


def _spread(columns: Columns, rows: Sequence[int], works: Sequence[Work]) -> list[Any]:
    """Each context's result by the row that decides for it."""
    made: list[Any] = [None] * len(rows)
    places: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(row, []).append(at)
    for row, own in places.items():
        few = _Few(columns, own)
        for at, value in zip(own, works[row](few, len(own)), strict=True):
            made[at] = value
    return made


class _Few(dict[str, list[Any]]):
    """Some places of the columns, taken when they are asked for."""

    def __init__(self, columns: Columns, places: Sequence[int]) -> None:
        super().__init__()
        self.columns = columns
        self.places = places

    def __missing__(self, name: str) -> list[Any]:
        column = self.columns[name]
        found = self[name] = [column[at] for at in self.places]
        return found
