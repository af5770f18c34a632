"""Lists page by page without counting: a signed cursor names the last row seen, and there is only previous and next.

The door reads the cursor, hands `after` or `before` to the room's named read, which returns up to `limit + 1` rows,
and `page_of` cuts them to a page with the cursors of its neighbours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.core import signing

from minzheng.kernel.errors import Problem

MAX_LIMIT: Final = 200
_SALT: Final = "minzheng.faces.kit.pagination:"

_READERS: Final[dict[str, Callable[[str], object]]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "u": UUID,
}

Key = tuple[Any, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the sort key of the row at its edge, and which way to read from there."""

    key: Key
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in reading order, and the cursors of the pages before and after ('' where there is none)."""

    rows: tuple[T, ...]
    prev: str = ""
    next: str = ""


def write_cursor(cursor: Cursor, *, order: str) -> str:
    """Sign a cursor for one list. `order` names the list and its order, so that a cursor fits nowhere else.

    Key values may be str, int, None, date, datetime or UUID; anything else raises TypeError.
    """
    plain = [int(cursor.backwards), *(_pack(value) for value in cursor.key)]
    return signing.dumps(plain, salt=_SALT + order, compress=False)


def read_cursor(text: str | None, *, order: str) -> Cursor | None:
    """The cursor in `text`, None for none. Raises Problem `kit.cursor_invalid` if it was not written for this list."""
    if not text:
        return None
    try:
        backwards, *packed = signing.loads(text, salt=_SALT + order)
        return Cursor(key=tuple(_unpack(value) for value in packed), backwards=bool(backwards))
    except (signing.BadSignature, ValueError, TypeError, KeyError) as error:
        raise Problem("kit.cursor_invalid") from error


def read_limit(text: str | None, *, default: int = 20) -> int:
    """How many rows a page shall hold: a whole number from 1 to 200, else `default`."""
    if not text or not text.isdecimal() or len(text) > 4:
        return default
    return min(max(int(text), 1), MAX_LIMIT)


def page_of(
    rows: Sequence[T], *, limit: int, cursor: Cursor | None, key_of: Callable[[T], Key], order: str
) -> Page[T]:
    """Cut what a read returned into a page.

    `rows` holds up to `limit + 1` rows as read: forwards in list order, backwards in reverse order (nearest first).
    """
    backwards = cursor is not None and cursor.backwards
    more = len(rows) > limit
    kept = list(rows[:limit])
    if backwards:
        kept.reverse()
    has_prev, has_next = (more, True) if backwards else (cursor is not None, more)
    if not kept:
        return Page(rows=())
    return Page(
        rows=tuple(kept),
        prev=write_cursor(Cursor(key_of(kept[0]), backwards=True), order=order) if has_prev else "",
        next=write_cursor(Cursor(key_of(kept[-1])), order=order) if has_next else "",
    )


def _pack(value: object) -> object:
    if value is None or type(value) is str or type(value) is int:
        return value
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, UUID):
        return {"u": value.hex}
    raise TypeError(f"a list cannot be ordered by {type(value).__name__}")


def _unpack(value: object) -> object:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return _READERS[kind](text)
