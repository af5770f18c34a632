"""Everything that goes wrong answers as RFC 9457: our problems, and what the framework finds in a request."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from minzheng.faces.kit.problems import catalogue, problem_response
from minzheng.kernel.errors import FieldProblem, Invalid, Problem


def install(api: NinjaAPI) -> None:
    """Register the handlers on an API."""
    api.add_exception_handler(Problem, problem_response)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, lambda request, exc: problem_response(request, Problem("openapi.sign_in")))
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, lambda request, exc: problem_response(request, Problem("kit.not_found")))


def _invalid(request: HttpRequest, exc: Any) -> HttpResponse:
    fields = [FieldProblem(_path(error["loc"]), _sentence(error)) for error in exc.errors]
    return problem_response(request, Invalid(fields, "openapi.shape"))


def _path(loc: tuple[Any, ...]) -> str:
    """`("body", "what", "answers", "phone")` -> `answers.phone`: without where it came from and the argument's name."""
    parts = [str(part) for part in loc]
    return ".".join(parts[2:] if parts[:1] == ["body"] else parts[1:])


def _sentence(error: dict[str, Any]) -> str:
    kinds = {"missing": "缺这一项", "string_too_long": "太长了", "json_invalid": "不是合法的 JSON"}
    return kinds.get(error["type"], "类型或格式不对")


def _http(request: HttpRequest, exc: HttpError) -> HttpResponse:
    codes = {401: "openapi.sign_in", 403: "openapi.csrf", 404: "kit.not_found", 415: "openapi.shape"}
    return problem_response(request, Problem(codes.get(exc.status_code, "kit.bad_request")))


def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem type means: `type` of an answer leads here."""
    entry = catalogue().get(code)
    if entry is None:
        return problem_response(request, Problem("kit.not_found"))
    return HttpResponse(f"{entry.code}\n{entry.status}\n{entry.title}\n", content_type="text/plain; charset=utf-8")
