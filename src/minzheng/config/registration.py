"""Loads the four kinds of things that rooms put into the registries: domains, step kinds, field kinds, connectors."""

import importlib
from functools import cache
from typing import Final

from minzheng.config import rooms

_FURNITURE: Final = ("domain", "steps", "fields")


@cache
def load() -> tuple[str, ...]:
    """Import each room's registering modules once, lower floors first; the dotted names that were loaded."""
    names = [
        f"{room}.{furniture}"
        for floor in ("core", "blocks", "domains")
        for room in rooms.with_file("__init__.py", (floor,))
        for furniture in _FURNITURE
        if rooms.has_module(room.removeprefix("minzheng."), furniture)
    ]
    names += [
        ".".join(("minzheng", *path.parent.relative_to(rooms.HOUSE).parts))
        for path in sorted(rooms.HOUSE.glob("*/*/connectors/*/__init__.py"))
    ]
    for name in names:
        importlib.import_module(name)
    return tuple(names)
