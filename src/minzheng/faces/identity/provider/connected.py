"""What a person has agreed to pass on, where they are signed in by it, and which accounts elsewhere lead in here."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from minzheng.core.people import actions as people
from minzheng.core.people.queries import consents
from minzheng.core.people.queries.sessions import partners_of
from minzheng.core.systems.actions import leave_system
from minzheng.core.systems.queries import names, sessions_of
from minzheng.core.systems.rules import SCOPES
from minzheng.faces.identity.frame import actor_of, door, now, page
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry import connectors
from minzheng.kernel.rights import Hat
from minzheng.kernel.text import chinese_date

MARK = "system:"


@require_http_methods(["GET", "POST"])
@door
def connected(request: HttpRequest) -> HttpResponse:
    """Look, take back, unbind."""
    by = actor_of(request)
    if by.account is None or by.person is None:
        return HttpResponseRedirect(f"{reverse('portal:sign_in')}?{urlencode({'next': request.path})}")
    if by.hat is Hat.CORPORATE:
        raise Problem("legal_persons.own_hat")
    if request.method == "POST":
        messages.success(request, _change(request))
        return HttpResponseRedirect(request.path)
    agreed = {
        purpose.removeprefix(MARK): text
        for purpose, text in consents(by.person).items()
        if purpose.startswith(MARK)
    }
    open_at = {one.client_id for one in sessions_of(by.account)}
    called = names({*agreed, *open_at})
    context = {
        "systems": [
            {
                "id": client_id,
                "name": called.get(client_id, client_id),
                "passed_on": [SCOPES[one] for one in agreed.get(client_id, "").split() if one in SCOPES],
                "open": client_id in open_at,
                "agreed": client_id in agreed,
            }
            for client_id in sorted({*agreed, *open_at})
        ],
        "partners": [
            {
                "id": one.id,
                "name": connectors.get(one.partner).title if one.partner in connectors else one.partner,
                "since": chinese_date(one.bound_at.date()),
            }
            for one in partners_of(by.account)
        ],
        "action_url": request.path,
    }
    return page(request, "connected.html", context)


def _change(request: HttpRequest) -> str:
    """Do what a button says; what to tell afterwards."""
    by, at, asked = actor_of(request), now(), request.POST
    if "unbind" in asked:
        try:
            bound = UUID(asked["unbind"])
        except ValueError as error:
            raise Problem("people.partner_missing") from error
        people.unbind_partner(by=by, at=at, bound=bound)
        return "已经解除绑定，以后不能用那个账号登录这里。"
    client_id = asked.get("leave", "")
    leave_system(by=by, at=at, client_id=client_id)
    assert by.person is not None
    if f"{MARK}{client_id}" in consents(by.person):
        people.withdraw_consent(by=by, at=at, person_id=by.person, purpose=f"{MARK}{client_id}")
    return "已经撤回，那边的登录也会退出。"
