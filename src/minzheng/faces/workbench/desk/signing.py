"""核对授权书 at the desk: who signed, and signing before the officer by hand or by thumb-print, with photo and witnesses."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import (
    refuse_authorisation,
    send_link,
    sign_at_desk,
    sign_by_thumb_print,
    sign_for_ward_at_desk,
)
from minzheng.core.cases.queries import AgencyRow, AuthorisationRow
from minzheng.core.cases.rules import (
    CAPACITIES,
    PARTY_WORDS,
    SIGNED_WORDS,
    WITNESS_KINDS,
    may_still_sign,
    today,
)
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import unnumbered
from minzheng.core.files.actions import store
from minzheng.core.people.queries import PersonRow, persons
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.desk.pages import visible
from minzheng.faces.workbench.frame import actor_of, day_words, moment, now, page, place_name, staff
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.text import chinese_date, mask_phone

STATE_WORDS = {"signed": ("green", "已签"), "waiting": ("yellow", "还没签"), "refused": ("red", "不愿签")}
TYPED = (
    "guardian_name",
    "guardian_id_number",
    "phone",
    "reason",
    "witness_1",
    "witness_2",
    "witness_kind_1",
    "witness_kind_2",
)


@staff
def signing(request: HttpRequest, case_no: str) -> HttpResponse:
    """Who signed and who did not."""
    return _show(request, visible(request, case_no), "", {}, ())


@require_POST
@staff
def act(request: HttpRequest, case_no: str) -> HttpResponse:
    """Note a signature, a refusal, or send a link."""
    row = visible(request, case_no)
    wanted, typed = request.POST.get("signer", ""), {name: request.POST.get(name, "") for name in TYPED}
    one = next((one for one in cases.authorisations_of(row["id"]) if str(one.id) == wanted), None)
    if one is None:
        raise Problem("cases.authorisation_missing")
    try:
        done = _do(request, one, request.POST.get("go", ""), typed)
    except Invalid as invalid:
        return _show(request, row, wanted, typed, invalid.fields)
    except Problem as problem:
        if problem.code not in ("cases.too_many_sms", "cases.minor_signs", "cases.signer_gone"):
            raise
        return _show(request, row, wanted, typed, [FieldProblem("photo", title_of(problem))])
    messages.success(request, done)
    return HttpResponseRedirect(reverse("workbench:signing", args=[case_no]))


def _do(request: HttpRequest, one: AuthorisationRow, go: str, typed: Mapping[str, str]) -> str:
    by, at = actor_of(request), now()
    if go == "link":
        address = request.build_absolute_uri("/sign/")
        send_link(by=by, at=at, authorisation_id=one.id, phone=typed["phone"], address=address)
        return f"链接发到 {mask_phone(typed['phone'])} 了。"
    if go == "refuse":
        refuse_authorisation(by=by, at=at, authorisation_id=one.id, reason=typed["reason"])
        return "记下了，这一位不愿意签。"
    file = _photo(request)
    if go == "thumb":
        witnesses = [(typed[f"witness_{n}"], typed[f"witness_kind_{n}"]) for n in (1, 2)]
        sign_by_thumb_print(by=by, at=at, authorisation_id=one.id, file=file, witnesses=witnesses)
        return "指印和两位见证人记下了。"
    if go == "guardian":
        guardian = (typed["guardian_name"], typed["guardian_id_number"])
        sign_for_ward_at_desk(by=by, at=at, authorisation_id=one.id, guardian=guardian, file=file)
        return "监护人代签记下了。"
    sign_at_desk(by=by, at=at, authorisation_id=one.id, file=file)
    return "签字记下了。"


def _photo(request: HttpRequest) -> UUID | None:
    sent = request.FILES.get("photo")
    if sent is None:
        return None
    try:
        return store(by=actor_of(request), at=now(), stream=sent, name=sent.name or "")
    except Problem as problem:
        raise Invalid([FieldProblem("photo", title_of(problem), "照片")]) from problem


def _show(
    request: HttpRequest,
    row: Mapping[str, Any],
    wanted: str,
    typed: Mapping[str, str],
    problems: Sequence[FieldProblem],
) -> HttpResponse:
    asked, agency = cases.authorisations_of(row["id"]), cases.agency_of(row["id"])
    elsewhere = cases.also_elsewhere(row["id"])
    ids = {
        *(one.person for one in asked),
        *(one.person for one in elsewhere),
        *([agency.person] if agency else []),
    }
    known = persons(ids) if ids else {}
    heading = f"签字：{row['applicant_name']}　{row['title']}"
    case_url = reverse("workbench:case", args=[row["case_no"]])
    context = {
        "crumbs": [
            {"text": f"{row['applicant_name']}　{row['title']}", "href": case_url},
            {"text": "签字", "href": ""},
        ],
        "heading": heading,
        "signers": [_signer(row, one, known[one.person], wanted, typed, problems) for one in asked],
        "warnings": [
            f"{known[one.person].name}也在另一份没办完的同类申请里：{one.case_no}（{place_name(one.town or one.county, today(now()))}）。"
            "一个人只能算在一户里，请核对。"
            for one in elsewhere
        ],
        "agency": _agency(agency, known),
        "kinds": [{"value": value, "text": text} for value, text in WITNESS_KINDS.items()],
        "action_url": reverse("workbench:signing_act", args=[row["case_no"]]),
        "errors": [{"href": f"#{one.path}-{wanted}", "text": one.message} for one in problems],
    }
    return page(request, "signing.html", context, nav="queue", status=422 if problems else 200)


def _signer(
    row: Mapping[str, Any],
    one: AuthorisationRow,
    who: PersonRow,
    wanted: str,
    typed: Mapping[str, str],
    problems: Sequence[FieldProblem],
) -> dict[str, Any]:
    kind, text = STATE_WORDS[one.state]
    mine = wanted == str(one.id)
    gone = not who.alive and one.state != "signed"
    bad = {problem.path: problem.message for problem in problems} if mine else {}
    return {
        "id": str(one.id),
        "name": who.name,
        "role": PARTY_WORDS.get(one.role, one.role),
        "claimed": who.claimed,
        "state": {"kind": "red", "text": "登记为去世，不用签"} if gone else {"kind": kind, "text": text},
        "lines": _lines(one),
        "photo_url": reverse("workbench:file", args=[one.file]) if one.file else "",
        "open": may_still_sign(row) and one.state != "signed" and who.alive,
        "sheet_url": reverse("workbench:signing_sheet", args=[row["case_no"], one.id]),
        "typed": {name: typed.get(name, "") if mine else "" for name in TYPED},
        "bad": {name: bad.get(name, "") for name in (*TYPED, "photo")},
        "tried": mine,
    }


def _lines(one: AuthorisationRow) -> list[dict[str, str]]:
    if one.signed_at is None:
        return []
    if one.state == "refused":
        return [
            {"label": "什么时候说的", "value": moment(one.signed_at)},
            {"label": "理由", "value": one.reason or "没有说"},
        ]
    seen = [{"label": "见证人", "value": f"{name}（{WITNESS_KINDS[kind]}）"} for name, kind in one.witnesses]
    return [
        {"label": "怎么签的", "value": f"{moment(one.signed_at)}，{SIGNED_WORDS[one.mode]}"},
        {"label": "实名等级", "value": f"a{one.assurance}"},
        *seen,
    ]


def _agency(agency: AgencyRow | None, known: Mapping[UUID, PersonRow]) -> list[dict[str, str]]:
    if agency is None:
        return []
    who = f"{known[agency.person].name}（{CAPACITIES[agency.capacity]}）"
    rows = [
        {"label": "谁代办", "value": who},
        {"label": "本人为什么不能办", "value": agency.reason},
        {"label": "代办到", "value": chinese_date(agency.until)},
    ]
    if agency.capacity == "helper":
        rows.append({"label": "注意", "value": "协理员没有代理权，不能代签。"})
    if agency.objected_at:
        rows.append(
            {
                "label": "申请人反对",
                "value": f"{day_words(agency.objected_at)}　{agency.objection or '没有说理由'}",
            }
        )
    return rows


@staff
def sheet(request: HttpRequest, case_no: str, authorisation: UUID) -> HttpResponse:
    """The sheet to print for one signer."""
    row, one = visible(request, case_no), cases.authorisation(authorisation)
    text = package(row["snapshot_id"]).authorisation
    if one.case_id != row["id"] or text is None:
        raise Problem("cases.authorisation_missing")
    who = persons([one.person])[one.person]
    data = {
        "heading": text.title,
        "applicant": row["applicant_name"],
        "service": row["title"],
        "signer": who.name,
        "role": PARTY_WORDS.get(one.role, one.role),
        "id_number": who.id_number_masked,
        "paragraphs": [{"text": part} for part in text.paragraphs],
        "version": text.version,
    }
    content = unnumbered("authorisation_sheet", data, case_no, today(now()))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{one.id}.pdf"'
    return response
