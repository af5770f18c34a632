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
from minzheng.kernel.feel.values import NUMBERS

_MAX_BITS = 100_000_000
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

    def of(self, cls: type) -> list[Any]:
        """Give the constants of one kind."""
        return [x for x in self.constants or () if type(x) is cls]

    def passes(self, value: Any) -> bool:
        """Tell whether a value passes, for a cell that looks at nothing else."""
        return self.test(value, Scope({}, Run())) is True


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
    always = everything & ~sum(cell.bit for cell in indexed)
    numbers = tuple(sorted({x for cell in indexed for x in cell.of(Decimal)}))
    if len(numbers) * everything.bit_length() > _MAX_BITS:
        return _NONE
    ordered = any(cell.ordering and cell.of(str) for cell in indexed)
    flags = (True, False) if any(cell.of(bool) for cell in indexed) else ()
    texts, other = ({}, 0) if ordered else _text_masks(indexed, always)
    return Masks(
        numbers,
        _number_masks(indexed, always, numbers),
        texts,
        other,
        {flag: always | _passing(indexed, flag) for flag in flags},
    )


def _passing(cells: Iterable[Cell], value: Any) -> int:
    return sum(cell.bit for cell in cells if cell.passes(value))


def _text_masks(cells: Sequence[Cell], always: int) -> tuple[dict[str, int], int]:
    other = always | _passing(cells, _OTHER)
    masks: dict[str, int] = {}
    for cell in cells:
        for text in cell.of(str):
            mask = masks.get(text, other)
            masks[text] = mask | cell.bit if cell.passes(text) else mask & ~cell.bit
    return masks, other


def _number_masks(cells: Sequence[Cell], always: int, numbers: Sequence[Decimal]) -> tuple[int, ...]:
    """Sweep over the numbers and the gaps between them; a cell changes only at its own constants."""
    if not numbers:
        return ()
    place = {number: 2 * at + 1 for at, number in enumerate(numbers)}
    changes: list[list[tuple[int, bool]]] = [[] for _ in range(2 * len(numbers) + 1)]
    for cell in cells:
        own = sorted(set(cell.of(Decimal)))
        changes[0].append((cell.bit, cell.passes(NUMBERS.next_minus(own[0] if own else numbers[0]))))
        for number in own:
            changes[place[number]].append((cell.bit, cell.passes(number)))
            changes[place[number] + 1].append((cell.bit, cell.passes(NUMBERS.next_plus(number))))
    masks: list[int] = []
    mask = always
    for step in changes:
        for bit, passes in step:
            mask = mask | bit if passes else mask & ~bit
        masks.append(mask)
    return tuple(masks)


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
        s.run.spend(len(cells))
        for cell in cells:
            if cell.constants is None or cell.test(value, s) is True:
                mask |= cell.bit
        return mask

    return find
