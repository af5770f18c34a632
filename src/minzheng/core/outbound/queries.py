"""The texts that go out: which event, to whom, what; read once from every domain's `messages/` folder."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps


@cache
def texts() -> Mapping[str, Mapping[str, Any]]:
    """`<event kind>[/<element>[/<outcome>]]` -> title, body, sms; the rooms' files in the order of their names."""
    joined: dict[str, Mapping[str, Any]] = {}
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("messages/*.yaml")):
            joined |= yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return joined


def text_for(kind: str, element: str, outcome: str) -> Mapping[str, Any] | None:
    """The most exact text for an event, or None when nobody is to be told."""
    known = texts()
    for key in (f"{kind}/{element}/{outcome}", f"{kind}/{element}", kind):
        if key in known:
            return known[key]
    return None
