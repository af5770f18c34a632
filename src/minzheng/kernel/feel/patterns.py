"""Regular expressions of XPath (XQuery and XPath Functions 5.6) run by the `regex` package with a time limit."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import regex

from .budget import Run
from .errors import FeelLimitError, Null

_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE | regex.FULLCASE}
_MAX_PATTERN = 10_000
_NAME_START = (
    r":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_CHAR = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
T = TypeVar("T")


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> "regex.Pattern[str]":
    """Compile an XPath pattern; null when it or its flags are wrong."""
    if set(flags) - set("smixq"):
        raise Null(f"“{flags}”里有不认识的标志，只能用 s、m、i、x、q")
    if len(pattern) > _MAX_PATTERN:
        raise Null("正则表达式太长")
    number = regex.V1
    for flag in flags:
        number |= _FLAGS.get(flag, 0)
    translated = (
        regex.escape(pattern)
        if "q" in flags
        else _translate(_collapsed(pattern) if "x" in flags else pattern, flags)
    )
    try:
        return regex.compile(translated, number)
    except (regex.error, ValueError, OverflowError, KeyError, IndexError) as error:
        raise Null(f"“{pattern[:40]}”不是正则表达式：{error}") from None


def _collapsed(pattern: str) -> str:
    """Leave blanks out, except between [ and ]."""
    out: list[str] = []
    inside = 0
    escaped = False
    for char in pattern:
        if not escaped:
            inside += (char == "[") - (char == "]")
        if inside > 0 or char not in " \t\r\n":
            out.append(char)
            escaped = char == "\\" and not escaped
    return "".join(out)


def _translate(pattern: str, flags: str) -> str:
    out: list[str] = []
    at, groups, inside = 0, 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            text, at = _escape(pattern, at, inside, groups)
            out.append(text)
            continue
        if inside:
            inside += (char == "[") - (char == "]")
            if char == "-" and pattern.startswith("-[", at):
                out.append("--")
            elif char in "&~|" or (char == "-" and pattern.startswith("--", at)):
                out.append("\\" + char)
            else:
                out.append(char)
            if char == "[" and pattern.startswith("^", at + 1):
                out.append("^")
                at += 1
        elif char == "[":
            inside = 1
            out.append(char)
            if pattern.startswith("^", at + 1):
                out.append("^")
                at += 1
            if pattern.startswith("]", at + 1):
                raise Null("正则表达式里的 [] 是空的")
        elif char == "(":
            if pattern.startswith("?", at + 1) and not pattern.startswith("?:", at + 1):
                raise Null("正则表达式里不能用 (? 开头的扩展")
            groups += not pattern.startswith("?:", at + 1)
            out.append(char)
        elif char == "$" and "m" not in flags:
            out.append(r"\Z")
        elif char == "." and "s" not in flags:
            out.append(r"[^\n\r]")
        elif char == "{" and not regex.match(r"\{\d+(,\d*)?\}", pattern, pos=at):
            raise Null("正则表达式里的 { 要写成 \\{，或写成 {2,5} 的样子")
        elif char == "}" and not regex.search(r"\{\d+(,\d*)?$", pattern[:at]):
            raise Null("正则表达式里的 } 要写成 \\}")
        elif char == "]":
            raise Null("正则表达式里的 ] 要写成 \\]")
        elif char in "*+?}" and pattern.startswith("+", at + 1):
            raise Null("正则表达式里的 + 放错了地方")
        else:
            out.append(char)
        at += 1
    return "".join(out)


def _escape(pattern: str, at: int, inside: int, groups: int) -> tuple[str, int]:
    if at + 1 >= len(pattern):
        raise Null("正则表达式不能以 \\ 结尾")
    char = pattern[at + 1]
    if char in "nrt\\|.?*+(){}-[]^$":
        return "\\" + char, at + 2
    if char in "sSdDwW":
        return _multi(char, inside), at + 2
    if char in "iIcC":
        body = _NAME_START if char in "iI" else _NAME_CHAR
        return (body if inside and char in "ic" else f"[{'^' if char in 'IC' else ''}{body}]"), at + 2
    if char in "pP":
        found = regex.compile(r"\{([A-Za-z0-9-]+)\}").match(pattern, at + 2)
        if not found:
            raise Null("正则表达式里的 \\p 后面要写 {…}")
        name = found[1]
        name = "In" + name[2:] if name.startswith("Is") else name
        return f"\\{char}{{{name}}}", found.end()
    if char.isdigit() and not inside:
        number = regex.compile(r"\d+").match(pattern, at + 1)
        digits = number[0] if number else char
        while len(digits) > 1 and int(digits) > groups:
            digits = digits[:-1]
        if not 1 <= int(digits) <= groups:
            raise Null(f"正则表达式里没有第 {digits} 组")
        return f"(?:\\{digits})", at + 1 + len(digits)
    raise Null(f"正则表达式里不能用 \\{char}")


def _multi(char: str, inside: int) -> str:
    if char == "s":
        return r" \t\n\r" if inside else r"[ \t\n\r]"
    if char == "S":
        return r"[^ \t\n\r]"
    if char in "dD":
        return rf"\{'p' if char == 'd' else 'P'}{{Nd}}"
    return r"[^\p{P}\p{Z}\p{C}]" if char == "w" else r"[\p{P}\p{Z}\p{C}]"


def _timed(run: Run, work: Callable[[float], T]) -> T:
    run.spend(10)
    try:
        return work(run.limits.regex_seconds)
    except TimeoutError:
        raise FeelLimitError("正则表达式算得太久，请换一个简单的写法") from None


def find(run: Run, text: str, pattern: str, flags: str) -> bool:
    """Tell whether the pattern occurs in the text."""
    program = compiled(pattern, flags)
    return _timed(run, lambda limit: program.search(text, timeout=limit)) is not None


def _whole(run: Run, pattern: str, flags: str) -> "regex.Pattern[str]":
    program = compiled(pattern, flags)
    if program.search("", timeout=run.limits.regex_seconds):
        raise Null("正则表达式不能匹配空文字")
    return program


def replace_all(run: Run, text: str, pattern: str, replacement: str, flags: str) -> str:
    """Replace every match; `$1` stands for a group, `\\$` and `\\\\` for themselves."""
    program = _whole(run, pattern, flags)
    parts: list[str | int] = [replacement] if "q" in flags else _replacement(replacement, program.groups)
    made = 0

    def fill(found: "regex.Match[str]") -> str:
        nonlocal made
        filled = "".join(part if isinstance(part, str) else found[part] or "" for part in parts)
        made += len(filled)
        if made > run.limits.text:
            run.text(" " * (run.limits.text + 1))
        return filled

    return _timed(run, lambda limit: program.sub(fill, text, timeout=limit))


def _replacement(text: str, groups: int) -> list[str | int]:
    parts: list[str | int] = []
    at = 0
    while at < len(text):
        char, after = text[at], text[at + 1 : at + 2]
        if char == "\\":
            if after not in ("\\", "$"):
                raise Null("替换文字里的 \\ 后面只能是 \\ 或 $")
            parts.append(after)
            at += 2
        elif char == "$":
            if not after.isascii() or not after.isdigit():
                raise Null("替换文字里的 $ 后面要写数字")
            end = at + 2
            while text[end : end + 1].isdigit() and int(text[at + 1 : end + 1]) <= groups:
                end += 1
            number = int(text[at + 1 : end])
            parts.append(number if number <= groups else "")
            at = end
        else:
            parts.append(char)
            at += 1
    return parts


def split_by(run: Run, text: str, pattern: str) -> list[str]:
    """Cut the text at every match of the pattern."""
    program = _whole(run, pattern, "")

    def cut(limit: float) -> list[str]:
        parts, last = [], 0
        for found in program.finditer(text, timeout=limit):
            parts.append(text[last : found.start()])
            last = found.end()
        return [*parts, text[last:]]

    return _timed(run, cut)
