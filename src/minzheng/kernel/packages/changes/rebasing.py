"""An edited package on the newest version: three ways, file by file and element by element."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from minzheng.kernel.packages.changes.differences import DRAWING, Difference, compare
from minzheng.kernel.packages.changes.keyed import MISSING, Keyed
from minzheng.kernel.packages.changes.lines import merge_lines
from minzheng.kernel.packages.changes.merging import Clash, merge_trees
from minzheng.kernel.packages.changes.naming import place_of, short
from minzheng.kernel.packages.changes.trees import Tree, UnreadableError, same, text_of, tree_of


@dataclass(frozen=True, slots=True)
class Rebased:
    """What came of it: the merged `files` (with the edit's part where sides collide), what was taken over from the
    newest version, the collisions, and the files that had to be laid out afresh (their comments may be gone)."""

    files: Mapping[str, str]
    taken: tuple[Difference, ...]
    collisions: tuple[Difference, ...]
    relaid: tuple[str, ...]


def rebase(base: Mapping[str, str], newest: Mapping[str, str], edited: Mapping[str, str]) -> Rebased:
    """Put the changes from `base` to `edited` on top of `newest`; all three are texts by path."""
    files: dict[str, str] = {}
    collisions: list[Difference] = []
    relaid: list[str] = []
    for name in sorted(base.keys() | newest.keys() | edited.keys()):
        merged = _file(name, base.get(name), newest.get(name), edited.get(name))
        collisions += merged.collisions
        if merged.text is not None:
            files[name] = merged.text
        if merged.relaid:
            relaid.append(name)
    taken = compare(edited, files)
    return Rebased(files, tuple(taken), tuple(collisions), tuple(relaid))


@dataclass(frozen=True, slots=True)
class _Merged:
    text: str | None
    collisions: tuple[Difference, ...] = ()
    relaid: bool = False


def _file(name: str, base: str | None, theirs: str | None, mine: str | None) -> _Merged:
    if theirs == mine or base == mine:
        return _Merged(theirs)
    if base == theirs:
        return _Merged(mine)
    if theirs is None or mine is None:
        gone, kept = ("最新版", "您") if theirs is None else ("您", "最新版")
        return _Merged(mine, (Difference(name, "", f"{gone}删去了这个文件，{kept}却改了它。"),))
    try:
        trees = [_tree(name, text, mine) for text in (base, theirs, mine)]
    except UnreadableError as error:
        where = f"第 {error.line} 行" if error.line else ""
        return _Merged(mine, (Difference(name, where, f"有一份读不懂，合不起来：{error.message}"),))
    if trees[0].kind == "text":
        return _lines(name, *trees)
    return _elements(name, *trees)


def _tree(name: str, text: str | None, like: str) -> Tree:
    """The tree of a text; nothing at all where the file is new on both sides."""
    if text is not None:
        return tree_of(name, text)
    kind = tree_of(name, like).kind
    return Tree(kind, [] if kind == "text" else MISSING, "")


def _lines(name: str, base: Tree, theirs: Tree, mine: Tree) -> _Merged:
    lines, clashes = merge_lines(base.root, theirs.root, mine.root)
    found = tuple(
        Difference(
            name,
            f"第 {one.first} 行" if one.first == one.last else f"第 {one.first}–{one.last} 行",
            f"两边都改了：最新版写{short(one.theirs)}，您写{short(one.mine)}。",
        )
        for one in clashes
    )
    return _Merged("".join(lines), found)


def _elements(name: str, base: Tree, theirs: Tree, mine: Tree) -> _Merged:
    root, clashes = merge_trees(base.root, theirs.root, mine.root)
    found = tuple(_collisions(name, clashes, (mine.root, theirs.root, base.root)))
    return _finished(name, root, (base, theirs, mine), found)


def _finished(name: str, root: Any, sides: tuple[Tree, Tree, Tree], found: tuple[Difference, ...]) -> _Merged:
    """The text line by line where that says what the tree says: so comments and layout stay; else laid out afresh."""
    _, theirs, mine = sides
    lines = [side.source.splitlines(keepends=True) for side in sides]
    text = "".join(merge_lines(*lines, both=True)[0])
    try:
        if same(tree_of(name, text).root, root):
            return _Merged(text, found)
    except UnreadableError:
        pass
    return _Merged(text_of(Tree(mine.kind, root, ""), mine, theirs), found, relaid=True)


def _collisions(name: str, clashes: list[Clash], roots: tuple[Any, ...]) -> Iterator[Difference]:
    for one in clashes:
        place = place_of(name, one.path, *roots)
        yield Difference(name, DRAWING if place.drawing else place.text, _clash(one))


def _clash(one: Clash) -> str:
    if isinstance(one.theirs, Keyed) and isinstance(one.mine, Keyed):
        return "两边都改了次序，排得不一样。"
    if one.theirs is MISSING:
        return "最新版删去了它，您却改了它。"
    if one.mine is MISSING:
        return "您删去了它，最新版却改了它。"
    verb = "加了" if one.base is MISSING else "改成"
    return f"两边都改了：最新版{verb}{short(one.theirs)}，您{verb}{short(one.mine)}。"
