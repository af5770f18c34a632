"""What is handed in for a list of items: checked against the list, kept in its exact bytes, its files beside the papers."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.cases import sql
from minzheng.core.cases.queries import SupplementRow, missing_authorisations, supplements
from minzheng.core.files.queries import own_files
from minzheng.core.forms.actions import seal
from minzheng.core.forms.rules import context_of, only
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.formspec import Form, canonical, places
from minzheng.kernel.rights import Actor
from minzheng.kernel.sql import Clause

AUTHORISATION = "authorisation:"
"""Before the party's id: an item that is complete when that authorisation is signed."""


def open_row(case_id: UUID, kinds: Sequence[str]) -> SupplementRow:
    """The list of these kinds that waits for its answer. 1 statement. Raises Problem(`cases.nothing_asked`)."""
    rows = [one for one in supplements(case_id) if one.kind in kinds and one.answered_at is None]
    if not rows:
        raise Problem("cases.nothing_asked")
    return rows[-1]


def answers_to(
    row: SupplementRow, given: Mapping[str, Any], form: Form, *, case_id: UUID, by: Actor, at: datetime
) -> list[dict[str, Any]]:
    """What was given for each item, in the list's order: every item has its paper, its new answer, or a word why it
    cannot be had; new answers fit their questions and hold no numbers. Raises Invalid with a sentence per item."""
    answers = [_answer(given, n) for n in range(len(row.items))]
    problems = [
        FieldProblem(f"item-{n}", f"请交“{item['label']}”；交不了的，写明原因", item["label"])
        for n, (item, answer) in enumerate(zip(row.items, answers, strict=True))
        if answer["value"] in (None, "", []) and not answer["files"] and not answer["note"]
        if not item["code"].startswith(AUTHORISATION)
    ]
    asked = [
        (item["field"], item["label"], answer)
        for item, answer in zip(row.items, answers, strict=True)
        if item["field"] and answer["value"] not in (None, "", [])
    ]
    if asked:
        problems += _questions(asked, form, by, at)
    problems += [*_strange(row.items, answers, by), *_unsigned(row.items, answers, case_id)]
    if problems:
        raise Invalid(problems)
    return answers


def _answer(given: object, n: int) -> dict[str, Any]:
    """What was given for one item, whatever shape came over the wire."""
    one = given.get(str(n)) if isinstance(given, Mapping) else None
    said = one if isinstance(one, Mapping) else {}
    files = said.get("files")
    listed = [str(file) for file in files] if isinstance(files, list) else []
    return {
        "value": said.get("value"),
        "files": [file for file in listed if _is_id(file)],
        "note": str(said.get("note") or "").strip()[:500],
    }


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _strange(
    items: Sequence[Mapping[str, str]], answers: Sequence[Mapping[str, Any]], by: Actor
) -> list[FieldProblem]:
    """Files that whoever hands in did not hand in himself. 1 statement, none without files."""
    named = [{UUID(file) for file in (*one["files"], *_files(one["value"]))} for one in answers]
    known = own_files(set().union(*named) if named else (), by.account)
    return [
        FieldProblem(f"item-{n}", f"没有找到“{item['label']}”的文件，请重新上传", item["label"])
        for n, (item, files) in enumerate(zip(items, named, strict=True))
        if files - known
    ]


def _unsigned(
    items: Sequence[Mapping[str, str]], answers: Sequence[Mapping[str, Any]], case_id: UUID
) -> list[FieldProblem]:
    """Authorisations that were asked for and are not signed yet, with no word why. 2 statements at most, none without."""
    if not any(item["code"].startswith(AUTHORISATION) for item in items):
        return []
    missing = {f"{AUTHORISATION}{party}" for party, _ in missing_authorisations(case_id)}
    return [
        FieldProblem(f"item-{n}", f"还没有签：{item['label']}。签了再交，签不了的写明原因", item["label"])
        for n, (item, answer) in enumerate(zip(items, answers, strict=True))
        if item["code"] in missing and not answer["note"]
    ]


def _questions(
    asked: Sequence[tuple[str, str, dict[str, Any]]], form: Form, by: Actor, at: datetime
) -> list[FieldProblem]:
    """Check the questions that are answered again; numbers become references. `asked` is changed to what is kept."""
    again = only(form, [(path, label) for path, label, _ in asked])
    values: dict[str, Any] = {}
    for path, _, answer in asked:
        places.put(values, tuple(path.split(".")), answer["value"])
    kept, problems = seal(values, again, by=by, at=at)
    for path, _, answer in asked:
        answer["value"] = places.get(kept, tuple(path.split(".")))
    known = {problem.path for problem in problems}
    return [*problems, *(one for one in again.check(kept, context_of(at)) if one.path not in known)]


def received(
    row: SupplementRow, answers: Sequence[Mapping[str, Any]], case_id: UUID, by: Actor, at: datetime
) -> tuple[Clause, ...]:
    """The clauses that keep what was handed in for a list."""
    body = canonical({"items": list(answers)})
    clauses = [sql.answer_supplement(row.id, at, by.person, body, hashlib.new("sm3", body).digest())]
    papers = [
        (item["code"] or item["field"], item["label"], UUID(file), "")
        for item, answer in zip(row.items, answers, strict=True)
        for file in (*answer["files"], *_files(answer["value"]))
    ]
    if papers:
        clauses.append(sql.insert_materials(case_id, at, papers))
    return tuple(clauses)


def _files(value: object) -> list[str]:
    """The files of a question that asks for some."""
    lines = value if isinstance(value, list) else ()
    named = [str(one["file"]) for one in lines if isinstance(one, Mapping) and one.get("file")]
    return [file for file in named if _is_id(file)]
