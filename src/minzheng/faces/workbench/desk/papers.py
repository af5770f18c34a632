"""Papers and files of a case, for who may see the case."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from minzheng.core.audit.queries import of_case
from minzheng.core.cases.actions import open_paper
from minzheng.core.cases.actions.permission import sees_check
from minzheng.core.cases.queries import clear_in, reveal_of
from minzheng.core.cases.rules import begun_at
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import LetterRow, letter, letters_of, pdf
from minzheng.faces.workbench.frame import actor_of, now, staff, visible
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import PLAIN, Actor

LEVELS = {"visit": "L3", "source_letter": "L4"}
"""Papers of the house itself that repeat sensitive fields, by moment; the others are what a person is given (L2)."""


@staff
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A paper of a case that I may see."""
    return _letter(request, letter)


def _letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    one, by = letter(letter_id), actor_of(request)
    row = visible(request, one.case_no, masked=True)
    if row["masked"] and one.id not in {mine.id for mine in own_receipts(row, by)}:
        raise Problem("offices.denied", right="cases.view")
    if not _may_open(one, row, by, now()):
        raise Problem("offices.denied", right="cases.see_check")
    level = next((level for moment, level in LEVELS.items() if one.kind == _kind(row, moment)), "L2")
    if level not in PLAIN and level not in clear_in(reveal_of(row["id"], by.account, now())):
        raise Problem("cases.not_revealed")
    return as_pdf(lambda: pdf(letter_id), str(letter_id))


def letters_for(row: Mapping[str, Any], by: Actor, at: datetime) -> list[LetterRow]:
    """The papers of a case that this officer may open, in the order in which they were issued. 1 statement."""
    return [one for one in letters_of(row["id"]) if _may_open(one, row, by, at)]


def own_receipts(row: Mapping[str, Any], by: Actor) -> list[LetterRow]:
    """The receipts of a case that this officer took in or helped to fill in, for who sees no other paper of it. 1 statement,
    2 for such a case."""
    kind = _kind(row, "receipt")
    taken = any(
        one["kind"] == "cases.submit"
        and (one["account"] == by.account or one["facts"].get("helper") == str(by.account))
        for one in of_case(row["id"], begun_at(row))
    )
    return [one for one in letters_of(row["id"]) if one.kind == kind] if taken else []


def _may_open(one: LetterRow, row: Mapping[str, Any], by: Actor, at: datetime) -> bool:
    """What was asked of banks and registers, about whom, is for who may see the check."""
    return one.kind != _kind(row, "source_letter") or sees_check(row, by, at)


def _kind(row: Mapping[str, Any], moment: str) -> str:
    """What a package calls its paper of this moment, '' for none."""
    return str(package(row["snapshot_id"]).service.get("documents", {}).get(moment, ""))


def as_pdf(make: Callable[[], bytes], name: str) -> HttpResponse:
    """A paper that is set now, to be opened in the browser. Where it cannot be set, nothing is lost and that is said:
    Problem `documents.not_set`."""
    try:
        content = make()
    except Problem as problem:
        if problem.code != "documents.template":
            raise
        raise Problem("documents.not_set") from problem
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@staff
def file(request: HttpRequest, file: UUID) -> HttpResponse:
    """A file of a case, for who may open papers of its level."""
    opened = open_paper(by=actor_of(request), at=now(), file_id=file)
    with opened.stream:
        response = HttpResponse(opened.stream.read(), content_type=opened.info.mime)
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
