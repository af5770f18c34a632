"""Small decisions about drafts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minzheng.kernel.codes import CodeError, parse_id_number
from minzheng.kernel.formspec import Field, Form, Page, Rows, places
from minzheng.kernel.formspec.model import Rules, flat
from minzheng.kernel.rights import EVERY

CHINA = ZoneInfo("Asia/Shanghai")


def today(at: datetime) -> date:
    """The legal day of a moment: its date in Asia/Shanghai."""
    return at.astimezone(CHINA).date()


def context_of(at: datetime, shared: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What conditions of a form may see besides its answers: the day and moment, and what shared data knows."""
    return {"today": today(at), "at": at, "shared": dict(shared or {})}


HELP_DAYS = 7
"""For how many days the person may hand in what a helper filled in, where the package says nothing else [K?]."""


def help_lapses(at: datetime, days: int) -> datetime:
    """The moment from which what a helper filled in cannot be handed in any more: the midnight after `days` whole days."""
    first = datetime.combine(today(at), time.min, CHINA)
    return first + timedelta(days=days + 1)


def last_day(lapses_at: datetime) -> date:
    """The last whole day before something lapses at midnight."""
    return today(lapses_at - timedelta(microseconds=1))


def help_state(row: Any) -> str:
    """How a draft that a helper filled in stands; see `queries.HelpedRow`. `row` has a draft's columns."""
    if row.ended:
        return str(row.ended)
    if row.case is not None:
        return "handed_in"
    return "taken" if row.taken_at else "offered" if row.offered_at else "filling"


DRAFT_DAYS = 180
"""A draft that nobody touched for so many days is thrown away, with its files [K?]."""


