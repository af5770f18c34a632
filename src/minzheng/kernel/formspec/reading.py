"""What a browser sent for one page, read into answers, problems and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec import limits, places
from minzheng.kernel.formspec.kinds.kind import is_reference
from minzheng.kernel.formspec.model import Field, Page, Rows, Upload

Raw = dict[str, list[str]]
Post = Mapping[str, Sequence[str]]
Files = Mapping[str, Sequence[Upload]]

OFFERED = "_offered"
"""Hidden input: the conditional questions that were on view, by path; the browser adds those that it shows itself."""
_BUTTONS = ("add", "remove", "drop", "edit", "later")
_NOT_SENT_WHEN_EMPTY = frozenset({"tick", "ticks", "radio"})


@dataclass(frozen=True, slots=True)
class PageInput:
    """One page as it was sent.

    `answers` are all answers with this page's taken in, `values` the part of this page that is on view. `raw` is what
    was typed, by path. `fresh` are questions that only now come on view and have to be asked. `action` is the
    button (`add`, `remove`, `drop`, `edit`, `later` or "" for going on) and `target` what it names.
    `open_rows` are the rows (`members.2`) to show open when the page is shown again.
    """

    values: places.Answers
    answers: places.Answers
    raw: Raw
    problems: tuple[FieldProblem, ...] = ()
    fresh: tuple[str, ...] = ()
    action: str = ""
    target: str = ""
    open_rows: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Tell whether the person may go on to the next page."""
        return not self.action and not self.problems and not self.fresh


@dataclass(slots=True)
class Typed:
    """What one page or row had in its inputs. `unread` are sentences for what could not be read, by path.

    `sent` are the rows that were open, under the path that they have now: with the one that they had in the browser.
    """

    raw: Raw = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Row:
    number: int
    answers: places.Answers
    typed: Typed
    sent: bool

    def is_empty(self) -> bool:
        """Nothing was chosen or typed in it."""
        return not self.typed.unread and not any(_meant(value) for value in self.answers.values())


def button_of(post: Post) -> tuple[str, str]:
    """Which of our buttons was pressed, and what it names."""
    for name in _BUTTONS:
        if post.get(name):
            return name, post[name][0]
    return "", ""


def is_locked(question: Field, context: Mapping[str, Any]) -> bool:
    """Tell whether a question only shows its answer: read-only, and where it comes from shared data, found there."""
    shared = context.get("shared")
    if not question.read_only or not question.source or not isinstance(shared, Mapping):
        return question.read_only
    return shared.get(question.source) is not None


def read_fields(
    page: Page, post: Post, files: Files, answers: places.Answers, context: Mapping[str, Any]
) -> tuple[Typed, list[str]]:
    """Take what was sent for `page` into `answers` (changed in place); also the paths of rows that stay open."""
    typed = Typed()
    for question in page.fields:
        _read_field(question, "", post, files, answers, typed, context)
    still_open: list[str] = []
    for rows in page.rows:
        still_open += _read_list(rows, post, files, answers, typed, context)
    action, target = button_of(post)
    if action == "drop":
        _drop_file(page, target, answers)
    return typed, still_open


def _read_field(
    question: Field,
    prefix: str,
    post: Post,
    files: Files,
    answers: places.Answers,
    typed: Typed,
    context: Mapping[str, Any],
) -> None:
    if question.expression is not None or is_locked(question, context):
        return
    name = prefix + question.dotted
    if question.widget == "files":
        _take_files(question, name, files.get(name, ()), answers, typed)
        return
    raws = _sent(question, name, post)
    if raws is None:
        return
    if any(len(raw) > limits.ANSWER for raw in raws):
        typed.raw[name] = [raw[: limits.ANSWER] for raw in raws]
        typed.unread[name] = f"太长了，最多 {question.max_length} 个字，请写短一点"
        places.drop(answers, question.path)
        return
    typed.raw[name] = raws
    kind = question.kind
    if kind.sealed:
        known = places.get(answers, question.path)
        if is_reference(known) and raws == kind.edit(known, question):
            return
    try:
        value = kind.read(raws, question)
    except ValueError as error:
        typed.unread[name] = str(error)
        value = None
    if value is None:
        places.drop(answers, question.path)
    else:
        places.put(answers, question.path, value)


def _sent(question: Field, name: str, post: Post) -> list[str] | None:
    if question.widget == "address":
        parts = [post.get(f"{name}.place"), post.get(f"{name}.detail")]
        return None if parts == [None, None] else [part[0] if part else "" for part in parts]
    raws = post.get(name)
    if raws is None:
        return [] if question.widget in _NOT_SENT_WHEN_EMPTY else None
    return list(raws[: limits.OPTIONS])


