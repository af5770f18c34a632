"""`make house`: what was found in the house, room by room, and what the rooms have put into the registries."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from minzheng.config import registration, rooms
from minzheng.config.provision import prepare_django

FLOORS: Final = {
    "config": "六层 config：装配",
    "domains": "五层 domains：业务领域",
    "faces": "四层 faces：门面",
    "blocks": "三层 blocks：共用能力",
    "core": "二层 core：每个事项都要的",
    "kernel": "一层 kernel：不依赖 Django 的库",
}
"""The tower, roof first."""


class Room(NamedTuple):
    """One room: its name, what it is for, its Python files and lines without tests, and how many files of tests."""

    name: str
    purpose: str
    files: int
    lines: int
    test_files: int


def found_rooms(floor: str, house: Path = rooms.HOUSE) -> list[Room]:
    """The rooms of a floor, by name; `config` is one room."""
    if floor == "config":
        return [_room(house / floor)]
    return [
        _room(folder) for folder in sorted((house / floor).iterdir()) if (folder / "__init__.py").exists()
    ]


def _room(folder: Path) -> Room:
    files = sorted(folder.rglob("*.py"))
    product = [path for path in files if "tests" not in path.parts]
    tests = sum(path.name.startswith("test_") for path in files)
    return Room(folder.name, purpose_of(folder), len(product), sum(map(_lines, product)), tests)


def purpose_of(folder: Path) -> str:
    """The first sentence of the docstring on a room's door, in one line."""
    text = (folder / "__init__.py").read_text("utf-8").strip().removeprefix('"""')
    return " ".join(text.partition('"""')[0].partition("\n\n")[0].split())


def _lines(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


def services(house: Path = rooms.HOUSE) -> Iterator[tuple[str, str, str]]:
    """(domain, code, name) of every service package that ships with a domain."""
    for path in sorted(house.glob("domains/*/services/*/service.yaml")):
        words = yaml.safe_load(path.read_text("utf-8"))
        yield path.parents[2].name, str(words["code"]), str(words["name"])


def report() -> Iterator[str]:
    """The house as lines of text. Django must be set up."""
    from minzheng.kernel.registry import connectors, domains, field_kinds, step_kinds

    registration.load()
    yield from _list("业务领域", (f"{one.name}　{one.title}" for one in domains))
    yield from _list("服务包", (f"{domain}/{code}　{name}" for domain, code, name in services()))
    yield from _list("步骤种类", (f"{one.name}　{one.title}" for one in step_kinds))
    yield from _list("字段种类", (one.name for one in field_kinds))
    yield from _list("连接器", (f"{one.name}　{one.partner}" for one in connectors))
    for floor, title in FLOORS.items():
        found = found_rooms(floor)
        yield f"\n{title}（{len(found)} 间）"
        for room in found:
            yield (
                f"  {room.name:<12} {room.files:>3} 个文件 {room.lines:>6} 行  测试 {room.test_files:>2}  {room.purpose}"
            )


def _list(title: str, entries: Iterable[str]) -> Iterator[str]:
    found = list(entries)
    yield f"\n{title}（{len(found)}）"
    yield from (f"  {entry}" for entry in found)


def main(_words: Sequence[str]) -> int:
    """Print the house."""
    prepare_django()
    sys.stdout.writelines(f"{line}\n" for line in report())
    return 0
