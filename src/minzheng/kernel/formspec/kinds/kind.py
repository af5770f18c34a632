"""What a field kind of a form can do beyond the registry's base class, with defaults for every one of it."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from minzheng.kernel.formspec.canonical import decimal_text
from minzheng.kernel.registry import FieldKind
from minzheng.kernel.text import HIDDEN

WRONG_SHAPE = "这一项存的内容认不出来，请重新填一遍"


class Kind(FieldKind):
    """A field kind with the whole of what forms need.

    Values are kept as plain JSON (text, whole numbers, booleans, lists, mappings); `fact` says what conditions see.
    A `sealed` kind is one whose value must not stay in answers: a reference
    `{"ref": …, "shown": "990101********0126"}` may stand in its place and passes for checked.
    """

    title: str = ""
    types: frozenset[str] = frozenset({"textfield"})
    level: str = "L2"
    unit: str = ""
    hint: str = ""
    nothing: str = "没有填"
    sealed: bool = False
    short: bool = False
    shapes: tuple[type, ...] = (str,)

    def read(self, raws: Sequence[str], field: Any) -> object:
        """From the inputs of one field to the value that is kept, None when nothing was typed; may raise ValueError."""
        raw = raws[0].strip() if raws else ""
        return self.parse(raw, field) if raw else None

    def edit(self, value: object, field: Any) -> list[str]:
        """What stands in the inputs so that `read` gives the same value again."""
        return ["" if value is None else str(value)]

    def fits(self, value: object) -> bool:
        """Tell whether `value` has the shape in which this kind is kept."""
        return type(value) in self.shapes

    def fact(self, value: object, field: Any) -> object:
        """The value as conditions and tables see it."""
        return value

    def keep(self, fact: object, field: Any) -> object:
        """What is kept of a value that an expression gave, None when it does not fit."""
        kept = decimal_text(fact) if isinstance(fact, Decimal) else fact
        return kept if self.fits(kept) else None

    def schema(self, field: Any) -> dict[str, Any]:
        """The JSON Schema of the value as it is kept."""
        return {"type": "string", "maxLength": field.max_length}

    def hide(self, shown: str) -> str:
        """What is left of an answer as it is shown, for who may not see it in clear: nothing, unless the kind has a mask."""
        return HIDDEN

    def missing(self, field: Any) -> str:
        """The sentence for a required field that is empty."""
        return f"请填写{field.label}"


class Adapted(Kind):
    """A field kind that knows only the base class, with the defaults for the rest; its values are text."""

    types = frozenset({"textfield", "textarea"})
    shapes = (str, int, bool, list, dict)

    def __init__(self, inner: FieldKind) -> None:
        self.inner = inner
        self.name, self.input_type, self.inputmode = inner.name, inner.input_type, inner.inputmode
        self.autocomplete, self.maxlength = inner.autocomplete, inner.maxlength

    def parse(self, raw: str, field: Any) -> object:
        """As the inner kind does."""
        return self.inner.parse(raw, field)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """As the inner kind does."""
        return self.inner.check(value, field, today)

    def show(self, value: object, field: Any) -> str:
        """As the inner kind does."""
        return self.inner.show(value, field)


def adapt(kind: FieldKind) -> Kind:
    """`kind` itself when it is a `Kind`, else one with the defaults around it."""
    return kind if isinstance(kind, Kind) else Adapted(kind)


def is_reference(value: object) -> bool:
    """Tell whether `value` is a reference that stands for a sealed value."""
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("ref"), str)
        and isinstance(value.get("shown", ""), str)
        and len(value) <= 3
    )


def one_line(text: str) -> str:
    """Composed characters, no control or invisible ones, single blanks, none at the ends."""
    return " ".join(_visible(text).split())


def many_lines(text: str) -> str:
    """The same line by line, with at most one empty line in a row at the ends removed."""
    lines = [_visible(line).rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n")


def narrow(text: str) -> str:
    """Full-width digits and letters in their plain form, without blanks; for numbers and codes."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def has_controls(text: str, allowed: str = "") -> bool:
    """Tell whether `text` has characters that nobody can see or type (allowed ones apart)."""
    return not text.isprintable() and any(_unseen(char) for char in text if char not in allowed)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if char == "\t" or not _unseen(char))


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
