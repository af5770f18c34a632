"""The authorisation endpoint: who is here, is that proof enough, does the person agree, then a code for the system."""

import hashlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minzheng.core.offices.queries import organisation
from minzheng.core.people import actions as people
from minzheng.core.people.queries import consents
from minzheng.core.systems.actions import grant_code
from minzheng.core.systems.actions.codes import Presence
from minzheng.core.systems.actions.tokens import consent_name
from minzheng.core.systems.queries import SystemRow, system
from minzheng.core.systems.rules import (
    SCOPES,
    Asked,
    Refused,
    agreed,
    consent_text,
    must_sign_in_again,
    read_asked,
)
from minzheng.faces.identity.frame import (
    actor_of,
    as_oneself,
    door,
    issuer_of,
    leave,
    methods_of,
    now,
    page,
    signed_in_since,
)
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Hat

SEEN: Final = "openid_seen"
"""Key of a session's data: digests of requests that had to wait for a proof, with the second of their first sight."""

MOST_SEEN: Final = 5
SALT: Final = "openid.consent"
CONSENT_LASTS_S: Final = 600
AGREE, REFUSE = "agree", "refuse"


@csrf_exempt
@require_http_methods(["GET", "POST"])
@door
def authorize(request: HttpRequest) -> HttpResponse:
    """Where a system sends people. An unknown system or address is told here and leads nowhere."""
    query = request.POST if request.method == "POST" else request.GET
    if any(len(query.getlist(name)) > 1 for name in query):
        raise Problem("systems.redirect")
    return decide(request, query.dict())


def decide(request: HttpRequest, query: Mapping[str, str]) -> HttpResponse:
    """Read what is asked and go on as far as it goes without the person."""
    found = known_system(query)
    try:
        asked = read_asked(query, found.scopes)
        return _go_on(request, query, found, asked)
    except Refused as refused:
        words = {"error": refused.error, "error_description": refused.description}
        return _answer(request, query["redirect_uri"], words, query.get("state", ""))


def known_system(query: Mapping[str, str]) -> SystemRow:
    """The system that asks. Problem `systems.unknown`, or `systems.redirect` for an address that is not, sign by sign, one
    of those registered."""
    found = system(query.get("client_id", ""))
    if found is None or found.kind == "service":
        raise Problem("systems.unknown")
    if query.get("redirect_uri", "") not in found.redirect_uris:
        raise Problem("systems.redirect")
    return found


def _go_on(request: HttpRequest, query: Mapping[str, str], found: SystemRow, asked: Asked) -> HttpResponse:
    by, at, silent = actor_of(request), now(), "none" in asked.prompts
    if by.account is None or by.person is None:
        if silent:
            raise Refused("login_required")
        _see(request, query)
        sign_in = "/desk/sign-in" if found.accounts == ("staff",) else reverse("portal:sign_in")
        return HttpResponseRedirect(f"{sign_in}?{urlencode({'next': onwards_url(query)})}")
    if ("staff" if by.is_staff else "citizen") not in found.accounts:
        if silent:
            raise Refused("access_denied")
        raise Problem("systems.not_for_you")
    if must_sign_in_again(asked, signed_in_since(request), _seen(request, query), at):
        if silent:
            raise Refused("login_required")
        _see(request, query)
        return HttpResponseRedirect(f"{reverse('identity:again')}?{urlencode({'next': onwards_url(query)})}")
    least = max(asked.least, found.least_assurance)
    if by.assurance < least:
        if silent or least > 3 or by.is_staff or query.get("raised") == "1":
            raise Refused("unmet_authentication_requirements", "the level of assurance is not reached")
        words = urlencode({"level": least, "next": onwards_url({**query, "raised": "1"})})
        return HttpResponseRedirect(f"{reverse('identity:raise')}?{words}")
    held = None if found.first_party else consents(by.person).get(consent_name(found))
    if not found.first_party and ("consent" in asked.prompts or not agreed(held, asked.scopes)):
        if silent:
            raise Refused("consent_required")
        return _ask(request, query, found, asked)
    return _finish(request, query, found, asked)


