"""Reading sums of money as people type them: “1,234.50”, “￥１２３４”, “3.5万元”, “一千二百元五角”, “壹仟元整”."""

import re

from ..text import halfwidth
from .write import LARGEST, capital_money

_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "元": 100, "角": 10, "分": 1}
_DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True))
_SAME = str.maketrans(
    "零壹贰叁肆伍陆柒捌玖两貳參陸拾佰仟萬億圆圓块毛", "〇一二三四五六七八九二二三六十百千万亿元元元角"
)
_WESTERN = re.compile(
    r"(?P<minus>-?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<size>[万亿]?)元?"
)


class MoneyError(ValueError):
    """A sum that is refused; `code` names the reason, `str()` is one Chinese sentence that says how to mend."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(text)


def parse_money(text: str, *, allow_negative: bool = False) -> int:
    """The sum in fen that was typed in Western or Chinese figures; without a unit it is yuan.

    Raises MoneyError `money.` `empty`, `form`, `too_fine` (below a fen), `negative` or `too_large`.
    """
    typed = "".join(halfwidth(text).split()).translate(_SAME)
    typed = re.sub(r"^人民币|^(RMB|CNY)|[¥￥]", "", typed, flags=re.IGNORECASE)
    if not typed:
        raise MoneyError("money.empty", "请填金额。")
    fen = _western(typed) if re.search(r"\d", typed, re.ASCII) else _chinese(typed)
    if fen is None:
        raise MoneyError("money.form", "金额像“1234.50”这样写，单位是元，请再看一遍。")
    if fen < 0 and not allow_negative:
        raise MoneyError("money.negative", "金额不能小于 0，请再看一遍。")
    if abs(fen) > LARGEST:
        raise MoneyError("money.too_large", "金额太大了，请看看是不是多写了几个 0。")
    return fen


def _western(typed: str) -> int | None:
    found = _WESTERN.fullmatch(typed)
    if not found:
        return None
    places = {"": 2, "万": 6, "亿": 10}[found["size"]]
    part = (found["part"] or "").rstrip("0")
    if len(part) > places:
        raise MoneyError("money.too_fine", "金额最多写到分，也就是小数点后两位，请再看一遍。")
    fen = int(found["whole"].replace(",", "") + part.ljust(places, "0"))
    return -fen if found["minus"] else fen


def _chinese(typed: str) -> int | None:
    """Add the figures up, then write the sum back: what would be written otherwise (“一百二”) is not guessed at."""
    typed = typed.rstrip("整正")
    if not set(typed) & set("元角分"):
        typed += "元"
    if set(typed) - _DIGITS.keys() - _SIZES.keys():
        return None
    fen = _added_up(typed)
    return (
        fen if fen > LARGEST or _canonical(capital_money(fen).translate(_SAME)) == _canonical(typed) else None
    )


def _added_up(typed: str) -> int:
    fen = whole = section = digit = 0
    for sign in typed:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            continue
        if sign in "十百千":
            section += (digit or 1) * _SIZES[sign]
        elif sign == "万":
            whole += (section + digit) * _SIZES[sign]
            section = 0
        elif sign == "亿":
            whole = (whole + section + digit) * _SIZES[sign]
            section = 0
        else:
            fen += (whole + section + digit) * _SIZES[sign]
            whole = section = 0
        digit = 0
    return fen


def _canonical(figures: str) -> str:
    """The freedoms that the writing rules leave, taken away: “十二”, “元〇五角”, “十万〇七千”, “整”."""
    figures = re.sub(r"(?<![一二三四五六七八九])十", "一十", figures.rstrip("整"))
    return re.sub(r"(?<=元)〇|(?<=[万亿])〇(?=.千)", "", figures)
