"""Signing in with an account of another platform. What is sent away and what may come back is kept in the session, once."""

import base64
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from minzheng.core.offices.actions import enter
from minzheng.core.people.actions import Known, Vouched, sign_in_by_partner
from minzheng.core.people.queries import AccountRow, user
from minzheng.core.people.queries.sealing import keys
from minzheng.core.people.rules import BROWSER, browser_words
from minzheng.faces.identity.frame import METHODS, actor_of, door, issuer_of, now, page, proved_again
from minzheng.faces.kit.pages import local_path
from minzheng.kernel.errors import Problem
from minzheng.kernel.jose import s256
from minzheng.kernel.registry import Connector, connectors
from minzheng.kernel.rights import system

BACKEND: Final = "minzheng.config.sign_in.AccountBackend"
AWAY: Final = "partner_away"
"""Key of a session's data: what was sent away with the person; taken out when they come back, so it counts once."""

WAITING: Final = "partner_waiting"
"""Key of a session's data: what a partner said of somebody who is known here, sealed, until they say yes."""

SEALED_FOR: Final = b"faces.identity.partners.waiting"
LASTS_S: Final = 600


def partner(name: str) -> Any:
    """The identity platform of this name. Http404 for others."""
    found: Connector | None = connectors.get(name) if name in connectors else None
    if found is None or not getattr(found, "signs_in", False):
        raise Http404
    return found


@require_safe
@door
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """Send the person away. `quiet=1` is for links from other sites: who is signed in there comes in signed in, anybody
    else as a visitor, and nobody is shown a sign-in page on the way; who is signed in here stays who they are."""
    quiet, target = request.GET.get("quiet") == "1", local_path(request.GET.get("next") or "/")
    if quiet and actor_of(request).account is not None:
        return HttpResponseRedirect(target)
    away = {
        "partner": name,
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "next": target,
        "quiet": quiet,
        "at": time.time(),
    }
    asked = {"act": "begin", **away, "challenge": s256(str(away["verifier"]))}
    (line,) = _call(name, {**asked, "redirect_uri": _back(request, name)})
    request.session[AWAY] = away
    return HttpResponseRedirect(line["value"]["address"])


@require_safe
@door
def back(request: HttpRequest, name: str) -> HttpResponse:
    """The person comes back with a code or ticket. Only who was sent away from this very browser counts."""
    away = request.session.pop(AWAY, None)
    if away is None or away["partner"] != name or time.time() - away["at"] > LASTS_S:
        raise Problem("identity.away")
    state = request.GET.get("state", "")
    if not secrets.compare_digest(state.encode(), str(away["state"]).encode()):
        raise Problem("identity.away")
    if "error" in request.GET and away["quiet"]:
        return HttpResponseRedirect(str(away["next"]))
    if "error" in request.GET:
        raise Problem("identity.partner_no")
    asked = {"act": "finish", **away, "query": request.GET.dict(), "redirect_uri": _back(request, name)}
    lines = _call(name, asked)
    if not lines:
        raise Problem("identity.partner_no")
    vouched = Vouched(partner=name, **lines[0]["value"])
    return _go(request, vouched, str(away["next"]), agreed=False)


@require_POST
@door
def agreed(request: HttpRequest) -> HttpResponse:
    """The person says: yes, that is me, bind the two."""
    waiting = request.session.pop(WAITING, None)
    if waiting is None or time.time() - waiting["at"] > LASTS_S:
        raise Problem("identity.away")
    if request.POST.get("answer") != "yes":
        return HttpResponseRedirect(reverse("portal:sign_in"))
    told = json.loads(keys().decrypt(base64.b64decode(waiting["sealed"]), SEALED_FOR))
    return _go(request, Vouched(**told), str(waiting["next"]), agreed=True)


def _go(request: HttpRequest, vouched: Vouched, target: str, *, agreed: bool) -> HttpResponse:
    by = system("partner_sign_in")
    enter(by)  # nobody is signed in yet: the platform itself looks who it is
    found = sign_in_by_partner(by=by, at=now(), vouched=vouched, agreed=agreed)
    if isinstance(found, Known):
        told = {name: getattr(vouched, name) for name in Vouched.__dataclass_fields__}
        sealed = keys().encrypt(json.dumps(told).encode(), SEALED_FOR)
        request.session[WAITING] = {
            "sealed": base64.b64encode(sealed).decode(),
            "next": target,
            "at": time.time(),
        }
        return _ask(request, vouched, found)
    return _signed_in(request, found, target)


def _ask(request: HttpRequest, vouched: Vouched, known: Known) -> HttpResponse:
    context = {
        "partner": partner(vouched.partner).title,
        "rows": [
            {"label": "姓名", "value": known.name},
            {"label": "证件号码", "value": known.id_number_masked, "note": "只显示首尾"},
        ],
        "has_account": known.has_account,
        "action_url": reverse("identity:partner_agreed"),
    }
    return page(request, "known.html", context)


def _signed_in(request: HttpRequest, account: AccountRow, target: str) -> HttpResponse:
    login(request, user(account), backend=BACKEND)
    request.session[BROWSER] = browser_words(request.headers.get("User-Agent", ""))
    request.session[METHODS] = [{"method": "partner", "at": time.time()}]
    proved_again(request)
    return HttpResponseRedirect(target)


def _back(request: HttpRequest, name: str) -> str:
    return issuer_of(request) + reverse("identity:partner_back", args=[name])


def _call(name: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        return list(partner(name).call(asked, purpose="sign_in", at=now())["lines"])
    except ConnectionError as error:
        raise Problem("identity.partner_silent") from error
