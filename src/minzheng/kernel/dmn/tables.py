"""What a decision table answers, given compiled columns and rows (DMN 8.2.8–8.2.11)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from minzheng.kernel.feel.budget import Place
from minzheng.kernel.feel.errors import Null
from minzheng.kernel.feel.functions import lists
from minzheng.kernel.feel.operators import equal
from minzheng.kernel.feel.scope import Code, Scope, Test
from minzheng.kernel.feel.types import Type, coerce

from .index import Lookup
from .trace import MatchedRow

_MAX_NOTES = 10_000
_LISTS = ("COLLECT", "RULE ORDER", "OUTPUT ORDER")


@dataclass(frozen=True, slots=True)
class Column:
    """A result column: its name, type, the values that it may give (in order of priority), its default."""

    name: str | None
    type: Type | None
    values: Code | None
    default: Code | None
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: the tests that need a closer look with their column, and the code of its result."""

    index: int
    tests: tuple[tuple[int, Test], ...]
    answer: Code
    constant: bool
    annotations: dict[str, str]


def answer_of(columns: Sequence[Column], results: Sequence[Code | None]) -> Code:
    """Join one row of results: a value, or a context by column names."""
    typed = [_typed(code, column) for code, column in zip(results, columns, strict=True)]
    if len(typed) == 1:
        return typed[0]
    entries = [(column.name or "", code) for column, code in zip(columns, typed, strict=True)]
    return lambda s: {name: code(s) for name, code in entries}


def _typed(code: Code | None, column: Column) -> Code:
    if code is None:
        return lambda s: None
    wanted = column.type
    if wanted is None:
        return code

    def fitted(s: Scope) -> Any:
        try:
            return coerce(code(s), wanted)
        except Null as reason:
            s.run.warn(str(reason), column.place)
            return None

    return fitted


@dataclass(frozen=True, slots=True)
class Table:
    """A compiled decision table."""

    owner: str
    policy: str
    aggregation: str | None
    labels: tuple[str, ...]
    inputs: tuple[tuple[Code, Lookup], ...]
    allowed: tuple[tuple[int, Test, Place], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    place: Place

    def code(self) -> Code:
        """Give the code that evaluates the table."""
        several, inputs, rows, allowed = _POLICIES[self.policy], self.inputs, self.rows, self.allowed
        cost, everything = len(rows) // 8 + 1, (1 << len(rows)) - 1
        first, single = self.policy == "FIRST", self.policy not in _LISTS
        plain = not any(row.tests for row in rows)
        owner, labels = self.owner, self.labels

        def code(s: Scope) -> Any:
            run = s.run
            run.spend(cost)
            values = []
            mask = everything
            for read, find in inputs:
                value = read(s)
                values.append(value)
                mask &= find(value, s)
            if allowed and not self._permitted(values, s):
                return None
            if first and plain:
                mask &= -mask
            hits = [row for row in self._at(mask) if plain or _holds(row, values, s)]
            if first:
                hits = hits[:1]
            if len(run.notes) < _MAX_NOTES:
                run.notes += [MatchedRow(owner, row.index, row.annotations, labels, values) for row in hits]
            if len(hits) == 1 and single:
                return hits[0].answer(s)
            try:
                return several(self, hits, s) if hits else self.nothing(s)
            except Null as reason:
                run.warn(str(reason), self.place)
                return None

        return code

    def _permitted(self, values: Sequence[Any], s: Scope) -> bool:
        for index, test, place in self.allowed:
            if test(values[index], s) is not True:
                s.run.warn(f"“{self.labels[index]}”的值不在允许的范围里", place)
                return False
        return True

    def _at(self, mask: int) -> list[Row]:
        """Give the rows whose bits are set, in rule order."""
        found = []
        while mask:
            bit = mask & -mask
            mask ^= bit
            found.append(self.rows[bit.bit_length() - 1])
        return found

    def nothing(self, s: Scope) -> Any:
        """Answer when no row matches: the defaults, else null."""
        several = self.policy in _LISTS and self.aggregation is None
        if any(column.default is not None for column in self.columns):
            value = answer_of(self.columns, [column.default for column in self.columns])(s)
            return [value] if several else value
        if several:
            return []
        if self.aggregation == "COUNT":
            return lists.count([])
        s.run.warn("决策表里没有一行对得上", self.place)
        return None

    def ranks(self, s: Scope) -> Callable[[Any], tuple[int, ...]]:
        """Give the order of results by the columns' lists of values; the earlier in the list the better."""
        orders = [(c.name, c.values(s)) for c in self.columns if c.values is not None]

        def rank(result: Any) -> tuple[int, ...]:
            found = []
            for name, values in orders:
                value = result.get(name) if len(self.columns) > 1 else result
                position = (at for at, allowed in enumerate(values) if equal(allowed, value))
                found.append(next(position, len(values)))
            return tuple(found)

        return rank


def _holds(row: Row, values: Sequence[Any], s: Scope) -> bool:
    for index, test in row.tests:  # noqa: SIM110 - a generator would double the time of a table
        if test(values[index], s) is not True:
            return False
    return True


def _unique(table: Table, hits: list[Row], s: Scope) -> Any:
    numbers = "、".join(str(row.index) for row in hits)
    raise Null(f"命中策略是 UNIQUE，却有第 {numbers} 行同时对得上")


def _first(table: Table, hits: list[Row], s: Scope) -> Any:
    return hits[0].answer(s)


def _any(table: Table, hits: list[Row], s: Scope) -> Any:
    results = _in_rule_order(table, hits, s)
    for row, result in zip(hits, results, strict=True):
        if not equal(result, results[0]):
            raise Null(f"命中策略是 ANY，第 {hits[0].index} 行和第 {row.index} 行的结果却不同")
    return results[0]


def _in_rule_order(table: Table, hits: list[Row], s: Scope) -> list[Any]:
    return [row.answer(s) for row in hits]


def _in_output_order(table: Table, hits: list[Row], s: Scope) -> list[Any]:
    return sorted(_in_rule_order(table, hits, s), key=table.ranks(s))


def _priority(table: Table, hits: list[Row], s: Scope) -> Any:
    return _in_output_order(table, hits, s)[0]


def _collect(table: Table, hits: list[Row], s: Scope) -> Any:
    results = _in_rule_order(table, hits, s)
    if table.aggregation is None:
        return results
    if table.aggregation == "COUNT":
        return lists.count(results)
    if len(table.columns) > 1:
        return {
            column.name: _aggregate(table, [result[column.name] for result in results], s)
            for column in table.columns
        }
    return _aggregate(table, results, s)


def _aggregate(table: Table, values: list[Any], s: Scope) -> Any:
    function = {"SUM": lists.total, "MIN": lists.minimum, "MAX": lists.maximum}[table.aggregation or ""]
    return function(s.run, values)


_POLICIES: dict[str, Callable[[Table, list[Row], Scope], Any]] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _in_rule_order,
    "OUTPUT ORDER": _in_output_order,
    "COLLECT": _collect,
}
