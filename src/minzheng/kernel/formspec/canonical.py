"""The exact bytes of a set of answers, so that they can be digested, signed and compared years later."""

import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from minzheng.kernel.formspec import limits


def canonical(answers: Mapping[str, object]) -> bytes:
    """Write answers as UTF-8 JSON: keys in code point order, no blanks, no floats.

    Whole numbers stay numbers, other decimals become strings without needless zeros, days and times their ISO text.
    Idempotent: reading the bytes back and writing them again gives the same bytes.
    Raises ValueError (a Chinese sentence) for what has no place in answers: floats, other types, half characters.
    """
    plain = _plain(answers, 0)
    try:
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise ValueError("填的内容里有不完整的字符，请重新填这一项") from error


def _plain(value: object, depth: int) -> object:
    kind = type(value)
    if kind is str or kind is bool or kind is int or value is None:
        return value
    if depth > limits.DEPTH:
        raise ValueError(f"填的内容套得太深，最多 {limits.DEPTH} 层")
    if isinstance(value, Mapping):
        if not all(type(key) is str for key in value):
            raise ValueError("填的内容里，每一项的名字都要是文字")
        return {key: _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, depth + 1) for inner in value]
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise ValueError(f"填的内容里有存不下的值（{kind.__name__}），数字请用整数或者小数的文字")


def decimal_text(value: Decimal) -> str | int:
    """A decimal as it is kept: an int when it is whole, else plain digits without needless zeros."""
    if not math.isfinite(value):
        raise ValueError("数字太大或者不是数字")
    if abs(value.adjusted()) > 40:
        raise ValueError("数字太大或者太小")
    if value == value.to_integral_value():
        return int(value)
    return format(value.normalize(), "f")
