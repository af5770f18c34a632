"""Storing a file: received to a temporary place, checked, put under its digest, then known by a row."""

import errno
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import new as new_hash
from pathlib import Path
from secrets import token_hex
from typing import Protocol
from uuid import UUID

from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.files.actions.inspect import Accepted, accept, kind_of
from minzheng.core.files.actions.rights import check
from minzheng.core.files.models import StoredFile
from minzheng.core.files.queries import handed_in, location, root, upload_limit
from minzheng.core.files.rules import (
    IMAGES,
    PHOTO_TIMES,
    PHOTOS_AND_PDF,
    clean_name,
    megabytes,
    over_quota,
)
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat

CHUNK = 256 * 1024


class Stream(Protocol):
    """Anything that can be read in pieces."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes, b'' at the end."""


def store(
    *,
    by: Actor,
    at: datetime,
    stream: Stream,
    name: str,
    limit: int | None = None,
    allowed: Collection[str] = PHOTOS_AND_PDF,
) -> UUID:
    """Check and keep what `stream` brings, at most `limit` bytes (None: the setting) of a type in `allowed`; returns the
    file's id.

    The type is told from the content. Pictures are made anew: upright, at most 3,000 pixels long, with nothing but
    pixels in them (place and camera are gone); one of up to four times the limit is shrunk to it. Problems `files.*`, in words for the person who hands the file in.
    """
    check(by, "files.store", at)
    _check_quota(by, at)
    most = upload_limit() if limit is None else limit
    with _temporary() as path:
        mime = _receive(stream, path, clean_name(name, ""), most, frozenset(allowed))
        accepted = accept(path, mime, clean_name(name, mime), frozenset(allowed), most)
        digest, size = _keep(accepted)
    return _record(by, at, accepted, clean_name(name, accepted.mime), digest, size)


def _check_quota(by: Actor, at: datetime) -> None:
    citizen = by.hat in (Hat.SELF, Hat.REPRESENTATIVE)
    if citizen and by.account is not None and over_quota(*handed_in(by.account, at)):
        raise Problem("files.quota")


@contextmanager
def _temporary() -> Iterator[Path]:
    """A place of its own in the store's folder, so that the later rename stays on one disk; emptied in the end."""
    folder = root() / "incoming"
    path = folder / token_hex(16)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield path
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem("files.no_space") from problem
        raise
    finally:
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".remade").unlink(missing_ok=True)


def _receive(stream: Stream, path: Path, name: str, limit: int, allowed: frozenset[str]) -> str:
    head = stream.read(CHUNK)
    if not head:
        raise Problem("files.empty")
    mime = kind_of(head, name, allowed)
    received, most = 0, limit * PHOTO_TIMES if mime in IMAGES else limit
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while head:
            received += len(head)
            if received > most:
                code = "files.photo_too_big" if mime in IMAGES else "files.file_too_big"
                raise Problem(code, limit=megabytes(limit))
            target.write(head)
            head = stream.read(CHUNK)
    return mime


def _keep(accepted: Accepted) -> tuple[str, int]:
    """Put the file under its digest, so that it survives a power cut once its row is committed.

    The same content put there again is young again, so that `sweep` leaves it alone.
    """
    digest, size = _digest(accepted.path)
    target = location(digest)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    accepted.path.chmod(0o600)
    accepted.path.replace(target)
    _sync(target)
    _sync(target.parent)
    return digest, size


def _digest(path: Path) -> tuple[str, int]:
    digest, size = new_hash("sm3"), 0
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


@transaction.atomic
def _record(by: Actor, at: datetime, accepted: Accepted, name: str, digest: str, size: int) -> UUID:
    row = StoredFile.objects.create(
        digest=digest,
        size=size,
        mime=accepted.mime,
        name=name,
        width=accepted.width,
        height=accepted.height,
        account=by.account,
        stored_at=at,
    )
    facts = {"file": str(row.id), "digest": digest, "size": size, "mime": accepted.mime}
    audit.record(by=by, at=at, kind="files.store", facts=facts)
    return row.id


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
