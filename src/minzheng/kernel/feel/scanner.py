"""Reading the text of an expression: blanks, names, numbers, strings, and places for messages."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal
from typing import NoReturn

from .errors import FeelSyntaxError

_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_BLANK = r"[\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]"
_WORD = re.compile(f"[{_START}][{_PART}]*")
_NAME_PART = re.compile(f"[{_PART}]+")
_SKIP = re.compile(rf"(?:{_BLANK}+|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
_INSTANCE_OF = re.compile(rf"instance{_BLANK}+of(?![{_PART}])")
_FULL_WIDTH = re.compile("[，（）：；！？＝＜＞＋－［］｛｝“”。、]")

KEYWORDS = frozenset(
    [
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "instance",
        "in",
        "and",
        "or",
        "between",
        "function",
        "null",
        "true",
        "false",
    ]
)
_SPACED = re.compile(
    rf"date{_BLANK}+and{_BLANK}+time|years{_BLANK}+and{_BLANK}+months{_BLANK}+duration"
    rf"|days{_BLANK}+and{_BLANK}+time{_BLANK}+duration"
)


def is_plain(name: str) -> bool:
    """Tell whether a name is read without knowing it: words without keywords between them."""
    words = name.split(" ")
    return bool(_WORD.fullmatch(words[0])) and all(
        _NAME_PART.fullmatch(word) and word not in KEYWORDS for word in words
    )


def normal(name: str) -> str:
    """Make one blank of every run of blanks."""
    return re.sub(rf"{_BLANK}+", " ", name.strip())


class Known:
    """The names in scope that cannot be read word by word (`Rate and Fee`, `a-b`), longest first."""

    def __init__(self, names: Iterable[str]) -> None:
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        self.add(names)

    def add(self, names: Iterable[str]) -> None:
        """Bring further names into scope."""
        have = {name for name, _ in self._patterns}
        for name in {normal(name) for name in names} - have:
            if name and not is_plain(name):
                self._patterns.append((name, _pattern(name)))
        self._patterns.sort(key=lambda entry: -len(entry[0]))

    def mark(self) -> list[tuple[str, re.Pattern[str]]]:
        """Remember the scope as it is."""
        return list(self._patterns)

    def back(self, mark: list[tuple[str, re.Pattern[str]]]) -> None:
        """Go back to a remembered scope."""
        self._patterns = mark

    def match(self, text: str, at: int) -> tuple[str, int] | None:
        """Find the longest known name that begins at `at`, with its end."""
        for name, pattern in self._patterns:
            found = pattern.match(text, at)
            if found:
                return name, found.end()
        return None


def _pattern(name: str) -> re.Pattern[str]:
    body = rf"{_BLANK}+".join(re.escape(word) for word in name.split(" "))
    boundary = f"(?![{_PART}])" if _NAME_PART.match(name[-1]) else ""
    return re.compile(body + boundary)


class Scanner:
    """A text with a position; the parser asks for what it needs next."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.text = text
        self.at = 0
        self.known = Known(names)
        self.paths = Known(names)
        self._lines = [0] + [found.end() for found in re.finditer("\n", text)]
        self.skip()

    def place(self, at: int) -> tuple[int, int]:
        """Turn an offset into line and column, from 1."""
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1

    def fail(self, message: str, at: int | None = None) -> NoReturn:
        """Refuse the text here."""
        raise FeelSyntaxError(message, *self.place(self.at if at is None else at))

    def skip(self) -> None:
        """Go past blanks and comments."""
        found = _SKIP.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def looking_at(self, symbol: str) -> bool:
        """Tell whether `symbol` comes next."""
        return self.text.startswith(symbol, self.at)

    def accept(self, symbol: str) -> bool:
        """Read `symbol` when it comes next."""
        if not self.text.startswith(symbol, self.at):
            return False
        self.at += len(symbol)
        self.skip()
        return True

    def expect(self, symbol: str) -> None:
        """Read `symbol`, which must come next."""
        if not self.accept(symbol):
            self.fail(f"这里缺“{symbol}”，{self.here()}")

    def here(self) -> str:
        """Say what stands at the position."""
        rest = self.text[self.at : self.at + 12].split("\n")[0].strip()
        return f"现在是“{rest}”" if rest else "可是算式到这里就完了"

    def word(self) -> str:
        """Look at the next word without reading it; empty when there is none."""
        found = _WORD.match(self.text, self.at)
        return found[0] if found else ""

    def keyword(self, word: str) -> bool:
        """Read a keyword when it comes next and no known name begins here."""
        if self.word() != word or self.known.match(self.text, self.at):
            return False
        self.at += len(word)
        self.skip()
        return True

    def number(self) -> Decimal | None:
        """Read a number when one comes next."""
        found = _NUMBER.match(self.text, self.at)
        if not found:
            return None
        if len(found[0]) > 7000:
            self.fail("数字太长")
        value = Decimal(found[0])
        if value and abs(value.adjusted()) > 6143:
            self.fail("数字太大或太小")
        self.at = found.end()
        self.skip()
        return value

    def string(self) -> str | None:
        """Read a string literal when one comes next."""
        if not self.looking_at('"'):
            return None
        found = _STRING.match(self.text, self.at)
        if not found:
            self.fail('文字缺收尾的引号 "')
        start = self.at
        self.at = found.end()
        self.skip()
        return self._unescape(found[1], start)

    def _unescape(self, body: str, start: int) -> str:
        if "\\" not in body:
            return body

        def plain(found: re.Match[str]) -> str:
            if found[1] or found[2]:
                code = int(found[1] or found[2], 16)
                return chr(code) if code <= 0x10FFFF else self.fail("没有这个字符编码", start)
            return _ESCAPES.get(found[3], "\\" + found[3])

        text = _ESCAPE.sub(plain, body)
        if any("\ud800" <= char <= "\udfff" for char in text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return text

    def name(self, known: Known | None = None) -> str | None:
        """Read a name when one comes next: a known one first, else words up to a keyword or a sign."""
        found = (known or self.known).match(self.text, self.at)
        start = self.at
        if found:
            parts, self.at = [found[0]], found[1]
        else:
            word = self.word()
            if not word or (word in KEYWORDS and not self._ordinary(word)):
                return None
            parts = [word]
            self.at += len(word)
        self.skip()
        while True:
            part = _NAME_PART.match(self.text, self.at)
            if not part or (part[0] in KEYWORDS and not self._ordinary(part[0])):
                break
            parts.append(part[0])
            self.at = part.end()
            self.skip()
        name = " ".join(parts)
        wide = None if found else _FULL_WIDTH.search(name)
        if wide:
            self.fail(f"“{wide[0]}”是全角符号，请换成半角", start)
        return name

    def spaced(self, *, called: bool) -> str | None:
        """Read a built-in name that holds a keyword (`date and time`), before `(` when it must be called."""
        found = _SPACED.match(self.text, self.at)
        if not found:
            return None
        start, self.at = self.at, found.end()
        self.skip()
        if called and not self.looking_at("("):
            self.at = start
            return None
        return normal(found[0])

    def _ordinary(self, word: str) -> bool:
        """Tell whether a keyword is part of a name here: `instance` is, unless `of` follows."""
        return word == "instance" and not _INSTANCE_OF.match(self.text, self.at)

    def instance_of(self) -> bool:
        """Read `instance of` when it comes next."""
        found = _INSTANCE_OF.match(self.text, self.at)
        if not found:
            return False
        self.at = found.end()
        self.skip()
        return True
