"""The manual: one text per kind of reader, shown as help pages of both faces and printed into `docs/how-to/`.

A topic is a YAML file in `topics/`: `title`, `lead`, `roles` (whose desk it is; none for citizens), `order`, `guide` (the page
of `docs/how-to/` it goes into), and `sections` of `title`, `text`, `steps`, `picture` (a file of `docs/pictures/`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent / "topics"
GUIDES: Final[Mapping[str, str]] = {
    "citizen": "居民和单位怎么办事",
    "street": "街道、镇和村居怎么办",
    "county": "县（市、区）民政局怎么办",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One thing that somebody wants to do: what it is, and the steps in order."""

    title: str
    text: str = ""
    steps: Sequence[str] = ()
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """The help for one kind of reader; `roles` is empty for citizens."""

    name: str
    title: str
    lead: str
    guide: str
    order: int
    roles: frozenset[str]
    sections: Sequence[Section]


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in the order in which they are read. Raises KeyError for a file that lacks a word."""
    return tuple(
        sorted((_read(path) for path in FOLDER.glob("*.yaml")), key=lambda one: (one.order, one.name))
    )


def for_citizens() -> list[Topic]:
    """The topics of the portal."""
    return [one for one in topics() if not one.roles]


def for_roles(roles: Iterable[str]) -> list[Topic]:
    """The topics of the desk, those of these roles first."""
    mine = frozenset(roles)
    desk = [one for one in topics() if one.roles]
    return sorted(desk, key=lambda one: not (one.roles & mine))


def topic(name: str) -> Topic | None:
    """One topic by its name, None for an unknown one."""
    return next((one for one in topics() if one.name == name), None)


def guide_text(guide: str) -> Iterator[str]:
    """The lines of one page of `docs/how-to/`, in Markdown."""
    for one in topics():
        if one.guide != guide:
            continue
        yield f"## {one.title}\n"
        yield f"{one.lead}\n"
        for section in one.sections:
            yield f"### {section.title}\n"
            if section.text:
                yield f"{section.text}\n"
            yield from (f"{number}. {step}" for number, step in enumerate(section.steps, 1))
            if section.steps:
                yield ""
            if section.picture:
                yield f"![{section.title}](../pictures/{section.picture}.png)\n"


def _read(path: Path) -> Topic:
    words: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return Topic(
        name=path.stem,
        title=words["title"],
        lead=words["lead"],
        guide=words["guide"],
        order=words["order"],
        roles=frozenset(words.get("roles", ())),
        sections=tuple(
            Section(one["title"], one.get("text", ""), tuple(one.get("steps", ())), one.get("picture", ""))
            for one in words["sections"]
        ),
    )
