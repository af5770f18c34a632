"""Signed tokens of the web (JOSE): compact JWS, JWK sets, checked claims, and signing keys in a folder that rotate.

Not for encryption of tokens (nothing here needs it) nor for stored data (`gm` keeps that). Algorithms are RS256 and ES256
(RFC 7518), named by the reader: what a token says of itself never decides how it is checked.
"""

from minzheng.kernel.jose.claims import Expected, check_claims
from minzheng.kernel.jose.errors import JoseError
from minzheng.kernel.jose.folder import KeyFolder
from minzheng.kernel.jose.keys import PublicKey, SigningKey, new_key, public_key, thumbprint
from minzheng.kernel.jose.tokens import Token, half_hash, peek, read, s256, sign

__all__ = [
    "Expected",
    "JoseError",
    "KeyFolder",
    "PublicKey",
    "SigningKey",
    "Token",
    "check_claims",
    "half_hash",
    "new_key",
    "peek",
    "public_key",
    "read",
    "s256",
    "sign",
    "thumbprint",
]
