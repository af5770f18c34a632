"""Reading the letters of a case, on the page and as PDF."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases.actions import take_step
from minzheng.core.cases.queries import case
from minzheng.core.documents.queries import LetterRow, pdf
from minzheng.core.documents.queries import letter as letter_row
from minzheng.faces.portal.cases.pages import ANSWERS
from minzheng.faces.portal.frame import actor_of, now, page, signed_in
from minzheng.kernel.errors import Problem
from minzheng.kernel.text import letter_date


def _own_letter(request: HttpRequest, letter_id: UUID) -> tuple[LetterRow, dict[str, Any]]:
    one = letter_row(letter_id)
    if one.case_id is None or one.recipient is None:  # a paper of the office, not for the parties
        raise Problem("documents.missing")
    row = case(one.case_id)
    if not actor_of(request).acts_for & {row["applicant_id"], row["agent_id"]}:
        raise Problem("documents.missing")
    return one, row


@signed_in
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A letter to read; opening the decision serves it."""
    one, row = _own_letter(request, letter)
    actor = actor_of(request)
    if row["state"] == "delivering" and row["applicant_id"] in actor.acts_for and one.kind in ANSWERS:
        take_step(by=actor, at=now(), case_id=row["id"], element="deliver", outcome="served")
    context = {
        "crumbs": [
            {"text": "我的办件", "href": reverse("portal:my_cases")},
            {"text": row["title"], "href": reverse("portal:case", args=[row["case_no"]])},
            {"text": one.title, "href": ""},
        ],
        "letter": {
            "organ": one.letterhead,
            "title": one.title,
            "number": one.doc_no,
            "to": row["applicant_name"],
            "paragraphs": letter_paragraphs(one),
            "signer": one.organisation_name,
            "date": letter_date(one.issued_on),
            "sealed": False,
        },
        "pdf_url": reverse("portal:letter_pdf", args=[one.id]),
        "pdf_note": "PDF 是正式件，可以下载、打印、转发。",
        "back_url": reverse("portal:case", args=[row["case_no"]]),
        "plain": "",
        "remedies": [one.data["remedy"]] if one.data.get("remedy") else [],
    }
    return page(request, "letter.html", context, nav="cases")


def letter_paragraphs(one: LetterRow) -> list[str]:
    """What a letter says, for reading on the page; the PDF is the paper."""
    say = _Words(one.data)
    asked = f"您于{say['received_on']}提出的“{say['service']}”申请"
    said = {
        "intake_receipt": [
            f"{asked}，已经收到。查询码 {say['query_pin']}，凭编号和查询码，不用登录也能查进度。",
            "这份凭证只说明已经收到，不表示已经受理。"
            + (
                f"我们在{say['notify_due']}前告诉您受不受理；到期没有告诉您的，从收件那天起就算受理。"
                if say["notify_due"]
                else ""
            ),
        ],
        "acceptance_notice": [
            f"{asked}，材料齐全，符合规定，自{say['accepted_on']}起受理。",
            f"承诺 {say['limit']}内办结，从受理的第二天起算。不收费。",
        ],
        "acceptance_by_lapse_notice": [
            f"{asked}，本机关没有在规定的期限内答复。依照规定，自{say['accepted_on']}收件那天起视为已经受理。"
        ],
        "decision": _decision(say, asked),
        "refusal_of_acceptance": [f"{asked}，本机关决定不予受理。", f"理由：{say['reason']}。"],
        "withdrawal": [f"{asked}，已经按您的意思撤回，不再办理。以后还可以再申请。"],
        "proof_of_service": [
            f"{asked}的通知书已经送达。",
            f"送达方式：{say['mode']}；签收人：{say['receiver']}。",
        ],
    }
    return [*said.get(one.kind, []), f"办件编号：{one.case_no}"]


class _Words(dict[str, Any]):
    """The fields of a letter as text without its last stop; what it does not have reads as ''."""

    def __getitem__(self, name: str) -> str:
        return str(self.get(name, "")).strip().rstrip("。")


def _decision(say: _Words, asked: str) -> list[str]:
    because = [f"理由：{say['reason']}。", *([f"依据：{say['article']}。"] if say["article"] else [])]
    if say["formula"]:
        because.append(f"怎么算的：{say['formula']}。")
    because += [f"{item['name']}：{item['value']}" for item in say.get("items", ())]
    if not say["granted"]:
        return [f"{asked}，经审核，决定不予确认。", *because]
    return [
        f"{asked}，经审核，您符合规定的条件，予以确认。",
        f"从 {say['starts']}起，{say['amount']}，发到您登记的银行卡上。",
        *because,
        "情况有变化的，请您及时告诉我们。",
    ]


@signed_in
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The letter as PDF."""
    one, _ = _own_letter(request, letter)
    response = HttpResponse(pdf(one.id), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{one.id}.pdf"'
    return response
