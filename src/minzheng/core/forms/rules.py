"""Small decisions about drafts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def context_of(at: datetime, shared: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What conditions of a form may see besides its answers: the day and moment, and what shared data knows."""
    return {"today": at.astimezone(CHINA).date(), "at": at, "shared": dict(shared or {})}


def sibling(path: str, word: str) -> str:
    """The key beside a number's key that holds `word`: `elder_id` -> `elder_name`, `id_number` -> `name`."""
    key = path.rsplit(".", 1)[-1]
    for ending in ("id_number", "id", "card"):
        if key.endswith(ending):
            return key[: -len(ending)] + word
    return word


def done_with(pages_done: list[str], page: str) -> list[str]:
    """The finished pages with `page` added once, in order of finishing."""
    return pages_done if page in pages_done else [*pages_done, page]
