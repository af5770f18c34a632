"""Regular expressions of XPath (XQuery and XPath Functions 5.6) run by the `regex` package with a time limit."""

import re
from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import TypeVar

import regex

from .budget import Run
from .errors import FeelLimitError, Null

_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE | regex.FULLCASE}
_MAX_PATTERN = 10_000
_MAX_SIZE = 20_000
_NAME_START = (
    r":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_CHAR = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
_QUANTIFIER = re.compile(r"\{\d+(?:,\d*)?\}", re.ASCII)
_CATEGORY = re.compile(r"\{([A-Za-z0-9-]+)\}", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
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
    if "q" in flags:
        translated = regex.escape(pattern)
    else:
        translated = _Translation(_collapsed(pattern) if "x" in flags else pattern, flags).text()
    try:
        return regex.compile(translated, number)
    except (regex.error, ValueError, OverflowError, KeyError, IndexError, RecursionError) as error:
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


class _Translation:
    """Turns an XPath pattern into one of `regex`, refusing what only the latter knows."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.at = 0
        self.groups = 0
        self.inside = 0
        self.sizes = [[0, 0]]

    def text(self) -> str:
        """Give the translated pattern; null when it is not one of XPath."""
        out: list[str] = []
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            self._measure(char)
            if char == "\\":
                out.append(self._escape())
            elif self.inside:
                out.append(self._in_class(char))
            elif char == "[":
                out.append(self._open_class())
            elif char == "(":
                out.append(self._open_group())
            else:
                out.append(self._plain(char))
        return "".join(out)

    def _measure(self, char: str) -> None:
        """Keep count of how large repeats blow the pattern up, group within group."""
        if self.inside:
            return
        if char == "(":
            self.sizes.append([0, 0])
        elif char == ")" and len(self.sizes) > 1:
            inner, _ = self.sizes.pop()
            self._grow(inner + 1)
        elif char == "{":
            self._repeat()
        elif char not in "*+?|)":
            self._grow(1)

    def _grow(self, size: int) -> None:
        self.sizes[-1][0] += size
        self.sizes[-1][1] = size

    def _repeat(self) -> None:
        found = _QUANTIFIER.match(self.pattern, self.at)
        times = max(int(number) for number in _DIGITS.findall(found[0])) if found else 1
        last = self.sizes[-1][1] * times
        self._grow(last)
        if times > _MAX_SIZE or last > _MAX_SIZE or self.sizes[-1][0] > _MAX_SIZE:
            raise Null("正则表达式里的重复次数太大")

    def _next(self, text: str) -> bool:
        return self.pattern.startswith(text, self.at)

    def _take(self, count: int, text: str) -> str:
        self.at += count
        return text

    def _open_class(self) -> str:
        self.inside += 1
        opening = "[^" if self._next("[^") else "["
        self.at += len(opening)
        if self._next("]"):
            raise Null("正则表达式里的 [] 是空的")
        return opening

    def _in_class(self, char: str) -> str:
        if char == "[":
            return self._open_class()
        if char == "]":
            self.inside -= 1
            return self._take(1, char)
        if self._next("-["):
            return self._take(1, "--")
        if char in "&~|" or self._next("--"):
            return self._take(1, "\\" + char)
        return self._take(1, char)

    def _open_group(self) -> str:
        if self._next("(?:"):
            return self._take(3, "(?:")
        if self._next("(?"):
            raise Null("正则表达式里不能用 (? 开头的扩展")
        self.groups += 1
        return self._take(1, "(")

    def _plain(self, char: str) -> str:
        if char == "$" and "m" not in self.flags:
            return self._take(1, r"\Z")
        if char == "." and "s" not in self.flags:
            return self._take(1, r"[^\n\r]")
        if char == "{":
            found = _QUANTIFIER.match(self.pattern, self.at)
            if not found:
                raise Null("正则表达式里的 { 要写成 \\{，或写成 {2,5} 的样子")
            self.at = found.end()
            return found[0] + self._no_plus()
        if char in "]}":
            raise Null(f"正则表达式里的 {char} 要写成 \\{char}")
        self.at += 1
        return char + (self._no_plus() if char in "*+?" else "")

    def _no_plus(self) -> str:
        if self._next("+"):
            raise Null("正则表达式里的 + 放错了地方")
        return ""

    def _escape(self) -> str:
        char = self.pattern[self.at + 1 : self.at + 2]
        if not char:
            raise Null("正则表达式不能以 \\ 结尾")
        if char in "nrt\\|.?*+(){}-[]^$":
            return self._take(2, "\\" + char)
        if char in "sSdDwW":
            return self._take(2, self._multi(char))
        if char in "iIcC":
            body = _NAME_START if char in "iI" else _NAME_CHAR
            bare = self.inside and char in "ic"
            return self._take(2, body if bare else f"[{'^' if char in 'IC' else ''}{body}]")
        if char in "pP":
            return self._category(char)
        if char.isascii() and char.isdigit() and not self.inside:
            return self._reference()
        raise Null(f"正则表达式里不能用 \\{char}")

    def _category(self, char: str) -> str:
        found = _CATEGORY.match(self.pattern, self.at + 2)
        if not found:
            raise Null(f"正则表达式里的 \\{char} 后面要写 {{…}}")
        self.at = found.end()
        name = "In" + found[1][2:] if found[1].startswith("Is") else found[1]
        return f"\\{char}{{{name}}}"

    def _reference(self) -> str:
        found = _DIGITS.match(self.pattern, self.at + 1)
        digits = found[0] if found else ""
        while len(digits) > 1 and int(digits) > self.groups:
            digits = digits[:-1]
        if not 1 <= int(digits) <= self.groups:
            raise Null(f"正则表达式里没有第 {digits} 组")
        return self._take(1 + len(digits), f"(?:\\{digits})")

    def _multi(self, char: str) -> str:
        if char == "s":
            return r" \t\n\r" if self.inside else r"[ \t\n\r]"
        if char == "S":
            return r"[^ \t\n\r]"
        if char in "dD":
            return rf"\{'p' if char == 'd' else 'P'}{{Nd}}"
        return r"[^\p{P}\p{Z}\p{C}]" if char == "w" else r"[\p{P}\p{Z}\p{C}]"


def _timed(run: Run, work: Callable[[float], T]) -> T:
    """Let a regular expression work on the time that the evaluation has left for them."""
    run.spend(10)
    start = perf_counter()
    try:
        return work(max(run.regex_seconds, 0.001))
    except TimeoutError:
        raise FeelLimitError("正则表达式算得太久，请换一个简单的写法") from None
    finally:
        run.regex_seconds -= perf_counter() - start


def find(run: Run, text: str, pattern: str, flags: str) -> bool:
    """Tell whether the pattern occurs in the text."""
    program = compiled(pattern, flags)
    return _timed(run, lambda limit: program.search(text, timeout=limit)) is not None


def _whole(run: Run, pattern: str, flags: str) -> "regex.Pattern[str]":
    program = compiled(pattern, flags)
    if _timed(run, lambda limit: program.search("", timeout=limit)):
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
        run.fits(made)
        return filled

    return str(_timed(run, lambda limit: program.sub(fill, text, timeout=limit)))


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
            found = _DIGITS.match(text, at + 1)
            if not found:
                raise Null("替换文字里的 $ 后面要写数字")
            digits = found[0]
            while len(digits) > 1 and int(digits) > groups:
                digits = digits[:-1]
            parts.append(int(digits) if int(digits) <= groups else "")
            at += 1 + len(digits)
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
