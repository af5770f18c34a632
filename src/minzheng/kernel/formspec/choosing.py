"""Options: written in the form, or offered by the context (`valuesKey`), and the places of an address."""

from collections.abc import Iterator, Mapping
from typing import Any

from minzheng.kernel.formspec import limits
from minzheng.kernel.formspec.model import Field, Option

PLACES = "places"
"""The name in the context under which addresses find the divisions to choose from."""


def options_of(field: Field, context: Mapping[str, Any]) -> tuple[Option, ...]:
    """The options of a choosing field, or the places of an address."""
    name = PLACES if field.widget == "address" else field.options_from
    if not name:
        return field.options
    offered = context.get(name)
    if not isinstance(offered, list | tuple):
        return field.options
    return tuple(_read(offered))


def words(field: Field, value: object, context: Mapping[str, Any]) -> str:
    """The answer as people read it, with the words of offered options."""
    if value is None:
        return ""
    if not field.options_from and field.widget != "address":
        return field.kind.show(value, field)
    labels = {option.value: option.label for option in options_of(field, context)}
    if field.widget == "address" and isinstance(value, Mapping):
        return labels.get(str(value.get("place", "")), "") + field.kind.show(value, field)
    if isinstance(value, list):
        return "、".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), field.kind.show(value, field))


def _read(offered: "list[Any] | tuple[Any, ...]") -> Iterator[Option]:
    for one in offered[: limits.OPTIONS * 4]:
        if isinstance(one, Option):
            yield one
        elif isinstance(one, str):
            yield Option(one, one)
        elif isinstance(one, Mapping):
            value = one.get("value", "")
            yield Option(str(value), str(one.get("label", value)), str(one.get("hint", "")))
