"""容缺承诺 at the desk: propose which papers may follow until when; note that the applicant signed or put a thumb-print."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.actions import propose_conditional, sign_commitment_at_desk
from minzheng.core.cases.actions.commitments import text_of
from minzheng.core.cases.queries import CommitmentRow, commitment_of
from minzheng.core.cases.rules import COMMITMENT_TITLE, SIGNED_WORDS, WITNESS_KINDS, today
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import unnumbered
from minzheng.core.files.actions import store
from minzheng.core.people.queries import met
from minzheng.core.workflow.rules import waiting
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, moment, now, page, staff, visible
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.text import chinese_date

TYPED = ("until", "witness_1", "witness_2", "witness_kind_1", "witness_kind_2")
PLACES = {"cases.not_deferrable": "deferred", "cases.commitment_missing": "photo"}


@staff
def commitment(request: HttpRequest, case_no: str) -> HttpResponse:
    """Propose, print, note the signature."""
    row = visible(request, case_no)
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in TYPED}
    typed["deferred"] = request.POST.getlist("deferred")
    if request.method != "POST":
        return _show(request, row, typed, ())
    try:
        done = _do(request, row, request.POST.get("go", ""), typed)
    except Invalid as invalid:
        return _show(request, row, typed, invalid.fields)
    except Problem as problem:
        if problem.code not in PLACES:
            raise
        return _show(request, row, typed, [FieldProblem(PLACES[problem.code], title_of(problem))])
    messages.success(request, done)
    return HttpResponseRedirect(reverse("workbench:commitment", args=[case_no]))


def _do(request: HttpRequest, row: Mapping[str, Any], go: str, typed: Mapping[str, Any]) -> str:
    by, at = actor_of(request), now()
    if go == "propose":
        propose_conditional(
            by=by, at=at, case_id=row["id"], materials=typed["deferred"], until=_day(typed["until"])
        )
        return "提出了，申请人会收到消息。他在网上签，或者当面签。"
    seen = [(typed[f"witness_{n}"], typed[f"witness_kind_{n}"]) for n in (1, 2)] if go == "thumb" else None
    sign_commitment_at_desk(by=by, at=at, case_id=row["id"], file=_photo(request), witnesses=seen)
    return "签字记下了，可以容缺受理了。"


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid([FieldProblem("until", "请写对日期，例如 2026-03-20", "最晚补交")]) from error


def _photo(request: HttpRequest) -> UUID | None:
    sent = request.FILES.get("photo")
    if sent is None:
        return None
    try:
        return store(by=actor_of(request), at=now(), stream=sent, name=sent.name or "")
    except Problem as problem:
        raise Invalid([FieldProblem("photo", title_of(problem), "照片")]) from problem


def _show(
    request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, Any], problems: Sequence[FieldProblem]
) -> HttpResponse:
    found, machine = commitment_of(row["id"]), package(row["snapshot_id"]).machine
    element = next(
        (
            one
            for one in waiting(row["tokens"]).values()
            if "accept_conditionally" in machine.plates[one].outcomes
        ),
        "",
    )
    stands = found if found and (found.element == element or found.signed_at) else None
    case_url = reverse("workbench:case", args=[row["case_no"]])
    context = {
        "crumbs": [
            {"text": f"{row['applicant_name']}　{row['title']}", "href": case_url},
            {"text": "容缺承诺", "href": ""},
        ],
        "heading": f"容缺承诺：{row['applicant_name']}　{row['title']}",
        "laid": _laid(row, stands) if stands else None,
        "open": bool(element),
        "signing": bool(element and stands and stands.signed_at is None),
        "papers": [
            {"value": one["code"], "text": one["name"], "chosen": one["code"] in typed["deferred"]}
            for one in package(row["snapshot_id"]).service["materials"]
            if one.get("necessity") == "deferrable"
        ],
        "typed": typed,
        "bad": {one.path: one.message for one in problems},
        "kinds": [{"value": value, "text": text} for value, text in WITNESS_KINDS.items()],
        "case_url": case_url,
        "action_url": reverse("workbench:commitment", args=[row["case_no"]]),
        "errors": [{"href": f"#{one.path}", "text": one.message} for one in problems],
    }
    return page(request, "commitment.html", context, nav="queue", status=422 if problems else 200)


def _laid(row: Mapping[str, Any], found: CommitmentRow) -> dict[str, Any]:
    signed = (
        f"{moment(found.signed_at)}，{SIGNED_WORDS[found.mode]}（a{found.assurance}）"
        if found.signed_at
        else "还没签"
    )
    seen = [
        {"label": "见证人", "value": f"{name}（{WITNESS_KINDS[kind]}）"} for name, kind in found.witnesses
    ]
    return {
        "lines": [
            {"label": "后补的材料", "value": "、".join(item["label"] for item in found.items)},
            {"label": "最晚补交", "value": chinese_date(found.due_on, weekday=True)},
            {"label": "提出", "value": moment(found.proposed_at)},
            {"label": "签字", "value": signed},
            *seen,
        ],
        "photo_url": reverse("workbench:file", args=[found.file]) if found.file else "",
        "sheet_url": reverse("workbench:commitment_sheet", args=[row["case_no"]]),
    }


@staff
def sheet(request: HttpRequest, case_no: str) -> HttpResponse:
    """The sheet to print for the applicant."""
    row = visible(request, case_no)
    found = commitment_of(row["id"])
    if found is None:
        raise Problem("cases.commitment_missing")
    who = met(row["applicant_id"])
    data = {
        "heading": COMMITMENT_TITLE,
        "applicant": row["applicant_name"],
        "service": row["title"],
        "signer": who.name,
        "role": "经办人" if row["legal_person_id"] else "申请人",
        "id_number": who.id_number_masked,
        "paragraphs": [{"text": part} for part in text_of(row, found.items, found.due_on)],
        "version": found.text_version,
    }
    content = unnumbered("authorisation_sheet", data, case_no, today(now()))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{case_no}-commitment.pdf"'
    return response
