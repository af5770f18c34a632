"""The pages of the simulated platforms: choose who you are. They exist in a demonstration alone."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from minzheng.core.people.connectors.national_platform import simulator as national
from minzheng.core.people.connectors.ticket_system import simulator as tickets
from minzheng.faces.identity.frame import door, issuer_of, now, page
from minzheng.kernel.text import mask_id_number

SIGNED_IN_THERE: Final = "simulated_national_platform"
"""The cookie by which the simulated platform knows its own browser again."""

LASTS_S: Final = 1800


@require_http_methods(["GET", "POST"])
@door
def national_page(request: HttpRequest) -> HttpResponse:
    """The national platform that we play. Who has chosen is signed in there from then on, as `prompt=none` sees."""
    _demo()
    query = request.GET.dict()
    _ours(request, query.get("redirect_uri", ""), "national_platform")
    if request.method == "POST":
        number = request.POST.get("who", "")
        return _national_answer(query, number, "access_denied")
    if query.get("prompt") == "none":
        return _national_answer(query, request.get_signed_cookie(SIGNED_IN_THERE, ""), "login_required")
    return _choose(request, "国家政务服务平台", national.holders())


def _national_answer(query: Mapping[str, str], number: str, error: str) -> HttpResponse:
    if number not in national.holders():
        return HttpResponseRedirect(national.back_to(query, error=error))
    code = national.code_for(number, query, now().timestamp())
    answer = HttpResponseRedirect(national.back_to(query, code=code))
    answer.set_signed_cookie(SIGNED_IN_THERE, number, max_age=LASTS_S, httponly=True, samesite="Lax")
    return answer


@require_http_methods(["GET", "POST"])
@door
def tickets_page(request: HttpRequest) -> HttpResponse:
    """The ticket system that we play."""
    _demo()
    service = request.GET.get("service", "")
    _ours(request, service.partition("?")[0], "ticket_system")
    if request.method == "POST":
        uid = request.POST.get("who", "")
        return HttpResponseRedirect(tickets.back_to(service, uid) if uid in tickets.HOLDERS else service)
    return _choose(request, "市统一身份认证系统", tickets.HOLDERS)


def _choose(request: HttpRequest, name: str, holders: Mapping[str, Mapping[str, Any]]) -> HttpResponse:
    people = [
        {
            "value": number,
            "name": holder["name"],
            "number": mask_id_number(holder["id_number"]) if holder["id_number"] else "还没有实名",
        }
        for number, holder in holders.items()
    ]
    return page(request, "simulator.html", {"platform": name, "people": people})


def _demo() -> None:
    if not settings.ALLOW_DEMO_ID:
        raise Http404


def _ours(request: HttpRequest, uri: str, name: str) -> None:
    if uri != issuer_of(request) + reverse("identity:partner_back", args=[name]):
        raise Http404
