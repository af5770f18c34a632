"""Everything that goes wrong answers as RFC 9457: our problems, and what the framework finds in a request."""

import math
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from minzheng.faces.kit.problems import catalogue, problem_response
from minzheng.faces.openapi.bearer import CallRefused
from minzheng.faces.openapi.reading import too_large
from minzheng.kernel.errors import FieldProblem, Invalid, Problem

KEY: Final = "Idempotency-Key"
_SENTENCES: Final = {
    "missing": "缺这一项，请补上",
    "extra_forbidden": "没有这一项，请去掉或核对名字",
    "string_type": "要是文字",
    "string_too_long": "太长了，最多 {max_length} 个字",
    "string_too_short": "太短了，至少 {min_length} 个字",
    "string_pattern_mismatch": "格式不对，请按接口说明写",
    "dict_type": "要是一个对象（{{…}}）",
    "model_attributes_type": "要是一个对象（{{…}}）",
    "model_type": "要是一个对象（{{…}}）",
    "int_parsing": "要是整数",
    "int_type": "要是整数",
    "greater_than_equal": "太小了，至少是 {ge}",
    "less_than_equal": "太大了，最多是 {le}",
}


def install(api: NinjaAPI) -> None:
    """Register the handlers on an API."""
    api.add_exception_handler(Problem, refuse)
    api.add_exception_handler(CallRefused, lambda request, exc: problem_response(request, exc.problem))
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(
        AuthenticationError, lambda request, _: refuse(request, Problem("openapi.sign_in"))
    )
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, lambda request, _: refuse(request, Problem("kit.not_found")))


def refuse(request: HttpRequest, exc: Any) -> HttpResponse:
    """Answer a problem that ended an operation; what the operation wrote before it is undone."""
    state: Any = request
    state.view_failed = True
    return problem_response(request, exc)


def _invalid(request: HttpRequest, exc: Any) -> HttpResponse:
    if any(tuple(error["loc"][:1]) == ("header",) for error in exc.errors):
        return refuse(request, Problem("openapi.key_missing"))
    fields = [FieldProblem(_path(error["loc"]), _sentence(error)) for error in exc.errors]
    return refuse(request, Invalid(fields, "openapi.shape"))


def _path(loc: tuple[Any, ...]) -> str:
    """`("body", "what", "answers", "phone")` -> `answers.phone`: without where it came from and the argument's name."""
    parts = [str(part) for part in loc]
    return ".".join(parts[2:] if parts[:1] == ["body"] else parts[1:])


def _sentence(error: dict[str, Any]) -> str:
    known = _SENTENCES.get(error["type"], "类型或格式不对，请按接口说明写")
    return known.format(**error.get("ctx", {}))


def _http(request: HttpRequest, exc: Any) -> HttpResponse:
    if isinstance(exc, Throttled):
        wait_s = math.ceil(exc.wait or 60)
        return refuse(request, Problem("openapi.too_many", retry_after_s=wait_s))
    if isinstance(exc.__cause__, Problem | RequestDataTooBig):  # what our parser said of the body
        return refuse(request, exc.__cause__ if isinstance(exc.__cause__, Problem) else too_large())
    return refuse(request, Problem("openapi.json"))


def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem type means: `type` of an answer leads here."""
    entry = catalogue().get(code)
    if entry is None:
        return problem_response(request, Problem("kit.not_found"))
    return HttpResponse(
        f"{entry.code}\n{entry.status}\n{entry.title}\n", content_type="text/plain; charset=utf-8"
    )


def unknown_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address below `/api/v1/` that has no operation."""
    return problem_response(request, Problem("openapi.no_such_address"))
