"""What a proof says."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the decision, the row from 1 (None: the table as a whole), a Chinese sentence, how bad it
    is, and the line in the XML."""

    decision: str
    row: int | None
    message: str
    severity: Severity = "error"
    line: int = 0

    def __str__(self) -> str:
        place = f"第 {self.line} 行" if self.line else ""
        return f"{place}“{self.decision}”：{self.message}"


class TooLarge(Exception):
    """The table needs more work than was allowed."""


class Budget:
    """How many cells may still be looked at."""

    def __init__(self, cells: int) -> None:
        self.left = cells

    def spend(self, cells: int) -> None:
        """Take `cells` off; TooLarge when nothing is left."""
        self.left -= cells
        if self.left < 0:
            raise TooLarge
