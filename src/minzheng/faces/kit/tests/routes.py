"""Addresses for the kit's tests: its own, and stand-ins for what the faces name."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from minzheng.faces.kit import pages, problems
from minzheng.kernel.errors import Problem


def blank(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def taken(request: HttpRequest) -> HttpResponse:
    return problems.problem_response(request, Problem("cases.pin_locked", retry_after_s=600))


portal = [path(name, blank, name=name) for name in ("home", "services", "my_cases", "sign_in", "query")]
workbench = [path(name, blank, name=name) for name in ("queue", "sign_out", "supervision")]
handler404 = pages.not_found
urlpatterns = [
    path("", include("minzheng.faces.kit.urls")),
    path("api/v1/taken", taken),
    path("taken", taken),
    path("desk/taken", taken),
    path("portal/", include((portal, "portal"))),
    path("desk/", include((workbench, "workbench"))),
]
