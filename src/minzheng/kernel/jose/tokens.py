"""Compact JWS (RFC 7515) that carries claims (RFC 7519): written with one key, read with those that are known."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from minzheng.kernel.jose.errors import JoseError
from minzheng.kernel.jose.keys import ALGORITHMS, PublicKey, SigningKey, decode, encode

LONGEST: Final = 16_000
"""Signs of the longest token that is read at all."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature was right: what its header and its claims say."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


def sign(claims: Mapping[str, Any], key: SigningKey, *, typ: str = "JWT") -> str:
    """The compact token of `claims`, signed with `key`."""
    header = {"alg": key.algorithm, "kid": key.kid, "typ": typ}
    signed = f"{_packed(header)}.{_packed(claims)}"
    return f"{signed}.{encode(key.sign(signed.encode()))}"


def read(token: str, keys: Iterable[PublicKey], *, algorithms: Iterable[str] = ALGORITHMS) -> Token:
    """The token, if one of `keys` signed it with one of `algorithms`. The claims are not checked (`check_claims`).

    JoseError `malformed`, `algorithm` (none, another one, or not the key's), `key` (nobody known by that name),
    `signature`. Without a name in its header a token is read only where there is one key to choose from.
    """
    header, claims, signed, signature = _parts(token)
    algorithm = header.get("alg")
    if algorithm not in set(algorithms) or "crit" in header or header.get("b64") is False:
        raise JoseError("algorithm")
    known = list(keys)
    named = [key for key in known if key.kid == header["kid"]] if "kid" in header else known
    fitting = [key for key in named if key.algorithm == algorithm]
    if len(fitting) != 1:
        raise JoseError("key" if not fitting or "kid" not in header else "malformed")
    fitting[0].verify(signature, signed)
    return Token(header, claims)


def peek(token: str) -> Token:
    """What a token says of itself, **unchecked**: only to find out with whose keys it has to be read."""
    header, claims, _, _ = _parts(token)
    return Token(header, claims)


def half_hash(text: str) -> str:
    """`at_hash` and `c_hash` of OpenID Connect for algorithms over SHA-256: its left half."""
    return encode(hashlib.sha256(text.encode()).digest()[:16])


def s256(text: str) -> str:
    """SHA-256 in base64url: the PKCE challenge of a verifier (RFC 7636)."""
    return encode(hashlib.sha256(text.encode()).digest())


def _packed(content: Mapping[str, Any]) -> str:
    return encode(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    parts = token.split(".") if len(token) <= LONGEST else []
    if len(parts) != 3:
        raise JoseError("malformed")
    return (
        _object(parts[0]),
        _object(parts[1]),
        f"{parts[0]}.{parts[1]}".encode(),
        decode(parts[2]),
    )


def _object(part: str) -> dict[str, Any]:
    try:
        content = json.loads(decode(part), object_pairs_hook=_once)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise JoseError("malformed") from error
    if not isinstance(content, dict):
        raise JoseError("malformed")
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise JoseError("malformed")
    return dict(pairs)
