"""What a form is made of once it is compiled. Plain frozen values; nothing here decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import regex

from minzheng.kernel.formspec.conditions import Condition
from minzheng.kernel.formspec.kinds.kind import Kind
from minzheng.kernel.formspec.places import Path

Way = Literal["upload", "shared_data", "licence", "commitment"]
_Part = TypeVar("_Part")
Widget = Literal["text", "area", "tick", "ticks", "radio", "select", "files", "address", "none"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is kept, what is read, and a smaller second line."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Exit:
    """An early way out: when `when` holds, this form is not for the person, and `text` says why and what instead."""

    when: Condition
    text: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What any part of a form may carry: when it is away, when it is wrong, when it ends the form."""

    hide_when: Condition | None = None
    wrong_when: Condition | None = None
    wrong_text: str = ""
    exit: Exit | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One question. `path` is where its answer stands inside its page or row, `dotted` the same as text."""

    path: Path
    label: str
    type: str
    widget: Widget
    kind: Kind
    rules: Rules
    page: str
    hint: str = ""
    level: str = "L2"
    source: str = ""
    required: bool = False
    required_when: Condition | None = None
    missing_text: str = ""
    max_length: int = 200
    min_length: int = 0
    minimum: str = ""
    maximum: str = ""
    decimals: int = 0
    pattern: "regex.Pattern[str] | None" = None
    pattern_text: str = ""
    options: tuple[Option, ...] = ()
    options_from: str = ""
    accept: str = ""
    max_files: int = 1
    not_past: bool = False
    read_only: bool = False
    unit: str = ""
    autocomplete: str = "off"
    material: str = ""
    expression: Condition | None = None
    default: object = None
    conditional: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)
    dotted: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "dotted", ".".join(self.path))

    @property
    def may_be_empty(self) -> bool:
        """Tell whether no rule of this form ever asks for it."""
        return not self.required and self.required_when is None


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """Words between the questions: fixed paragraphs, or one text that an expression writes."""

    html: str
    expression: Condition | None
    rules: Rules


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Questions under one heading on a page or in a row; away together."""

    title: str
    items: "tuple[Item, ...]"
    rules: Rules


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A list of rows with the same questions. `unit` counts them (“位成员”: 第 2 位成员, 再加一位成员).

    `fields` are the questions of one row, in order.
    """

    path: Path
    label: str
    items: "tuple[Item, ...]"
    kind: Kind
    rules: Rules
    page: str
    unit: str = "条"
    hint: str = ""
    source: str = ""
    level: str = "L2"
    min_rows: int = 0
    max_rows: int = 30
    start_rows: int = 0
    may_change: bool = True
    title_keys: tuple[Path, ...] = ()
    line_keys: tuple[Path, ...] = ()
    material: str = ""
    conditional: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)
    dotted: str = field(init=False, default="")
    fields: tuple[Field, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "dotted", ".".join(self.path))
        object.__setattr__(self, "fields", _of_type(self.items, Field))


Item = Field | Rows | Section | Note


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page of the form: one thing at a time. `fields` stand directly on it, `rows` are its lists; in order."""

    key: str
    title: str
    lead: str
    items: tuple[Item, ...]
    rules: Rules
    fields: tuple[Field, ...] = field(init=False, default=())
    rows: tuple[Rows, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", _of_type(self.items, Field))
        object.__setattr__(self, "rows", _of_type(self.items, Rows))

    @property
    def has_files(self) -> bool:
        """Tell whether the page's form must be sent as multipart/form-data."""
        questions = [*self.fields, *(part for rows in self.rows for part in rows.fields)]
        return any(question.widget == "files" for question in questions)


def flat(items: tuple[Item, ...]) -> Iterator[Field | Rows | Note]:
    """The parts in document order, sections opened; the inside of lists is not."""
    for item in items:
        if isinstance(item, Section):
            yield from flat(item.items)
        else:
            yield item


def _of_type(items: tuple[Item, ...], wanted: type[_Part]) -> tuple[_Part, ...]:
    return tuple(part for part in flat(items) if isinstance(part, wanted))


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that the door has already stored. `refused` is the sentence when it was not kept."""

    ref: str
    name: str
    size: int
    media_type: str
    refused: str = ""

    def answer(self) -> dict[str, Any]:
        """What is kept in the answers."""
        return {"file": self.ref, "name": self.name, "size": self.size, "type": self.media_type}


@dataclass(frozen=True, slots=True)
class Material:
    """A paper that the form gathers: which material of the service, where, and in which of four ways."""

    material: str
    path: str
    label: str
    way: Way
    required: bool
    required_when: str = ""
    source: str = ""
    page: str = ""
