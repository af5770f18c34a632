"""Compact JWS (RFC 7515) that carries claims (RFC 7519): written with one key, read with those that are known.

joserfc signs and verifies. What stands here beside it: nobody's header chooses the key or the algorithm, a member that
comes twice is refused, and so is a token that is too long.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import errors, jws, jwt
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from minzheng.kernel.jose.errors import JoseError
from minzheng.kernel.jose.keys import ALGORITHMS, Key

LONGEST: Final = 16_000
"""Signs of the longest token that is read at all."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature was right: what its header and its claims say."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


class _Registry(jws.JWSRegistry):
    max_header_length = LONGEST  # a partner may send its certificates along


def sign(claims: Mapping[str, Any], key: Key, *, typ: str = "JWT") -> str:
    """The compact token of `claims`, signed with `key`."""
    return jwt.encode({"alg": key.alg, "kid": key.kid, "typ": typ}, dict(claims), key)


def read(token: str, keys: Iterable[Key], *, algorithms: Collection[str] = ALGORITHMS) -> Token:
    """The token, if one of `keys` signed it with one of `algorithms`. The claims are not checked (`check_claims`).

    JoseError `malformed`, `algorithm` (none, another one, or words that must be understood), `key` (nobody known by that
    name), `signature`. Without a name in its header a token is read only where there is one key to choose from.
    """
    said = peek(token)
    algorithm = said.header.get("alg")
    if algorithm not in tuple(algorithms) or "crit" in said.header or said.header.get("b64") is False:
        raise JoseError("algorithm")
    fitting = [key for key in keys if key.alg == algorithm and said.header.get("kid", key.kid) == key.kid]
    if len(fitting) != 1:
        raise JoseError("key")
    registry = _Registry(algorithms=[algorithm], strict_check_header=False)
    try:
        jws.deserialize_compact(token, fitting[0], registry=registry)
    except errors.JoseError as error:
        wrong = isinstance(error, errors.BadSignatureError)
        raise JoseError("signature" if wrong else "malformed") from error
    return said


def peek(token: str) -> Token:
    """What a token says of itself, **unchecked**: only to find out with whose keys it has to be read."""
    parts = token.split(".") if len(token) <= LONGEST else []
    if len(parts) != 3:
        raise JoseError("malformed")
    return Token(_object(parts[0]), _object(parts[1]))


def half_hash(text: str) -> str:
    """`at_hash` and `c_hash` of OpenID Connect for algorithms over SHA-256: its left half."""
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode()


def s256(text: str) -> str:
    """SHA-256 in base64url: the PKCE challenge of a verifier (RFC 7636)."""
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _object(part: str) -> dict[str, Any]:
    try:
        content = json.loads(urlsafe_b64decode(part.encode()), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise JoseError("malformed") from error
    if not isinstance(content, dict):
        raise JoseError("malformed")
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise JoseError("malformed")
    return dict(pairs)
