"""A file as a tree in which every part has a name: mappings, lists whose members have identities, plain values."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from minzheng.kernel.packages.changes import xml_trees
from minzheng.kernel.packages.changes.keyed import Keyed
from minzheng.kernel.packages.reading import UnreadableError, read_json, read_yaml

IDENTITIES: Final = ("key", "id", "code", "element", "name", "what", "q", "title", "value", "valid_from")
"""Words by which members of a list are known, the first that all of them have, each once."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file says; `kind` is yaml, json, xml or text (then `root` is the list of lines)."""

    kind: str
    root: Any
    source: str


def tree_of(name: str, text: str) -> Tree:
    """Read a file by its ending. Raises UnreadableError with the line."""
    if name.endswith(".yaml"):
        return Tree("yaml", _named(read_yaml(text)), text)
    if name.endswith(".json"):
        return Tree("json", _named(read_json(text)), text)
    if name.endswith((".bpmn", ".dmn")):
        return Tree("xml", xml_trees.read(text), text)
    return Tree("text", text.splitlines(keepends=True), text)


def text_of(tree: Tree, *likes: Tree) -> str:
    """Write a tree out afresh; `likes` are the files whose namespace prefixes it keeps."""
    if tree.kind == "yaml":
        return yaml.safe_dump(plain(tree.root), allow_unicode=True, sort_keys=False, width=110)
    if tree.kind == "json":
        return json.dumps(plain(tree.root), ensure_ascii=False, indent=2) + "\n"
    if tree.kind == "xml":
        return xml_trees.write(tree.root, *(like.source for like in likes))
    return "".join(tree.root)


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _named(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return _members(value)
    return value


def _members(values: Sequence[Any]) -> Any:
    """A list whose members have identities; any other list is one value."""
    if values and all(isinstance(one, str) for one in values) and len(set(values)) == len(values):
        return Keyed("", {one: one for one in values})
    if not values or not all(isinstance(one, dict) for one in values):
        return [_named(one) for one in values]
    for word in IDENTITIES:
        found = [one.get(word) for one in values]
        if all(isinstance(one, (str, int)) or (one is not None and word == "valid_from") for one in found):
            names = [str(one) for one in found]
            if len(set(names)) == len(names):
                return Keyed(word, {name: _named(one) for name, one in zip(names, values, strict=True)})
    return [_named(one) for one in values]


def plain(value: Any) -> Any:
    """The value as it is written."""
    if isinstance(value, Keyed):
        return [plain(one) for one in value.items.values()]
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two parts say the same; `1`, `1.0` and `true` are different."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Keyed):
        return (
            one.by == other.by
            and list(one.items) == list(other.items)
            and all(same(inner, other.items[name]) for name, inner in one.items.items())
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(inner, other[name]) for name, inner in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """The named parts of a mapping or a list with identities."""
    yield from (value.items.items() if isinstance(value, Keyed) else value.items())


__all__ = ["IDENTITIES", "Tree", "UnreadableError", "members", "plain", "same", "text_of", "tree_of"]
