"""Small decisions about drafts."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from minzheng.kernel.formspec import Form, places

CHINA = ZoneInfo("Asia/Shanghai")


def today(at: datetime) -> date:
    """The legal day of a moment: its date in Asia/Shanghai."""
    return at.astimezone(CHINA).date()


def context_of(at: datetime, shared: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What conditions of a form may see besides its answers: the day and moment, and what shared data knows."""
    return {"today": today(at), "at": at, "shared": dict(shared or {})}


def sibling(path: str, word: str) -> str:
    """The key beside a number's key that holds `word`: `elder_id` -> `elder_name`, `id_number` -> `name`."""
    key = path.rsplit(".", 1)[-1]
    for ending in ("id_number", "id", "card"):
        if key.endswith(ending):
            return key[: -len(ending)] + word
    return word


def referred(
    answers: Mapping[str, Any], form: Form, page: str, kind: str
) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """The references on a page that stand for numbers of a kind: path, reference, and the name beside it ("" if none)."""
    for path, field in form.fields():
        if field.page != page or field.kind.name != kind:
            continue
        listed, _, _ = path.rpartition("[].")
        for prefix, around in _rows(answers, listed):
            value = places.get(around, field.path)
            if isinstance(value, Mapping) and value.get("ref"):
                name = around.get(sibling(path, "name"))
                yield prefix + field.dotted, value, name if isinstance(name, str) else ""


def _rows(answers: Mapping[str, Any], listed: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not listed:
        yield "", answers
        return
    for number, row in enumerate(places.rows(places.get(answers, tuple(listed.split("."))))):
        yield f"{listed}.{number}.", row


def done_with(pages_done: list[str], page: str) -> list[str]:
    """The finished pages with `page` added once, in order of finishing."""
    return pages_done if page in pages_done else [*pages_done, page]
