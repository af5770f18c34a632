"""Names and their order: a condition that hides or computes sees only what stands before it.

That one rule makes a single pass in document order exact: there is nothing to repeat and nothing that can go round.
"""

from dataclasses import dataclass

from minzheng.kernel.formspec.conditions import Condition
from minzheng.kernel.formspec.errors import Finding
from minzheng.kernel.formspec.places import Path


@dataclass(frozen=True, slots=True)
class _Use:
    condition: Condition
    place: str
    what: str
    ordered: bool
    root: frozenset[str]
    row: frozenset[str]
    rows: Path


class Order:
    """Gathers what is defined and what is used, and checks the one against the other at the end."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._paths: dict[tuple[Path, Path], str] = {}
        self._root: list[str] = []
        self._row: list[str] = []
        self._rows: Path = ()
        self._row_names: dict[Path, frozenset[str]] = {}
        self._uses: list[_Use] = []

    def find(self, place: str, message: str) -> None:
        """Note one thing to mend."""
        self.findings.append(Finding(place, message))

    def define(self, place: str, path: Path) -> None:
        """A question or list at `path`; it must not stand where another one or its parent stands."""
        for (rows, known), other in self._paths.items():
            shorter = min(len(known), len(path))
            if rows == self._rows and known[:shorter] == path[:shorter]:
                self.find(place, f"“{'.'.join(path)}”和“{other}”用了同一个位置，请换一个键")
                break
        self._paths[self._rows, path] = place
        (self._row if self._rows else self._root).append(path[0])

    def enter_rows(self, path: Path) -> None:
        """What follows stands in the rows of the list at `path`."""
        self._rows, self._row = path, []

    def leave_rows(self) -> frozenset[str]:
        """The rows end; the dotted paths of what one row holds."""
        inside = frozenset(".".join(path) for rows, path in self._paths if rows == self._rows)
        self._row_names[self._rows] = frozenset(self._row)
        self._rows, self._row = (), []
        return inside

    def use(self, condition: Condition, place: str, what: str, *, ordered: bool) -> None:
        """`condition` stands here; an `ordered` one sees only what is defined so far."""
        self._uses.append(
            _Use(condition, place, what, ordered, frozenset(self._root), frozenset(self._row), self._rows)
        )

    def check(self) -> None:
        """Compare uses with definitions."""
        everything = frozenset(self._root)
        for use in self._uses:
            if not use.rows and "this" in use.condition.names:
                self.find(use.place, f"“{use.what}”里的 this 只在列表的行里用，这里直接写名字")
            if use.ordered:
                self._later(use, use.condition.names & everything - use.root)
            if use.rows:
                self._check_row(use, everything)

    def _check_row(self, use: _Use, everything: frozenset[str]) -> None:
        inside = self._row_names.get(use.rows, frozenset())
        for name in sorted(use.condition.row_names - inside):
            self.find(use.place, f"“{use.what}”里的 this.{name} 在这一行里没有")
        for name in sorted(use.condition.names & inside - everything):
            self.find(use.place, f"“{use.what}”里的 {name} 是这一行的，请写 this.{name}")
        if use.ordered:
            self._later(use, use.condition.row_names & inside - use.row)

    def _later(self, use: _Use, names: frozenset[str]) -> None:
        for name in sorted(names):
            self.find(use.place, f"“{use.what}”用到的“{name}”排在后面（或者就是它自己），请移到前面")
