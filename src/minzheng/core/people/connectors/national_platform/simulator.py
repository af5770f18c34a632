"""An identity platform that we play: it knows the invented persons of `holders.yaml`. Its page is a door of `faces/identity`;
what machines ask of it is answered here, in the same process, by the same words that a real one speaks."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import yaml
from django.core import signing
from django.utils.crypto import constant_time_compare

from minzheng.kernel import jose

ISSUER: Final = "https://national.demo.invalid"
PAGE: Final = "/simulators/national/authorize"
"""The path of its page, on this very site."""

CLIENT: Final = "minzheng"
SECRET: Final = "demo"  # noqa: S105  (the simulator opens nothing but invented persons)
SALT: Final = "national.simulator"
LASTS_S: Final = 300


@cache
def holders() -> Mapping[str, Mapping[str, Any]]:
    """Number at the platform -> name, ID number, acr."""
    text = Path(__file__).with_name("holders.yaml").read_text(encoding="utf-8")
    return {str(number): holder for number, holder in yaml.safe_load(text).items()}


@cache
def key() -> jose.Key:
    """The key of this process; who asks for tokens and keys asks the same process."""
    return jose.new_key("ES256")


def code_for(number: str, query: Mapping[str, str], at: float) -> str:
    """What the person brings back: who they are and what was asked, sealed."""
    asked = {name: query.get(name, "") for name in ("nonce", "code_challenge", "redirect_uri")}
    return signing.dumps({"number": number, "at": int(at), **asked}, salt=SALT)


def back_to(query: Mapping[str, str], **words: str) -> str:
    """The address to which the person goes back."""
    return f"{query['redirect_uri']}?{urlencode({**words, 'state': query.get('state', ''), 'iss': ISSUER})}"


def fetch(address: str, form: Mapping[str, str] | None, bearer: str) -> Mapping[str, Any]:
    """Answer what a machine asks. ValueError for a no."""
    path = address.removeprefix(ISSUER)
    if path == "/.well-known/openid-configuration":
        return {
            "issuer": ISSUER,
            "authorization_endpoint": PAGE,
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
        }
    if path == "/jwks":
        return {"keys": [key().as_dict()]}
    if path == "/token" and form is not None:
        return _tokens(form)
    if path == "/userinfo" and bearer:
        number = _unsealed(bearer)["number"]
        holder = holders()[number]
        return {"sub": number, "name": holder["name"], "id_number": holder["id_number"]}
    raise ValueError(404)


def _tokens(form: Mapping[str, str]) -> Mapping[str, Any]:
    asked = _unsealed(form["code"])
    fits = (
        form["client_id"] == CLIENT
        and constant_time_compare(form["client_secret"], SECRET)
        and form["redirect_uri"] == asked["redirect_uri"]
        and jose.s256(form["code_verifier"]) == asked["code_challenge"]
    )
    if not fits:
        raise ValueError(400)
    access = signing.dumps({"number": asked["number"]}, salt=SALT)
    claims = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": asked["number"],
        "iat": asked["at"],
        "exp": asked["at"] + LASTS_S,
        "nonce": asked["nonce"],
        "acr": holders()[asked["number"]]["acr"],
        "at_hash": jose.half_hash(access),
    }
    return {"access_token": access, "token_type": "Bearer", "id_token": jose.sign(claims, key())}


def _unsealed(text: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = signing.loads(text, salt=SALT, max_age=LASTS_S)
    except signing.BadSignature as error:
        raise ValueError(400) from error
    return content
