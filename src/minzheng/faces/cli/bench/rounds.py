"""Alternating rounds: ours, the anchor, ours, the anchor …; what is reported is the median of the pairwise ratios."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from minzheng.faces.cli.bench.ground import Ground


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: runs `n` operations and gives wall seconds; `app_cpu` is its process tree's CPU so far;
    `written` counts the rows that it has written so far (each operation must add exactly one)."""

    run: Callable[[int], float]
    app_cpu: Callable[[], float]
    written: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall and CPU seconds of one round of one side, per operation."""

    wall: float
    app: float
    postgres: float

    @property
    def cpu(self) -> float:
        """Both together."""
        return self.app + self.postgres

    def __str__(self) -> str:
        return f"{1 / self.wall:.0f}/s, CPU {self.app * 1000:.2f} + {self.postgres * 1000:.2f} ms"


def measure(ground: Ground, side: Side, operations: int) -> Spent:
    """Run one round and check that it wrote what it should."""
    rows, app, database = side.written(), side.app_cpu(), ground.postgres_cpu()
    wall = side.run(operations)
    time.sleep(0.2)
    app, database = side.app_cpu() - app, ground.postgres_cpu() - database
    added = side.written() - rows
    if added != operations:
        raise RuntimeError(f"{added} rows were written by {operations} operations")
    return Spent(wall / operations, app / operations, database / operations)


def compare(
    ground: Ground, ours: Side, anchor: Side, *, rounds: int, operations: int, progress: Callable[[str], None]
) -> dict[str, float]:
    """Ratios of rates and of CPU (above 1: we are better than the anchor), medians over the rounds."""
    measure(ground, ours, operations)
    measure(ground, anchor, operations)
    pairs = []
    for number in range(rounds):
        mine, limit = measure(ground, ours, operations), measure(ground, anchor, operations)
        pairs.append((limit.wall / mine.wall, limit.cpu / mine.cpu))
        progress(f"round {number + 1}: ours {mine}; anchor {limit}")
    return {
        "ratio": round(median(pair[0] for pair in pairs), 3),
        "cpu_ratio": round(median(pair[1] for pair in pairs), 3),
    }


def line(name: str, anchor: str, figures: dict[str, float], **more: Any) -> str:
    """The one line of JSON that a benchmark prints."""
    return json.dumps({"name": name, "anchor": anchor, **figures, **more}, ensure_ascii=False)
