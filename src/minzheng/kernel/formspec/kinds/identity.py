"""Numbers that name a person, an organisation or an account; sealed: answers keep references to them, not them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from minzheng.kernel.codes import CodeError, parse_bank_card, parse_id_number, parse_uscc
from minzheng.kernel.formspec.kinds.kind import Kind, is_reference, narrow
from minzheng.kernel.formspec.kinds.texts import sentence
from minzheng.kernel.text import mask_bank_card


class Number(Kind):
    """What the numbers here have in common."""

    level = "L4"
    sealed = True
    maxlength = 30

    def __init__(self, *, allow_demo: bool = False) -> None:
        self.allow_demo = allow_demo

    def read_number(self, text: str, today: date) -> None:
        """Raise CodeError when `text` is not a number of this kind."""
        raise TypeError(f"{type(self).__name__} reads no number")

    def mask(self, number: str) -> str:
        """What people may see of it."""
        return number

    def parse(self, raw: str, field: Any) -> object:
        """Plain characters without blanks and hyphens, capital letters."""
        return narrow(raw).upper().replace("-", "")

    def fits(self, value: object) -> bool:
        """The number, or a reference that stands for it."""
        return type(value) is str or is_reference(value)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """The number must be right; a reference was checked when it was made."""
        if is_reference(value):
            return None
        try:
            self.read_number(value if isinstance(value, str) else "", today)
        except CodeError as error:
            return sentence(error)
        return None

    def show(self, value: object, field: Any) -> str:
        """Masked."""
        if isinstance(value, Mapping):
            return str(value.get("shown", ""))
        return self.mask(str(value)) if value else ""

    def hide(self, shown: str) -> str:
        """As it is shown, which is masked already."""
        return shown

    def edit(self, value: object, field: Any) -> list[str]:
        """The number itself, or the mask of a reference: sent back unchanged, it keeps the reference."""
        if isinstance(value, Mapping):
            return [str(value.get("shown", ""))]
        return super().edit(value, field)

    def schema(self, field: Any) -> dict[str, Any]:
        """The number, or a reference."""
        reference = {
            "type": "object",
            "properties": {"ref": {"type": "string"}, "shown": {"type": "string"}},
            "required": ["ref"],
        }
        return {"anyOf": [{"type": "string", "maxLength": self.maxlength}, reference]}


class IdNumber(Number):
    """A citizen identity number."""

    name = "id_number"
    title = "公民身份号码"

    def read_number(self, text: str, today: date) -> None:
        """As GB 11643 has it, born by today."""
        parse_id_number(text, on=today, allow_demo=self.allow_demo)

    def mask(self, number: str) -> str:
        """The place and the last four: 990101********0126."""
        return number[:6] + "*" * (len(number) - 10) + number[-4:] if len(number) == 18 else "*" * len(number)


class BankCard(Number):
    """A bank card number."""

    name = "bank_card"
    title = "银行卡号"
    inputmode = "numeric"

    def read_number(self, text: str, today: date) -> None:
        """Length and check digit."""
        parse_bank_card(text, allow_demo=self.allow_demo)

    def mask(self, number: str) -> str:
        """The last four digits."""
        return mask_bank_card(number)


class CreditCode(Number):
    """A unified social credit code; public, so neither sealed nor masked."""

    name = "uscc"
    title = "统一社会信用代码"
    level = "L1"
    sealed = False

    def read_number(self, text: str, today: date) -> None:
        """As GB 32100 has it."""
        parse_uscc(text, allow_demo=self.allow_demo)
