"""Files good and bad, made in code: the upload corpus."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from uuid import UUID

from PIL import Image

from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def citizen(account: UUID | None = None) -> Actor:
    """Somebody who has signed in."""
    return Actor(hat=Hat.SELF, account=account or uuid7(AT), person=uuid7(AT), assurance=2)


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), **options: object) -> bytes:
    """A small picture with a gradient."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def noise(kind: str, size: tuple[int, int]) -> bytes:
    """A picture that hardly packs: every pixel by chance."""
    image = Image.effect_noise(size, 80).convert("RGB")
    target = io.BytesIO()
    image.save(target, kind, quality=95)
    return target.getvalue()


def photo_with_place() -> bytes:
    """A JPEG that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (36.0, 12.0, 5.5)
    return picture(exif=exif)


def huge_png(side: int = 50_000) -> bytes:
    """A PNG of a few dozen bytes that claims `side` × `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def pdf(extra: bytes = b"") -> bytes:
    """A PDF that readers open."""
    body = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + extra + b">>endobj\n"
    return (
        body + b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )


def archive(*names: str, content: bytes = b"<x/>", link: bool = False) -> bytes:
    """A zip file with these entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if link:
                entry.external_attr = 0xA1FF << 16
            made.writestr(entry, content)
    return target.getvalue()


def program() -> bytes:
    """The beginning of a Windows program."""
    return b"MZ\x90\x00\x03" + b"\x00" * 200 + b"This program cannot be run in DOS mode."


class Endless:
    """A stream that never ends; counts what was taken from it."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self.taken = 0

    def read(self, size: int = 1, /) -> bytes:
        """`size` more bytes."""
        piece = (self.head + b"\x00" * size)[:size]
        self.head = b""
        self.taken += len(piece)
        return piece
