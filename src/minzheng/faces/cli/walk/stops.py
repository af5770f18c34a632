"""The stops of a walk: what was done by whom, which paper came of it, how long it took, how many statements it cost."""

import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

HEADS: Final = ("", "谁", "做什么", "文书或结果", "毫秒", "语句")


@dataclass(slots=True)
class Stop:
    """One stop; `paper` is filled in while one is there."""

    who: str
    verb: str
    paper: str = ""
    ms: int = 0
    statements: int = 0


@dataclass(slots=True)
class Diary:
    """All stops so far; `count` tells how many statements the database has run, or None if it cannot."""

    count: Callable[[], int]
    stops: list[Stop] = field(default_factory=list)

    @contextmanager
    def stop(self, who: str, verb: str) -> Iterator[Stop]:
        """One stop, measured; what goes wrong is not swallowed."""
        here = Stop(who, verb)
        self.stops.append(here)
        before, start = self.count(), time.perf_counter()
        yield here
        here.ms = round((time.perf_counter() - start) * 1000)
        here.statements = self.count() - before

    def table(self) -> list[str]:
        """The stops as lines with straight columns."""
        rows = [
            (f"{n}", one.who, one.verb, one.paper, f"{one.ms}", f"{one.statements}")
            for n, one in enumerate(self.stops, 1)
        ]
        widths = [max(map(width, column)) for column in zip(HEADS, *rows, strict=True)]
        return [_line(row, widths) for row in (HEADS, *rows)]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        cell + " " * (room - width(cell)) for cell, room in zip(cells, widths, strict=True)
    ).rstrip()


def width(text: str) -> int:
    """How many places a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
