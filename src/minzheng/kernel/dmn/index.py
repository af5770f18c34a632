"""Finding the rows of a table by look-up: for each column, which rows pass a value, as the bits of an integer.

Only for cells that compare with constants. Between two neighbouring constants every such cell answers the same, so
a number is found by bisection, a string or boolean in a dictionary; anything else is tested cell by cell.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from minzheng.kernel.feel import Run, syntax
from minzheng.kernel.feel.scope import Scope, Test

_MAX_WORK = 200_000
_SCALARS = (Decimal, str, bool)
_OTHER = "\ufffe"

Lookup = Callable[[Any, Scope], int]
"""Which rows pass a value, as bits; a row that needs a closer look counts as passing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One test of a column: the bit of its row, and the constants that it compares with (None: not only these)."""

    bit: int
    test: Test
    constants: tuple[Any, ...] | None
    ordering: bool


def constants_of(
    tests: syntax.Tests, constant: Callable[[syntax.Node], tuple[bool, Any]]
) -> tuple[tuple[Any, ...] | None, bool]:
    """Give the constants that a cell compares with, None when it does more; and whether it orders them."""
    found: list[Any] = []
    ordering = False
    for item in tests.items:
        nodes: tuple[syntax.Node, ...] = (item,)
        if isinstance(item, syntax.UnaryRange):
            nodes, ordering = (item.endpoint,), True
        elif isinstance(item, syntax.RangeLiteral):
            nodes, ordering = (item.start, item.end), True
        for node in nodes:
            known, value = constant(node)
            if not known or type(value) not in _SCALARS:
                return None, ordering
            found.append(value)
    return tuple(found), ordering


@dataclass(frozen=True, slots=True)
class Masks:
    """Which rows pass, as bits: for each number, and for the gaps between them; for each string and boolean."""

    numbers: tuple[Decimal, ...]
    number_masks: tuple[int, ...]
    texts: dict[str, int]
    other: int
    flags: dict[bool, int]


_NONE = Masks((), (), {}, 0, {})


def masks_of(cells: Sequence[Cell], everything: int) -> Masks:
    """Work out the rows for every constant of a column; `everything` has the bits of all rows."""
    indexed = [cell for cell in cells if cell.constants is not None]
    constants = {(type(x), x) for cell in indexed for x in cell.constants or ()}
    if len(indexed) * len(constants) * 2 > _MAX_WORK:
        return _NONE
    always = everything & ~sum(cell.bit for cell in indexed)
    numbers = tuple(sorted(x for cls, x in constants if cls is Decimal))
    ordered = any(type(x) is str for cell in indexed if cell.ordering for x in cell.constants or ())
    texts = [] if ordered else [x for cls, x in constants if cls is str]
    flags = [True, False] if any(cls is bool for cls, _ in constants) else []
    return Masks(
        numbers,
        tuple(_mask(indexed, always, x) for x in _samples(numbers)),
        {x: _mask(indexed, always, x) for x in texts},
        _mask(indexed, always, _OTHER) if texts else 0,
        {x: _mask(indexed, always, x) for x in flags},
    )


def lookup(cells: Sequence[Cell], everything: int, masks: Masks) -> Lookup:
    """Make the look-up of a column."""
    slow = _tested(cells, everything & ~sum(cell.bit for cell in cells))
    numbers, number_masks, count = masks.numbers, masks.number_masks, len(masks.numbers)
    texts, other, flags = masks.texts, masks.other, masks.flags

    def find(value: Any, s: Scope) -> int:
        cls = type(value)
        if cls is Decimal and numbers:
            at = bisect_left(numbers, value)
            return number_masks[2 * at + (at < count and numbers[at] == value)]
        if cls is str and texts:
            return texts.get(value, other)
        if cls is bool and flags:
            return flags[value]
        return slow(value, s)

    return find


def _tested(cells: Sequence[Cell], always: int) -> Lookup:
    def find(value: Any, s: Scope) -> int:
        mask = always
        for cell in cells:
            if cell.constants is None or cell.test(value, s) is True:
                mask |= cell.bit
        return mask

    return find


def _samples(numbers: Sequence[Decimal]) -> Iterable[Decimal]:
    """Give a number below all, then each number and one between it and the next, up to one above all."""
    if not numbers:
        return
    yield numbers[0] - 1
    for at, number in enumerate(numbers):
        yield number
        yield (number + numbers[at + 1]) / 2 if at + 1 < len(numbers) else number + 1


def _mask(cells: Sequence[Cell], always: int, value: Any) -> int:
    scope = Scope({}, Run())
    mask = always
    for cell in cells:
        if cell.test(value, scope) is True:
            mask |= cell.bit
    return mask
