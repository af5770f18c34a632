"""Answers as people read them: for the page before sending, for officers, for letters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from minzheng.kernel.formspec.choosing import words
from minzheng.kernel.formspec.model import Field, Rows
from minzheng.kernel.formspec.places import Path
from minzheng.kernel.formspec.walk import Entry, ListEntry, RowScope, Seen, Walk


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line: the question, the answer (masked where it is sensitive), where it is changed, its level."""

    label: str
    text: str
    page: str
    path: str
    level: str
    may_change: bool = True


@dataclass(frozen=True, slots=True)
class SummarySection:
    """The lines of one page, or of one list on it."""

    title: str
    page: str
    rows: tuple[SummaryRow, ...]


def summary_of(
    walked: Walk, context: Mapping[str, Any], *, detail: bool, clear: Collection[str]
) -> tuple[SummarySection, ...]:
    """Section by section; a list is one line a row, or with `detail` one section a row with every answer. Answers whose
    level is not among `clear` are masked by their kind."""
    read = Reader(context, clear)
    sections: list[SummarySection] = []
    for key, seen in walked.pages.items():
        lines = tuple(
            _line(entry, key, read) for entry in seen.entries if entry.row is None and _is_told(entry)
        )
        if lines:
            sections.append(SummarySection(seen.page.title, key, lines))
        for listed in seen.lists:
            sections.extend(_details(listed, seen, read) if detail else [_overview(listed, seen, read)])
    return tuple(sections)


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns answers into words, for somebody who sees these levels in clear."""

    context: Mapping[str, Any]
    clear: Collection[str]

    def text(self, entry: Entry) -> str:
        """The words of an answer, masked where its level is not in clear; '' for none."""
        shown = words(entry.field, entry.value, self.context) if entry.value is not None else ""
        return entry.field.kind.hide(shown) if shown and entry.field.level not in self.clear else shown


def _is_told(entry: Entry) -> bool:
    return bool(entry.field.label)


def _line(entry: Entry, page: str, read: Reader) -> SummaryRow:
    field = entry.field
    may_change = field.expression is None and not field.read_only
    return SummaryRow(
        field.label, read.text(entry) or field.kind.nothing, page, entry.path, field.level, may_change
    )


def _overview(listed: ListEntry, seen: Seen, read: Reader) -> SummarySection:
    rows = listed.rows_of
    lines = []
    for number, scope in enumerate(listed.scopes):
        shown = [entry for entry in seen.entries if entry.row is scope]
        title, line = row_title(rows, shown, scope, read), row_line(rows, shown, read)
        path = f"{listed.path}.{number}"
        lines.append(
            SummaryRow(title, line or rows.kind.nothing, seen.page.key, path, rows.level, rows.may_change)
        )
    if not lines:
        lines.append(
            SummaryRow(rows.label or seen.page.title, "没有", seen.page.key, listed.path, rows.level)
        )
    return SummarySection(_counted(rows, seen, len(listed.rows)), seen.page.key, tuple(lines))


def _details(listed: ListEntry, seen: Seen, read: Reader) -> list[SummarySection]:
    rows = listed.rows_of
    sections = []
    for scope in listed.scopes:
        shown = [entry for entry in seen.entries if entry.row is scope]
        lines = tuple(_line(entry, seen.page.key, read) for entry in shown if _is_told(entry))
        title = f"第 {scope.number} {rows.unit}：{row_title(rows, shown, scope, read)}"
        sections.append(SummarySection(title, seen.page.key, lines))
    return sections or [_overview(listed, seen, read)]


def _counted(rows: Rows, seen: Seen, count: int) -> str:
    counter = rows.unit[0] if rows.unit else "条"
    return f"{rows.label or seen.page.title}（{count} {'人' if rows.kind.name == 'household' else counter}）"


def row_title(rows: Rows, shown: Sequence[Entry], scope: RowScope, read: Reader) -> str:
    """What a closed row is called: the first of its title's answers, the others in brackets."""
    keys = rows.title_keys or tuple(field.path for field in rows.fields[:1])
    texts = _texts(keys, shown, read)
    if not texts:
        return f"第 {scope.number} {rows.unit}"
    return texts[0] + (f"（{'，'.join(texts[1:])}）" if texts[1:] else "")


def row_line(rows: Rows, shown: Sequence[Entry], read: Reader) -> str:
    """One line of what a closed row holds."""
    keys = rows.line_keys or tuple(_plain(field) for field in rows.fields[1:3] if not field.kind.sealed)
    return "，".join(_texts(keys, shown, read))


def _plain(field: Field) -> Path:
    return field.path


def _texts(keys: tuple[Path, ...], shown: Sequence[Entry], read: Reader) -> list[str]:
    by_path = {entry.field.path: entry for entry in shown}
    found = (by_path[key] for key in keys if key in by_path)
    return [text for entry in found if (text := read.text(entry))]
