"""Numbers that must not stay in answers (ID numbers, bank cards): found, and replaced by references to them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from minzheng.kernel.formspec import places
from minzheng.kernel.formspec.model import Field, Page, Rows, flat


class Seal(NamedTuple):
    """One number in the open: where it stands, its kind, the number, and the row around it (or all answers)."""

    path: str
    kind: str
    value: str
    around: Mapping[str, Any]


Replace = Callable[[Seal], Mapping[str, str]]
"""Gives the reference `{"ref": …, "shown": …}` that takes the number's place."""


def sealed(pages: tuple[Page, ...], answers: Mapping[str, Any], replace: Replace) -> places.Answers:
    """A copy of `answers` in which every number of a sealed kind is what `replace` gives for it."""
    result = places.copy(answers)
    for page in pages:
        for part in flat(page.items):
            if isinstance(part, Field):
                _seal(part, "", result, replace)
            elif isinstance(part, Rows):
                listed = places.get(result, part.path)
                for number, row in enumerate(listed if isinstance(listed, list) else ()):
                    for field in part.fields:
                        _seal(field, f"{part.dotted}.{number}.", row, replace)
    return result


def _seal(field: Field, prefix: str, scope: Any, replace: Replace) -> None:
    if not field.kind.sealed or not isinstance(scope, dict):
        return
    value = places.get(scope, field.path)
    if isinstance(value, str):
        found = Seal(prefix + field.dotted, field.kind.name, value, scope)
        places.put(scope, field.path, dict(replace(found)))
