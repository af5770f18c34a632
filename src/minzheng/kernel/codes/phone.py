"""Telephone numbers: mobile, fixed with area code, and short service numbers."""

import re
from dataclasses import dataclass
from typing import Literal

from .errors import CodeError, cleaned

PhoneKind = Literal["mobile", "fixed", "short"]

_FORMS: tuple[tuple[PhoneKind, re.Pattern[str]], ...] = (
    ("mobile", re.compile(r"1[3-9]\d{9}|100\d{8}")),
    ("fixed", re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?([2-9]\d{6,7}|0000\d{4})(?:[-转](\d{1,6}))?")),
    ("short", re.compile(r"1\d{2,4}|9[56]\d{3,4}")),
)
_DEMO = re.compile(r"100\d{8}|1990000\d{4}|0\d{2,3}-0000\d{4}(-\d+)?")


@dataclass(frozen=True, slots=True)
class Phone:
    """A checked number: eleven digits, or `area-number` with `-extension`, or a short number; `demo` reaches nobody."""

    number: str
    kind: PhoneKind
    demo: bool = False


def parse_phone(text: str, *, allow_demo: bool = False) -> Phone:
    """Read a number as typed (spaces, hyphens and +86 are forgiven).

    Raises CodeError `phone.` `empty`, `form` or `demo`.
    """
    typed = re.sub(r"^(\+|00)86-?", "", cleaned(text, "()"))
    if not typed:
        raise CodeError("phone.empty", "请填电话号码。")
    for kind, form in _FORMS:
        found = form.fullmatch(typed if kind == "fixed" else typed.replace("-", ""))
        if found:
            number = "-".join(filter(None, found.groups())) if kind == "fixed" else found[0]
            return _checked(Phone(number, kind, bool(_DEMO.fullmatch(number))), allow_demo=allow_demo)
    raise CodeError("phone.form", _advice(typed))


def _checked(phone: Phone, *, allow_demo: bool) -> Phone:
    if phone.demo and not allow_demo:
        raise CodeError("phone.demo", "这个号码只用于演示，请填能打通的号码。")
    return phone


def _advice(typed: str) -> str:
    digits = sum(sign.isdigit() for sign in typed)
    if typed.startswith("1") and digits != 11:
        return f"手机号码是 11 位，您填了 {digits} 位，请再看一遍。"
    return "请填 11 位手机号码；固定电话请带区号，像“0990-2345678”。"
