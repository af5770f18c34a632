"""Whether the claims of a token hold here and now: who made it, for whom, from when until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from minzheng.kernel.jose.errors import JoseError


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say. `leeway` is how far the other clock may be off; `longest` how long it may be valid at most;
    `nonce` empty: none was sent."""

    issuer: str
    audience: str
    nonce: str = ""
    leeway: timedelta = timedelta(seconds=60)
    longest: timedelta = timedelta(days=1)


def check_claims(claims: Mapping[str, Any], expected: Expected, at: datetime) -> None:
    """JoseError `issuer`, `audience`, `party`, `nonce`, `expired`, `early` or `malformed` for the first that is not so."""
    if claims.get("iss") != expected.issuer:
        raise JoseError("issuer")
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not isinstance(named, list) or expected.audience not in named:
        raise JoseError("audience")
    if claims.get("azp", expected.audience) != expected.audience or (len(named) > 1 and "azp" not in claims):
        raise JoseError("party")
    if expected.nonce and claims.get("nonce") != expected.nonce:
        raise JoseError("nonce")
    now, leeway = at.timestamp(), expected.leeway.total_seconds()
    expires = _moment(claims, "exp")
    if now >= expires + leeway:
        raise JoseError("expired")
    issued = _moment(claims, "iat") if "iat" in claims else now
    if issued > now + leeway or ("nbf" in claims and _moment(claims, "nbf") > now + leeway):
        raise JoseError("early")
    if expires - issued > expected.longest.total_seconds():
        raise JoseError("malformed")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise JoseError("malformed")
    return float(value)
