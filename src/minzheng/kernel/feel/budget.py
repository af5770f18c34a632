"""What one evaluation may spend, and the notes that it leaves behind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from .errors import FeelLimitError

Place = tuple[int, int, str]
"""Line and column in the expression, from 1, and what the expression belongs to (empty: it stands alone)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one evaluation.

    `steps` counts items visited, made or compared; `depth` the nesting of function calls; `text` the
    characters of one string; `regex_seconds` the time of all regular
    expressions together; `warnings` those kept.
    """

    steps: int = 500_000
    depth: int = 100
    text: int = 1_000_000
    regex_seconds: float = 0.5
    warnings: int = 100


DEFAULT_LIMITS = Limits()


class FeelWarning(NamedTuple):
    """Why a part of an expression became null: a Chinese sentence with its place."""

    message: str
    line: int
    column: int
    source: str = ""

    def __str__(self) -> str:
        return f"{self.source}第 {self.line} 行第 {self.column} 个字处：{self.message}"


class Run:
    """The state of one evaluation; in `notes` who embeds FEEL keeps what it wants to remember (DMN: matched rows)."""

    __slots__ = ("at", "depth", "left", "limits", "notes", "regex_seconds", "warnings")

    def __init__(self, limits: Limits = DEFAULT_LIMITS, at: datetime | None = None) -> None:
        self.limits = limits
        self.left = limits.steps
        self.depth = 0
        self.regex_seconds = limits.regex_seconds
        self.at = at
        self.warnings: list[FeelWarning] = []
        self.notes: list[Any] = []

    def spend(self, steps: int) -> None:
        """Take `steps` off the budget."""
        self.left -= steps
        if self.left < 0:
            raise FeelLimitError(f"算式要算的步数超过了 {self.limits.steps} 步，请缩小列表或循环的范围")

    def text(self, value: str) -> str:
        """Let a string through when it is not too long."""
        self.fits(len(value))
        self.spend(len(value) >> 6)
        return value

    def fits(self, length: int) -> None:
        """Refuse to make a string of so many characters."""
        if length > self.limits.text:
            raise FeelLimitError(f"文字超过了 {self.limits.text} 个字，请缩短")

    def enter(self) -> None:
        """Go one function call deeper; the caller takes `depth` back."""
        self.depth += 1
        self.spend(1)
        if self.depth > self.limits.depth:
            raise FeelLimitError(f"函数一层套一层，超过了 {self.limits.depth} 层，请检查有没有自己调用自己")

    def warn(self, message: str, place: Place) -> None:
        """Note why something is null."""
        if len(self.warnings) < self.limits.warnings:
            self.warnings.append(FeelWarning(message, *place))
