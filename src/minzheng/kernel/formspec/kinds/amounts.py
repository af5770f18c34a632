"""Numbers that count or measure, and money."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from minzheng.kernel.formspec.canonical import decimal_text
from minzheng.kernel.formspec.kinds.kind import WRONG_SHAPE, Kind, narrow
from minzheng.kernel.money import MoneyError, Rounding, format_money, parse_money, rounded

_DIGITS = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?")
_KEPT = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
_MOST = 10**15


class Number(Kind):
    """A number: kept as a whole number, or as the text of a decimal; never as a float."""

    name = "number"
    title = "数字"
    types = frozenset({"number", "textfield", "expression"})
    inputmode = "decimal"
    maxlength = 30
    short = True
    shapes = (int, str)

    def parse(self, raw: str, field: Any) -> object:
        """Digits, with thousands commas and the unit forgiven."""
        text = _plain(raw, field.unit)
        if not _DIGITS.fullmatch(text):
            raise ValueError(self.advice(field))
        return decimal_text(Decimal(text))

    def advice(self, field: Any) -> str:
        """How to write it."""
        return "请只填数字，例如 3" if field.decimals == 0 else "请只填数字，例如 12.5"

    def check(self, value: object, field: Any, today: date) -> str | None:
        """The decimals and bounds of the field."""
        number = _decimal(value)
        if number is None:
            return WRONG_SHAPE
        if abs(number) >= _MOST:
            return "数字太大了，请看看是不是多写了几位"
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > field.decimals:
            return "请填整数" if field.decimals == 0 else f"小数点后最多 {field.decimals} 位"
        return _out_of_bounds(number, field)

    def fact(self, value: object, field: Any) -> object:
        """A decimal."""
        return _decimal(value)

    def show(self, value: object, field: Any) -> str:
        """With thousands commas and the unit."""
        number = _decimal(value)
        return "" if number is None else f"{number:,} {field.unit}".rstrip()

    def schema(self, field: Any) -> dict[str, Any]:
        """An integer, or for a decimal its digits as text."""
        whole: dict[str, Any] = {"type": "integer"}
        for name, bound in (("minimum", field.minimum), ("maximum", field.maximum)):
            if bound and Decimal(bound) == int(Decimal(bound)):
                whole[name] = int(Decimal(bound))
        if field.decimals == 0:
            return whole
        return {"anyOf": [whole, {"type": "string", "pattern": rf"^-?\d{{1,15}}\.\d{{1,{field.decimals}}}$"}]}


class Money(Kind):
    """An amount of yuan; kept as whole fen, seen by conditions as yuan."""

    name = "money"
    title = "金额"
    types = frozenset({"number", "textfield", "expression"})
    level = "L3"
    inputmode = "decimal"
    maxlength = 30
    short = True
    unit = "元"
    shapes = (int,)

    def parse(self, raw: str, field: Any) -> object:
        """Yuan in Western or Chinese figures, as fen."""
        try:
            return parse_money(raw, allow_negative=True)
        except MoneyError as error:
            raise ValueError(str(error).rstrip("。")) from error

    def edit(self, value: object, field: Any) -> list[str]:
        """Yuan without needless zeros."""
        return [str(decimal_text(Decimal(value).scaleb(-2)))] if type(value) is int else [""]

    def check(self, value: object, field: Any, today: date) -> str | None:
        """Not negative unless the field allows it, and within its bounds (yuan)."""
        if type(value) is not int:
            return WRONG_SHAPE
        if value < 0 and not field.minimum:
            return "金额不能小于 0，请再看一遍"
        if abs(value) > _MOST:
            return "金额太大了，请看看是不是多写了几个 0"
        return _out_of_bounds(Decimal(value).scaleb(-2), field)

    def fact(self, value: object, field: Any) -> object:
        """Yuan."""
        return Decimal(value).scaleb(-2) if type(value) is int else None

    def keep(self, fact: object, field: Any) -> object:
        """Fen, from yuan that an expression gave; what is smaller than a fen is rounded half up."""
        if isinstance(fact, bool) or not isinstance(fact, int | Decimal):
            return None
        return rounded(Decimal(fact).scaleb(2), Rounding.HALF_UP_TO_FEN)

    def show(self, value: object, field: Any) -> str:
        """“1,500 元”, with two decimals only where there are fen."""
        return format_money(value, unit=f" {field.unit}", trim=True) if type(value) is int else ""

    def schema(self, field: Any) -> dict[str, Any]:
        """Whole fen."""
        schema: dict[str, Any] = {"type": "integer", "description": "分（1 元 = 100 分）"}
        for name, bound in (("minimum", field.minimum or "0"), ("maximum", field.maximum)):
            if bound:
                schema[name] = int(Decimal(bound).scaleb(2))
        return schema


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, str):
        return Decimal(value) if _KEPT.fullmatch(value) else None
    return Decimal(value) if type(value) is int else None


def _plain(raw: str, unit: str) -> str:
    text = narrow(raw).replace(",", "").replace("，", "")
    return text.removesuffix(unit) if unit else text


def _out_of_bounds(number: Decimal, field: Any) -> str | None:
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum and number < Decimal(field.minimum):
        return f"太小了，最小是 {field.minimum}{unit}，请再看一遍"
    if field.maximum and number > Decimal(field.maximum):
        return f"太大了，最大是 {field.maximum}{unit}，请再看一遍"
    return None
