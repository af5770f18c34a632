"""Words: free text, names, addresses, e-mail, telephone."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from minzheng.kernel.codes import CodeError, parse_division, parse_phone
from minzheng.kernel.formspec.kinds.kind import WRONG_SHAPE, Kind, has_controls, many_lines, narrow, one_line
from minzheng.kernel.text import mask_address, mask_name, mask_phone, normalise_name

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Text(Kind):
    """One line of words."""

    name = "text"
    title = "一行文字"
    types = frozenset({"textfield", "expression"})

    def parse(self, raw: str, field: Any) -> object:
        """The line, composed, without invisible characters."""
        return one_line(raw)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """Length and the author's pattern."""
        if not isinstance(value, str):
            return WRONG_SHAPE
        if len(value) > field.max_length:
            return f"太长了（{len(value)} 个字），最多 {field.max_length} 个字，请写短一点"
        if len(value) < field.min_length:
            return f"太短了，至少 {field.min_length} 个字，请写全"
        if has_controls(value, self.lines):
            return "里面有看不见的字符，请删掉重新写"
        if field.pattern is not None and not _found(field, value):
            return str(field.pattern_text) or "和要求的写法不一样，请对照提示再看一遍"
        return None

    lines = ""


class LongText(Text):
    """Several lines of words."""

    name = "long_text"
    title = "多行文字"
    types = frozenset({"textarea"})
    maxlength = 2000
    lines = "\n\t"

    def parse(self, raw: str, field: Any) -> object:
        """The lines, composed, without invisible characters."""
        return many_lines(raw)


class PersonName(Text):
    """A person's name as on the identity card."""

    name = "person_name"
    title = "姓名"
    level = "L3"
    types = frozenset({"textfield"})
    maxlength = 50

    def parse(self, raw: str, field: Any) -> object:
        """One spelling: the middle dot, no blanks between Chinese characters."""
        return normalise_name(raw)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """As text; and no digits or signs."""
        if isinstance(value, str) and any(char.isdigit() or char in "<>@#/\\*_=+" for char in value):
            return "姓名里不会有数字和符号，请照着身份证再看一遍"
        return super().check(value, field, today)

    def hide(self, shown: str) -> str:
        """The family name and stars."""
        return mask_name(shown)

    def missing(self, field: Any) -> str:
        """“请写姓名”."""
        return f"请写{field.label}"


class Phone(Kind):
    """A telephone number."""

    name = "phone"
    title = "电话"
    level = "L3"
    input_type = "tel"
    inputmode = "tel"
    maxlength = 30

    def __init__(self, *, allow_demo: bool = False) -> None:
        self.allow_demo = allow_demo

    def parse(self, raw: str, field: Any) -> object:
        """The one spelling of a number; what is no number is kept as typed for `check` to explain."""
        try:
            return parse_phone(raw, allow_demo=True).number
        except CodeError:
            return narrow(raw)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A number that can be rung."""
        try:
            parse_phone(value if isinstance(value, str) else "", allow_demo=self.allow_demo)
        except CodeError as error:
            return sentence(error)
        return None

    def show(self, value: object, field: Any) -> str:
        """Mobile numbers in three groups (199-0000-0126)."""
        text = str(value or "")
        return f"{text[:3]}-{text[3:7]}-{text[7:]}" if len(text) == 11 and text.isdigit() else text

    def hide(self, shown: str) -> str:
        """The first three and last four digits."""
        return mask_phone(shown.replace("-", ""))


class Email(Kind):
    """An e-mail address."""

    name = "email"
    title = "电子邮箱"
    level = "L3"
    input_type = "email"
    inputmode = "email"
    maxlength = 254

    def parse(self, raw: str, field: Any) -> object:
        """Plain characters without blanks."""
        return narrow(raw)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """The form name@domain."""
        if isinstance(value, str) and len(value) <= self.maxlength and _EMAIL.fullmatch(value):
            return None
        return "邮箱像“name@example.org”这样，请再看一遍"


class Address(Kind):
    """A place: the division it lies in (from the places that the context offers) and the rest in words."""

    name = "address"
    title = "住址"
    level = "L3"
    maxlength = 100
    shapes = (dict,)

    def hide(self, shown: str) -> str:
        """Down to the village."""
        return mask_address(shown)

    def read(self, raws: Sequence[str], field: Any) -> object:
        """From the two inputs, division and rest."""
        place, detail = (*raws, "", "")[:2]
        value = {"place": narrow(place), "detail": one_line(detail)}
        return {key: text for key, text in value.items() if text} or None

    def edit(self, value: object, field: Any) -> list[str]:
        """Division and rest."""
        if not isinstance(value, Mapping):
            return ["", ""]
        return [str(value.get("place", "")), str(value.get("detail", ""))]

    def fits(self, value: object) -> bool:
        """A mapping of the two texts."""
        return (
            type(value) is dict
            and value.keys() <= {"place", "detail"}
            and all(_is_text(v) for v in value.values())
        )

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A division that can be, and words of a sensible length."""
        if not isinstance(value, dict):
            return WRONG_SHAPE
        if field.required and not value.get("detail"):
            return "请写到门牌号，例如“和顺路 8 号 2 单元 301”"
        if len(value.get("detail", "")) > field.max_length:
            return f"太长了，最多 {field.max_length} 个字，请写短一点"
        if value.get("place"):
            try:
                parse_division(value["place"])
            except CodeError:
                return "请从列表里选地区"
        return None

    def show(self, value: object, field: Any) -> str:
        """The words; the name of the division is put before them where the places are known."""
        return str(value.get("detail", "")) if isinstance(value, Mapping) else ""

    def schema(self, field: Any) -> dict[str, Any]:
        """An object of the two texts."""
        return {
            "type": "object",
            "properties": {
                "place": {"type": "string", "pattern": "^(\\d{6}|\\d{9}|\\d{12})$"},
                "detail": {"type": "string", "maxLength": field.max_length},
            },
            "additionalProperties": False,
        }


def sentence(error: CodeError) -> str:
    """The sentence of a refused number as it stands beside a field, without the full stop."""
    return str(error).rstrip("。")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _found(field: Any, value: str) -> bool:
    try:
        return field.pattern.search(value, timeout=0.2) is not None
    except TimeoutError:
        return False
