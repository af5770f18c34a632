"""A list whose members are known by name: what was moved, added or left out can be told."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Members by name, in order; `by` is the word in them that names them ('' where they name themselves)."""

    by: str
    items: dict[str, Any]


class _Missing:
    """Nothing stands there."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "（没有）"


MISSING: Final = _Missing()
