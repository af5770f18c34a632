"""SM3 (GB/T 32905) and HMAC over it (GB/T 15852.2), by the OpenSSL behind `hashlib`."""

import hashlib
import hmac
from typing import TYPE_CHECKING

from .errors import GmError

if TYPE_CHECKING:
    from hashlib import _Hash


def sm3_start(data: bytes = b"") -> "_Hash":
    """A running SM3 with `update`, `digest` and `hexdigest`, for files read piece by piece.

    Raises GmError `gm.no_sm3` where Python's OpenSSL was built without it.
    """
    try:
        return hashlib.new("sm3", data)
    except ValueError as error:
        raise GmError(
            "gm.no_sm3", "这台机器的 OpenSSL 不带 SM3，请换用带 SM3 的 OpenSSL 1.1.1 以上版本。"
        ) from error


def sm3(data: bytes) -> bytes:
    """The 32 bytes of SM3 over `data`."""
    return sm3_start(data).digest()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """The 32 bytes of HMAC-SM3."""
    return hmac.digest(key, data, sm3_start)
