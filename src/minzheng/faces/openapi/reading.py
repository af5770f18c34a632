"""What comes in over the wire is read strictly: JSON that cannot be kept is refused before any operation sees it."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from ninja.parser import Parser

from minzheng.faces.kit.problems import problem_response
from minzheng.kernel.errors import FieldProblem, Invalid, Problem

DEEPEST: Final = 32
"""Levels of lists and objects in a body; no form has more than four."""
LARGEST: Final = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly (RFC 8259, section 6)."""
_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")

View = Callable[..., HttpResponse]


class StrictParser(Parser):
    """JSON as RFC 8259 means it: no NaN, no repeated names, nothing too deep, too large or that no database can keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value. Raises Problem `openapi.json`, `openapi.deep`, or Invalid with the place of what is wrong."""
        try:
            value = json.loads(request.body, parse_constant=_no_constant, object_pairs_hook=_object)
        except RecursionError as error:
            raise Problem("openapi.deep", deepest=DEEPEST) from error
        except ValueError as error:  # wrong JSON, wrong UTF-8, numbers of thousands of digits
            raise Problem("openapi.json") from error
        wrong: list[FieldProblem] = []
        _look(value, (), wrong)
        if wrong:
            raise Invalid(wrong, "openapi.shape")
        return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _look(value: Any, place: tuple[str, ...], wrong: list[FieldProblem]) -> None:
    """Note what cannot be kept, with its place."""
    if len(place) > DEEPEST:
        raise Problem("openapi.deep", deepest=DEEPEST)
    if isinstance(value, dict):
        for name, inner in value.items():
            if _UNKEEPABLE.search(name):
                wrong.append(FieldProblem(".".join(place), "项目名里有存不下的字符，请去掉"))
            else:
                _look(inner, (*place, name), wrong)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _look(inner, (*place, str(number)), wrong)
    elif isinstance(value, str) and _UNKEEPABLE.search(value):
        wrong.append(FieldProblem(".".join(place), "内容里有存不下的字符（空字符或半个字符），请去掉"))
    elif isinstance(value, int | float) and abs(value) > LARGEST:
        wrong.append(FieldProblem(".".join(place), "数字太大，请改用文字或写小一点"))


def strict(view: View) -> View:
    """A view whose address and head are looked at first, and whose every refusal is a problem answer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        problem = _wrong_head(request)
        if problem is not None:
            return problem_response(request, problem)
        try:
            answer = view(request, *args, **kwargs)
        except RequestDataTooBig:
            return problem_response(request, too_large())
        if isinstance(answer, HttpResponseNotAllowed):
            allowed = ", ".join(sorted(answer.headers["Allow"].split(", ")))
            told = problem_response(request, Problem("openapi.method", allowed=allowed))
            told.headers["Allow"] = allowed
            return told
        return answer

    return guarded


def _wrong_head(request: HttpRequest) -> Problem | None:
    address = (request.path, *(text for name, values in request.GET.lists() for text in (name, *values)))
    if any(_UNKEEPABLE.search(text) for text in address):
        return Problem("openapi.address")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length[:20]) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        return too_large()
    if (
        request.method in {"POST", "PUT", "PATCH"}
        and length != "0"
        and request.content_type != "application/json"
    ):
        return Problem("openapi.content_type")
    return None


def too_large() -> Problem:
    """The body is larger than what is read into memory."""
    return Problem("openapi.too_large", megabytes=(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1_000_000)
