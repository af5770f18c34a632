"""Looking into a received file: what it is by its content, and whether it may stay."""

import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from minzheng.core.files.actions.picture import TOO_MANY_BYTES, TOO_MANY_PIXELS
from minzheng.core.files.rules import (
    HEIC,
    IMAGES,
    LONGEST_SIDE,
    MAX_PIXELS,
    PDF,
    SHORTEST_SIDE,
    ZIP,
    Member,
    active_pdf,
    allowed_words,
    archive_kind,
    megabytes,
    sniff,
    whole_pdf,
)
from minzheng.kernel.errors import Problem

PICTURE = Path(__file__).with_name("picture.py")
SECONDS = 30
LINK = 0xA000


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: where its bytes are now, what it is, and for pictures its size in pixels."""

    path: Path
    mime: str
    width: int | None = None
    height: int | None = None


def kind_of(head: bytes, name: str, allowed: Collection[str]) -> str:
    """The type that the first bytes show. Problems `files.not_allowed`, `files.heic` when it cannot be wanted."""
    mime = sniff(head)
    if mime == HEIC:
        raise Problem("files.heic", name=name)
    if (
        mime is None
        or (mime != ZIP and mime not in allowed)
        or (mime == ZIP and not set(allowed) - IMAGES - {PDF})
    ):
        raise Problem("files.not_allowed", name=name, allowed=allowed_words(allowed))
    return mime


def accept(path: Path, mime: str, name: str, allowed: Collection[str], limit: int) -> Accepted:
    """Check the whole file at `path`, pictures by making them anew beside it, within `limit` bytes. Problems `files.*`."""
    if mime in IMAGES:
        return _picture(path, mime, name, limit)
    if mime == PDF:
        return _pdf(path, name)
    return _archive(path, name, allowed)


def _picture(path: Path, mime: str, name: str, limit: int) -> Accepted:
    remade = path.with_name(path.name + ".remade")
    bounds = (MAX_PIXELS, LONGEST_SIDE, SHORTEST_SIDE, limit)
    command = [sys.executable, "-I", str(PICTURE), str(path), str(remade), *map(str, bounds)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, env={})
    except subprocess.TimeoutExpired:
        raise Problem("files.photo_broken", name=name) from None
    size = [int(part) for part in done.stdout.split()]
    if done.returncode == TOO_MANY_PIXELS:
        raise Problem("files.photo_too_many_pixels", name=name, width=size[0], height=size[1])
    if done.returncode == TOO_MANY_BYTES:
        raise Problem("files.photo_too_big", limit=megabytes(limit))
    if done.returncode != 0:
        raise Problem("files.photo_broken", name=name)
    return Accepted(remade, mime, size[0], size[1])


def _pdf(path: Path, name: str) -> Accepted:
    content = path.read_bytes()
    if not whole_pdf(content):
        raise Problem("files.document_broken", name=name)
    if active_pdf(content):
        raise Problem("files.document_active", name=name)
    return Accepted(path, PDF)


def _archive(path: Path, name: str, allowed: Collection[str]) -> Accepted:
    try:
        with ZipFile(path) as archive:
            members = [
                Member(
                    entry.filename,
                    entry.file_size,
                    entry.compress_size,
                    entry.external_attr >> 16 & 0xF000 == LINK,
                )
                for entry in archive.infolist()
            ]
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise Problem("files.document_broken", name=name) from None
    mime = archive_kind(members, path.stat().st_size)
    if mime is None or mime not in allowed:
        raise Problem("files.not_allowed", name=name, allowed=allowed_words(allowed))
    return Accepted(path, mime)
