"""One spelling for what input methods write in several ways."""

import re
import unicodedata

_HALFWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_MIDDLE_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･●"), ord("·"))
_INVISIBLE = dict.fromkeys([0x00AD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_ONE_SPELLING: dict[int, int | None] = {**_HALFWIDTH, **_MIDDLE_DOTS, **_INVISIBLE}
_WIDE = r"[^\x00-\u024F]"


def halfwidth(text: str) -> str:
    """Full-width letters, digits, signs and spaces as their ASCII twins: “１２３Ｘ” gives “123X”."""
    return text.translate(_HALFWIDTH)


def normalise_name(text: str) -> str:
    """The one spelling under which a person's or organisation's name is stored and compared.

    NFC; the middle dot of transliterated names is always U+00B7 without spaces around it; full-width letters
    become half-width; invisible characters go; a space stays only between two Latin words.
    Rare characters (CJK extensions, private use) are kept as they are.
    """
    name = unicodedata.normalize("NFC", text.translate(_ONE_SPELLING))
    name = " ".join(name.split())
    name = re.sub(r"\s*·\s*", "·", name)
    return re.sub(rf"(?<={_WIDE}) | (?={_WIDE})", "", name)
