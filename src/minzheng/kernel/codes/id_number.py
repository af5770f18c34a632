"""Citizen identity numbers (GB 11643): six digits of place, eight of birth, three of order, one check character."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .checks import DIGITS, mod11_2
from .errors import CodeError, cleaned, first_outside

Sex = Literal["male", "female"]

DEMO_PREFIX = "99"
_PROVINCES = frozenset(
    f"{province}"
    for provinces in (
        range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82, 83)
    )
    for province in provinces
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What a checked number says. `number` has 18 characters, or 15 when `old`; `demo` when its place begins with 99."""

    number: str
    division: str
    birth: date
    sex: Sex
    demo: bool = False
    old: bool = False

    def age(self, on: date) -> int:
        """Full years on that day; a birthday counts from its own day, 29 February on 1 March in common years."""
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))


def parse_id_number(text: str, *, on: date, allow_demo: bool = False, allow_old: bool = False) -> IdNumber:
    """Read and check an ID number as typed (full-width digits, spaces and a small x are forgiven).

    `on` is the day against which a birth date is in the future. Numbers of 15 digits, withdrawn since 2013, are
    read when `allow_old` (records of that time) and never accepted as new input.
    Raises CodeError `id_number.` `empty`, `length`, `old`, `character`, `demo`, `place`, `birth`, `future`
    or `check_digit`.
    """
    number = cleaned(text, "-")
    if not number:
        raise CodeError("id_number.empty", "请填身份证号码。")
    if len(number) == 15 and number.isascii() and number.isdigit():
        return _old(number, on, allow_demo=allow_demo, allow_old=allow_old)
    if len(number) != 18:
        raise CodeError(
            "id_number.length", f"身份证号码是 18 位，您填了 {len(number)} 位，请照着身份证再看一遍。"
        )
    at = first_outside(number[:17], DIGITS) or (18 if number[17] not in "0123456789X" else None)
    if at:
        tail = "只能是数字或 X" if at == 18 else "不是数字"
        raise CodeError("id_number.character", f"第 {at} 位{tail}，请照着身份证再看一遍。", at)
    _check_place(number, allow_demo=allow_demo)
    birth = _birth(number[6:14], on, 7)
    if number[17] != mod11_2(number[:17]):
        raise CodeError("id_number.check_digit", "最后一位对不上，请照着身份证再看一遍。", 18)
    return _result(number, birth, int(number[16]))


def make_id_number(division: str, birth: date, order: int) -> str:
    """The 18-character number for a county-level division (6 digits), a birth date and an order of 0–999.

    For demo registers and tests: only places that begin with 99 are made. Raises CodeError `id_number.make`.
    """
    if len(division) != 6 or not division.startswith(DEMO_PREFIX) or not 0 <= order <= 999:
        raise CodeError("id_number.make", "只能生成 99 开头的演示号码，顺序号为 0 到 999。")
    body = f"{division}{birth:%Y%m%d}{order:03d}"
    return body + mod11_2(body)


def _old(number: str, on: date, *, allow_demo: bool, allow_old: bool) -> IdNumber:
    if not allow_old:
        raise CodeError("id_number.old", "这是旧的 15 位号码，已经停用，请照着现在的身份证填 18 位的。")
    _check_place(number, allow_demo=allow_demo)
    return _result(number, _birth("19" + number[6:12], on, 7), int(number[14]))


def _check_place(number: str, *, allow_demo: bool) -> None:
    if number.startswith(DEMO_PREFIX):
        if not allow_demo:
            raise CodeError("id_number.demo", "99 开头的号码只用于演示，请填身份证上的号码。", 1)
    elif number[:2] not in _PROVINCES:
        raise CodeError("id_number.place", "前两位不是省份代码，请照着身份证再看一遍。", 1)


def _birth(digits: str, on: date, at: int) -> date:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        text = "第 7 位起的出生日期不存在，请照着身份证再看一遍。"
        raise CodeError("id_number.birth", text, at) from None
    if birth > on:
        raise CodeError("id_number.future", "第 7 位起的出生日期还没有到，请照着身份证再看一遍。", at)
    return birth


def _result(number: str, birth: date, order: int) -> IdNumber:
    return IdNumber(
        number=number,
        division=number[:6],
        birth=birth,
        sex="male" if order % 2 else "female",
        demo=number.startswith(DEMO_PREFIX),
        old=len(number) == 15,
    )
