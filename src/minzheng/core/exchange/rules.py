"""What is decided about an answer from outside: whether it has the agreed shape, and what a call's result is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

ANSWERED, NOTHING, SILENT, REFUSED = "answered", "nothing", "silent", "refused"
RESULT_WORDS = {ANSWERED: "已返回", NOTHING: "查无记录", SILENT: "没有回应", REFUSED: "对方拒绝"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a source knows of a person: its kind (`deposit`, `vehicle` …), its values, as of which day.

    Values are plain JSON: sums of money in whole fen under names that end in `_fen`, days as ISO text, words.
    """

    kind: str
    value: Mapping[str, Any]
    as_of: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one call: `answered`, `nothing`, `silent` or `refused`, with the lines that came."""

    result: str
    lines: tuple[Line, ...] = field(default_factory=tuple)

    @property
    def is_final(self) -> bool:
        """Whether asking once more would tell nothing new."""
        return self.result in (ANSWERED, NOTHING)


def answer_of(body: Mapping[str, Any]) -> Answer:
    """The answer in what a connector gave back. ValueError for a shape that was not agreed upon."""
    if body.get("accepted") is False:
        return Answer(REFUSED)
    lines = body.get("lines")
    if not isinstance(lines, list | tuple):
        raise ValueError("an answer has lines")  # noqa: TRY004  (what a stranger sent, not a mistake of ours)
    found = tuple(_line(one) for one in lines)
    return Answer(ANSWERED if found else NOTHING, found)


def _line(one: Any) -> Line:
    if not isinstance(one, Mapping) or not isinstance(one.get("value"), Mapping):
        raise ValueError("a line has kind, value and as_of")  # noqa: TRY004  (the same)
    kind, value = str(one.get("kind", "")), dict(one["value"])
    if not kind.isidentifier():
        raise ValueError("the kind of a line is a word")
    for name, amount in value.items():
        if name.endswith("_fen") and type(amount) is not int:
            raise ValueError(f"{name} is a whole number of fen")
    return Line(kind, value, date.fromisoformat(str(one["as_of"])))
