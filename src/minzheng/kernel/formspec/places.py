"""Where an answer stands: dotted paths inside nested mappings."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, cast

Path = tuple[str, ...]
Answers = dict[str, Any]
"""Answers as they are kept: text, whole numbers, booleans, lists and mappings of these; never floats."""


def get(answers: Mapping[str, Any], path: Path) -> Any:
    """The answer at `path`, or None."""
    value: Any = answers.get(path[0])
    for part in path[1:]:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def put(answers: MutableMapping[str, Any], path: Path, value: object) -> None:
    """Set the answer at `path`, making the mappings on the way."""
    for part in path[:-1]:
        inner = answers.get(part)
        if not isinstance(inner, dict):
            inner = answers[part] = {}
        answers = cast("MutableMapping[str, Any]", inner)
    answers[path[-1]] = value


def drop(answers: MutableMapping[str, Any], path: Path) -> None:
    """Remove the answer at `path` if there is one."""
    for part in path[:-1]:
        inner = answers.get(part)
        if not isinstance(inner, dict):
            return
        answers = inner
    answers.pop(path[-1], None)


def copy(answers: Mapping[str, Any]) -> Answers:
    """A copy whose mappings and lists can be changed without touching the original."""
    return {key: _copied(value) for key, value in answers.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return copy(value)
    if isinstance(value, list):
        return [_copied(inner) for inner in value]
    return value


def rows(value: object) -> Iterator[Mapping[str, Any]]:
    """The rows of a list answer; what is not a mapping counts as an empty row."""
    if isinstance(value, list):
        for row in value:
            yield row if isinstance(row, Mapping) else {}


def field_id(path: str) -> str:
    """The HTML id of the field at a dotted path (`members.2.name` → `f-members-2-name`)."""
    return "f-" + path.replace(".", "-")
