"""Looking through the combinations of parts: what no row covers, what several rows cover, what a row never gets."""

from collections.abc import Callable, Iterator, Sequence

from .axes import Axis, Class
from .findings import Budget
from .points import Part

Example = tuple[tuple[str, Part], ...]
"""Inputs by label, each with a part; inputs that do not matter are left out."""


def gaps(axes: Sequence[Axis], rows: int, budget: Budget, most: int) -> list[Example]:
    """Find combinations that no row can match, at most `most`; empty when there is none."""
    found: dict[Example, None] = {}
    covering = _covering(axes, rows)
    seen: set[tuple[int, int]] = set()

    def go(at: int, mask: int, chosen: tuple[Class, ...]) -> None:
        if len(found) >= most or (mask and (at == len(axes) or mask & covering[at])) or (at, mask) in seen:
            return
        if not mask:
            found[_needed(axes, chosen, rows)] = None
            return
        seen.add((at, mask))
        budget.spend(len(axes[at].classes))
        for each in axes[at].classes:
            go(at + 1, mask & each.may, (*chosen, each))

    go(0, (1 << rows) - 1, ())
    return list(found)


def _covering(axes: Sequence[Axis], rows: int) -> list[int]:
    """For each axis the rows that ask nothing of it and of those behind it."""
    found = (1 << rows) - 1
    backwards = []
    for axis in reversed(axes):
        for row, bits in enumerate(axis.may):
            if bits != axis.everything and found >> row & 1:
                found ^= 1 << row
        backwards.append(found)
    return backwards[::-1]


def _needed(axes: Sequence[Axis], chosen: Sequence[Class], rows: int) -> Example:
    """Leave out the inputs without which no row matches all the same."""
    kept = dict(enumerate(chosen))
    for at in reversed(range(len(chosen))):
        mask = (1 << rows) - 1
        for other, each in kept.items():
            mask &= each.may if other != at else mask
        if not mask:
            del kept[at]
    return tuple((axes[at].label, each.part) for at, each in kept.items())


def covered(axes: Sequence[Axis], row: int, rivals: int, budget: Budget) -> tuple[Example, int] | None:
    """Tell whether the `rivals` (bits) cover all that a row can match: an example and the first rival there; None
    when something is left for the row."""
    bit = 1 << row
    seen: set[tuple[int, int]] = set()

    def left(at: int, mask: int) -> bool:
        if not mask:
            return True
        if at == len(axes) or (at, mask) in seen:
            return False
        seen.add((at, mask))
        budget.spend(len(axes[at].classes))
        return any(left(at + 1, mask & each.must) for each in axes[at].classes if each.may & bit)

    if left(0, rivals):
        return None
    mask, example = rivals, []
    for axis in axes:
        each = next(each for each in axis.classes if each.may & bit)
        mask &= each.must
        if axis.may[row] != axis.everything or len(axis.parts) > 1:
            example.append((axis.label, each.part))
    return tuple(example), (mask & -mask).bit_length() - 1


def overlaps(
    axes: Sequence[Axis], rows: int, forbidden: Callable[[int, int], bool], budget: Budget
) -> Iterator[tuple[int, int, Example]]:
    """Find pairs of rows that surely match together and must not, each with an example."""
    sets = [axis.must for axis in axes]
    for first in range(rows):
        budget.spend(rows - first)
        for second in range(first + 1, rows):
            if all(column[first] & column[second] for column in sets) and forbidden(first, second):
                yield first, second, _common(axes, first, second)


def _common(axes: Sequence[Axis], first: int, second: int) -> Example:
    example = []
    for axis in axes:
        both = axis.must[first] & axis.must[second]
        if both != axis.everything:
            example.append((axis.label, axis.parts[(both & -both).bit_length() - 1]))
    return tuple(example)
