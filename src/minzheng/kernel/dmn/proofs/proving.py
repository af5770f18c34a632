"""The proof of a model: every table, one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from minzheng.kernel.feel.operators import equal
from minzheng.kernel.feel.types import Type

from .. import elements as e
from ..item_types import Constrained
from ..model import Model
from . import search
from .axes import Axis, Column, axis_of
from .cells import CellReader
from .findings import Budget, Finding, Severity, TooLarge
from .fitting import check_inputs, check_outputs
from .sheets import Book, Sheet

LIMIT = 2_000_000
"""Cells that one table may cost, about two seconds."""

MOST_FINDINGS = 200
"""Findings of one table."""

_MOST = 5
_MAX_COLUMNS = 100
_MAX_TEXTS = 5000
_SINGLE = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


def prove(model: Model, *, limit: int = LIMIT) -> list[Finding]:
    """Give everything that speaks against the tables of a model, table by table; empty for a sound model.

    Errors: input combinations that match no row (single hit policies without default), rows that match together where
    UNIQUE or ANY forbids it, rows that can never decide, entries that do not fit type or allowed values. Warnings:
    gaps beyond the strings that the table names, cells that calculate, a table that would cost more than
    `limit` cells (DMN 1.3 §8.2.8–8.2.11). Null counts as an input only where the table mentions it.
    """
    book = Book(model.definitions)
    return [
        finding for sheet in book.sheets() for finding in islice(_sheet(book, sheet, limit), MOST_FINDINGS)
    ]


def _sheet(book: Book, sheet: Sheet, limit: int) -> Iterator[Finding]:
    table = sheet.table
    if len(table.inputs) > _MAX_COLUMNS or len({text for r in table.rules for text in r.tests}) > _MAX_TEXTS:
        yield _too_large(sheet)
        return
    reader = CellReader({*sheet.names, *book.inner}, book.type_of)
    columns = _columns(book, sheet, reader)
    yield from check_inputs(sheet, columns)
    yield from check_outputs(book, sheet, reader)
    proof = _Proof(sheet, columns, reader, Budget(limit))
    try:
        yield from proof.findings()
    except TooLarge:
        yield _too_large(sheet)


def _too_large(sheet: Sheet) -> Finding:
    size = f"{len(sheet.table.inputs)} 列 {len(sheet.table.rules)} 行"
    text = f"这张表太大（{size}），缺口和重叠没有查完，请拆成几张表。"
    return Finding(sheet.owner, None, text, "warning", sheet.table.line)


def _columns(book: Book, sheet: Sheet, reader: CellReader) -> list[Column]:
    found = []
    for at, clause in enumerate(sheet.table.inputs):
        declared = (book.type_of(clause.type_ref), book.expression_type(clause.expression, sheet.names))
        types = tuple(type_ for type_ in declared if type_ is not None)
        texts = [clause.values or "-", *(text for type_ in types for text in _limits(type_))]
        limits = tuple(reader.cell(text) for text in texts)
        cells = tuple(reader.cell(rule.tests[at]) for rule in sheet.table.rules)
        found.append(Column(clause.label, types, limits, cells))
    return found


def _limits(type_: Type) -> Iterator[str]:
    """Give the texts of a type's allowed values."""
    while isinstance(type_, Constrained):
        yield type_.text
        type_ = type_.base


