"""National cryptography for stored data: SM3, HMAC-SM3, SM4-GCM envelopes with key ids, keyed blind indexes.

Not for signatures and certificates (SM2 is a neighbour that signs, this one keeps secrets) and not for passwords.
"""

from .digest import hmac_sm3, sm3, sm3_start
from .envelope import Envelope, associated_data
from .errors import GmError
from .keys import FileKeyProvider, KeyProvider, KeyUse, SoftKeyProvider
from .ring import KeyRing
from .selftest import self_test

__all__ = [
    "Envelope",
    "FileKeyProvider",
    "GmError",
    "KeyProvider",
    "KeyRing",
    "KeyUse",
    "SoftKeyProvider",
    "associated_data",
    "hmac_sm3",
    "self_test",
    "sm3",
    "sm3_start",
]
