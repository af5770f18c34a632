"""Bank card numbers: 16 to 19 digits with a Luhn check digit."""

from dataclasses import dataclass

from .checks import DIGITS, luhn
from .errors import CodeError, cleaned, first_outside

DEMO_PREFIX = "999999"


@dataclass(frozen=True, slots=True)
class BankCard:
    """A checked card number; `demo` when it begins with 999999, which no bank issues."""

    number: str
    demo: bool = False


def parse_bank_card(text: str, *, allow_demo: bool = False) -> BankCard:
    """Read a number as typed. Raises CodeError `bank_card.` `empty`, `character`, `length`, `check_digit`, `demo`."""
    number = cleaned(text, "-")
    if not number:
        raise CodeError("bank_card.empty", "请填银行卡号。")
    if at := first_outside(number, DIGITS):
        raise CodeError("bank_card.character", f"第 {at} 位不是数字，请照着银行卡再看一遍。", at)
    if not 16 <= len(number) <= 19:
        text = f"银行卡号是 16 到 19 位，您填了 {len(number)} 位，请照着银行卡再看一遍。"
        raise CodeError("bank_card.length", text)
    if number[-1] != luhn(number[:-1]):
        raise CodeError("bank_card.check_digit", "卡号对不上，有一位可能抄错了，请照着银行卡再看一遍。")
    demo = number.startswith(DEMO_PREFIX)
    if demo and not allow_demo:
        raise CodeError("bank_card.demo", "999999 开头的卡号只用于演示，请填银行卡上的号码。", 1)
    return BankCard(number, demo)
