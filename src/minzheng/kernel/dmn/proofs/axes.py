"""The columns of a table as axes: for every row the parts of each axis that pass, as the bits of an integer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from minzheng.kernel.feel.types import Simple, Type

from .cells import Cell
from .findings import Budget, TooLarge
from .points import KINDS, Group, Part, group_of

MAX_PARTS = 20_000
"""Parts of one axis."""

_ANY = Group(object, (Part(None, "任意值"),), {})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of conditions as written: what its input is called, its declared types, the allowed values of table
    and types, its cells."""

    label: str
    types: tuple[Type, ...]
    limits: tuple[Cell, ...]
    cells: tuple[Cell, ...]

    @property
    def kind(self) -> type | None:
        """Give the class of the declared type; None when nothing is declared, `object` for lists and the like."""
        for type_ in self.types:
            bare = type_.bare()
            if isinstance(bare, Simple):
                return bare.classes[0] if len(bare.classes) == 1 and bare.classes[0] in KINDS else object
            return object
        return None

    def constants(self) -> list[tuple[Any, bool]]:
        """Give every constant that divides the column, with whether it is compared by order."""
        cells = (*self.cells, *self.limits)
        return [each for cell in cells if cell.known for each in cell.constants]

    def allows(self, value: Any) -> bool:
        """Tell whether a value may come at all."""
        return all(limit.passes(value) for limit in self.limits)


@dataclass(frozen=True, slots=True)
class Class:
    """Parts that the same rows pass: one of them, the rows that surely pass it, and those that may."""

    part: Part
    must: int
    may: int


@dataclass(frozen=True, slots=True)
class Axis:
    """One input: its parts, and per row the parts that surely (`must`) or possibly (`may`) pass."""

    label: str
    parts: tuple[Part, ...]
    must: tuple[int, ...]
    may: tuple[int, ...]
    classes: tuple[Class, ...]

    @property
    def everything(self) -> int:
        """Give the bits of all parts."""
        return (1 << len(self.parts)) - 1


def axis_of(columns: Sequence[Column], budget: Budget) -> Axis:
    """Make the axis of the columns that look at one input."""
    groups = _groups(columns)
    parts = [part for group in groups for part in group.parts]
    if len(parts) > MAX_PARTS:
        raise TooLarge
    kept = [at for at, part in enumerate(parts) if groups == [_ANY] or _allowed(columns, part.value)]
    rows = len(columns[0].cells)
    read: dict[Cell, tuple[int, int]] = {}
    must, may = [], []
    for row in range(rows):
        sure, possible = (1 << len(parts)) - 1, (1 << len(parts)) - 1
        for column in columns:
            cell = column.cells[row]
            if cell not in read:
                read[cell] = _passing(cell, groups, budget)
            sure, possible = sure & read[cell][0], possible & read[cell][1]
        must.append(sure)
        may.append(possible)
    if len(kept) < len(parts):
        budget.spend(len(kept) * rows // 8)
        new = {old: at for at, old in enumerate(kept)}
        must, may = (
            [_bits((new[at] for at in _positions(bits) if at in new), len(kept)) for bits in sets]
            for sets in (must, may)
        )
    chosen = tuple(parts[at] for at in kept)
    classes = _classes(chosen, must, may, budget)
    return Axis(columns[0].label, chosen, tuple(must), tuple(may), classes)


def _allowed(columns: Sequence[Column], value: Any) -> bool:
    return all(column.allows(value) for column in columns)


def _groups(columns: Sequence[Column]) -> list[Group]:
    constants = [each for column in columns for each in column.constants()]
    kinds = {type(value) for value, _ in constants}
    declared = next((column.kind for column in columns if column.kind is not None), None)
    if declared is object:
        return [_ANY]
    if declared is not None:
        kinds = {declared} | (kinds & {type(None)})
    groups = []
    for kind in KINDS:
        if kind in kinds:
            own = [(value, ordered) for value, ordered in constants if type(value) is kind]
            group = group_of(kind, [value for value, _ in own], ordered=any(ordered for _, ordered in own))
            if group is None:
                return [_ANY]
            groups.append(group)
    return groups or [_ANY]


def _passing(cell: Cell, groups: Sequence[Group], budget: Budget) -> tuple[int, int]:
    """Give the parts that surely and possibly pass; between its own constants a cell answers the same."""
    size = sum(len(group.parts) for group in groups)
    everything = (1 << size) - 1
    if cell.free:
        return everything, everything
    if not cell.known or list(groups) == [_ANY]:
        return 0, everything
    found, start = 0, 0
    for group in groups:
        own = {group.place[value] for value, _ in cell.constants if type(value) is group.kind}
        cuts = sorted(own | {at + 1 for at in own} | {0, len(group.parts)})
        budget.spend(len(cuts))
        for low, high in pairwise(cuts):
            if cell.passes(group.parts[low].value):
                found |= (1 << (start + high)) - (1 << (start + low))
        start += len(group.parts)
    return found, found


def _positions(bits: int) -> Iterator[int]:
    """Give the places of the bits that are set."""
    for at, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        for place in range(8 if byte else 0):
            if byte >> place & 1:
                yield 8 * at + place


def _bits(places: Iterable[int], size: int) -> int:
    """Set the bits at some places."""
    made = bytearray(size // 8 + 1)
    for at in places:
        made[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(made, "little")


def _classes(
    parts: Sequence[Part], must: Sequence[int], may: Sequence[int], budget: Budget
) -> tuple[Class, ...]:
    sure, possible = _turned(must, len(parts), budget), _turned(may, len(parts), budget)
    first: dict[tuple[int, int], Class] = {}
    for part, low, high in zip(parts, sure, possible, strict=True):
        first.setdefault((low, high), Class(part, low, high))
    return tuple(first.values())


def _turned(sets: Sequence[int], size: int, budget: Budget) -> list[int]:
    """Turn parts per row into rows per part."""
    everything = (1 << size) - 1
    always = _bits((row for row, bits in enumerate(sets) if bits == everything), len(sets))
    masks = [always] * size
    for row, bits in enumerate(sets):
        if bits == everything:
            continue
        budget.spend(bits.bit_count())
        for at in _positions(bits):
            masks[at] |= 1 << row
    return masks