def _take_files(
    question: Field, name: str, uploads: Sequence[Upload], answers: places.Answers, typed: Typed
) -> None:
    known = places.get(answers, question.path)
    kept = list(known) if isinstance(known, list) else []
    for upload in uploads[: limits.FILES]:
        if upload.refused:
            typed.unread[name] = upload.refused
        elif question.max_files == 1:
            kept = [upload.answer()]
        else:
            kept.append(upload.answer())
    if kept:
        places.put(answers, question.path, kept[: limits.FILES + 1])


def _read_list(
    rows: Rows, post: Post, files: Files, answers: places.Answers, typed: Typed, context: Mapping[str, Any]
) -> list[str]:
    path = rows.dotted
    sent = _sent_numbers(post.get(f"{path}._row", ()))
    found: list[_Row] = []
    for number, known in enumerate(places.rows(places.get(answers, rows.path))):
        found.append(_Row(number, places.copy(known), Typed(), sent=number in sent))
    found.extend(_Row(number, {}, Typed(), sent=True) for number in sent if number >= len(found))
    for row in found:
        if row.sent:
            for question in rows.fields:
                prefix = f"{path}.{row.number}."
                _read_field(question, prefix, post, files, row.answers, row.typed, context)
    action, target = button_of(post)
    kept = [row for row in found if not _goes(row, rows, action, target)]
    still_open = [
        f"{path}.{place}" for place, row in enumerate(kept) if _stays_open(row, path, action, target)
    ]
    if action == "add" and target == path and rows.may_change and len(kept) < rows.max_rows:
        still_open.append(f"{path}.{len(kept)}")
    _renumber(path, kept, typed)
    if kept:
        places.put(answers, rows.path, [row.answers for row in kept])
    else:
        places.drop(answers, rows.path)
    return still_open


def _sent_numbers(values: Sequence[str]) -> list[int]:
    numbers = {
        int(value)
        for value in values[: limits.ROWS]
        if value.isascii() and value.isdigit() and len(value) < 5
    }
    return sorted(numbers)[: limits.ROWS]


def _goes(row: _Row, rows: Rows, action: str, target: str) -> bool:
    if action == "remove" and target == f"{rows.dotted}.{row.number}":
        return rows.may_change
    return row.sent and row.is_empty()


def _stays_open(row: _Row, path: str, action: str, target: str) -> bool:
    """A row is closed as soon as it can be read; what is missing in it opens it again when it is shown."""
    own = f"{path}.{row.number}"
    return bool(row.typed.unread) or (action == "edit" and target == own) or target.startswith(f"{own}.")


def _renumber(path: str, kept: list[_Row], typed: Typed) -> None:
    for place, row in enumerate(kept):
        old, new = f"{path}.{row.number}.", f"{path}.{place}."
        if row.sent:
            typed.sent[new] = old
        typed.raw.update({new + name.removeprefix(old): raws for name, raws in row.typed.raw.items()})
        typed.unread.update({new + name.removeprefix(old): text for name, text in row.typed.unread.items()})


def _drop_file(page: Page, target: str, answers: places.Answers) -> None:
    path, _, last = target.rpartition(".")
    if not (last.isascii() and last.isdigit() and len(last) < 4):
        return
    scope: Any = answers
    for rows in page.rows:
        number, _, inner = path.removeprefix(f"{rows.dotted}.").partition(".")
        if path.startswith(f"{rows.dotted}.") and number.isascii() and number.isdigit() and len(number) < 5:
            known = places.get(answers, rows.path)
            scope = known[int(number)] if isinstance(known, list) and int(number) < len(known) else {}
            path = inner
            _remove_at(rows.fields, path, int(last), scope)
            return
    _remove_at(page.fields, path, int(last), scope)


def _remove_at(fields: tuple[Field, ...], path: str, number: int, scope: places.Answers) -> None:
    for question in fields:
        if question.dotted == path and question.widget == "files" and not question.read_only:
            known = places.get(scope, question.path)
            if isinstance(known, list) and number < len(known):
                left = known[:number] + known[number + 1 :]
                if left:
                    places.put(scope, question.path, left)
                else:
                    places.drop(scope, question.path)


def _meant(value: object) -> bool:
    if isinstance(value, dict):
        return any(_meant(inner) for inner in value.values())
    return value is not None and value is not False and value != "" and value != []
