"""What a decision table answers, given compiled columns and rows (DMN 8.2.8–8.2.11)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from minzheng.kernel.feel.budget import Place
from minzheng.kernel.feel.errors import Null
from minzheng.kernel.feel.functions import lists
from minzheng.kernel.feel.operators import equal
from minzheng.kernel.feel.scope import Code, Scope, Test
from minzheng.kernel.feel.types import Type, coerce

from .index import Lookup
from .trace import MatchedRow, TableRun

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
    """A rule: the tests that need a closer look with their column, and one code per result."""

    index: int
    tests: tuple[tuple[int, Test], ...]
    results: tuple[Code, ...]
    annotations: dict[str, str]


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
        policy, first = _POLICIES[self.policy], self.policy == "FIRST"
        inputs, allowed, cost = self.inputs, self.allowed, len(self.rows) // 8 + 1
        everything = (1 << len(self.rows)) - 1

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
            hits = list(self._matching(mask, values, s, first=first)) if mask else []
            if not hits:
                return self._nothing(s)
            if isinstance(run, TableRun):
                for row in hits:
                    run.matched(MatchedRow(self.owner, row.index, row.annotations, self.labels, values))
            try:
                return policy(self, hits, s)
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

    def _matching(self, mask: int, values: Sequence[Any], s: Scope, *, first: bool) -> Iterator[Row]:
        """Go over the rows whose bits are set and whose remaining tests hold, in rule order."""
        while mask:
            bit = mask & -mask
            mask ^= bit
            row = self.rows[bit.bit_length() - 1]
            if not row.tests or all(test(values[index], s) is True for index, test in row.tests):
                yield row
                if first:
                    return

    def result(self, results: Sequence[Code | None], s: Scope) -> Any:
        """Evaluate one row of results: a value, or a context by column names."""
        if len(results) == 1:
            return self._typed(results[0], self.columns[0], s)
        return {
            column.name: self._typed(code, column, s)
            for column, code in zip(self.columns, results, strict=True)
        }

    def _typed(self, code: Code | None, column: Column, s: Scope) -> Any:
        value = None if code is None else code(s)
        if column.type is None:
            return value
        try:
            return coerce(value, column.type)
        except Null as reason:
            s.run.warn(str(reason), column.place)
            return None

    def _nothing(self, s: Scope) -> Any:
        """Answer when no row matches: the defaults, else null."""
        several = self.policy in _LISTS and self.aggregation is None
        if any(column.default is not None for column in self.columns):
            value = self.result([column.default for column in self.columns], s)
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


def _unique(table: Table, hits: list[Row], s: Scope) -> Any:
    if len(hits) > 1:
        numbers = "、".join(str(row.index) for row in hits)
        raise Null(f"命中策略是 UNIQUE，却有第 {numbers} 行同时对得上")
    return table.result(hits[0].results, s)


def _first(table: Table, hits: list[Row], s: Scope) -> Any:
    return table.result(hits[0].results, s)


def _any(table: Table, hits: list[Row], s: Scope) -> Any:
    results = [table.result(row.results, s) for row in hits]
    for row, result in zip(hits, results, strict=True):
        if not equal(result, results[0]):
            raise Null(f"命中策略是 ANY，第 {hits[0].index} 行和第 {row.index} 行的结果却不同")
    return results[0]


def _in_rule_order(table: Table, hits: list[Row], s: Scope) -> list[Any]:
    return [table.result(row.results, s) for row in hits]


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
