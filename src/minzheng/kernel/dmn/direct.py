"""The straight way through a table of constants: the inputs in one grip, then from column to column down a tree.

Only for tables whose columns are plain inputs of one kind each, whose cells compare with constants and whose results are
constants; only for inputs of exactly those kinds. Anything else steps aside, and the long way remains the definition.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from minzheng.kernel.feel import Run
from minzheng.kernel.feel.scope import Scope
from minzheng.kernel.feel.values import to_python

from .index import Masks
from .tables import Table
from .trace import Decided, End

_MAX_NODES = 4000
_MAX_ROWS = 200
_PLAIN = (str, bool, Decimal, type(None))

_Node = tuple[int, list[int] | None, Any, Any]
"""`(column, cuts, nodes, …)` for whole numbers, `(column, None, nodes by value, node for others)` for texts and truths,
`(-1, None, None, what it ends in)` at the end."""

Direct = Callable[[Mapping[str, object]], Decided | None]
"""Gives the answer for some inputs, None to step aside."""


def _walker(names: Sequence[str], types: tuple[type, ...], root: _Node) -> Direct:
    get = itemgetter(*names)
    single = len(names) == 1

    def answer(inputs: Mapping[str, object]) -> Decided | None:
        try:
            values: Any = get(inputs)
        except KeyError:
            return None
        if single:
            values = (values,)
        if tuple(map(type, values)) != types:
            return None
        at, cuts, nodes, end = root
        while at >= 0:
            if cuts is None:
                at, cuts, nodes, end = nodes.get(values[at], end)
            else:
                at, cuts, nodes, end = nodes[bisect_right(cuts, values[at])]
        return None if end is None else Decided(end, values)

    return answer


def direct_of(
    table: Table, names: Sequence[str], kinds: Sequence[type], masks: Sequence[Masks], fit: Any
) -> Direct | None:
    """Make the straight way, None where the table does not allow it. `fit` fits a result to the declared type."""
    if len(table.rows) > _MAX_ROWS:
        return None
    ends: dict[int, _Node] = {}
    for row in table.rows:
        run = Run()
        value = fit(row.answer(Scope({}, run)), run) if row.constant else Ellipsis
        if type(value) not in _PLAIN or run.warnings:
            return None
        ends[row.index - 1] = (-1, None, None, End(table.owner, row, table.labels, to_python(value)))
    columns = [column_of(kind, one) for kind, one in zip(kinds, masks, strict=True)]
    if any(column is None for column in columns):
        return None
    grower = _Grower(
        [column for column in columns if column is not None], ends, first=table.policy == "FIRST"
    )
    root = grower.node(0, (1 << len(table.rows)) - 1)
    types = [int if kind is Decimal else kind for kind in kinds]
    return None if grower.too_large else _walker(names, tuple(types), root)


Column = tuple[list[int] | None, dict[Any, int], list[int], int]


def column_of(kind: type, masks: Masks) -> Column | None:
    """The cuts of a column with the rows of each piece, or its values with theirs, and the rows of other values."""
    if kind is Decimal:
        if not masks.numbers or any(number != number.to_integral_value() for number in masks.numbers):
            return None
        pieces: dict[int, int] = {}
        for at, number in enumerate(int(one) for one in masks.numbers):
            pieces[number] = masks.number_masks[2 * at + 1]
            pieces[number + 1] = masks.number_masks[2 * at + 2]
        cuts = sorted(pieces)
        return cuts, {}, [masks.number_masks[0], *(pieces[cut] for cut in cuts)], 0
    if kind is str and masks.texts:
        return None, dict(masks.texts), [], masks.other
    if kind is bool and masks.flags:
        return None, dict(masks.flags), [], 0
    return None


class _Grower:
    """Grows the tree; alike parts are shared."""

    def __init__(self, columns: Sequence[Column], ends: Mapping[int, _Node], *, first: bool) -> None:
        self.columns = columns
        self.ends = ends
        self.first = first
        self.made: dict[tuple[int, int], _Node] = {}

    @property
    def too_large(self) -> bool:
        """Whether it was given up."""
        return len(self.made) > _MAX_NODES

    def node(self, at: int, mask: int) -> _Node:
        """The node before column `at` for the rows that are left."""
        if not mask or self.too_large:
            return (-1, None, None, None)
        if at == len(self.columns):
            low = mask & -mask
            if mask != low and not self.first:
                return (-1, None, None, None)
            return self.ends[low.bit_length() - 1]
        found = self.made.get((at, mask))
        if found is None:
            found = self.made[at, mask] = self._grown(at, mask)
        return found

    def _grown(self, at: int, mask: int) -> _Node:
        cuts, values, pieces, other = self.columns[at]
        if cuts is not None:
            if all(piece & mask == mask for piece in pieces):
                return self.node(at + 1, mask)
            return (at, cuts, [self.node(at + 1, mask & piece) for piece in pieces], None)
        if all(piece & mask == mask for piece in (*values.values(), other or mask)):
            return self.node(at + 1, mask)
        nodes = {value: self.node(at + 1, mask & piece) for value, piece in values.items()}
        return (at, None, nodes, self.node(at + 1, mask & other))
