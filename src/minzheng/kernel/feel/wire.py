"""FEEL values as JSON: what JSON lacks is written `{"@type": "date", "@value": "2026-03-01"}`.

Types: date, time, date and time, years and months duration, days and time duration, range, function; and
context, only for a context that looks like such a pair itself. Numbers keep every digit: use `dumps` and
`loads` of this module for the text, the standard library rounds them to binary.
"""

import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .budget import Run
from .errors import FeelError, FeelValueError, Null
from .expression import build_expression
from .formatting import literal
from .scope import Scope
from .temporal import (
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from .unparse import unparse
from .values import Function, Range, to_feel, to_python

_TAGS: dict[type, str] = {
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    YearsMonths: "years and months duration",
    DaysTime: "days and time duration",
    Range: "range",
    Function: "function",
}
_MAX_DEPTH = 60


def to_json(value: object) -> Any:
    """Turn a FEEL or plain Python value into JSON data; numbers become int, or Decimal where they have a part.

    Raises FeelValueError for what FEEL does not have.
    """
    return _out(to_feel(value))


def _out(value: Any) -> Any:
    if isinstance(value, list):
        return [_out(item) for item in value]
    if isinstance(value, dict):
        made = {key: _out(item) for key, item in value.items()}
        return {"@type": "context", "@value": made} if made.keys() == {"@type", "@value"} else made
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and value.adjusted() < 40
        return int(value) if whole else value
    tag = _TAGS.get(type(value))
    return value if tag is None else {"@type": tag, "@value": _tagged_text(value)}


def _tagged_text(value: Any) -> str:
    if isinstance(value, Function):
        return unparse(value.definition) if value.definition is not None else value.name
    return literal(value) if isinstance(value, Range) else str(value)


def from_json(data: object) -> Any:
    """Turn JSON data into plain Python values for a context. Raises FeelValueError naming what is wrong."""
    return to_python(_in(data, 0))


def _in(data: object, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise FeelValueError(f"数据嵌套超过了 {_MAX_DEPTH} 层，请拆开")
    if isinstance(data, list):
        return [_in(item, depth + 1) for item in data]
    if isinstance(data, dict):
        if data.keys() == {"@type", "@value"}:
            return _tagged(data["@type"], data["@value"], depth)
        return {str(key): _in(item, depth + 1) for key, item in data.items()}
    return to_feel(data)


_READERS: dict[str, tuple[type, Callable[[str], Any]]] = {
    "date": (Date, parse_date),
    "time": (Time, parse_time),
    "date and time": (DateTime, parse_date_time),
    "years and months duration": (YearsMonths, parse_duration),
    "days and time duration": (DaysTime, parse_duration),
    "range": (Range, lambda text: _evaluated(text)),
    "function": (Function, lambda text: _evaluated(text)),
    "number": (Decimal, lambda text: to_feel(Decimal(text))),
}


def _evaluated(text: str) -> Any:
    return build_expression(text).code(Scope({}, Run()))


def _tagged(tag: object, text: object, depth: int) -> Any:
    if tag == "context" and isinstance(text, dict):
        return {str(key): _in(item, depth + 1) for key, item in text.items()}
    if not isinstance(tag, str) or tag not in _READERS or not isinstance(text, str):
        raise FeelValueError(f"不认识 @type “{tag}”，或 @value 不是文字")
    wanted, reader = _READERS[tag]
    try:
        value = reader(text)
    except (Null, FeelError, ArithmeticError) as error:
        raise FeelValueError(f"“{text[:40]}”不是 {tag}：{error}") from error
    if type(value) is not wanted:
        raise FeelValueError(f"“{text[:40]}”不是 {tag}")
    return value


def loads(text: str) -> Any:
    """Read a JSON text into JSON data, numbers as int or Decimal. Raises FeelValueError when it is no JSON."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise FeelValueError(f"这不是 JSON：{error}") from error


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def dumps(data: object) -> str:
    """Write JSON data as one line, Decimals with all their digits."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{_quoted(str(key))}: {dumps(item)}" for key, item in data.items()) + "}"
    if isinstance(data, (list, tuple)):
        return f"[{', '.join(map(dumps, data))}]"
    if isinstance(data, Decimal) and data.is_finite():
        return format(data, "f") if abs(data.adjusted()) < 40 else str(data)
    if isinstance(data, float) and not math.isfinite(data):
        raise FeelValueError("数字要是有限的")
    if isinstance(data, str):
        return _quoted(data)
    return json.dumps(data)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
