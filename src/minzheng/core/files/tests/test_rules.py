"""What is told from bytes and names alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core.files.rules import (
    DOCX,
    HEIC,
    JPEG,
    OFD,
    PDF,
    PHOTOS_AND_PDF,
    PNG,
    WEBP,
    ZIP,
    Member,
    active_pdf,
    allowed_words,
    archive_kind,
    clean_name,
    megabytes,
    over_quota,
    serving_headers,
    sniff,
    whole_pdf,
)
from minzheng.core.files.tests.factories import archive, huge_png, pdf, picture, program


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (picture("JPEG"), JPEG),
        (picture("PNG"), PNG),
        (picture("WEBP"), WEBP),
        (huge_png(), PNG),
        (pdf(), PDF),
        (archive("OFD.xml"), ZIP),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", HEIC),
        (program(), None),
        (b"GIF89a=1;alert(1)//", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
        (b"<html><script>alert(1)</script>", None),
        (b" %PDF-1.7", None),
        (b"", None),
    ],
)
def test_a_type_is_told_by_content(content: bytes, mime: str | None) -> None:
    assert sniff(content[:64]) == mime


@pytest.mark.parametrize(
    ("name", "mime", "clean"),
    [
        ("身份证.jpg", JPEG, "身份证.jpg"),
        ("照片.JPEG", JPEG, "照片.jpg"),
        ("扫描件.png", JPEG, "扫描件.jpg"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\林\\病历.pdf", PDF, "病历.pdf"),
        ("a\x00b.exe", PNG, "ab.exe.png"),
        ("gpj.\u202eexe", JPEG, "gpj.exe.jpg"),
        ("  \u200b .. ", PDF, "文件.pdf"),
        ("", PDF, "文件.pdf"),
        ("长" * 300 + ".pdf", PDF, "长" * 80 + ".pdf"),
    ],
)
def test_a_name_is_made_safe_and_tells_the_truth(name: str, mime: str, clean: str) -> None:
    assert clean_name(name, mime) == clean


@given(st.text(max_size=300), st.sampled_from(sorted(PHOTOS_AND_PDF)))
def test_a_clean_name_stays_as_it_is_and_holds_nothing_that_hides(name: str, mime: str) -> None:
    clean = clean_name(name, mime)
    assert clean_name(clean, mime) == clean
    assert clean.isprintable()
    assert not set(clean) & set("/\\\x00\r\n\u202e")
    assert 0 < len(clean) <= 90


def test_what_may_be_handed_in_reads_as_a_sentence() -> None:
    assert allowed_words(PHOTOS_AND_PDF) == "JPG 照片、PNG 图片、WEBP 图片或 PDF 文件"
    assert allowed_words({PDF}) == "PDF 文件"
    assert [megabytes(size) for size in (10 * 1024 * 1024, 1024 * 1024 * 3 // 2)] == ["10", "1.5"]


def test_a_script_in_a_pdf_is_seen_and_a_longer_name_is_not_mistaken_for_it() -> None:
    assert active_pdf(pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"))
    assert active_pdf(pdf(b"/AA<</O<</S/Launch/F(cmd.exe)>>>>"))
    assert not active_pdf(pdf(b"/JSomething 1"))
    assert not active_pdf(pdf())


def test_a_pdf_without_its_end_or_with_a_page_in_front_is_not_whole() -> None:
    assert whole_pdf(pdf())
    assert not whole_pdf(pdf()[:60])
    assert not whole_pdf(pdf().replace(b"%PDF-1.7\n", b"%PDF-1.7\n<html><script>1</script>", 1))


def member(name: str, size: int = 10, compressed: int = 10, *, link: bool = False) -> Member:
    return Member(name, size, compressed, link)


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ([member("OFD.xml"), member("Doc_0/Document.xml")], OFD),
        ([member("[Content_Types].xml"), member("word/document.xml")], DOCX),
        ([member("a.txt")], None),
        ([member("OFD.xml"), member("../../x")], None),
        ([member("OFD.xml"), member("/etc/passwd")], None),
        ([member("OFD.xml"), member("..\\x")], None),
        ([member("OFD.xml"), member("C:x")], None),
        ([member("OFD.xml"), member("link", link=True)], None),
        ([member("[Content_Types].xml"), member("word/document.xml"), member("word/vbaProject.bin")], None),
        ([member("OFD.xml", size=2_000_000)], None),
        ([member("OFD.xml", compressed=900), member("x", compressed=200)], None),
        ([member("OFD.xml"), *(member(f"{n}", 0, 0) for n in range(2_001))], None),
    ],
)
def test_an_archive_is_known_and_one_built_to_harm_is_refused(
    members: list[Member], kind: str | None
) -> None:
    assert archive_kind(members, 1_000) == kind


def test_nothing_is_run_by_the_browser_and_only_pictures_are_shown_in_a_page() -> None:
    headers = serving_headers("林演兰“证明”\r\n.pdf", PDF, 12, inline=True)
    assert headers["Content-Disposition"].startswith(
        "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E6"
    )
    assert not set("\r\n") & set("".join(headers.values()))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert serving_headers("a.jpg", JPEG, 1, inline=True)["Content-Disposition"].startswith("inline;")
    assert serving_headers("a.jpg", JPEG, 1)["Content-Disposition"].startswith("attachment;")


def test_a_day_has_room_for_many_files_but_not_for_any_number() -> None:
    assert not over_quota(199, 1)
    assert over_quota(200, 1)
    assert over_quota(1, 300 * 1024 * 1024)
