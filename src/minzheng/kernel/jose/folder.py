"""Signing keys in one JSON file that only its owner may read: made at the first use, rotated by a verb.

The newest key signs; an older one stays published until the last token that it signed is over. Production puts a device
behind the same three methods.
"""

import json
import os
import secrets
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from minzheng.kernel.jose.errors import JoseError
from minzheng.kernel.jose.keys import Key, key_of_pem, new_key

KEPT: Final = timedelta(days=2)
"""How long a retired key stays published: longer than any token that it signed is looked at."""


@dataclass(frozen=True, slots=True)
class _Kept:
    key: Key
    made_at: datetime
    retired_at: datetime | None


class KeyFolder:
    """The keys of one file. Several processes may read it; each sees a rotation at its next use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mark: tuple[int, int] = (0, 0)
        self._kept: tuple[_Kept, ...] = ()

    def signing(self, at: datetime) -> Key:
        """The key that signs."""
        return self._load(at)[-1].key

    def published(self, at: datetime) -> list[Key]:
        """The keys whose public halves are shown, the one that signs first."""
        kept = self._load(at)
        return [one.key for one in reversed(kept) if one.retired_at is None or at < one.retired_at + KEPT]

    def rotate(self, at: datetime) -> Key:
        """Let a new key sign from now on; returns it. Keys that nobody needs any more are thrown away."""
        fresh = _Kept(new_key(), at, None)
        held = [
            one if one.retired_at is not None else _Kept(one.key, one.made_at, at) for one in self._load(at)
        ]
        kept = [one for one in held if one.retired_at is not None and at < one.retired_at + KEPT]
        os.replace(_beside(self.path, [*kept, fresh]), self.path)  # noqa: PTH105  (beside os.link below)
        return fresh.key

    def _load(self, at: datetime) -> tuple[_Kept, ...]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            _first(self.path, at)
            found = self.path.stat()
        mark = (found.st_mtime_ns, found.st_ino)
        if mark != self._mark:
            if stat.S_IMODE(found.st_mode) & 0o077:
                raise JoseError(
                    "key", f"密钥文件 {self.path.name} 别人也能读，请改成只有属主可读写（0600）。"
                )
            self._kept, self._mark = _read(self.path), mark
        return self._kept


def _first(path: Path, at: datetime) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = _beside(path, [_Kept(new_key(), at, None)])
    try:
        os.link(beside, path)  # unlike a rename, a link keeps the file of whoever came first
    except FileExistsError:
        return
    finally:
        beside.unlink()


def _beside(path: Path, kept: list[_Kept]) -> Path:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    content = [
        {
            "pem": one.key.as_pem(private=True).decode(),
            "made_at": one.made_at.isoformat(),
            "retired_at": one.retired_at.isoformat() if one.retired_at else None,
        }
        for one in kept
    ]
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump({"keys": content}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _read(path: Path) -> tuple[_Kept, ...]:
    try:
        kept = tuple(
            _Kept(
                key_of_pem(one["pem"]),
                datetime.fromisoformat(one["made_at"]),
                datetime.fromisoformat(one["retired_at"]) if one["retired_at"] else None,
            )
            for one in json.loads(path.read_text())["keys"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise JoseError("key", f"密钥文件 {path.name} 读不懂，请从备份恢复。") from error
    if not kept:
        raise JoseError("key", f"密钥文件 {path.name} 里没有密钥，请从备份恢复。")
    return kept
