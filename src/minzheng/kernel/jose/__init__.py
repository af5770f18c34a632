"""Signed tokens of the web (JOSE): compact JWS, JWK sets, checked claims, and signing keys in a folder that rotate.

joserfc signs, verifies and reads keys; this library adds the rules of ours. Not for encryption of tokens (nothing here needs
it) nor for stored data (`gm` keeps that). Algorithms are RS256 and ES256 (RFC 7518), named by the reader: what a token says
of itself never decides how it is checked.
"""

from minzheng.kernel.jose.claims import Expected, check_claims
from minzheng.kernel.jose.errors import JoseError
from minzheng.kernel.jose.folder import KeyFolder
from minzheng.kernel.jose.keys import Key, new_key, public_key, public_keys
from minzheng.kernel.jose.tokens import Token, half_hash, peek, read, s256, sign

__all__ = [
    "Expected",
    "JoseError",
    "Key",
    "KeyFolder",
    "Token",
    "check_claims",
    "half_hash",
    "new_key",
    "peek",
    "public_key",
    "public_keys",
    "read",
    "s256",
    "sign",
]
