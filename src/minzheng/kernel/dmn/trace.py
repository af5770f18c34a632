"""What an evaluation leaves behind: which rows of which tables matched, and why parts are null."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from minzheng.kernel.feel.budget import Limits, Run, Warning_
from minzheng.kernel.feel.values import to_python

_MAX_ROWS = 10_000


class MatchedRow:
    """A row that matched: its number from 1, its annotations by column name, and the inputs it saw."""

    __slots__ = ("_labels", "_values", "annotations", "decision", "index")

    def __init__(
        self,
        decision: str,
        index: int,
        annotations: Mapping[str, str],
        labels: Sequence[str],
        values: Sequence[Any],
    ) -> None:
        self.decision = decision
        self.index = index
        self.annotations = annotations
        self._labels = labels
        self._values = values

    @property
    def inputs(self) -> dict[str, object]:
        """Give the value of each input column by its label, as plain Python."""
        return {label: to_python(value) for label, value in zip(self._labels, self._values, strict=True)}

    def __repr__(self) -> str:
        return f"MatchedRow({self.decision!r}, {self.index}, {dict(self.annotations)!r}, {self.inputs!r})"


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The answer: `value` in plain Python, `matched` of the decision asked for, `trail` of all tables."""

    value: object
    matched: tuple[MatchedRow, ...]
    warnings: tuple[Warning_, ...]
    trail: tuple[MatchedRow, ...]


class TableRun(Run):
    """A FEEL evaluation that also notes matched rows."""

    __slots__ = ("trail",)

    def __init__(self, limits: Limits, at: datetime | None) -> None:
        super().__init__(limits, at)
        self.trail: list[MatchedRow] = []

    def matched(self, row: MatchedRow) -> None:
        """Note a row; after the first ten thousand only the answer counts."""
        if len(self.trail) < _MAX_ROWS:
            self.trail.append(row)
