"""A FEEL value as text, the way `string()` writes it."""

from decimal import Decimal
from typing import Any

from .scanner import is_plain
from .values import Function, Range


def text_of(value: Any) -> str:
    """Write a value for people: strings bare, numbers without exponent."""
    return value if isinstance(value, str) else literal(value)


def number_text(value: Decimal) -> str:
    """Write a number in full, as `1000`, never `1E+3`."""
    return "0" if value == 0 and value.as_tuple().exponent >= 0 else format(value, "f")  # type: ignore[operator]


def quoted(text: str) -> str:
    """Write a string as a literal."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def literal(value: Any) -> str:
    """Write a value as it stands inside a list or context."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Range):
        return _range(value)
    if isinstance(value, Function):
        return f"function {value.name}"
    return str(value)


def _key(key: str) -> str:
    return key if is_plain(key) else quoted(key)


def _end(value: Any) -> str:
    text = literal(value)
    return text if isinstance(value, (str, Decimal)) else f'@"{text}"'


def _range(value: Range) -> str:
    if value.op:
        return f"({value.op}{_end(value.end if value.start is None else value.start)})"
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{_end(value.start)}..{_end(value.end)}{closing}"
