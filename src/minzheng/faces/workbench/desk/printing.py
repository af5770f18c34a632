"""The print set of a case: the filled application for reading aloud and signing, and every paper that it has or will have."""

from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases import queries as cases
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import LetterRow, unnumbered
from minzheng.core.forms.rules import context_of
from minzheng.core.people.queries import met
from minzheng.core.publicity.queries import NoticeRow, notices_of
from minzheng.faces.workbench.desk.pages import visible
from minzheng.faces.workbench.desk.papers import as_pdf, letters_for
from minzheng.faces.workbench.frame import actor_of, day_words, now, page, staff
from minzheng.kernel.text import chinese_moment

CHANNELS = {"counter": "窗口", "web": "网上", "api": "接口"}
EXPECTED = (
    ("receipt", "收件凭证", "收件以后马上就有"),
    ("supplement", "补正告知书", "材料不齐，发补正告知时有"),
    ("accept", "受理通知书", "受理以后有"),
    ("accept_by_lapse", "视为受理通知书", "到期没有告知，视为受理时有"),
    ("accept_conditionally", "容缺受理通知书", "容缺受理时有"),
    ("refuse_acceptance", "不予受理通知书", "不予受理签发以后有"),
    ("visit", "入户调查表", "入户调查填好、两人签名以后有"),
    ("source_letter", "查询函", "查询对象没有回音，发函时有"),
    ("further_material", "补充材料通知书", "审核中要补充材料时有"),
    ("special", "特别程序告知书", "进入检验、鉴定、听证等特别程序时有"),
    ("extend", "延期告知书", "批准延期时有"),
    ("decide", "审核确认（不予确认）通知书", "作出决定以后有"),
    ("deliver", "送达回证", "送达时有"),
    ("withdraw", "撤回申请确认书", "申请人撤回时有"),
    ("terminate", "终止通知书", "终止办理时有"),
    ("transfer", "转报、移送函", "转报或移送时有"),
)
"""Moment of a package, the paper's usual name, and when it will exist."""
NOTICE = ("公示单", "公示开始前做好，就能打印张贴")


@staff
def print_set(request: HttpRequest, case_no: str) -> HttpResponse:
    """Everything of a case that can be printed, and when the rest will exist."""
    row = visible(request, case_no)
    documents = package(row["snapshot_id"]).service.get("documents", {})
    process_posts = package(row["snapshot_id"]).service.get("publicity", "") in ("notice", "both")
    letters = letters_for(row, actor_of(request), now())
    lines = [*_lines(documents, letters), *_notices(notices_of(row["id"]), expected=process_posts)]
    context = {
        "crumbs": [
            {
                "text": f"{row['applicant_name']}　{row['title']}",
                "href": reverse("workbench:case", args=[case_no]),
            },
            {"text": "打印", "href": ""},
        ],
        "heading": f"打印：{row['applicant_name']}　{row['title']}",
        "application_url": reverse("workbench:print_application", args=[case_no])
        if row["origin"] != "list"
        else "",
        "there": [line for line in lines if line["href"]],
        "later": [line for line in lines if not line["href"]],
    }
    return page(request, "print_set.html", context, nav="queue")


def _lines(documents: Mapping[str, str], letters: Sequence[LetterRow]) -> Iterable[dict[str, str]]:
    """The papers that the package names, in the order of the road, then what was issued beside them."""
    shown: set[str] = set()
    for moment, name, when in EXPECTED:
        kind = documents.get(moment)
        if kind is None or kind in shown:
            continue
        shown.add(kind)
        found = [one for one in letters if one.kind == kind]
        yield from map(_letter, found)
        if not found:
            yield {"name": name, "note": when, "href": ""}
    yield from (_letter(one) for one in letters if one.kind not in shown)


def _letter(one: LetterRow) -> dict[str, str]:
    void = "，已不作数" if one.status != "issued" else ""
    return {
        "name": one.title,
        "note": f"{one.doc_no}，{day_words(one.issued_at)}{void}",
        "href": reverse("workbench:letter", args=[one.id]),
    }


def _notices(found: Sequence[NoticeRow], *, expected: bool) -> Iterable[dict[str, str]]:
    for one in found:
        href = reverse("workbench:notice_poster", args=[one.id])
        yield {"name": NOTICE[0], "note": one.doc_no, "href": href}
    if expected and not found:
        yield {"name": NOTICE[0], "note": NOTICE[1], "href": ""}


@staff
def application(request: HttpRequest, case_no: str) -> HttpResponse:
    """The filled application in large type, with places for signature and thumb-print; sensitive answers are masked as on the
    page of the case."""
    row = visible(request, case_no)
    by = actor_of(request)
    found, papers = package(row["snapshot_id"]), cases.papers_of(row["id"], by.account, now())
    written = found.form.summary(
        papers.answers, context_of(row["received_at"]), detail=True, clear=cases.clear_in(papers.reveal)
    )
    who, body = met(row["applicant_id"]), row["legal_person_id"]
    data = {
        "heading": f"{found.short}申请表",
        "applicant": f"{row['applicant_name']}（经办人 {who.name}）" if body else row["applicant_name"],
        "service": row["title"],
        "id_number": "" if body else who.id_number_masked,
        "received_at": chinese_moment(row["received_at"]),
        "channel": CHANNELS.get(row["channel"], row["channel"]),
        "lines": [
            line
            for section in written
            for line in (
                {"section": section.title},
                *({"label": one.label, "text": one.text} for one in section.rows),
            )
        ],
        "materials": [
            {"name": one.name, "state": "已交" if one.file else "免交"} for one in papers.materials
        ],
    }
    return as_pdf(
        lambda: unnumbered("application_form", data, case_no, row["received_at"].date()),
        f"{case_no}-application",
    )
