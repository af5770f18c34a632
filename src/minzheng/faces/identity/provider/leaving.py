"""RP-initiated logout: a system sends people here to sign out, and they come back only to an address that it registered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from minzheng.core.systems.actions import end_sessions
from minzheng.core.systems.queries import SystemRow, own_keys, session, system
from minzheng.faces.identity.frame import actor_of, door, issuer_of, leave, now, page
from minzheng.kernel.errors import Problem
from minzheng.kernel.jose import JoseError, peek, read
from minzheng.kernel.rights import system as platform

SALT: Final = "openid.logout"
LASTS_S: Final = 600


@dataclass(frozen=True, slots=True)
class Wish:
    """What a system asks: who it is, where the person goes afterwards, and the session that its token names."""

    found: SystemRow | None
    back: str
    state: str
    sid: str


@csrf_exempt
@require_http_methods(["GET", "POST"])
@door
def leave_all(request: HttpRequest) -> HttpResponse:
    """Sign out at once when the token names this very session; else ask, for anybody could have made the link."""
    query = request.POST if request.method == "POST" else request.GET
    wish = read_wish(request, query.dict())
    if actor_of(request).account is None:
        return _gone(request, wish)
    here = session(wish.sid) if wish.sid else None
    if here is not None and here.session_key == request.session.session_key:
        _sign_out(request)
        return _gone(request, wish)
    context = {
        "system": wish.found.name if wish.found else "",
        "sealed": signing.dumps(
            [wish.found.client_id if wish.found else "", wish.back, wish.state], salt=SALT
        ),
        "action_url": reverse("identity:logout_answer"),
    }
    return page(request, "logout.html", context, to=[wish.back] if wish.back else ())


@require_POST
@door
def answered(request: HttpRequest) -> HttpResponse:
    """The person said whether to sign out."""
    try:
        client_id, back, state = signing.loads(request.POST.get("sealed", ""), salt=SALT, max_age=LASTS_S)
    except signing.BadSignature as error:
        raise Problem("kit.stale_form") from error
    if request.POST.get("answer") == "leave":
        _sign_out(request)
    return _gone(request, Wish(system(client_id) if client_id else None, back, state, ""))


def read_wish(request: HttpRequest, query: Mapping[str, str]) -> Wish:
    """Problem `systems.logout_redirect` for an address that is not, sign by sign, registered by the system that asks."""
    client_id, sid, hint = query.get("client_id", ""), "", query.get("id_token_hint", "")
    if hint:
        claims = _hint(request, hint)
        named, sid = str(claims.get("aud", "")), str(claims.get("sid", ""))
        if not named or client_id not in ("", named):
            raise Problem("systems.logout_redirect")
        client_id = named
    found, back = system(client_id) if client_id else None, query.get("post_logout_redirect_uri", "")
    if back and (found is None or back not in found.logout_uris):
        raise Problem("systems.logout_redirect")
    return Wish(found, back, query.get("state", ""), sid)


def _hint(request: HttpRequest, hint: str) -> Mapping[str, object]:
    """What an ID token of ours says, over or not; {} for one that is not ours."""
    try:
        if peek(hint).header.get("typ") != "JWT":
            return {}
        claims = read(hint, own_keys(now())).claims
    except JoseError:
        return {}
    return claims if claims.get("iss") == issuer_of(request) else {}


def _sign_out(request: HttpRequest) -> None:
    keys = [str(request.session.session_key)]
    logout(request)
    end_sessions(by=platform("sign_out"), at=now(), session_keys=keys)


def _gone(request: HttpRequest, wish: Wish) -> HttpResponse:
    if wish.back:
        return leave(wish.back, {"state": wish.state})
    return page(request, "left.html", {"me": None, "system": wish.found.name if wish.found else ""})
