"""Finds the rooms of the house by what lies in their folders: a folder's presence is enough, no list is kept."""

from functools import cache
from pathlib import Path
from typing import Final

HOUSE: Final = Path(__file__).resolve().parent.parent
FLOORS: Final = ("core", "blocks", "domains", "faces")


@cache
def rooms(floor: str) -> tuple[str, ...]:
    """The names of a floor's rooms, sorted: its folders that are packages."""
    folders = (HOUSE / floor).iterdir() if (HOUSE / floor).is_dir() else ()
    return tuple(sorted(folder.name for folder in folders if (folder / "__init__.py").exists()))


def with_file(name: str, floors: tuple[str, ...] = FLOORS) -> tuple[str, ...]:
    """Dotted names of the rooms that hold a file of this name, floor by floor, sorted inside a floor."""
    return tuple(
        f"minzheng.{floor}.{room}"
        for floor in floors
        for room in rooms(floor)
        if (HOUSE / floor / room / name).exists()
    )


def has(room: str, name: str) -> bool:
    """Whether a room (dotted, below `minzheng`) holds a file, say `has("faces.portal", "urls.py")`."""
    return HOUSE.joinpath(*room.split("."), name).exists()


def has_module(room: str, name: str) -> bool:
    """Whether a room holds a module of this name: one file, or a folder with one file per group."""
    return has(room, f"{name}.py") or has(room, f"{name}/__init__.py")


def applications() -> tuple[str, ...]:
    """Django applications: every room with an `apps.py`. A domain that is switched off keeps its tables, so it stays."""
    return with_file("apps.py")


def folders(name: str) -> tuple[Path, ...]:
    """Folders of this name (`templates`, `static`) that Django does not find by itself: those of rooms inside a face
    and of rooms without tables."""
    known = set(applications())
    direct = (
        HOUSE / floor / room / name
        for floor in FLOORS
        for room in rooms(floor)
        if f"minzheng.{floor}.{room}" not in known
    )
    inner = (HOUSE / "faces").glob(f"*/*/{name}")
    return tuple(sorted(path for path in {*direct, *inner, HOUSE / "config" / name} if path.is_dir()))
