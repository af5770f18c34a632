"""What the doors of this face share: who asks, the clock, our address, how pages and answers are sent."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from minzheng.faces.kit.problems import problem_response
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat
from minzheng.kernel.text import mask_name

View = Callable[..., HttpResponse]
AGAIN: Final = "signed_in_again"
"""Key of a session's data: second (since 1970) at which its owner has proved once more who they are."""

METHODS: Final = "account_authentication_methods"
STAMP: Final = "signed_in_at"
"""Where `config.sessions` keeps [account, second] of the sign-in."""

AMR: Final[Mapping[str, str]] = {
    "password": "pwd",
    "mfa": "mfa",
    "totp": "otp",
    "webauthn": "hwk",
    "code": "sms",
    "partner": "fed",
}
"""How ways to sign in are called in tokens (RFC 8176; `fed` is ours: another identity platform vouched)."""


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; the middleware has put it there."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def as_oneself(by: Actor) -> Actor:
    """Who has signed in, with no hat: signing in elsewhere and what is passed on there is about the own person, whatever
    hat is worn here at the moment."""
    return replace(
        by,
        hat=Hat.SELF,
        on_behalf_of=None,
        corporate=None,
        corporate_role="",
        services=frozenset(),
        delegation=None,
        grants=(),
    )


def now() -> datetime:
    """The clock, read here at the door and handed in."""
    return timezone.now()


def issuer_of(request: HttpRequest) -> str:
    """Our address as tokens name it: scheme and host, without a slash at the end."""
    return f"{request.scheme}://{request.get_host()}"


def signed_in_since(request: HttpRequest) -> datetime:
    """When who asks has last proved in this session who they are; 1970 where nobody knows."""
    session: Any = request.session
    stamp = session.get(STAMP) or ["", 0]
    seconds = [float(stamp[1]), float(session.get(AGAIN) or 0)]
    seconds += [float(one.get("at") or 0) for one in session.get(METHODS, ())]
    return datetime.fromtimestamp(max(seconds), UTC)


def methods_of(request: HttpRequest) -> list[str]:
    """By which ways who asks has signed in, as tokens name them."""
    found = [str(one.get("method", "")) for one in request.session.get(METHODS, ())]
    return list(dict.fromkeys(AMR.get(one, one[:8]) for one in found if one)) or ["pwd"]


def proved_again(request: HttpRequest) -> None:
    """Note in the session that its owner has just proved again who they are."""
    request.session[AGAIN] = time.time()


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    to: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Send a page in the portal's frame; its form may lead to the origins of the addresses in `to` and nowhere else."""
    actor, me = actor_of(request), None
    if actor.account is not None:
        me = {
            "name_masked": mask_name(actor.name),
            "account_url": reverse("portal:account"),
            "is_staff": actor.is_staff,
        }
    response = render(request, f"identity/{template}", {"me": me, "nav": "", **context}, status=status)
    if not to:
        return response
    widened = csp_update({"form-action": [origin(one) for one in to]})(lambda _: response)
    return widened(request)


def origin(uri: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def door(view: View) -> View:
    """A view whose problems become pages."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return problem_response(request, problem)

    return answered


def leave(uri: str, query: Mapping[str, str]) -> HttpResponse:
    """Send the browser to a registered address with these words added to its query; empty ones are left out."""
    words = urlencode({name: value for name, value in query.items() if value})
    response = HttpResponse(status=303)
    joined = uri + ("&" if urlsplit(uri).query else "?") + words if words else uri
    response["Location"] = joined
    return response


def answer(content: Mapping[str, Any], status: int = 200, *, public: bool = False) -> HttpResponse:
    """JSON that nobody keeps; `public`: anybody's script may read it and keep it for a while."""
    response = JsonResponse(dict(content), status=status)
    response["Cache-Control"] = "public, max-age=300" if public else "no-store"
    if public:
        response["Access-Control-Allow-Origin"] = "*"
    return response
