"""Papers and files of a case, for who may see the case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from minzheng.core.cases import queries as cases
from minzheng.core.documents.queries import letter, pdf
from minzheng.core.files.queries import open_file
from minzheng.faces.workbench.desk.pages import visible
from minzheng.faces.workbench.frame import staff


@staff
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A paper of a case that I may see."""
    return _letter(request, letter)


def _letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    one = letter(letter_id)
    visible(request, one.case_no)
    response = HttpResponse(pdf(letter_id), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{letter_id}.pdf"'
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
