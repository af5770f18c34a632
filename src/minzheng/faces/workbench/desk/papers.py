"""Papers and files of a case, for who may see the case."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions.permission import sees_check
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import LetterRow, letter, letters_of, pdf
from minzheng.core.files.queries import open_file
from minzheng.faces.workbench.frame import actor_of, now, staff, visible
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor


@staff
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A paper of a case that I may see."""
    return _letter(request, letter)


def _letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    one = letter(letter_id)
    row = visible(request, one.case_no)
    if not _may_open(one, row, actor_of(request), now()):
        raise Problem("offices.denied", right="cases.see_check")
    return as_pdf(lambda: pdf(letter_id), str(letter_id))


def letters_for(row: Mapping[str, Any], by: Actor, at: datetime) -> list[LetterRow]:
    """The papers of a case that this officer may open, in the order in which they were issued. 1 statement."""
    return [one for one in letters_of(row["id"]) if _may_open(one, row, by, at)]


def _may_open(one: LetterRow, row: Mapping[str, Any], by: Actor, at: datetime) -> bool:
    """What was asked of banks and registers, about whom, is for who may see the check."""
    to_source = package(row["snapshot_id"]).service.get("documents", {}).get("source_letter")
    return one.kind != to_source or sees_check(row, by, at)


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
    """A file of a case that I may see."""
    visible(request, cases.case_of_file(file))
    opened = open_file(file)
    with opened.stream:
        response = HttpResponse(opened.stream.read(), content_type=opened.info.mime)
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
