"""Keys: made, and read from JWK (RFC 7517) under rules of ours; joserfc holds them, named by their thumbprint (RFC 7638)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final, TypeAlias

from joserfc import errors
from joserfc.jwk import ECKey, RSAKey

from minzheng.kernel.jose.errors import JoseError

LEAST_RSA_BITS: Final = 2048

Key: TypeAlias = RSAKey | ECKey
"""A key with `kid`, `alg` and `use`; `as_dict()` is its public half as JWK, `as_pem(private=True)` the whole of it."""

_KINDS: Final[Mapping[str, tuple[type[Key], str]]] = {"RSA": (RSAKey, "RS256"), "EC": (ECKey, "ES256")}
ALGORITHMS: Final = tuple(algorithm for _, algorithm in _KINDS.values())


def new_key(algorithm: str = "RS256") -> Key:
    """A fresh key that signs; its name is its thumbprint. JoseError `algorithm` for others than ours."""
    if algorithm not in ALGORITHMS:
        raise JoseError("algorithm")
    if algorithm == "RS256":
        return RSAKey.generate_key(LEAST_RSA_BITS, {"alg": algorithm, "use": "sig"}, auto_kid=True)
    return ECKey.generate_key("P-256", {"alg": algorithm, "use": "sig"}, auto_kid=True)


def key_of_pem(pem: str) -> RSAKey:
    """The RSA key that signs, of a PEM text; JoseError `key` when it is none."""
    try:
        key = RSAKey.import_key(pem, {"alg": "RS256", "use": "sig"})
    except (errors.JoseError, ValueError, TypeError) as error:
        raise JoseError("key") from error
    key.ensure_kid()
    return key


def public_key(jwk: Mapping[str, Any]) -> Key:
    """The key of a JWK. JoseError `key` for other kinds, short RSA keys, other curves, points off the curve, a key for
    something else, or a private key."""
    try:
        kind, algorithm = _KINDS[jwk["kty"]]
        key = kind.import_key({"alg": algorithm, "use": "sig", **jwk})
    except (errors.JoseError, KeyError, TypeError, ValueError) as error:
        raise JoseError("key") from error
    strong = (
        key.public_key.key_size >= LEAST_RSA_BITS if isinstance(key, RSAKey) else key.curve_name == "P-256"
    )
    if key.is_private or not strong or (key.alg, key.get("use")) != (algorithm, "sig"):
        raise JoseError("key")
    key.ensure_kid()
    return key


def public_keys(published: Iterable[Mapping[str, Any]]) -> list[Key]:
    """The keys of a published set; those that will not do are passed over (RFC 7517 §5)."""
    found = []
    for jwk in published:
        with suppress(JoseError):
            found.append(public_key(jwk))
    return found