def _finish(request: HttpRequest, query: Mapping[str, str], found: SystemRow, asked: Asked) -> HttpResponse:
    session: Any = request.session
    session.pop(SEEN, None)
    presence = Presence(
        session_key=session.session_key,
        authenticated_at=signed_in_since(request),
        methods=methods_of(request),
        issuer=issuer_of(request),
    )
    by = actor_of(request)
    signing_in = as_oneself(by) if by.hat is Hat.CORPORATE else by
    code = grant_code(by=signing_in, at=now(), system=found, asked=asked, presence=presence)
    return _answer(request, asked.redirect_uri, {"code": code}, asked.state)


def _answer(request: HttpRequest, uri: str, words: Mapping[str, str], state: str) -> HttpResponse:
    """Back to the system, with our name beside (RFC 9207): who is asked by two providers can tell them apart."""
    return leave(uri, {**words, "state": state, "iss": issuer_of(request)})


# ── The person's part ────────────────────────────────────────────────────────────────────────────────────────────────


def _ask(request: HttpRequest, query: Mapping[str, str], found: SystemRow, asked: Asked) -> HttpResponse:
    unit = organisation(found.organisation)
    context = {
        "system": found.name,
        "unit": unit.name if unit else "",
        "purpose": found.purpose,
        "host": urlsplit(asked.redirect_uri).netloc,
        "not_the_body": actor_of(request).hat is Hat.CORPORATE,
        "passed_on": [text for scope, text in SCOPES.items() if scope in asked.scopes],
        "sealed": signing.dumps([str(actor_of(request).account), dict(query)], salt=SALT),
        "action_url": reverse("identity:consent"),
        "connected_url": reverse("identity:connected"),
        "agree": AGREE,
        "refuse": REFUSE,
    }
    return page(request, "consent.html", context, to=[asked.redirect_uri])


@require_POST
@door
def consent(request: HttpRequest) -> HttpResponse:
    """What the person said. Only the form that this very account was shown counts, for ten minutes."""
    try:
        account, query = signing.loads(request.POST.get("sealed", ""), salt=SALT, max_age=CONSENT_LASTS_S)
    except signing.BadSignature as error:
        raise Problem("kit.stale_form") from error
    by = actor_of(request)
    if by.account is None or account != str(by.account) or by.person is None:
        raise Problem("kit.stale_form")
    found = known_system(query)
    if request.POST.get("answer") != AGREE:
        return _answer(request, query["redirect_uri"], {"error": "access_denied"}, query.get("state", ""))
    asked = read_asked(query, found.scopes)
    # The person agrees, whatever hat they wear at work: it is their own data.
    own, at, name = as_oneself(by), now(), consent_name(found)
    if name in consents(by.person):
        people.withdraw_consent(by=own, at=at, person_id=by.person, purpose=name)
    text = consent_text(asked.scopes)
    people.give_consent(by=own, at=at, person_id=by.person, purpose=name, text_version=text)
    asked_once = {
        **query,
        "prompt": " ".join(one for one in query.get("prompt", "").split() if one != "consent"),
    }
    return decide(request, asked_once)


@require_safe
@door
def onwards(request: HttpRequest) -> HttpResponse:
    """A page between signing in and going on: a browser that follows a form may not be led to another site by it."""
    context = {"href": f"{reverse('identity:authorize')}?{request.GET.urlencode()}"}
    return page(request, "onwards.html", context)


def onwards_url(query: Mapping[str, str]) -> str:
    """The page between, for this request."""
    return f"{reverse('identity:onwards')}?{urlencode(query)}"


# ── Requests that wait for a proof ───────────────────────────────────────────────────────────────────────────────────


def _mark(query: Mapping[str, str]) -> str:
    words = sorted((name, value) for name, value in query.items() if name != "raised")
    return hashlib.sha256(urlencode(words).encode()).hexdigest()[:16]


def _see(request: HttpRequest, query: Mapping[str, str]) -> None:
    seen = dict(request.session.get(SEEN, {}))
    seen.setdefault(_mark(query), time.time())
    request.session[SEEN] = dict(list(seen.items())[-MOST_SEEN:])


def _seen(request: HttpRequest, query: Mapping[str, str]) -> datetime | None:
    first = request.session.get(SEEN, {}).get(_mark(query))
    return None if first is None else datetime.fromtimestamp(first, UTC)
