"""String functions (DMN 10.3.4.3)."""

from decimal import Decimal
from typing import Any

from ..budget import Run
from ..errors import Null
from ..patterns import find, replace_all, split_by
from .conversion import whole
from .signatures import builtin


@builtin("substring(string: string, start position: number, length?: number)")
def _substring(text: str, start: Decimal, length: Decimal | None) -> str:
    at = whole(start, "位置")
    size = len(text) if length is None else int(length)
    if at == 0 or size < 1:
        raise Null("位置从 1 或 -1 数起，长度至少是 1")
    index = at - 1 if at > 0 else len(text) + at
    if index < 0:
        raise Null("位置在文字之外")
    return text[index : index + size]


@builtin("string length(string: string)")
def _string_length(text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case(string: string)", run=True)
def _upper_case(run: Run, text: str) -> str:
    return run.text(text.upper())


@builtin("lower case(string: string)", run=True)
def _lower_case(run: Run, text: str) -> str:
    return run.text(text.lower())


@builtin("substring before(string: string, match: string)")
def _substring_before(text: str, match: str) -> str:
    head, found, _ = text.partition(match) if match else ("", "", "")
    return head if found else ""


@builtin("substring after(string: string, match: string)")
def _substring_after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def _contains(text: str, match: str) -> bool:
    return match in text


@builtin("starts with(string: string, match: string)")
def _starts_with(text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def _ends_with(text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string or null)", run=True)
def _matches(run: Run, text: str, pattern: str, flags: str | None) -> bool:
    return find(run, text, pattern, flags or "")


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string or null)", run=True)
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> str:
    return run.text(replace_all(run, text, pattern, replacement, flags or ""))


@builtin("split(string: string, delimiter: string)", run=True)
def _split(run: Run, text: str, delimiter: str) -> list[str]:
    parts = split_by(run, text, delimiter)
    run.spend(len(parts))
    return parts


@builtin("string join(list: list, delimiter?: string or null)", run=True)
def _string_join(run: Run, items: list[Any], delimiter: str | None) -> str:
    run.spend(len(items))
    texts = [item for item in items if item is not None]
    if any(type(item) is not str for item in texts):
        raise Null("列表里要都是文字")
    size = sum(map(len, texts)) + len(delimiter or "") * len(texts)
    run.fits(size)
    return run.text((delimiter or "").join(texts))