class _Proof:
    """The proof of one table."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column], reader: CellReader, budget: Budget) -> None:
        self.sheet = sheet
        self.table: e.DecisionTable = sheet.table
        self.columns = columns
        self.reader = reader
        self.budget = budget
        self.rows = len(sheet.table.rules)
        self.axes: list[Axis] = []

    def _finding(self, row: int | None, text: str, severity: Severity = "error") -> Finding:
        line = self.table.line if row is None else self.table.rules[row].line
        number = None if row is None else row + 1
        return Finding(self.sheet.owner, number, text, severity, line)

    def findings(self) -> Iterator[Finding]:
        """Give all that was found, the table as a whole first."""
        if not self.rows:
            yield self._finding(None, "这张表一行也没有，请补上。")
            return
        self.axes = [axis_of(columns, self.budget) for columns in self._by_input().values()]
        closed = [axis for axis in self.axes if not axis.parts]
        if closed:
            yield self._finding(None, f"“{closed[0].label}”允许的值里一个也取不到，请检查类型和允许的值。")
            return
        yield from self._calculating()
        empty = list(self._empty())
        yield from (finding for _, finding in empty)
        yield from self._gaps()
        yield from self._overlaps()
        yield from self._never_first({row for row, _ in empty})

    def _by_input(self) -> dict[str, list[Column]]:
        """Put columns that look at the same input together."""
        found: dict[str, list[Column]] = {}
        for clause, column in zip(self.table.inputs, self.columns, strict=True):
            found.setdefault(" ".join(clause.expression.split()), []).append(column)
        return found

    def _calculating(self) -> Iterator[Finding]:
        """Name the cells that cannot be looked into."""
        rows = [
            str(row + 1)
            for row in range(self.rows)
            if any(axis.must[row] != axis.may[row] for axis in self.axes)
        ]
        if rows:
            more = f"等 {len(rows)} 行" if len(rows) > _MOST else "行"
            text = (
                f"第 {'、'.join(rows[:_MOST])} {more}的条件要看别的值或者要计算，证明不了；"
                "查缺口时当它可能对得上，查重叠时不算它，请用样例验证。"
            )
            yield self._finding(None, text, "warning")

    def _empty(self) -> Iterator[tuple[int, Finding]]:
        for row in range(self.rows):
            axis = next((axis for axis in self.axes if not axis.may[row]), None)
            if axis is not None:
                text = f"第 {row + 1} 行永远对不上：“{axis.label}”没有一个可能的值符合它的条件，请改条件或删掉这一行。"
                yield row, self._finding(row, text)

    def _gaps(self) -> Iterator[Finding]:
        defaults = any(clause.default for clause in self.table.outputs)
        if self.table.policy not in _SINGLE or defaults:
            return
        found = search.gaps(self.axes, self.rows, self.budget, _MOST + 1)
        for example in found[:_MOST]:
            beyond = [label for label, part in example if part.other]
            broken = [
                label
                for label, part in example
                if isinstance(part.value, Decimal) and part.value != part.value.to_integral_value()
            ]
            text = f"有的情形没有一行管到：{_said(example)}。请补一行，或者写上默认结果。"
            if beyond:
                text += f"如果“{beyond[0]}”只会是列出的这些，请写明允许的值。"
            if broken:
                text += f"如果“{broken[0]}”只会是整数，请在允许的值里写 ? = floor(?)。"
            yield self._finding(None, text, "warning" if beyond else "error")
        if len(found) > _MOST:
            yield self._finding(None, f"没有一行管到的情形不止 {_MOST} 处，先补上面几处再查一遍。")

    def _overlaps(self) -> Iterator[Finding]:
        policy = self.table.policy
        if policy not in ("UNIQUE", "ANY"):
            return
        forbidden = self._different if policy == "ANY" else lambda first, second: True
        why = "结果却不同，命中策略 ANY 不许" if policy == "ANY" else "命中策略 UNIQUE 不许"
        found = search.overlaps(self.axes, self.rows, forbidden, self.budget)
        for count, (first, second, example) in enumerate(found):
            if count == _MOST:
                yield self._finding(None, f"同时对得上的行不止 {_MOST} 对，先改上面几对再查一遍。")
                return
            text = f"第 {first + 1} 行和第 {second + 1} 行会同时对得上，{why}，例如：{_said(example)}。"
            yield self._finding(second, text)

    def _different(self, first: int, second: int) -> bool:
        """Tell whether two rows surely give different results."""
        pairs = zip(self.table.rules[first].results, self.table.rules[second].results, strict=True)
        for one, other in pairs:
            (known, value), (sure, wanted) = self.reader.constant(one), self.reader.constant(other)
            if known and sure and equal(value, wanted) is not True:
                return True
        return False

    def _never_first(self, empty: set[int]) -> Iterator[Finding]:
        """Find the rows that others always beat."""
        for row, rivals in self._rivals().items():
            if row in empty or not rivals:
                continue
            found = search.covered(self.axes, row, rivals, self.budget)
            if found is None:
                continue
            example, rival = found
            free = all(column.cells[row].free for column in self.columns)
            text = (
                f"第 {row + 1} 行永远轮不到：它管的情形别的行都先管了，"
                f"例如 {_said(example)} 时第 {rival + 1} 行在先。"
            )
            text += "它只接得住空值。" if free else "请改条件、换次序或删掉这一行。"
            yield self._finding(row, text, "warning" if free else "error")

    def _rivals(self) -> Mapping[int, int]:
        """For each row the rows (as bits) that go before it when both match."""
        if self.table.policy == "FIRST":
            return {row: (1 << row) - 1 for row in range(self.rows)}
        ranks = self._ranks() if self.table.policy == "PRIORITY" else None
        if ranks is None:
            return {}
        rivals = {}
        for row in range(self.rows):
            self.budget.spend(self.rows)
            own = (ranks[row], row)
            rivals[row] = sum(1 << other for other in range(self.rows) if (ranks[other], other) < own)
        return rivals

    def _ranks(self) -> list[tuple[int, ...]] | None:
        """The place of each row's result in the order of priority; None where a result is calculated."""
        orders = [(at, self.reader.listed(clause.values)) for at, clause in enumerate(self.table.outputs)]
        ranks = []
        for rule in self.table.rules:
            rank = []
            for at, values in orders:
                if values is None:
                    continue
                known, value = self.reader.constant(rule.results[at])
                if not known:
                    return None
                rank.append(next((n for n, each in enumerate(values) if equal(each, value)), len(values)))
            ranks.append(tuple(rank))
        return ranks


def _said(example: search.Example) -> str:
    return "、".join(f"{label} {part.text}" for label, part in example) or "任何输入"
