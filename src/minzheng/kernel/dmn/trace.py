"""What an evaluation leaves behind: which rows of which tables matched, and why parts are null."""

from collections.abc import Mapping, Sequence
from typing import Any

from minzheng.kernel.feel.budget import FeelWarning
from minzheng.kernel.feel.values import to_python


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


class DecisionResult:
    """The answer.

    `value` is plain Python; `trail` holds the matched rows of all tables in the order of evaluation, `matched` those
    of the decision that was asked for; `warnings` say why parts are null.
    """

    __slots__ = ("_asked", "trail", "value", "warnings")

    def __init__(
        self, value: object, trail: Sequence[MatchedRow], warnings: Sequence[FeelWarning], asked: str
    ) -> None:
        self.value = value
        self.trail = trail
        self.warnings = warnings
        self._asked = asked

    @property
    def matched(self) -> list[MatchedRow]:
        """Give the rows that matched in the decision that was asked for."""
        return [row for row in self.trail if row.decision == self._asked]

    def __repr__(self) -> str:
        return f"DecisionResult({self.value!r}, {self.trail!r}, {self.warnings!r})"


class End:
    """Where a table of constants ends: the row, and what it answers as plain Python."""

    __slots__ = ("asked", "labels", "row", "value")

    def __init__(self, asked: str, row: Any, labels: Sequence[str], value: object) -> None:
        self.asked = asked
        self.row = row
        self.labels = labels
        self.value = value


class Decided(DecisionResult):
    """The answer of one table that was decided by one row; what it saw is laid out when somebody asks."""

    __slots__ = ("_end", "_values")

    def __init__(self, end: End, values: Sequence[Any]) -> None:
        self._end = end
        self._values = values

    @property
    def value(self) -> object:  # type: ignore[override]
        """Give the result of the row."""
        return self._end.value

    @property
    def trail(self) -> list[MatchedRow]:  # type: ignore[override]
        """Give the one row that matched."""
        end = self._end
        return [MatchedRow(end.asked, end.row.index, end.row.annotations, end.labels, self._values)]

    @property
    def matched(self) -> list[MatchedRow]:
        """Give the same row: no other table was asked."""
        return self.trail

    @property
    def warnings(self) -> list[FeelWarning]:  # type: ignore[override]
        """Give none: nothing was amiss."""
        return []
