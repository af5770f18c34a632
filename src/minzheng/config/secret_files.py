"""Secrets that are made at first start and kept in files that only their owner can read (0600, in folders of 0700)."""

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """The text of a secret file; made when it is missing. Two processes that come at once get the same text."""
    with suppress(FileNotFoundError):
        return path.read_text()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    making = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # unlike a rename, a link keeps the file of whoever came first
            os.link(making, path)
    finally:
        making.unlink()
    return path.read_text()


def read_or_make_json(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The same for a small JSON object of texts."""
    content = json.loads(read_or_make(path, lambda: json.dumps(make(), indent=1)))
    return {str(key): str(value) for key, value in content.items()}


def secret_key(path: Path) -> str:
    """A signing key of 50 random characters and more, made when missing."""
    return read_or_make(path, lambda: secrets.token_urlsafe(50)).strip()
