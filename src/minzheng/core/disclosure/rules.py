"""What may stand on the board, in which words, and how a name is searched."""

from collections.abc import Iterable, Mapping
from typing import Any

from minzheng.kernel.packages.disclosure import FIELDS

GRANTED = "granted"
WITHDRAWN_BY = frozenset({"revokes", "cancels"})
"""Acts after closing that take a result off the board."""
DECISIONS = {"granted": "准予"}
"""How a published result is worded. There is no word for a refusal: 双公示 covers permits and penalties, and a refusal is neither."""


def shown(fields: Iterable[str], values: Mapping[str, Any]) -> dict[str, str]:
    """The values that the allow-list of a service lets out, as text; nothing else, whatever `values` holds."""
    allowed = [name for name in fields if name in FIELDS]
    return {name: str(values[name]) for name in allowed if values.get(name)}


def pattern(text: str) -> str:
    """A search text for LIKE, its own wildcards taken literally; '%' for nothing."""
    words = text.strip()[:60]
    for mark in ("\\", "%", "_"):
        words = words.replace(mark, f"\\{mark}")
    return f"%{words}%" if words else "%"
