"""What is asked: what is known about a file, and its bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from hashlib import new as new_hash
from io import BufferedReader
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum

from minzheng.core.files.models import StoredFile
from minzheng.core.files.rules import QUOTA_PERIOD
from minzheng.kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A stored file without its bytes; `digest` is SM3 in hexadecimal, `size` in bytes."""

    id: UUID
    name: str
    mime: str
    size: int
    digest: str
    width: int | None
    height: int | None
    account: UUID | None
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A stored file ready to be read; whoever opened it closes `stream`."""

    info: FileInfo
    stream: BufferedReader


def file(file_id: UUID) -> FileInfo:
    """What is known about one file. Problem `files.missing` when there is none or it was erased. One statement."""
    found = files([file_id])
    if file_id not in found:
        raise Problem("files.missing")
    return found[file_id]


def files(ids: Iterable[UUID]) -> dict[UUID, FileInfo]:
    """Several files by id; unknown and erased ones are left out. One statement."""
    rows = StoredFile.objects.filter(id__in=list(ids), erased_at=None)
    return {row.id: _info(row) for row in rows}


def own_files(ids: Iterable[UUID], account: UUID | None) -> frozenset[UUID]:
    """Those of the files that this account handed in itself. One statement, none for no files."""
    wanted = list(ids)
    if not wanted:
        return frozenset()
    found = StoredFile.objects.filter(id__in=wanted, account=account, erased_at=None)
    return frozenset(found.values_list("id", flat=True))


def open_file(file_id: UUID) -> OpenedFile:
    """Open a file for reading. Problem `files.missing` as well when its bytes are not where they belong."""
    info = file(file_id)
    try:
        return OpenedFile(info, location(info.digest).open("rb"))
    except FileNotFoundError:
        raise Problem("files.missing") from None


def intact(file_id: UUID) -> bool:
    """Whether the bytes on disk still have the digest that they were stored under."""
    opened = open_file(file_id)
    with opened.stream as stream:
        return file_digest(stream, lambda: new_hash("sm3")).hexdigest() == opened.info.digest


def location(digest: str) -> Path:
    """Where the content with this digest lies."""
    return root() / digest[:2] / digest[2:4] / digest


def root() -> Path:
    """The folder of the store, outside of everything that a web server sends by itself."""
    return Path(settings.MEDIA_ROOT)


def upload_limit() -> int:
    """Bytes that one file may have when nothing else is said: the setting MINZHENG_UPLOAD_MB."""
    return int(settings.UPLOAD_LIMIT)


def handed_in(account: UUID, until: datetime) -> tuple[int, int]:
    """How many files and bytes an account has handed in within the quota period before `until`. One statement."""
    rows = StoredFile.objects.filter(account=account, stored_at__gt=until - QUOTA_PERIOD)
    sums = rows.aggregate(files=Count("id"), size=Sum("size"))
    return sums["files"], sums["size"] or 0


def _info(row: StoredFile) -> FileInfo:
    return FileInfo(
        id=row.id,
        name=row.name,
        mime=row.mime,
        size=row.size,
        digest=row.digest,
        width=row.width,
        height=row.height,
        account=row.account,
        stored_at=row.stored_at,
    )
