"""The endpoints that systems call by themselves: tokens, claims about a person, taking a token back."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from minzheng.core.offices.actions import enter
from minzheng.core.people.actions import reveal_id_number
from minzheng.core.people.queries import PersonRow, person
from minzheng.core.systems.actions import (
    authenticate_system,
    note_call,
    redeem_code,
    refresh,
    revoke,
    service_token,
)
from minzheng.core.systems.actions.tokens import Issued, Shown
from minzheng.core.systems.queries import SystemRow, TokenRow, access
from minzheng.core.systems.rules import ACR, ID_NUMBER_LEVEL, Refused, SignedInAt
from minzheng.faces.identity.frame import answer, issuer_of, now
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"


def endpoint(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that answers a refusal in the words of OAuth 2.0 (RFC 6749 §5.2). What it wrote is kept: that a token was
    used twice must stay known."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _require_form(request)
            return view(request, *args, **kwargs)
        except Refused as refused:
            words = {"error": refused.error}
            if refused.description:
                words["error_description"] = refused.description
            response = answer(words, refused.status)
            if refused.status == 401:
                response["WWW-Authenticate"] = "Basic"
            return response

    return answered


def _require_form(request: HttpRequest) -> None:
    if request.content_type != FORM:
        raise Refused("invalid_request", "the body must be a form")
    if any(len(request.POST.getlist(name)) > 1 for name in request.POST):
        raise Refused("invalid_request", "a parameter stands twice")


def caller(request: HttpRequest) -> SystemRow:
    """The system that calls: by secret in the header or the form, by signed assertion, or an app by its name."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    form, shown = request.POST, Shown(client_id=request.POST.get("client_id", ""))
    if scheme.lower() == "basic":
        name, secret = _basic(given)
        if "client_secret" in form or (shown.client_id and shown.client_id != name):
            raise Refused("invalid_request", "one way to authenticate, not two")
        shown = Shown(client_id=name, secret=secret)
    elif "client_assertion" in form:
        if form.get("client_assertion_type") != ASSERTION or "client_secret" in form:
            raise Refused("invalid_request", "client_assertion_type")
        shown = replace(shown, assertion=form["client_assertion"])
    elif "client_secret" in form:
        shown = replace(shown, secret=form["client_secret"])
    issuer = issuer_of(request)
    audiences = (issuer + reverse("identity:token"), issuer)
    return authenticate_system(at=now(), shown=shown, audiences=audiences)


def _basic(given: str) -> tuple[str, str]:
    try:
        name, colon, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Refused("invalid_client", status=401) from error
    if not colon:
        raise Refused("invalid_client", status=401)
    return unquote_plus(name), unquote_plus(secret)


@endpoint
def token(request: HttpRequest) -> HttpResponse:
    """Tokens for a code, a refresh token, or a service account itself."""
    found, form, at = caller(request), request.POST, now()
    by, grant = found.actor, form.get("grant_type", "")
    scopes = tuple(form.get("scope", "").split())
    if grant == "authorization_code":
        issued = redeem_code(
            by=by,
            at=at,
            system=found,
            code=form.get("code", ""),
            redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier", ""),
        )
    elif grant == "refresh_token":
        issued = refresh(by=by, at=at, system=found, token=form.get("refresh_token", ""), scopes=scopes)
    elif grant == "client_credentials":
        issued = service_token(by=by, at=at, system=found, scopes=scopes)
    else:
        raise Refused("unsupported_grant_type")
    return answer(words_of(issued))


def words_of(issued: Issued) -> dict[str, Any]:
    """What was issued as the token endpoint says it."""
    words: dict[str, Any] = {
        "access_token": issued.access,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": " ".join(issued.scopes),
    }
    if issued.refresh:
        words["refresh_token"] = issued.refresh
    if issued.id_token:
        words["id_token"] = issued.id_token
    return words


@endpoint
def revoke_token(request: HttpRequest) -> HttpResponse:
    """Take a token of one's own back (RFC 7009); an unknown one is answered alike."""
    found = caller(request)
    revoke(by=found.actor, at=now(), system=found, token=request.POST.get("token", ""))
    return HttpResponse(status=200)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """The claims about who signed in, as far as the token's scopes reach. Each look stands in the log and the book."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    found = access(given.strip(), now()) if scheme.lower() == "bearer" and given.strip() else None
    if found is None or found.person is None or found.who is None:
        response = answer({"error": "invalid_token"}, 401)
        response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return response
    return answer(claims_of(found))


def claims_of(found: TokenRow) -> Mapping[str, Any]:
    """The claims by scope; an ID number only for who is verified in person (a3), and noted as shown.

    The person passes on what is theirs, as they agreed: so what is read is read as by themselves, and nothing else can be.
    """
    assert found.person is not None
    assert found.who is not None
    at, who, by = now(), found.who, found.system.actor
    own = Actor(
        hat=Hat.SELF,
        account=found.account,
        person=found.person,
        name=by.name,
        channel="api",
        assurance=who.assurance,
    )
    enter(own)
    claims: dict[str, Any] = {"sub": who.sub, **_of_person(found.scopes, who, person(found.person))}
    if "id_number" in found.scopes and who.assurance >= ID_NUMBER_LEVEL:
        claims |= _id_number(found, own)
    note_call(
        by=by,
        at=at,
        system=found.system,
        operation="userinfo",
        result=" ".join(sorted(set(claims) - {"sub"})) or "sub",
        subjects=[found.person],
    )
    return claims


def _of_person(scopes: Sequence[str], who: SignedInAt, row: PersonRow) -> dict[str, str]:
    claims: dict[str, str] = {}
    if "profile" in scopes:
        claims |= {"name": row.name_masked, "acr": ACR[max(1, min(who.assurance, 3))]}
    if "real_name" in scopes:
        claims["name"] = row.name
    if "phone" in scopes and row.phone:
        claims["phone_number"] = row.phone
    return claims


def _id_number(found: TokenRow, own: Actor) -> dict[str, str]:
    """The number, shown once more to the book: which system asked, and what for."""
    assert found.person is not None
    purpose = f"{found.system.name}：{found.system.purpose}"
    try:
        number = reveal_id_number(by=own, at=now(), person_id=found.person, purpose=purpose)
    except Problem:  # who has no document has no number to pass on
        return {}
    return {"id_number": number}
