"""What is wrong with a set of answers, each thing at its field and in words that say how to mend it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec.choosing import options_of
from minzheng.kernel.formspec.kinds.kind import WRONG_SHAPE
from minzheng.kernel.formspec.model import Exit, Field
from minzheng.kernel.formspec.walk import Entry, ListEntry, Seen, Walk

_OFF_LIST = "请从列出来的选项里选"


def today_of(context: Mapping[str, Any]) -> date:
    """The day under `today` in the context; raises ValueError when the caller gave none."""
    today = context.get("today")
    if isinstance(today, date) and not isinstance(today, datetime):
        return today
    raise ValueError("the context of a form needs `today`, a date")


def problems_of(
    walked: Walk, seen: Seen, context: Mapping[str, Any], unread: Mapping[str, str]
) -> list[FieldProblem]:
    """The problems of one page, in document order. `unread` are sentences for what could not be read at all."""
    today = today_of(context)
    found = [
        FieldProblem(entry.path, message, label_of(entry))
        for entry in seen.entries
        if (message := _wrong(walked, entry, context, today, unread)) is not None
    ]
    for listed in seen.lists:
        message = _wrong_list(listed, today, unread)
        if message is not None:
            found.append(FieldProblem(listed.path, message, listed.rows_of.label))
    known = {problem.path for problem in found}
    found.extend(problem for problem in _ruled_out(walked, seen) if problem.path not in known)
    return found


def row_problems(walked: Walk, seen: Seen, context: Mapping[str, Any]) -> Iterator[str]:
    """The paths inside lists where something is missing or wrong."""
    today = today_of(context)
    for entry in seen.entries:
        if entry.row is not None and _wrong(walked, entry, context, today, {}) is not None:
            yield entry.path


def label_of(entry: Entry) -> str:
    """The field's label; in a list with the row before it."""
    if entry.row is None:
        return entry.field.label
    return f"第 {entry.row.number} {entry.row.unit}，{entry.field.label}"


def _wrong(
    walked: Walk, entry: Entry, context: Mapping[str, Any], today: date, unread: Mapping[str, str]
) -> str | None:
    field, path, value, _ = entry
    if unread and path in unread:
        return unread[path]
    if value is None or (value is False and field.widget == "tick"):
        return _missing(walked, entry) if not field.may_be_empty and field.expression is None else None
    if field.expression is not None:
        return None
    if not field.kind.fits(value):
        return WRONG_SHAPE
    wrong = field.kind.check(value, field, today)
    if wrong is None and (field.options or field.options_from):
        wrong = _off_list(field, value, context)
    if wrong is None and field.widget == "address":
        wrong = _off_map(field, value, context)
    return wrong


def _missing(walked: Walk, entry: Entry) -> str | None:
    field = entry.field
    when = field.required_when
    if not field.required and (when is None or not when.holds(walked.scope(entry.row))):
        return None
    return field.missing_text or field.kind.missing(field)


def _off_list(field: Field, value: object, context: Mapping[str, Any]) -> str | None:
    allowed = [option.value for option in options_of(field, context)]
    chosen: Iterable[Any] = value if isinstance(value, list) else (value,)
    return None if all(one in allowed for one in chosen) else _OFF_LIST


def _off_map(field: Field, value: Mapping[str, Any], context: Mapping[str, Any]) -> str | None:
    offered = options_of(field, context)
    if not offered:
        return None
    return None if any(option.value == value.get("place") for option in offered) else "请从列表里选地区"


def _wrong_list(listed: ListEntry, today: date, unread: Mapping[str, str]) -> str | None:
    rows, count = listed.rows_of, len(listed.rows)
    if listed.path in unread:
        return unread[listed.path]
    if listed.wrong:
        return WRONG_SHAPE
    if count < rows.min_rows:
        return f"请至少填 {rows.min_rows} {rows.unit}，现在是 {count} {rows.unit}"
    if count > rows.max_rows:
        return f"最多填 {rows.max_rows} {rows.unit}，请移除多的"
    return rows.kind.check(listed.rows, rows, today) if count else None


def _ruled_out(walked: Walk, seen: Seen) -> Iterator[FieldProblem]:
    for rules, path, label, row in seen.rules:
        if rules.wrong_when is not None and rules.wrong_when.holds(walked.scope(row)):
            yield FieldProblem(path, rules.wrong_text, label)


def exit_of(walked: Walk) -> "tuple[Exit, str, str] | None":
    """The first early way out that holds, with its page and path."""
    for key, seen in walked.pages.items():
        for rules, path, _, row in seen.rules:
            if rules.exit is not None and rules.exit.when.holds(walked.scope(row)):
                return rules.exit, key, path
    return None
