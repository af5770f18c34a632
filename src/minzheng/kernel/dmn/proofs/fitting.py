"""Entries that cannot be meant: of another type than their column, or outside what the column allows."""

from collections.abc import Iterator
from typing import Any

from minzheng.kernel.feel.errors import Null
from minzheng.kernel.feel.operators import equal
from minzheng.kernel.feel.types import Type, coerce
from minzheng.kernel.feel.values import kind as kind_of

from ..elements import OutputClause
from .axes import Column
from .cells import Cell, CellReader
from .findings import Finding
from .points import shown
from .sheets import Book, Sheet


def check_inputs(sheet: Sheet, columns: list[Column]) -> Iterator[Finding]:
    """Look at the constants of every cell of conditions."""
    for at, column in enumerate(columns, 1):
        kind = column.kind
        usual = _usual(column) if kind is None else None
        for row, cell in enumerate(column.cells, 1):
            line = sheet.table.rules[row - 1].line
            place = f"第 {row} 行第 {at} 个条件"
            for value, ordered in cell.constants if cell.known else ():
                if kind not in (None, object, type(value)) and value is not None:
                    text = f"{place}写的是{kind_of(value)} {shown(value)}，“{column.label}”却是{column.types[0]}，永远对不上。"
                    yield Finding(sheet.owner, row, text, "error", line)
                elif usual is not None and value is not None and type(value) is not usual[0]:
                    text = (
                        f"{place}写的是{kind_of(value)} {shown(value)}，这一列别的条件却是{kind_of(usual[1])}，"
                        f"请给“{column.label}”写明类型。"
                    )
                    yield Finding(sheet.owner, row, text, "warning", line)
                elif not ordered and not column.allows(value) and not _turned_round(cell, value):
                    text = (
                        f"{place}里的 {shown(value)} 不在“{column.label}”允许的值里，请改条件，或补允许的值。"
                    )
                    yield Finding(sheet.owner, row, text, "error", line)


def _usual(column: Column) -> tuple[type, Any] | None:
    values = [
        value for cell in column.cells if cell.known for value, _ in cell.constants if value is not None
    ]
    return (type(values[0]), values[0]) if values else None


def _turned_round(cell: Cell, value: Any) -> bool:
    """Tell whether a cell names a value in order to leave it out."""
    return not cell.passes(value)


def check_outputs(book: Book, sheet: Sheet, reader: CellReader) -> Iterator[Finding]:
    """Look at the constant results and defaults of every column."""
    single = len(sheet.table.outputs) == 1 and sheet.table.policy not in (
        "COLLECT",
        "RULE ORDER",
        "OUTPUT ORDER",
    )
    for at, clause in enumerate(sheet.table.outputs):
        types = [book.type_of(clause.type_ref), book.type_of(sheet.result) if single else None]
        allowed = reader.listed(clause.values)
        entries = [
            (row, f"第 {row} 行第 {at + 1} 个结果", rule.results[at], rule.line)
            for row, rule in enumerate(sheet.table.rules, 1)
        ]
        if clause.default:
            entries.append((0, f"第 {at + 1} 个结果列的默认值", clause.default, clause.line))
        for row, place, text, line in entries:
            known, value = reader.constant(text)
            message = _misfit(place, value, types, allowed, clause) if known and value is not None else None
            if message:
                yield Finding(sheet.owner, row or None, message, "error", line)


def _misfit(
    place: str, value: Any, types: list[Type | None], allowed: list[Any] | None, clause: OutputClause
) -> str | None:
    for type_ in types:
        try:
            fitted = value if type_ is None else coerce(value, type_)
        except Null:
            return f"{place}是{kind_of(value)} {shown(value)}，这里却要{type_}，请改结果，或改这一列的类型。"
        value = fitted
    if allowed is not None and not any(equal(value, each) for each in allowed):
        return f"{place} {shown(value)} 不在允许的值（{clause.values}）里，请改结果，或补允许的值。"
    return None
