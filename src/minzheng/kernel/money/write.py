"""Writing sums of money for people and for letters."""

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿")

LARGEST = 10**14 - 1
"""The largest sum that is read or written in words: just below 万亿 yuan, in fen."""


def format_money(fen: int, *, unit: str = " 元", trim: bool = False) -> str:
    """“1,234.50 元”; with `trim` whole yuan have no decimals (“715 元”); `unit=""` gives the figures alone."""
    yuan, rest = divmod(abs(fen), 100)
    part = "" if trim and not rest else f".{rest:02d}"
    return f"{'-' if fen < 0 else ''}{yuan:,}{part}{unit}"


def capital_money(fen: int) -> str:
    """The capital figures of vouchers and letters: “壹仟贰佰叁拾肆元伍角整” (rules for filling in payment papers).

    Raises ValueError for a negative sum or one above LARGEST.
    """
    if not 0 <= fen <= LARGEST:
        raise ValueError(f"a sum in capital figures lies between 0 and {LARGEST} fen")
    yuan, rest = divmod(fen, 100)
    jiao, last = divmod(rest, 10)
    head = _whole(yuan) + "元" if yuan else ""
    if not rest:
        return (head or "零元") + "整"
    if not last:
        return f"{head}{_CAPITALS[jiao]}角整"
    middle = f"{_CAPITALS[jiao]}角" if jiao else "零" * bool(head)
    return f"{head}{middle}{_CAPITALS[last]}分"


def _whole(yuan: int) -> str:
    """A positive whole number in capitals, section by section of four digits from the left."""
    digits = str(yuan)
    sections = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    text = ""
    for place in reversed(range(len(sections))):
        section = _section(int(sections[place]))
        if section:
            gap = text and (int(sections[place]) < 1000 or text.endswith("零"))
            text = text.rstrip("零") + ("零" if gap else "") + section + _SECTIONS[place]
        elif text:
            text = text.rstrip("零") + "零"
    return text.rstrip("零")


def _section(number: int) -> str:
    """1 to 9999 in capitals without leading zero; '' for 0."""
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += _CAPITALS[digit] + _PLACES[place]
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")
