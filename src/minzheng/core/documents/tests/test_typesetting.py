"""Setting letters, without a database: what is on the paper, and that it is the same paper each time."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from minzheng.core.documents.glyphs import fit_text
from minzheng.core.documents.queries import unnumbered
from minzheng.core.documents.tests.factories import CASE_NO, COMMON, DATA
from minzheng.core.documents.typesetting import Frame, qr, shared, shared_kinds, typeset
from minzheng.core.files.rules import active_pdf, whole_pdf
from minzheng.kernel.errors import Problem

DAY = date(2026, 3, 5)


def made(kind: str, *, demo: bool = True, title: str = "", **data: object) -> bytes:
    frame = Frame(
        letterhead="明川区民政局",
        organisation="明川区民政局",
        title=title or shared(kind).title,
        doc_no="明民高龄受〔2026〕12号",
        issued_on="2026年3月5日",
        case_no=CASE_NO,
        qr=qr(CASE_NO),
        demo=demo,
    )
    return typeset(shared(kind).source, frame, {**COMMON, **DATA[kind], **data}, DAY)


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


SIGNED_BY_HAND = ("application_form", "authorisation_sheet", "own_data")
"""Sheets that are printed to be signed, or for the person alone: no number, no stamp of an organ."""


@pytest.mark.parametrize("kind", ["authorisation_sheet"])
def test_a_sheet_to_sign_has_its_text_lines_for_two_witnesses_and_no_number(kind: str) -> None:
    pdf = unnumbered(kind, {**COMMON, **DATA[kind]}, CASE_NO, DAY)
    text = words(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    for part in ("家庭经济状况核对授权书", "袁演岭", "见证人一", "见证人二", "监护人代签", CASE_NO):
        assert part in text
    assert "（盖章处）" not in text
    assert "〔2026〕" not in text
    with pytest.raises(Problem, match="field_missing"):
        unnumbered(kind, {"applicant": "林演兰"}, CASE_NO, DAY)


def test_the_filled_application_is_set_in_large_type_with_places_for_signature_and_thumb_print() -> None:
    text = words(unnumbered("application_form", {**COMMON, **DATA["application_form"]}, CASE_NO, DAY))
    for part in ("最低生活保障申请表", "林演兰", "彭演荷", "申请人签字", "按右手食指指印", "念给申请人听"):
        assert part in text
    assert "〔2026〕" not in text


def test_a_compiler_that_fails_is_told_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("fonts are gone")

    monkeypatch.setattr("minzheng.core.documents.typesetting._compiler", broken)
    with pytest.raises(Problem, match="not_set"):
        unnumbered("application_form", {**COMMON, **DATA["application_form"]}, CASE_NO, DAY)


@pytest.mark.parametrize("kind", [kind for kind in shared_kinds() if kind not in SIGNED_BY_HAND])
def test_every_paper_is_one_page_with_head_number_title_signature_and_demo_line(kind: str) -> None:
    pdf = made(kind)
    text = words(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    for part in (
        "明川区民政局",
        "明民高龄受〔2026〕12号",
        shared(kind).title,
        "林演兰",
        "2026年3月5日",
        CASE_NO,
    ):
        assert "".join(part.split()) in text
    assert "演示数据" in text
    assert "（盖章处）" in text
    assert whole_pdf(pdf)
    assert not active_pdf(pdf)


@pytest.mark.parametrize("kind", ["refusal_of_acceptance", "decision"])
def test_a_decision_gives_its_reason_and_its_remedy(kind: str) -> None:
    text = words(made(kind))
    assert str(DATA[kind]["reason"]).replace(" ", "") in text
    assert "申请行政复议" in text


def test_a_refusal_does_not_read_like_a_grant() -> None:
    assert "现予确认" in words(made("decision"))
    refused = words(made("decision", granted="", amount="", starts=""))
    assert "不予确认" in refused
    assert "现予确认" not in refused
    assert "元/月" not in refused


def test_the_receipt_shows_the_query_code_and_the_papers_as_text_or_as_a_list() -> None:
    assert "483019" in words(made("intake_receipt"))
    assert "户口簿1已收" in words(made("intake_receipt"))
    assert "已收材料户口簿、照片" in words(made("intake_receipt", materials="户口簿、照片"))


def test_outside_a_demonstration_nothing_speaks_of_one() -> None:
    assert "演示数据" not in words(made("withdrawal", demo=False))


def test_the_same_values_give_the_same_bytes_and_other_values_others() -> None:
    assert made("decision") == made("decision")
    assert made("decision") != made("decision", reason="已满 90 周岁。")


def test_it_is_an_archivable_tagged_pdf_with_its_fonts_inside() -> None:
    pdf = made("decision", title="高龄津贴确认通知书")
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "高龄津贴确认通知书 明民高龄受〔2026〕12号"
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert b"pdfaid:part>2<" in pdf
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    resources = [page["/Resources"]["/Font"].values() for page in reader.pages]
    fonts = {str(font.get_object()["/BaseFont"]) for page in resources for font in page}
    assert fonts
    assert all("Noto" in font for font in fonts)


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "*粗* _斜_ $x^2$ @ref <label>",
        "// 注释 \\ #let x = 1",
        '"; #panic("x")',
        "第一行\n第二行",
    ],
)
def test_what_a_person_wrote_is_text_never_template(text: str) -> None:
    found = words(made("refusal_of_acceptance", reason=text))
    for line in text.split("\n"):
        assert "".join(line.split()) in found


@pytest.mark.parametrize("name", ["林\U0002e9f5", "林😀", "林\u1820", "林\ufffe", "林\x07演", "\u202e林演"])
def test_a_rare_or_hidden_character_keeps_no_letter_from_being_made(name: str) -> None:
    text = words(made("withdrawal", applicant=name))
    assert "林" in text
    assert ("〓是字库里没有的字" in text) == ("〓" in fit_text(name))


def test_a_template_may_read_no_file() -> None:
    frame = Frame("机关", "机关", "标题", "文号", "日期", "", "", demo=False)
    for path in ("/etc/passwd", "../rules.py", "paper.typ"):
        with pytest.raises(Problem, match=r"documents\.template"):
            typeset(f'#read("{path}")', frame, {}, DAY)
