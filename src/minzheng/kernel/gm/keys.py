"""Where keys live. A provider computes with keys that it does not show, so that an HSM can stand in its place."""

import json
import os
import secrets
import stat
from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from .digest import hmac_sm3
from .errors import GmError
from .sm4 import KEY_BYTES, sm4_gcm_decrypt, sm4_gcm_encrypt

_LAST_KEY_ID = 0xFFFF


class KeyUse(StrEnum):
    """What a key is for; a key serves one use only."""

    COLUMN = "column"
    """SM4 keys for encrypted columns."""
    INDEX = "index"
    """HMAC keys for blind indexes."""


_SIZES = {KeyUse.COLUMN: KEY_BYTES, KeyUse.INDEX: 32}


class KeyProvider(ABC):
    """The slot for key stores: a file for demonstrations and tests, an HSM or signature server in production.

    Ids are 1–65535; within a use the highest id is the current key, lower ones still read what they wrote.
    """

    @abstractmethod
    def key_ids(self, use: KeyUse) -> tuple[int, ...]:
        """The ids of this use, ascending, never empty."""

    @abstractmethod
    def encrypt(self, key_id: int, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """SM4-GCM with a column key: ciphertext and tag. Raises GmError `gm.no_key`."""

    @abstractmethod
    def decrypt(self, key_id: int, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext again. Raises GmError `gm.no_key`, `gm.tampered`."""

    @abstractmethod
    def mac(self, key_id: int, data: bytes) -> bytes:
        """The 32 bytes of HMAC-SM3 with an index key. Raises GmError `gm.no_key`."""

    @abstractmethod
    def add_key(self, use: KeyUse) -> int:
        """Make a new current key of this use and give its id."""


class SoftKeyProvider(KeyProvider):
    """Keys in this process's memory."""

    def __init__(self, keys: Mapping[KeyUse, Mapping[int, bytes]]) -> None:
        self._keys = {use: dict(sorted(keys[use].items())) for use in KeyUse}

    def key_ids(self, use: KeyUse) -> tuple[int, ...]:
        """See KeyProvider."""
        return tuple(self._keys[use])

    def encrypt(self, key_id: int, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
        """See KeyProvider."""
        return sm4_gcm_encrypt(self._key(KeyUse.COLUMN, key_id), nonce, plaintext, aad)

    def decrypt(self, key_id: int, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """See KeyProvider."""
        return sm4_gcm_decrypt(self._key(KeyUse.COLUMN, key_id), nonce, sealed, aad)

    def mac(self, key_id: int, data: bytes) -> bytes:
        """See KeyProvider."""
        return hmac_sm3(self._key(KeyUse.INDEX, key_id), data)

    def add_key(self, use: KeyUse) -> int:
        """See KeyProvider; lasts as long as this process."""
        key_id = max(self._keys[use], default=0) + 1
        if key_id > _LAST_KEY_ID:
            raise GmError("gm.key_ids", "密钥编号用完了，最多 65535 把。")
        self._keys[use][key_id] = secrets.token_bytes(_SIZES[use])
        return key_id

    def _key(self, use: KeyUse, key_id: int) -> bytes:
        try:
            return self._keys[use][key_id]
        except KeyError:
            raise GmError("gm.no_key", f"没有编号为 {key_id} 的密钥，请把当时的密钥文件放回来。") from None


class FileKeyProvider(SoftKeyProvider):
    """Demonstration keys in one JSON file that only its owner may read; made at the first start.

    Production puts a certified device behind `KeyProvider` instead.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            _write_first(path)
        super().__init__(_read(path))

    def add_key(self, use: KeyUse) -> int:
        """See KeyProvider; the file is replaced at once, other processes read it again when they miss a key."""
        self._keys = _read(self.path)
        key_id = super().add_key(use)
        os.replace(_written_beside(self.path, self._keys), self.path)  # noqa: PTH105 -- beside os.link below
        return key_id

    def _key(self, use: KeyUse, key_id: int) -> bytes:
        if key_id not in self._keys[use]:
            self._keys = _read(self.path)
        return super()._key(use, key_id)


def _write_first(path: Path) -> None:
    """Make a file with one key of each use; where two processes start at once, the first file stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = _written_beside(path, {use: {1: secrets.token_bytes(_SIZES[use])} for use in KeyUse})
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink()


def _written_beside(path: Path, keys: Mapping[KeyUse, Mapping[int, bytes]]) -> Path:
    """The keys in a new file of mode 0600 next to `path`."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    content = {use.value: {str(key_id): key.hex() for key_id, key in keys[use].items()} for use in KeyUse}
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump({"demo": True, "keys": content}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _read(path: Path) -> dict[KeyUse, dict[int, bytes]]:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise GmError("gm.key_file_open", f"密钥文件 {path.name} 别人也能读，请改成只有属主可读写（0600）。")
    try:
        content = json.loads(path.read_text())["keys"]
        keys = {
            use: {int(key_id): bytes.fromhex(key) for key_id, key in content[use].items()} for use in KeyUse
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GmError("gm.key_file_broken", f"密钥文件 {path.name} 读不懂，请从备份恢复。") from error
    if not all(keys[use] and all(len(key) == _SIZES[use] for key in keys[use].values()) for use in KeyUse):
        raise GmError("gm.key_file_broken", f"密钥文件 {path.name} 缺了密钥或长度不对，请从备份恢复。")
    return keys
