"""From a case that was transferred to the one with which it goes on, and back."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

MOVED = {"continued_in": "转过去以后的办件", "continues": "转来以前的办件"}


def linked(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """The other case of a transfer, as a line of what else one can look at; [] for a case that stayed. No statement."""
    return [
        {
            "text": f"{words}：{row['variables'][name]}",
            "href": reverse("portal:case", args=[row["variables"][name]]),
        }
        for name, words in MOVED.items()
        if row["variables"].get(name)
    ]
