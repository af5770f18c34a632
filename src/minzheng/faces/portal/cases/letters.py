"""Reading the letters of a case, on the page and as PDF."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases.actions import take_step
from minzheng.core.cases.queries import case
from minzheng.core.cases.rules import owner_of
from minzheng.core.documents.queries import LetterRow, pdf
from minzheng.core.documents.queries import letter as letter_row
from minzheng.core.workflow.rules import waiting
from minzheng.faces.portal.cases.pages import ANSWERS, SERVED_IN
from minzheng.faces.portal.frame import actor_of, list_name, now, page, sees, under_any_hat
from minzheng.kernel.errors import Problem
from minzheng.kernel.text import letter_date


def _own_letter(request: HttpRequest, letter_id: UUID) -> tuple[LetterRow, dict[str, Any]]:
    one = letter_row(letter_id)
    if one.case_id is None or one.recipient is None:  # a paper of the office, not for the parties
        raise Problem("documents.missing")
    row = case(one.case_id)
    if not sees(request, row):
        raise Problem("documents.missing")
    return one, row


@under_any_hat
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A letter to read; opening the decision serves it."""
    one, row = _own_letter(request, letter)
    actor = actor_of(request)
    waits = [place for place in waiting(row["tokens"]).values() if place.startswith("deliver")]
    on_its_way = row["state"] in SERVED_IN and waits and one.kind in ANSWERS
    if on_its_way and owner_of(row) in actor.acts_for:
        take_step(by=actor, at=now(), case_id=row["id"], element=waits[0], outcome="served")
    context = {
        "crumbs": [
            {"text": list_name(row), "href": reverse("portal:my_cases")},
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
        "permit_decision": _permit(say, asked, one.data.get("items") or ()),
        "refusal_of_acceptance": [
            f"{asked}，本机关决定不予受理。",
            f"理由：{say['reason']}。",
            *([f"依据：{say['article']}。"] if say["article"] else []),
        ],
        **_beside(one, say, asked),
        "withdrawal": [f"{asked}，已经按您的意思撤回，不再办理。以后还可以再申请。"],
        "proof_of_service": [
            f"{asked}的通知书已经送达。",
            f"送达方式：{say['mode']}；签收人：{say['receiver']}。",
        ],
    }
    return [*said.get(one.kind, []), f"办件编号：{one.case_no}"]


def _beside(one: LetterRow, say: "_Words", asked: str) -> dict[str, list[str]]:
    """The papers of the side roads."""
    listed = [
        f"{row['n']}. {row['name']}：{row['reason']}" for row in one.data.get("items", ()) if "n" in row
    ]
    until = f"请在{say['until']}前交来。" if say["until"] else ""
    stop = (
        f"这段时间不算在办理期限里（{say['stop_article']}）。"
        if say["stop_article"]
        else "这段时间照常算在期限里。"
    )
    return {
        "correction_notice": [
            f"{asked}收到了，有 {len(listed)} 项要补正，一次列全，没有列出的不再要。",
            *listed,
            f"{until}补齐了就应当受理，从补齐那天起算。",
        ],
        "conditional_acceptance_notice": [
            f"{asked}，主要材料齐全，先受理，下面的材料可以后补。",
            *listed,
            f"最晚{say['until']}前、领取结果以前交齐。办理期限照常算。",
        ],
        "further_material_notice": [
            f"您的“{say['service']}”申请正在审查，请您补充：",
            *listed,
            f"{until}这次补充不退回受理，期限照常算。",
        ],
        "special_procedure_notice": [
            f"您的“{say['service']}”申请需要进行{say['procedure']}，预计到{say['planned_end']}。",
            f"理由：{say['reason']}。",
            stop,
        ],
        "extension_notice": [
            f"您的“{say['service']}”申请，办理期限从{say['old_due']}延长到{say['new_due']}。",
            f"理由：{say['reason']}。依据：{say['article']}。",
        ],
        "termination_notice": [
            f"{asked}，本机关决定终止办理。",
            f"理由：{say['reason']}。",
            f"依据：{say['article']}。",
            "以后还可以再申请。",
        ],
        "transfer_letter": [
            f"{asked}，已经{say['way']}到{say['to']}办理，这份函抄送给您。",
            f"理由：{say['reason']}。",
        ],
    }


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


def _permit(say: _Words, asked: str, items: Sequence[Mapping[str, str]]) -> list[str]:
    by = f"根据{say['article']}"
    if not say["granted"]:
        return [f"{asked}，经审查，{by}，决定{say['refusal_verb']}。", f"理由：{say['reason']}。"]
    listed = [f"{item['name']}：{item['value']}" for item in items]
    duties = str(say.get("duties", "")).splitlines()
    return [f"{asked}，经审查，符合法定条件、标准，{by}，决定{say['verb']}。", *listed, *duties]


@under_any_hat
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The letter as PDF."""
    one, _ = _own_letter(request, letter)
    response = HttpResponse(pdf(one.id), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{one.id}.pdf"'
    return response
