"""The kit's own doors: remember how a person wants pages shown, and say what went wrong when no view can."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from minzheng.faces.kit import typed
from minzheng.faces.kit.context import CONTRAST_COOKIE, ELDER_COOKIE, ON
from minzheng.faces.kit.problems import problem_response
from minzheng.kernel.errors import Problem

YEAR_S: Final = 365 * 24 * 3600
_COOKIES: Final = {"elder": ELDER_COOKIE, "contrast": CONTRAST_COOKIE}


def display(request: HttpRequest) -> HttpResponse:
    """`/display?elder=on|off&contrast=on|off&next=/…`: keep the choice in a cookie and go back to the page."""
    response = HttpResponseRedirect(local_path(request.GET.get("next", "")))
    for name, cookie in _COOKIES.items():
        wanted = request.GET.get(name)
        if wanted == ON:
            response.set_cookie(
                cookie,
                ON,
                max_age=YEAR_S,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        elif wanted == "off":
            response.delete_cookie(cookie, samesite="Lax")
    return response


def local_path(target: str) -> str:
    """`target` if it is a path of this site, else the front page: a link here must not lead a person elsewhere."""
    plain = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if plain else "/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`."""
    return problem_response(request, Problem("kit.bad_request"))


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler403`."""
    return problem_response(request, Problem("kit.refused"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler404`."""
    return problem_response(request, Problem("kit.not_found"))


def failed(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`."""
    return problem_response(request, Problem("kit.failed"))


def stale_form(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """Django's `CSRF_FAILURE_VIEW`: the page stood open too long, or cookies are off.

    A form of this site is shown again with what was typed in it (never one that another site has sent).
    """
    elsewhere = reason.startswith(("Origin checking", "Referer checking"))
    again = "" if elsewhere else typed.keep(request)
    return HttpResponseRedirect(again) if again else problem_response(request, Problem("kit.stale_form"))
