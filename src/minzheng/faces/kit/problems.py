"""From a problem's code to an answer: the joined catalogue of all rooms' `errors.yaml`, as JSON or as a page."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.apps import apps
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

import minzheng.kernel
from minzheng.faces.kit.context import display
from minzheng.kernel.errors import Invalid, Problem

API_PREFIX: Final = "/api/"
TYPE_PREFIX: Final = "/api/v1/problems/"
FALLBACK: Final = "kit.failed"
_PAGES: Final = frozenset({400, 403, 404, 409, 410, 429, 500})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem as people and machines get it: a Chinese sentence with `{params}`, and an HTTP status."""

    code: str
    title: str
    status: int


class _Params(dict[str, Any]):
    """A hole that nobody filled reads as a blank word, not as a second error while answering the first."""

    def __missing__(self, key: str) -> str:
        return "……"


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every problem of the installed rooms by code. A code in two rooms' files is refused (ValueError)."""
    entries: dict[str, Entry] = {}
    for path in _files():
        for code, fields in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            if code in entries:
                raise ValueError(f"problem {code!r} stands twice, the second time in {path}")
            entries[code] = Entry(code=code, title=fields["title"], status=int(fields["status"]))
    return entries


def entry_of(problem: Problem) -> Entry:
    """The problem's entry; a code that no room knows answers as our own fault and is logged."""
    entries = catalogue()
    if problem.code not in entries:
        log.error("problem without an entry: %s", problem.code)
    return entries.get(problem.code, entries[FALLBACK])


def title_of(problem: Problem) -> str:
    """The Chinese sentence of a problem, its holes filled, without the full stop (it also serves as a heading)."""
    return entry_of(problem).title.format_map(_Params(problem.params)).rstrip("。")


def problem_response(request: HttpRequest, exc: Problem) -> HttpResponse:
    """Answer a problem: RFC 9457 `application/problem+json` below `/api/`, else a page that says what to do now."""
    entry = entry_of(exc)
    mark = _mark(request, entry.status)
    if request.path.startswith(API_PREFIX):
        response: HttpResponse = JsonResponse(
            document(exc, mark),
            status=entry.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    else:
        response = HttpResponse(_page(request, exc, entry, mark), status=entry.status)
    wait_s = exc.params.get("retry_after_s")
    if wait_s is not None:
        response.headers["Retry-After"] = str(wait_s)
    return response


def document(exc: Problem, trace_id: str = "") -> dict[str, Any]:
    """The problem as RFC 9457 members: type, title, status, code; `errors` with JSON pointers for a form."""
    entry = entry_of(exc)
    answer: dict[str, Any] = {
        "type": TYPE_PREFIX + entry.code,
        "title": title_of(exc),
        "status": entry.status,
        "code": entry.code,
    }
    if trace_id:
        answer["trace_id"] = trace_id
    if isinstance(exc, Invalid):
        answer["errors"] = [{"pointer": pointer(field.path), "detail": field.message} for field in exc.fields]
    return answer


def pointer(path: str) -> str:
    """A dotted path as JSON pointer (RFC 6901): `members.2.id_number` → `/members/2/id_number`; '' is the whole."""
    if not path:
        return ""
    return "/" + path.replace("~", "~0").replace("/", "~1").replace(".", "/")


def _files() -> list[Path]:
    rooms = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith("minzheng.")]
    kernel = [Path(folder) for root in minzheng.kernel.__path__ for folder in sorted(Path(root).iterdir())]
    return [path for room in [*kernel, *rooms] if (path := room / "errors.yaml").is_file()]


def _mark(request: HttpRequest, status: int) -> str:
    """The number a person can tell us: the request's trace id, or for our own faults a fresh one in the log."""
    known = str(getattr(request, "trace_id", "") or "")
    if known or status < 500:
        return known
    fresh = secrets.token_hex(4).upper()
    log.error("answered as failed, mark %s", fresh)
    return fresh


def _page(request: HttpRequest, exc: Problem, entry: Entry, mark: str) -> str:
    match = request.resolver_match
    staff = request.path.startswith("/desk/") or (match is not None and match.app_name == "workbench")
    context = display(request) | {
        "frame": "kit/desk_base.html" if staff else "kit/portal_base.html",
        "title": title_of(exc),
        "status": entry.status,
        "mark": mark,
        "back_url": _back(request),
        "home_url": "/desk/" if staff else "/",
        "field_messages": [field.message for field in exc.fields] if isinstance(exc, Invalid) else [],
    }
    # Our own fault may be a fault of the context processors: then nothing but the kit is asked.
    asked = request if entry.status < 500 else None
    return render_to_string(f"kit/problems/{_page_name(entry.status)}.html", context, request=asked)


def _page_name(status: int) -> int:
    if status in _PAGES:
        return status
    return 403 if status == 401 else 500 if status >= 500 else 400


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that was a page of this site; else ''."""
    came_from = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={host}) or host not in came_from:
        return ""
    path = came_from.split(host, 1)[1] or "/"
    return path if path.startswith("/") and path != request.get_full_path() else ""
