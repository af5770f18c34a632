"""Storing and erasing, with the whole upload corpus."""

import errno
import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from minzheng.core.files import actions, queries
from minzheng.core.files.models import StoredFile
from minzheng.core.files.rules import DOCX, OFD, PDF, PHOTOS_AND_PDF, megabytes
from minzheng.core.files.tests.factories import (
    AT,
    Endless,
    archive,
    citizen,
    huge_png,
    noise,
    pdf,
    photo_with_place,
    picture,
    program,
)
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import anonymous, system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "files"
    yield tmp_path / "files"
    left = list((tmp_path / "files" / "incoming").glob("*"))
    assert left == [], "a temporary file was left behind"


def stored(content: bytes, name: str = "照片.jpg", **options: object) -> queries.FileInfo:
    return queries.file(actions.store(by=citizen(), at=AT, stream=io.BytesIO(content), name=name, **options))  # type: ignore[arg-type]


def refusal(content: bytes, name: str = "照片.jpg", **options: object) -> Problem:
    with pytest.raises(Problem) as refused:
        stored(content, name, **options)
    assert not StoredFile.objects.exists()
    return refused.value


def test_a_photo_is_kept_upright_without_where_and_with_what_it_was_taken() -> None:
    info = stored(photo_with_place(), "IMG_0001.JPG")
    assert (info.name, info.mime, info.width, info.height) == ("IMG_0001.jpg", "image/jpeg", 300, 400)
    with queries.open_file(info.id).stream as stream:
        content = stream.read()
    assert b"SecretCamera" not in content
    assert b"Exif" not in content
    assert len(content) == info.size
    assert queries.intact(info.id)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_shrunk_and_keeps_its_shape(kind: str) -> None:
    info = stored(picture(kind, (3200, 1600)))
    assert (info.width, info.height) == (3000, 1500)


def test_a_small_picture_is_not_blown_up() -> None:
    info = stored(picture("PNG", (20, 10)))
    assert (info.width, info.height, info.name) == (20, 10, "照片.png")


def test_what_hides_behind_a_picture_does_not_get_in() -> None:
    info = stored(picture() + b"<script>alert(1)</script>" + archive("evil.txt"))
    with queries.open_file(info.id).stream as stream:
        content = stream.read()
    assert b"<script>" not in content
    assert b"PK\x03\x04" not in content
    assert Image.open(io.BytesIO(content)).size == (400, 300)


def test_the_same_content_lies_on_disk_once() -> None:
    first, second = stored(pdf(), "a.pdf"), stored(pdf(), "b.pdf")
    assert first.id != second.id
    assert first.digest == second.digest
    assert len([path for path in queries.root().rglob("*") if path.is_file()]) == 1


def test_nobody_else_on_the_machine_can_read_what_is_stored() -> None:
    path = queries.location(stored(pdf(), "a.pdf").digest)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_storing_is_told_in_the_book_without_the_name() -> None:
    info = stored(pdf(), "林演兰的病历.pdf")
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts::text FROM audit_event WHERE facts ->> 'file' = %s", [str(info.id)])
        [(facts,)] = cursor.fetchall()
    assert info.digest in facts
    assert "林演兰" not in facts


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (program(), "身份证.jpg"),
        (program(), "setup.exe"),
        (b"GIF89a/*" + b" " * 20 + b"*/=1;alert(1)", "动画.gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "图.svg"),
        (b"<html><script>alert(1)</script></html>", "页.jpg"),
        (archive("OFD.xml"), "公文.ofd"),
        (b"\x1f\x8b" + b"\x00" * 50, "包.gz"),
    ],
)
def test_what_is_no_photo_and_no_pdf_is_refused_whatever_its_name(content: bytes, name: str) -> None:
    problem = refusal(content, name)
    assert problem.code == "files.not_allowed"
    assert problem.params["allowed"] == "JPG 照片、PNG 图片、WEBP 图片或 PDF 文件"


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"").code == "files.empty"


def test_a_photo_of_more_than_four_times_the_limit_is_refused_and_the_rest_is_not_even_read() -> None:
    stream = Endless(picture())
    with pytest.raises(Problem) as refused:
        actions.store(by=citizen(), at=AT, stream=stream, name="大.jpg")
    assert (refused.value.code, refused.value.params) == ("files.photo_too_big", {"limit": "10"})
    assert stream.taken < 41 * 1024 * 1024


