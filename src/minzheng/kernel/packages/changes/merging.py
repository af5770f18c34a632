"""Three trees: what only one side changed is taken over, what both changed differently collides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from minzheng.kernel.packages.changes.keyed import MISSING, Keyed
from minzheng.kernel.packages.changes.trees import members, same

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A part that both sides changed differently, with what it was, what the newest version and the edit make of it."""

    path: Path
    base: Any
    theirs: Any
    mine: Any


def merge_trees(base: Any, theirs: Any, mine: Any) -> tuple[Any, list[Clash]]:
    """The merged tree, with the edit's part where both sides clash, and the clashes."""
    clashes: list[Clash] = []
    return _part(base, theirs, mine, (), clashes), clashes


def _part(base: Any, theirs: Any, mine: Any, path: Path, clashes: list[Clash]) -> Any:
    if same(theirs, mine) or same(base, mine):
        return theirs
    if same(base, theirs):
        return mine
    if isinstance(theirs, dict) and isinstance(mine, dict):
        return _mapping(base if isinstance(base, dict) else {}, theirs, mine, path, clashes)
    lists = isinstance(theirs, Keyed) and isinstance(mine, Keyed)
    if (
        lists
        and theirs.by == mine.by
        and (base is MISSING or (isinstance(base, Keyed) and base.by == mine.by))
    ):
        return _list(base if isinstance(base, Keyed) else Keyed(mine.by, {}), theirs, mine, path, clashes)
    clashes.append(Clash(path, base, theirs, mine))
    return mine


def _mapping(
    base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any], path: Path, clashes: list[Clash]
) -> dict[str, Any]:
    merged = {}
    for name in _order(list(base), list(theirs), list(mine)) or dict.fromkeys((*theirs, *mine)):
        kept = _member(base, theirs, mine, name, path, clashes)
        if kept is not MISSING:
            merged[name] = kept
    return merged


def _member(base: Any, theirs: Any, mine: Any, name: str, path: Path, clashes: list[Clash]) -> Any:
    old, newest, edited = (dict(members(one)).get(name, MISSING) for one in (base, theirs, mine))
    return _part(old, newest, edited, (*path, name), clashes)


def _list(base: Keyed, theirs: Keyed, mine: Keyed, path: Path, clashes: list[Clash]) -> Keyed:
    order = _order(list(base.items), list(theirs.items), list(mine.items))
    if order is None:
        clashes.append(Clash(path, base, theirs, mine))
        order = list(dict.fromkeys((*mine.items, *theirs.items)))
    found = {name: _member(base, theirs, mine, name, path, clashes) for name in order}
    return Keyed(mine.by, {name: part for name, part in found.items() if part is not MISSING})


def _order(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[str] | None:
    """Names in the order of the side that changed it; what the other side added follows what it followed there. None
    when both sides changed the order, each in its own way."""
    common = set(base) & set(theirs) & set(mine)
    was, newest, edited = ([name for name in one if name in common] for one in (base, theirs, mine))
    if newest != edited and was not in (newest, edited):
        return None
    leading, other = (theirs, mine) if edited == was else (mine, theirs)
    order = list(leading)
    for at, name in enumerate(other):
        if name in leading:
            continue
        before = next((one for one in reversed(other[:at]) if one in order), None)
        place = order.index(before) + 1 if before is not None else 0
        if leading is theirs:  # behind what the newest version put in at the same place
            while place < len(order) and order[place] not in base and order[place] not in mine:
                place += 1
        order.insert(place, name)
    return order
