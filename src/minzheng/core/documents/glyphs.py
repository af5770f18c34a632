"""Which characters the shipped fonts can draw, and text made fit to be set: a PDF/A may hold no character without a glyph.

A character that no font has is set as 〓, the sign that printers use for a missing sort, so that a rare name never keeps
a letter from being made; the letter says so at its foot.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import pylopdf_fonts_zh_cn

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
TEXT_FONT = FONTS / "NotoSerifSC-Regular.otf"
MISSING = "〓"


def fit(value: Any) -> Any:
    """A text, or lists and mappings of texts, with only characters that can be set; keys stay as they are."""
    if isinstance(value, str):
        return fit_text(value)
    if isinstance(value, Mapping):
        return {key: fit(part) for key, part in value.items()}
    if isinstance(value, list):
        return [fit(part) for part in value]
    return value


def fit_text(text: str) -> str:
    """`text` composed (NFC), without control, bidirectional and invisible characters but line breaks, and with 〓 for
    what cannot be drawn."""
    return "".join(
        sign if sign == "\n" or drawable(sign) else MISSING
        for sign in normalize("NFC", text)
        if sign == "\n" or category(sign) not in ("Cc", "Cf", "Cs", "Cn")
    )


def drawable(sign: str) -> bool:
    """Whether the text font has a glyph for the character."""
    starts, ends = _ranges(TEXT_FONT)
    at = bisect_right(starts, ord(sign)) - 1
    return at >= 0 and ord(sign) <= ends[at]


def any_missing(value: Any) -> bool:
    """Whether a text, or lists and mappings of texts, hold the sign for a missing character."""
    if isinstance(value, str):
        return MISSING in value
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(any_missing(part) for part in parts)


@cache
def _ranges(font: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last code points of the runs that a font draws, from its character map (OpenType `cmap`, format 12)."""
    content = font.read_bytes()
    runs = sorted(_runs(content, _table(content, b"cmap")))
    return tuple(first for first, _ in runs), tuple(last for _, last in runs)


def _table(content: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", content, 4)
    for n in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", content, 12 + 16 * n)
        if tag == name:
            return int(offset)
    raise ValueError(f"the font has no table {name!r}")


def _runs(content: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", content, cmap + 2)
    maps = {cmap + struct.unpack_from(">HHI", content, cmap + 4 + 8 * n)[2] for n in range(count)}
    full = [at for at in maps if struct.unpack_from(">H", content, at)[0] == 12]
    return chain.from_iterable(
        (
            struct.unpack_from(">II", content, at + 16 + 12 * n)
            for n in range(struct.unpack_from(">I", content, at + 12)[0])
        )
        for at in full
    )
