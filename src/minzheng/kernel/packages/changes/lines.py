"""Three texts line by line: what only one side changed is taken over, what both changed differently is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines `low` to `high` of the base (from 0, `high` not included) became `lines`; `mine` tells on which side."""

    low: int
    high: int
    lines: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """Both sides changed the same lines: where in the edited text (from 1, both included), and the three texts."""

    first: int
    last: int
    base: str
    theirs: str
    mine: str


def merge_lines(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str], *, both: bool = False
) -> tuple[list[str], list[Clash]]:
    """The merged lines, with the edited ones where both sides clash, and the clashes.

    With `both` lines that both sides put in at the same place come one after the other, the newest version's first.
    """
    hunks = sorted(
        (*_hunks(base, theirs, mine=False), *_hunks(base, mine, mine=True)), key=lambda one: one.low
    )
    merged: list[str] = []
    clashes: list[Clash] = []
    at = 0
    for group in _groups(hunks):
        low, high = group[0].low, max(one.high for one in group)
        merged += base[at:low]
        at = high
        sides = [_side(base, low, high, [one for one in group if one.mine is side]) for side in (False, True)]
        old = list(base[low:high])
        if sides[0] == sides[1] or sides[1] == old:
            merged += sides[0]
        elif sides[0] == old:
            merged += sides[1]
        elif both and low == high:
            merged += [*sides[0], *sides[1]]
        else:
            first = len(merged) + 1
            merged += sides[1]
            texts = ("".join(old), "".join(sides[0]), "".join(sides[1]))
            clashes.append(Clash(first, max(first, len(merged)), *texts))
    return merged + list(base[at:]), clashes


def _hunks(base: Sequence[str], other: Sequence[str], *, mine: bool) -> Iterator[Hunk]:
    for tag, low, high, start, end in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Hunk(low, high, tuple(other[start:end]), mine)


def _groups(hunks: Sequence[Hunk]) -> Iterator[list[Hunk]]:
    """Hunks that touch the same lines, or the same gap between lines, belong together."""
    group: list[Hunk] = []
    high = -1
    for hunk in hunks:
        inserts = hunk.low == hunk.high or any(one.low == one.high == hunk.low for one in group)
        if group and (hunk.low < high or (hunk.low == high and inserts)):
            group.append(hunk)
            high = max(high, hunk.high)
            continue
        if group:
            yield group
        group, high = [hunk], hunk.high
    if group:
        yield group


def _side(base: Sequence[str], low: int, high: int, hunks: Sequence[Hunk]) -> list[str]:
    """What lines `low` to `high` of the base became on one side."""
    found: list[str] = []
    at = low
    for hunk in hunks:
        found += [*base[at : hunk.low], *hunk.lines]
        at = hunk.high
    return found + list(base[at:high])
