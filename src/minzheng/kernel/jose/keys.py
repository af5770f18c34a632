"""Keys: made, read from and written as JWK (RFC 7517), named by their thumbprint (RFC 7638)."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from minzheng.kernel.jose.errors import JoseError

ALGORITHMS: Final = ("RS256", "ES256")
LEAST_RSA_BITS: Final = 2048
_P256_BYTES: Final = 32
_MEMBERS: Final = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}


def encode(data: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of base64url without padding; JoseError `malformed` for anything else."""
    if not text.isascii() or not all(sign.isalnum() or sign in "-_" for sign in text):
        raise JoseError("malformed")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise JoseError("malformed") from error


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures of one algorithm."""

    kid: str
    algorithm: str
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey

    def verify(self, signature: bytes, data: bytes) -> None:
        """JoseError `signature` unless `signature` is this key's over `data`."""
        try:
            if isinstance(self.key, rsa.RSAPublicKey):
                self.key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
                return
            if len(signature) != 2 * _P256_BYTES:
                raise JoseError("signature")
            halves = (int.from_bytes(signature[:_P256_BYTES]), int.from_bytes(signature[_P256_BYTES:]))
            self.key.verify(encode_dss_signature(*halves), data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as error:
            raise JoseError("signature") from error


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with the name under which its public half is published."""

    kid: str
    algorithm: str
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`, in the form that a JWS carries."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        first, second = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return first.to_bytes(_P256_BYTES) + second.to_bytes(_P256_BYTES)

    @property
    def public(self) -> PublicKey:
        """The half that checks."""
        return PublicKey(self.kid, self.algorithm, self.key.public_key())

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as JWK, with its name, algorithm and use."""
        return {**_numbers(self.key.public_key()), "kid": self.kid, "alg": self.algorithm, "use": "sig"}

    @property
    def pem(self) -> str:
        """The private key in PKCS #8, not encrypted: whoever keeps it guards the file."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    @classmethod
    def from_pem(cls, pem: str) -> "SigningKey":
        """The key of a PEM text; JoseError `key` when it is none of ours."""
        try:
            key = serialization.load_pem_private_key(pem.encode(), None)
        except (ValueError, TypeError) as error:
            raise JoseError("key") from error
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise JoseError("key")
        return cls(thumbprint(_numbers(key.public_key())), _algorithm(key.public_key()), key)


def new_key(algorithm: str = "RS256") -> SigningKey:
    """A fresh key; its name is its thumbprint."""
    if algorithm not in ALGORITHMS:
        raise JoseError("algorithm")
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = (
        rsa.generate_private_key(65537, LEAST_RSA_BITS)
        if algorithm == "RS256"
        else ec.generate_private_key(ec.SECP256R1())
    )
    return SigningKey(thumbprint(_numbers(key.public_key())), algorithm, key)


def public_key(jwk: Mapping[str, Any]) -> PublicKey:
    """The key of a JWK. JoseError `key` for other kinds, short RSA keys, points off the curve, or a private key."""
    if "d" in jwk or jwk.get("use", "sig") != "sig":
        raise JoseError("key")
    try:
        if jwk["kty"] == "RSA":
            key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey = rsa.RSAPublicNumbers(
                int.from_bytes(decode(jwk["e"])), int.from_bytes(decode(jwk["n"]))
            ).public_key()
        elif jwk["kty"] == "EC" and jwk["crv"] == "P-256":
            point = (int.from_bytes(decode(jwk["x"])), int.from_bytes(decode(jwk["y"])))
            key = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
        else:
            raise JoseError("key")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise JoseError("key") from error
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < LEAST_RSA_BITS:
        raise JoseError("key")
    algorithm = _algorithm(key)
    if jwk.get("alg", algorithm) != algorithm:
        raise JoseError("key")
    return PublicKey(str(jwk.get("kid") or thumbprint(_numbers(key))), algorithm, key)


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """The name of a key by RFC 7638: SHA-256 over its members in order."""
    members = {name: jwk[name] for name in _MEMBERS[jwk["kty"]]}
    return encode(
        hashlib.sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).digest()
    )


def _algorithm(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    return "RS256" if isinstance(key, rsa.RSAPublicKey) else "ES256"


def _numbers(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> dict[str, str]:
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": _integer(numbers.n), "e": _integer(numbers.e)}
    point = key.public_numbers()
    if not isinstance(point.curve, ec.SECP256R1):
        raise JoseError("key")
    size = _P256_BYTES
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": encode(point.x.to_bytes(size)),
        "y": encode(point.y.to_bytes(size)),
    }


def _integer(number: int) -> str:
    return encode(number.to_bytes(-(-number.bit_length() // 8)))
