"""The short way through a table whose columns are plain inputs: no scope, no conversion, one look-up a column.

It answers only where the long way would give the same; for anything unusual (null, a value of the wrong kind) it
steps aside. The long way remains the definition.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from minzheng.kernel.feel.values import NUMBERS

from .index import Masks
from .tables import Row, Table
from .trace import MatchedRow

ASIDE = -1
_Find = Callable[[Any], int]


class Shortcut:
    """A table ready for the short way."""

    __slots__ = ("_everything", "_first", "_labels", "_nothing", "_owner", "_pairs", "_rows")

    def __init__(self, table: Table, pairs: Sequence[tuple[str, _Find]]) -> None:
        constant = all(column.default is None for column in table.columns)
        self._nothing = Row(0, (), table.nothing, constant, {})
        self._pairs = tuple(pairs)
        self._rows = table.rows
        self._everything = (1 << len(table.rows)) - 1
        self._first = table.policy == "FIRST"
        self._labels = table.labels
        self._owner = table.owner

    def row(self, inputs: Mapping[str, object], notes: list[Any]) -> Row | None:
        """Give the one row that decides and note it, or what stands for no row; None to step aside."""
        mask = self._everything
        values = []
        for name, find in self._pairs:
            value = inputs.get(name)
            found = find(value)
            if found < 0:
                return None
            mask &= found
            values.append(value)
        if self._first:
            mask &= -mask
        if not mask:
            return self._nothing
        if mask & (mask - 1):
            return None
        row = self._rows[mask.bit_length() - 1]
        notes.append(MatchedRow(self._owner, row.index, row.annotations, self._labels, values))
        return row


def finder(masks: Masks, cls: type) -> _Find | None:
    """Make the look-up of a column for plain Python values of one kind; None when the column has no such constants."""
    if cls is Decimal and masks.numbers:
        return _number_finder(masks)
    if cls is str and masks.texts:
        texts, other = masks.texts, masks.other
        return lambda value: texts.get(value, other) if type(value) is str else ASIDE
    if cls is bool and masks.flags:
        flags = masks.flags
        return lambda value: flags[value] if type(value) is bool else ASIDE
    return None


def _number_finder(masks: Masks) -> _Find:
    whole = all(number == number.to_integral_value() for number in masks.numbers)
    points: Sequence[Any] = [int(number) for number in masks.numbers] if whole else masks.numbers
    between, count = masks.number_masks, len(points)

    def find(value: Any) -> int:
        if type(value) is not int:
            if type(value) is not Decimal or not value.is_finite():
                return ASIDE
            value = NUMBERS.plus(value)
        at = bisect_left(points, value)
        return between[2 * at + (at < count and points[at] == value)]

    return find
