"""What changed between two versions: file, element, and what it was and is, in Chinese."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from minzheng.kernel.packages.changes.keyed import MISSING, Keyed
from minzheng.kernel.packages.changes.naming import Place, place_of, short
from minzheng.kernel.packages.changes.trees import Tree, UnreadableError, members, same, tree_of

Path = tuple[str, ...]
DRAWING: Final = "流程图的画法"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: the file, the element in it ('' for the whole file), a Chinese sentence."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}「{self.where}」：{self.message}" if self.where else f"{self.file}：{self.message}"
        )


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    """Everything that changed from `old` to `new` (texts by path), file by file; [] when they say the same."""
    found: list[Difference] = []
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            found.append(Difference(name, "", "删去了这个文件。"))
        elif name not in old:
            found.append(Difference(name, "", "新增了这个文件。"))
        elif old[name] != new[name]:
            found += _file(name, old[name], new[name])
    return found


def _file(name: str, old: str, new: str) -> list[Difference]:
    trees = []
    for which, text in (("旧", old), ("新", new)):
        try:
            trees.append(tree_of(name, text))
        except UnreadableError as error:
            where = f"第 {error.line} 行" if error.line else ""
            return [Difference(name, where, f"{which}的一份读不懂，只能说改过了：{error.message}")]
    before, after = trees
    if before.kind == "text":
        return list(_lines(name, before.root, after.root))
    return list(_elements(name, before, after))


def _lines(name: str, old: list[str], new: list[str]) -> Iterator[Difference]:
    for tag, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        where = f"第 {start + 1} 行" if end - start <= 1 else f"第 {start + 1}–{end} 行"
        before, after = short("".join(old[low:high])), short("".join(new[start:end]))
        if tag == "insert":
            yield Difference(name, where, f"增加了{after}。")
        elif tag == "delete":
            yield Difference(name, where, f"删去了{before}。")
        else:
            yield Difference(name, where, f"由{before}改成{after}。")


def _elements(name: str, before: Tree, after: Tree) -> Iterator[Difference]:
    drawn = 0
    for path, old, new in changes_of(before.root, after.root):
        place = place_of(name, path, after.root, before.root)
        if place.drawing:
            drawn += 1
            continue
        yield Difference(name, place.text, said(place, old, new))
    if drawn:
        yield Difference(name, DRAWING, f"改了 {drawn} 处，不影响办理。")


def said(place: Place, old: Any, new: Any) -> str:
    """The sentence for one change."""
    if old is MISSING:
        return f"增加了{place.kind}{_value(place, new)}。"
    if new is MISSING:
        return f"删去了{place.kind}{_value(place, old)}。"
    if isinstance(old, Keyed) and isinstance(new, Keyed):
        return "次序改了。"
    return f"由{short(old)}改成{short(new)}。"


def _value(place: Place, value: Any) -> str:
    return "" if place.kind else short(value)


def changes_of(old: Any, new: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Every smallest part that differs: its path, what it was, what it is (`MISSING` where it is not)."""
    if same(old, new):
        return
    mappings = isinstance(old, dict) and isinstance(new, dict)
    lists = (
        isinstance(old, Keyed)
        and isinstance(new, Keyed)
        and (old.by == new.by or not (old.items and new.items))
    )
    if not mappings and not lists:
        yield path, old, new
        return
    before, after = dict(members(old)), dict(members(new))
    for name in dict.fromkeys((*before, *after)):
        first, second = before.get(name, MISSING), after.get(name, MISSING)
        if first is MISSING or second is MISSING:
            yield (*path, name), first, second
        else:
            yield from changes_of(first, second, (*path, name))
    if lists and [one for one in before if one in after] != [one for one in after if one in before]:
        yield path, old, new
