"""The key ring: what the rest of the platform calls to hide a value, read it, and find it again."""

import os
import struct

from .envelope import Envelope
from .errors import GmError
from .keys import KeyProvider, KeyUse
from .sm4 import NONCE_BYTES

_INDEX_HEAD = struct.Struct(">H")
_INDEX_BYTES = (16, 32)


class KeyRing:
    """Encryption and blind indexes under the current key, reading under every key that is still there."""

    def __init__(self, provider: KeyProvider) -> None:
        self._provider = provider

    def current(self, use: KeyUse) -> int:
        """The id of the key that new values get."""
        return self._provider.key_ids(use)[-1]

    def encrypt(self, plaintext: bytes, aad: bytes) -> bytes:
        """An envelope under the current key with a fresh random nonce; `aad` as `associated_data` gives it."""
        key_id, nonce = self.current(KeyUse.COLUMN), os.urandom(NONCE_BYTES)
        return Envelope(key_id, nonce, self._provider.encrypt(key_id, nonce, plaintext, aad)).to_bytes()

    def decrypt(self, envelope: bytes, aad: bytes) -> bytes:
        """The plaintext. Raises GmError `gm.envelope`, `gm.no_key`, `gm.tampered`."""
        parts = Envelope.from_bytes(envelope)
        return self._provider.decrypt(parts.key_id, parts.nonce, parts.sealed, aad)

    def is_current(self, envelope: bytes) -> bool:
        """Was this value written under the current key?"""
        return Envelope.from_bytes(envelope).key_id == self.current(KeyUse.COLUMN)

    def reencrypt(self, envelope: bytes, aad: bytes) -> bytes:
        """The same value under the current key; an envelope that is current already comes back unchanged."""
        return envelope if self.is_current(envelope) else self.encrypt(self.decrypt(envelope, aad), aad)

    def blind_index(self, value: str, field: str, *, size: int = 16) -> bytes:
        """What an encrypted value is found by: key id (2 bytes) and the first `size` (16 or 32) of its HMAC-SM3.

        `field` (`people_person.id_number`) keeps equal values of different columns apart; pass the same one to
        find across columns. The caller normalises `value`. Raises GmError `gm.index_size`.
        """
        return self._index(self.current(KeyUse.INDEX), value, field, size)

    def blind_indexes(self, value: str, field: str, *, size: int = 16) -> tuple[bytes, ...]:
        """The index under every key, the current one first: search with `= ANY` while a rotation is under way."""
        key_ids = reversed(self._provider.key_ids(KeyUse.INDEX))
        return tuple(self._index(key_id, value, field, size) for key_id in key_ids)

    def rotate(self, use: KeyUse) -> int:
        """Make a new current key; older values stay readable and are rewritten by and by."""
        return self._provider.add_key(use)

    def _index(self, key_id: int, value: str, field: str, size: int) -> bytes:
        if size not in _INDEX_BYTES:
            raise GmError("gm.index_size", "盲索引的长度是 16 或 32 字节。")
        mac = self._provider.mac(key_id, field.encode() + b"\x00" + value.encode())
        return _INDEX_HEAD.pack(key_id) + mac[:size]