def test_the_limit_is_the_last_byte_that_is_taken() -> None:
    content = pdf()
    assert stored(content, "a.pdf", limit=len(content)).size == len(content)
    with pytest.raises(Problem, match="file_too_big"):
        stored(content, "a.pdf", limit=len(content) - 1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_over_the_limit_is_shrunk_until_it_is_within(kind: str, settings: Settings) -> None:
    content = noise(kind, (2400, 1800))
    settings.UPLOAD_LIMIT = len(content) * 2 // 5
    info = stored(content)
    assert info.width is not None
    assert info.height is not None
    assert info.size <= settings.UPLOAD_LIMIT
    assert 1200 <= info.width < 2400
    assert abs(info.height * 4 - info.width * 3) <= 4


def test_a_photo_that_does_not_come_within_the_limit_is_refused_in_a_plain_sentence(
    settings: Settings,
) -> None:
    content = noise("PNG", (1300, 900))
    settings.UPLOAD_LIMIT = len(content) // 3
    problem = refusal(content, "图.png")
    assert problem.code == "files.photo_too_big"
    assert problem.params == {"limit": megabytes(settings.UPLOAD_LIMIT)}


def test_a_document_is_held_to_the_setting_and_never_shrunk(settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 2 * 1024 * 1024
    whole = pdf()
    assert stored(whole, "a.pdf").size == len(whole)
    with pytest.raises(Problem, match="file_too_big") as refused:
        stored(whole + b"\n" * settings.UPLOAD_LIMIT, "a.pdf")
    assert refused.value.params == {"limit": "2"}


def test_a_heic_photo_is_refused_with_what_to_do() -> None:
    assert refusal(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "IMG_1.HEIC").code == "files.heic"


@pytest.mark.parametrize("content", [picture()[:2_000], picture("PNG")[:300], b"\xff\xd8\xff" + b"\x00" * 99])
def test_a_photo_that_came_only_in_part_is_refused(content: bytes) -> None:
    assert refusal(content).code == "files.photo_broken"


def test_a_picture_that_claims_too_many_pixels_is_refused_with_its_size() -> None:
    problem = refusal(huge_png(), "大图.png")
    assert (problem.code, problem.params["width"]) == ("files.photo_too_many_pixels", 50_000)


def test_a_pdf_that_would_do_something_is_refused() -> None:
    assert refusal(pdf(b"/OpenAction<</S/JavaScript/JS(1)>>"), "表.pdf").code == "files.document_active"
    assert refusal(pdf()[:70], "表.pdf").code == "files.document_broken"


def test_documents_are_taken_only_where_they_are_asked_for() -> None:
    allowed = PHOTOS_AND_PDF | {OFD, DOCX}
    assert stored(archive("OFD.xml", "Doc_0/Document.xml"), "公文", allowed=allowed).mime == OFD
    names = ("[Content_Types].xml", "word/document.xml")
    assert stored(archive(*names), "表.docx", allowed=allowed).name == "表.docx"
    for bad in (
        archive(*names, "word/vbaProject.bin"),
        archive("OFD.xml", "../../etc/cron.d/x"),
        archive("OFD.xml", "bomb", content=b"\x00" * 20_000_000),
        archive("OFD.xml", link=True),
        archive("readme.txt"),
    ):
        with pytest.raises(Problem, match="not_allowed"):
            stored(bad, "公文.ofd", allowed=allowed)
    with pytest.raises(Problem, match="document_broken"):
        stored(archive("OFD.xml")[:-20], "公文.ofd", allowed=allowed)


def test_a_visitor_who_has_not_signed_in_may_store_nothing() -> None:
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.store(by=anonymous(), at=AT, stream=io.BytesIO(pdf()), name="a.pdf")


def test_an_account_that_fills_the_store_has_to_wait_a_day() -> None:
    who = citizen()
    StoredFile.objects.bulk_create(
        StoredFile(digest="0" * 64, size=1, mime=PDF, name="x", account=who.account, stored_at=AT)
        for _ in range(200)
    )
    with pytest.raises(Problem, match="quota"):
        actions.store(by=who, at=AT + timedelta(hours=23), stream=io.BytesIO(pdf()), name="a.pdf")
    actions.store(by=who, at=AT + timedelta(hours=25), stream=io.BytesIO(pdf()), name="a.pdf")
    actions.store(by=citizen(), at=AT + timedelta(hours=1), stream=io.BytesIO(pdf()), name="a.pdf")


def test_a_full_disk_is_our_fault_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert refusal(pdf(), "a.pdf").code == "files.no_space"


def test_erasing_takes_the_bytes_only_when_no_other_file_has_them(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first, second = stored(pdf(), "a.pdf"), stored(pdf(), "b.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(by=system("erasure"), at=AT, file_id=first.id, reason="本人申请")
    assert queries.intact(second.id)
    with pytest.raises(Problem, match="missing"):
        queries.file(first.id)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(by=system("erasure"), at=AT, file_id=second.id, reason="本人申请")
    assert not queries.location(second.digest).exists()
    assert StoredFile.objects.filter(name="").count() == 2
    with pytest.raises(Problem, match="missing"):
        actions.erase(by=system("erasure"), at=AT, file_id=second.id, reason="再来一次")


def test_a_sweep_takes_what_no_row_needs_and_only_when_it_is_old(folder: Path) -> None:
    kept, lost, young = stored(pdf(), "a.pdf"), stored(pdf(b"/A 1"), "b.pdf"), stored(pdf(b"/B 1"), "c.pdf")
    StoredFile.objects.filter(id__in=[lost.id, young.id]).delete()
    cut_off = folder / "incoming" / ("f" * 32)
    cut_off.write_bytes(b"x")
    long_ago = (AT - timedelta(days=2)).timestamp()
    for path in (queries.location(kept.digest), queries.location(lost.digest), cut_off):
        os.utime(path, (long_ago, long_ago))
    os.utime(queries.location(young.digest), (AT.timestamp(), AT.timestamp()))
    assert [actions.sweep(by=system("sweep"), at=AT) for _ in range(2)] == [2, 0]
    assert queries.intact(kept.id)
    assert queries.location(young.digest).exists()
    assert not queries.location(lost.digest).exists()
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.sweep(by=citizen(), at=AT)


def test_a_citizen_may_erase_nothing_by_himself() -> None:
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.erase(by=citizen(), at=AT, file_id=stored(pdf(), "a.pdf").id, reason="x")


def test_a_file_whose_bytes_are_gone_or_changed_is_found_out() -> None:
    info = stored(pdf(), "a.pdf")
    path = queries.location(info.digest)
    path.write_bytes(pdf() + b" ")
    assert not queries.intact(info.id)
    path.unlink()
    with pytest.raises(Problem, match="missing"):
        queries.open_file(info.id)
    with pytest.raises(Problem, match="missing"):
        queries.file(uuid7())
