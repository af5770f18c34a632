"""What is decided about a file from its bytes and its name: what it is, whether it may stay, how it is sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from unicodedata import category
from urllib.parse import quote

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PDF = "application/pdf"
OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP, HEIC = "application/zip", "image/heic"

IMAGES = frozenset({JPEG, PNG, WEBP})
PHOTOS_AND_PDF = IMAGES | {PDF}
EXTENSIONS = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp", PDF: ".pdf", OFD: ".ofd", DOCX: ".docx"}
NAMES = {
    JPEG: "JPG 照片",
    PNG: "PNG 图片",
    WEBP: "WEBP 图片",
    PDF: "PDF 文件",
    OFD: "OFD 文件",
    DOCX: "DOCX 文件",
}

PHOTO_TIMES = 4
"""How many times the limit a picture may have when it comes in: it is shrunk, and must be within the limit then."""

MAX_PIXELS = 40_000_000
"""Pixels of the largest picture that is opened: a phone's 12 to 36 megapixels pass, a bomb does not."""

LONGEST_SIDE = 3_000
"""Pixels of the longest side of what is kept: an A4 page at 250 dots per inch stays legible."""

SHORTEST_SIDE = 1_200
"""Pixels of the longest side below which no picture is shrunk to come within the limit: an A4 page is just legible."""

DAILY_FILES, DAILY_BYTES, QUOTA_PERIOD = 200, 300 * 1024 * 1024, timedelta(days=1)
NAME_LENGTH = 80

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_ACTIVE_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA", b"/SubmitForm")


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of a zip archive as its directory tells it; sizes in bytes."""

    name: str
    size: int
    compressed: int
    link: bool = False


def sniff(head: bytes) -> str | None:
    """The type that the first bytes (at least 16) show, never what a name claims; None when it is none we know."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    return None


def clean_name(name: str, mime: str) -> str:
    """A file name that is safe to keep and to show: no folders, no control, bidirectional or invisible characters,
    with the extension of what the file really is."""
    plain = "".join(sign for sign in name.replace("\\", "/") if sign.isspace() or category(sign)[0] != "C")
    stem = " ".join(PurePosixPath(plain).name.split())[:NAME_LENGTH].strip(". ")
    while PurePosixPath(stem).suffix.lower() in {*EXTENSIONS.values(), ".jpeg"}:
        stem = PurePosixPath(stem).stem.strip(". ")
    return (stem or "文件") + EXTENSIONS.get(mime, "")


def allowed_words(allowed: Collection[str]) -> str:
    """What may be handed in, in words: “JPG 照片、PNG 图片或 PDF 文件”."""
    words = [word for mime, word in NAMES.items() if mime in allowed]
    return words[0] if len(words) == 1 else "、".join(words[:-1]) + "或 " + words[-1]


def megabytes(limit: int) -> str:
    """A limit in bytes as people read it, in MB without needless zeros."""
    return f"{limit / 1024 / 1024:.1f}".removesuffix(".0")


def active_pdf(content: bytes) -> bool:
    """Whether a PDF openly carries scripts, programs to start, forms that send themselves, or other files.

    Only what stands in clear is seen; that is why files are always sent as attachments in a sandbox as well.
    """
    return any(_as_name(content, word) for word in _ACTIVE_PDF)


def whole_pdf(content: bytes) -> bool:
    """Whether a PDF has its end mark where readers look for it, with no page of another kind behind it."""
    return b"%%EOF" in content[-1024:] and b"<html" not in content[:1024].lower()


def archive_kind(members: Iterable[Member], size: int) -> str | None:
    """What a zip file of `size` bytes is: OFD, DOCX, or None when it is neither, or is built to do harm.

    Refused: more than 2,000 entries, 200 MB unpacked, 100 times its size, entries that overlap (their sum is larger
    than the file), names that lead outside, links, macros.
    """
    entries = list(members)
    unpacked, packed = sum(entry.size for entry in entries), sum(entry.compressed for entry in entries)
    if (
        len(entries) > 2_000
        or unpacked > 200 * 1024 * 1024
        or unpacked > 100 * max(size, 10_240)
        or packed > size
    ):
        return None
    if any(
        entry.link or _leads_outside(entry.name) or "vbaproject" in entry.name.lower() for entry in entries
    ):
        return None
    names = {entry.name for entry in entries}
    if "OFD.xml" in names:
        return OFD
    return DOCX if {"[Content_Types].xml", "word/document.xml"} <= names else None


def over_quota(files: int, size: int) -> bool:
    """Whether a citizen who handed in so many files and bytes within a day has to wait."""
    return files >= DAILY_FILES or size >= DAILY_BYTES


def serving_headers(name: str, mime: str, size: int, *, inline: bool = False) -> dict[str, str]:
    """The headers that a stored file is sent with: an attachment that no browser guesses about or runs.

    `inline` shows it in the page, for pictures only.
    """
    disposition = "inline" if inline and mime in IMAGES else "attachment"
    plain = "file" + EXTENSIONS.get(mime, "")
    return {
        "Content-Type": mime,
        "Content-Length": str(size),
        "Content-Disposition": f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def _as_name(content: bytes, word: bytes) -> bool:
    """Whether a PDF name stands in `content` as a whole (so that /JS is not found in /JSomething)."""
    at = content.find(word)
    while at >= 0:
        after = content[at + len(word) : at + len(word) + 1]
        if not after.isalnum():
            return True
        at = content.find(word, at + 1)
    return False


def _leads_outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name
