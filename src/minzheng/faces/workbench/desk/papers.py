"""Papers and files of a case, for who may see the case."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from minzheng.core.cases import queries as cases
from minzheng.core.documents.queries import letter, pdf
from minzheng.core.files.queries import open_file
from minzheng.faces.workbench.desk.pages import visible
from minzheng.faces.workbench.frame import staff
from minzheng.kernel.errors import Problem


@staff
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A paper of a case that I may see."""
    return _letter(request, letter)


def _letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    one = letter(letter_id)
    visible(request, one.case_no)
    return as_pdf(lambda: pdf(letter_id), str(letter_id))


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
