"""The bytes of one encrypted value: version 1, key id 2, nonce 12, ciphertext, tag 16."""

import struct
from dataclasses import dataclass
from typing import Self

from .errors import GmError
from .sm4 import NONCE_BYTES, TAG_BYTES

VERSION = 1
_HEAD = struct.Struct(f">BH{NONCE_BYTES}s")


@dataclass(frozen=True, slots=True)
class Envelope:
    """An encrypted value taken apart; `sealed` is ciphertext and tag."""

    key_id: int
    nonce: bytes
    sealed: bytes

    def to_bytes(self) -> bytes:
        """The form in which it is stored: 31 bytes longer than the plaintext."""
        return _HEAD.pack(VERSION, self.key_id, self.nonce) + self.sealed

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Raises GmError `gm.envelope` for what is no envelope of a known version."""
        if len(data) < _HEAD.size + TAG_BYTES or data[0] != VERSION:
            raise GmError("gm.envelope", "这不是本系统写的密文，或者被截断了。")
        _, key_id, nonce = _HEAD.unpack_from(data)
        return cls(key_id, nonce, data[_HEAD.size :])


def associated_data(table: str, column: str, row_id: object) -> bytes:
    """What binds a value to its place, `table.column.row`: moved to another row or column it cannot be read.

    Raises GmError `gm.place` for an empty part or a dot in table or column, which would make places ambiguous.
    """
    parts = (table, column, str(row_id))
    if not all(parts) or "." in table + column:
        raise GmError("gm.place", "密文的位置要写全：表、列、行，表名和列名里不能有点。")
    return ".".join(parts).encode()
