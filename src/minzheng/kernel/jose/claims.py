"""Whether the claims of a token hold here and now: who made it, for whom, from when until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc.errors import ClaimError, ExpiredTokenError
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from minzheng.kernel.jose.errors import JoseError

_CODES: Final = {"iss": "issuer", "aud": "audience", "nonce": "nonce", "iat": "early", "nbf": "early"}


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
    now = int(at.timestamp())
    wanted: dict[str, ClaimsOption] = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.audience},
        "exp": {"essential": True},
    }
    if expected.nonce:
        wanted["nonce"] = {"essential": True, "value": expected.nonce}
    try:
        JWTClaimsRegistry(now, int(expected.leeway.total_seconds()), **wanted).validate(dict(claims))
    except ExpiredTokenError as error:
        raise JoseError("expired") from error
    except ClaimError as error:
        raise JoseError(_CODES.get(error.claim, "malformed")) from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", "" if several else expected.audience) != expected.audience:
        raise JoseError("party")
    if claims["exp"] - claims.get("iat", now) > expected.longest.total_seconds():
        raise JoseError("malformed")