def named_files(answers: Any) -> Iterator[UUID]:
    """Every file that answers name, wherever it stands in them."""
    if isinstance(answers, Mapping):
        file = id_of(str(answers["file"])) if answers.get("file") else None
        if file is not None:
            yield file
        for value in answers.values():
            yield from named_files(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from named_files(value)


def without_file(answers: Any, file: UUID) -> Any:
    """The same answers, in which nothing names a file any more."""
    if isinstance(answers, Mapping):
        return {key: without_file(value, file) for key, value in answers.items()}
    if isinstance(answers, list):
        kept = [one for one in answers if not (isinstance(one, Mapping) and one.get("file") == str(file))]
        return [without_file(one, file) for one in kept]
    return answers


def sibling(path: str, word: str) -> str:
    """The key beside a number's key that holds `word`: `elder_id` -> `elder_name`, `id_number` -> `name`."""
    key = path.rsplit(".", 1)[-1]
    for ending in ("id_number", "id", "card"):
        if key.endswith(ending):
            return key[: -len(ending)] + word
    return word


def referred(
    answers: Mapping[str, Any], form: Form, page: str, kind: str
) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """The references on a page that stand for numbers of a kind: path, reference, and the name beside it ("" if none)."""
    for path, field in form.fields():
        if field.page != page or field.kind.name != kind:
            continue
        listed, _, _ = path.rpartition("[].")
        for prefix, around in _rows(answers, listed):
            value = places.get(around, field.path)
            if isinstance(value, Mapping) and value.get("ref"):
                name = around.get(sibling(path, "name"))
                yield prefix + field.dotted, value, name if isinstance(name, str) else ""


TWICE = "和第 {number} 位是同一个人，请改一个，或者移除重复的一位"
ELSEWHERE = "这位已经写在“{label}”里了，一个人只写一处，请移除一处"
APPLICANT = "这是申请人自己，不用再写在这里"
ROW = re.compile(r"\.\d+\.")
MEMBER = "member"
"""The role of those who live together: the applicant may be one of the rows."""


def id_number_fits(number: str, on: date) -> bool:
    """Whether a number could be somebody's: length, place, birth date by `on` and check digit."""
    try:
        parse_id_number(number, on=on, allow_demo=True)
    except CodeError:
        return False
    return True


def in_a_row(path: str) -> bool:
    """Whether a dotted path lies in a row of a list: `household.0.id_number`."""
    return ROW.search(path) is not None


def named_twice(
    answers: Mapping[str, Any],
    form: Form,
    page: str,
    parties: Sequence[Mapping[str, Any]],
    applicant: str = "",
) -> Iterator[tuple[str, str]]:
    """Rows on a page that name somebody who is named already, as (path, sentence): in the same list, in another list
    of `parties` (the package's words), or the applicant himself outside the household. All pages for page ''."""
    lists = {str(words["rows"]): str(words["role"]) for words in parties if words.get("rows")}
    labels = {part.dotted: (part.label, one.key) for one in form.pages for part in one.rows}
    seen: dict[str, tuple[str, int]] = {}
    for rows, role in lists.items():
        label, key = labels.get(rows, ("", ""))
        for number, row in enumerate(places.rows(places.get(answers, tuple(rows.split(".")))), 1):
            value = row.get("id_number")
            who = str(value.get("ref", "")) if isinstance(value, Mapping) else ""
            if not who:
                continue
            known = seen.get(who)
            path = f"{rows}.{number - 1}.id_number"
            here = page in ("", key)
            if known is None and who == applicant and role != MEMBER and here:
                yield path, APPLICANT
            elif known is not None and known[0] == rows and here:
                yield path, TWICE.format(number=known[1])
            elif known is not None and here:
                yield path, ELSEWHERE.format(label=labels[known[0]][0])
            elif known is not None and page == labels[known[0]][1]:
                yield f"{known[0]}.{known[1] - 1}.id_number", ELSEWHERE.format(label=label)
            seen.setdefault(who, (rows, number))


def _rows(answers: Mapping[str, Any], listed: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not listed:
        yield "", answers
        return
    for number, row in enumerate(places.rows(places.get(answers, tuple(listed.split("."))))):
        yield f"{listed}.{number}.", row


def done_with(pages_done: list[str], page: str) -> list[str]:
    """The finished pages with `page` added once, in order of finishing."""
    return pages_done if page in pages_done else [*pages_done, page]


def files_at(answers: Mapping[str, Any], path: str) -> Iterator[Mapping[str, Any]]:
    """The files that were handed in at a field's path (`card_photo`, `household[].school_proof`); a tick there is none."""
    listed, rows, field = path.partition("[].")
    scopes = places.rows(places.get(answers, tuple(listed.split(".")))) if rows else (answers,)
    for scope in scopes:
        value = places.get(scope, tuple((field or listed).split(".")))
        yield from (one for one in value if one.get("file")) if isinstance(value, list) else ()


def file_ids(answers: Mapping[str, Any], form: Form) -> list[tuple[UUID | None, str, str]]:
    """Every file that answers name, with the path and label of its question; None for what is no id of a file."""
    return [
        (id_of(str(one["file"])), path, field.label)
        for path, field in form.fields()
        if field.widget == "files"
        for one in files_at(answers, path)
    ]


def id_of(text: str) -> UUID | None:
    """The id that a text is, None for one that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def papers_in(
    answers: Mapping[str, Any], form: Form, materials: Iterable[Mapping[str, Any]]
) -> list[tuple[str, str, UUID | None, str]]:
    """The papers of an application as a case keeps them: (code, name, file, how it is waived). `materials` are a package's
    words; each is gathered from every place of the form that takes it, also from the rows of a list."""
    rows: list[tuple[str, str, UUID | None, str]] = []
    for line in materials:
        code, name = str(line["code"]), str(line["name"])
        for path, field in form.fields():
            if field.material == code or path == line.get("field"):
                rows += [(code, name, UUID(str(file["file"])), "") for file in files_at(answers, path)]
        if line.get("waived_by"):
            rows.append((code, name, None, str(line["waived_by"])))
    return rows


def askable(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every question of a form that can be asked again, as (path, label) in document order; those of a list once for each
    row that was filled in (`household.1.income_proof`, “第 2 位成员 袁演岭：收入证明”)."""
    for page in form.pages:
        for part in flat(page.items):
            if isinstance(part, Field):
                yield part.dotted, part.label
            elif isinstance(part, Rows):
                for n, row in enumerate(places.rows(places.get(answers, part.path))):
                    names = (places.get(row, key) for key in part.title_keys or (("name",),))
                    who = "".join(name for name in names if isinstance(name, str))
                    head = f"第 {n + 1} {part.unit}{' ' if who else ''}{who}"
                    for one in part.fields:
                        yield f"{part.dotted}.{n}.{one.dotted}", f"{head}：{one.label}"


def given_before(form: Form, answers: Mapping[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """What stood at a question of `only` before: the answers to fill in again (no files, no sealed numbers), and the words
    to show beside it ('' where nothing was answered)."""
    parts = tuple(path.split("."))
    value = _at(answers, parts)
    if value in (None, "", []):
        return {}, ""
    (field,) = form.pages[0].fields
    old: dict[str, Any] = {}
    places.put(old, parts, value)
    said = [line.text for section in form.summary(old, {}, detail=True, clear=EVERY) for line in section.rows]
    return ({} if field.widget == "files" or field.kind.sealed else old), "；".join(said)


def _at(answers: Any, parts: Sequence[str]) -> Any:
    """The answer at a path that may lead through the rows of a list."""
    for part in parts:
        if isinstance(answers, list):
            answers = answers[int(part)] if part.isdigit() and int(part) < len(answers) else None
        else:
            answers = answers.get(part) if isinstance(answers, Mapping) else None
    return answers


def only(form: Form, asked: Sequence[tuple[str, str]]) -> Form:
    """A form of one page that asks just these questions again: (path, label) pairs, rows with their number in the path
    (`household.1.income_proof`). Each must be answered; conditions of the whole form are left out. Unknown paths too.
    """
    known = {path.replace("[]", ""): field for path, field in form.fields()}
    fields = []
    for path, label in asked:
        parts = tuple(path.split("."))
        field = known.get(".".join(part for part in parts if not part.isdigit()))
        if field is not None:
            again = replace(
                field, path=parts, label=label or field.label, page="again", required=True, required_when=None
            )
            fields.append(replace(again, rules=Rules(), conditional=False))
    return Form({"id": "again"}, (Page("again", "", "", tuple(fields), Rules()),))
