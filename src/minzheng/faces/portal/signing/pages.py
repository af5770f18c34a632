"""核对授权书 for the family: who signed and who did not, one's own to sign, and objecting to somebody who filled in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.cases.actions import (
    object_to_agency,
    refuse_authorisation,
    send_link,
    sign_authorisation,
    sign_by_guardian,
)
from minzheng.core.cases.queries import (
    AgencyRow,
    AuthorisationRow,
    agency_of,
    also_elsewhere,
    authorisation,
    authorisations_of,
)
from minzheng.core.cases.rules import (
    CAPACITIES,
    OF_AGE,
    PARTY_WORDS,
    SIGNED_WORDS,
    age_on,
    may_still_sign,
    owner_of,
    today,
)
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import unnumbered
from minzheng.core.people.queries import PersonRow, met, persons, representatives_of
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, day_words, moment, now, own_case, page, signed_in
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.text import chinese_date, mask_name, mask_phone

ELSEWHERE = "家里可能有人也在另一份没办完的同类申请里。一个人只能算在一户里，街道、镇会核对，不耽误收件。写错了的，请到窗口改。"
STATE_KINDS = {"signed": "green", "waiting": "yellow", "refused": "red"}


@signed_in
def who_signs(request: HttpRequest, case_no: str) -> HttpResponse:
    """Who signed, who did not, and what to do about it."""
    return _list(request, own_case(request, case_no))


def _list(
    request: HttpRequest, row: Mapping[str, Any], problem: FieldProblem | None = None, at_row: str = ""
) -> HttpResponse:
    asked, agency = authorisations_of(row["id"]), agency_of(row["id"])
    others = [agency.person] if agency else []
    known = persons([*(one.person for one in asked), *others]) if asked or others else {}
    open_ = may_still_sign(row)
    own = owner_of(row) in actor_of(request).acts_for
    context = {
        "crumbs": [
            {"text": "我的办件", "href": reverse("portal:my_cases")},
            {"text": row["title"], "href": reverse("portal:case", args=[row["case_no"]])},
            {"text": "谁来签字", "href": ""},
        ],
        "title": row["title"],
        "signers": [
            _signer(
                request, one, known[one.person], open_=open_, bad=problem if at_row == str(one.id) else None
            )
            for one in asked
        ],
        "left": sum(1 for one in asked if one.state != "signed" and known[one.person].alive),
        "elsewhere": ELSEWHERE if also_elsewhere(row["id"]) else "",
        "agency": _agency(row, agency, known, own=own),
        "send_url": reverse("portal:signing_send", args=[row["case_no"]]),
        "case_url": reverse("portal:case", args=[row["case_no"]]),
        "errors": [{"href": f"#phone-{at_row}", "text": problem.message}] if problem else [],
    }
    return page(request, "signing.html", context, nav="cases", status=422 if problem else 200)


def _signer(
    request: HttpRequest, one: AuthorisationRow, who: PersonRow, *, open_: bool, bad: FieldProblem | None
) -> dict[str, Any]:
    age = age_on(who.birth_date, today(now()))
    minor = age is not None and age < OF_AGE
    waits = open_ and one.state != "signed" and who.alive
    mine = one.person == actor_of(request).person
    return {
        "id": str(one.id),
        "name": who.name,
        "role": PARTY_WORDS.get(one.role, one.role),
        "state": {"kind": STATE_KINDS[one.state], "text": _state_words(one, who)},
        "note": f"{moment(one.signed_at)}，{SIGNED_WORDS[one.mode]}"
        if one.state == "signed" and one.signed_at
        else "",
        "own_url": reverse("portal:authorisation", args=[one.id]) if waits and mine else "",
        "guardian_url": reverse("portal:authorisation", args=[one.id]) if waits and minor else "",
        "ask": waits and not mine and not minor,
        "sheet_url": reverse("portal:authorisation_sheet", args=[one.id]) if waits else "",
        "bad": bad.message if bad else "",
        "sent": f"链接发出过，{chinese_date(today(one.link_expires), year=False)}前有效。"
        if waits and one.link_expires and one.link_expires > now()
        else "",
    }


def _state_words(one: AuthorisationRow, who: PersonRow) -> str:
    if not who.alive and one.state != "signed":
        return "不用签了"
    return {"signed": "已签", "waiting": "还没签", "refused": "不愿签"}[one.state]


def _agency(
    row: Mapping[str, Any], agency: AgencyRow | None, known: Mapping[UUID, PersonRow], *, own: bool
) -> dict[str, Any] | None:
    if agency is None:
        return None
    return {
        "who": known[agency.person].name,
        "rows": [
            {"label": "谁代办", "value": f"{known[agency.person].name}（{CAPACITIES[agency.capacity]}）"},
            {"label": "为什么", "value": agency.reason},
            {"label": "代办到", "value": chinese_date(agency.until)},
        ],
        "objected": f"{day_words(agency.objected_at)}，申请人表示反对，代办已经停止。"
        if agency.objected_at
        else "",
        "object_url": reverse("portal:object_agency", args=[row["case_no"]])
        if own and row["agent_id"] and may_still_sign(row)
        else "",
    }


@require_POST
@signed_in
def send(request: HttpRequest, case_no: str) -> HttpResponse:
    """Send a link to an absent member, or open it here."""
    row = own_case(request, case_no)
    one = _of_case(row, request.POST.get("signer", ""))
    phone, here = request.POST.get("phone", ""), request.POST.get("go") == "here"
    address = request.build_absolute_uri("/sign/")
    try:
        token = send_link(
            by=actor_of(request),
            at=now(),
            authorisation_id=one,
            phone=phone,
            address=address,
            by_sms=not here,
        )
    except Invalid as invalid:
        return _list(request, row, invalid.fields[0], str(one))
    except Problem as problem:
        if problem.code != "cases.too_many_sms":
            raise
        return _list(request, row, FieldProblem("phone", title_of(problem)), str(one))
    if here:
        return HttpResponseRedirect(reverse("portal:sign_link", args=[token]))
    messages.success(request, f"链接发到 {mask_phone(phone)} 了。签的时候要身份证号后 6 位和验证码。")
    return HttpResponseRedirect(reverse("portal:signing", args=[case_no]))


def _of_case(row: Mapping[str, Any], typed: str) -> UUID:
    """An authorisation of this very case. 1 statement. Raises Problem(`cases.authorisation_missing`)."""
    found = next((one.id for one in authorisations_of(row["id"]) if str(one.id) == typed), None)
    if found is None:
        raise Problem("cases.authorisation_missing")
    return found


@require_POST
@signed_in
def object_agency(request: HttpRequest, case_no: str) -> HttpResponse:
    """The applicant does not want somebody to act for him."""
    row = own_case(request, case_no)
    reason = request.POST.get("reason", "")
    object_to_agency(by=actor_of(request), at=now(), case_id=row["id"], reason=reason)
    messages.success(request, "记下了。他看不到这件事了，申请还在，接着由您自己办；不想办了可以撤回。")
    return HttpResponseRedirect(reverse("portal:signing", args=[case_no]))


@signed_in
def own(request: HttpRequest, authorisation: UUID) -> HttpResponse:
    """One's own authorisation (or a ward's): read it, sign it, or say that one does not. Nothing else of the case."""
    row, guardian = _mine(request, authorisation)
    errors: Sequence[Mapping[str, str]] = ()
    if request.method == "POST":
        done = _sign(request, row, guardian=guardian)
        if done is not None:
            return done
        errors = [{"href": "#agree", "text": "请看一遍，同意就打勾，再签"}]
    context = {
        **signed_text(row),
        "crumbs": [
            {"text": "我的办件", "href": reverse("portal:my_cases")},
            {"text": "请您签字", "href": ""},
        ],
        "for_whom": met(row.person).name if guardian else "",
        "state": row.state,
        "done_text": f"{moment(row.signed_at)}，{SIGNED_WORDS[row.mode]}。"
        if row.state == "signed" and row.signed_at
        else "",
        "open": may_still_sign(row.case) and row.state != "signed",
        "errors": errors,
        "action_url": reverse("portal:authorisation", args=[row.id]),
        "sheet_url": reverse("portal:authorisation_sheet", args=[row.id]),
    }
    return page(request, "authorisation.html", context, nav="cases", status=422 if errors else 200)


def signed_text(row: AuthorisationRow) -> dict[str, Any]:
    """What is signed and for what, as both pages show it; of the family no more than who asks."""
    text = package(row.case["snapshot_id"]).authorisation
    if text is None:
        raise Problem("cases.authorisation_missing")
    return {
        "heading": text.title,
        "asks": f"{mask_name(row.case['applicant_name'])}申请{row.case['title']}",
        "paragraphs": list(text.paragraphs),
        "version": text.version,
    }


def _mine(request: HttpRequest, authorisation_id: UUID) -> tuple[AuthorisationRow, bool]:
    row, me = authorisation(authorisation_id), actor_of(request).person
    if row.person == me:
        return row, False
    held = representatives_of(row.person, today(now()))
    if not any(one.kind == "guardian" and one.agent == me for one in held):
        raise Problem("cases.authorisation_missing")
    return row, True


def _sign(request: HttpRequest, row: AuthorisationRow, *, guardian: bool) -> HttpResponse | None:
    by, at, go = actor_of(request), now(), request.POST.get("go")
    if go == "refuse" and not guardian:
        refuse_authorisation(by=by, at=at, authorisation_id=row.id, reason=request.POST.get("reason", ""))
        messages.success(request, "记下了，您不愿意签。改主意的，决定作出以前都可以再签。")
    elif request.POST.get("agree") != "1":
        return None
    else:
        verb = sign_by_guardian if guardian else sign_authorisation
        verb(by=by, at=at, authorisation_id=row.id)
        messages.success(request, "签好了，谢谢您。")
    mine = row.case["applicant_id"] == by.person or row.case["agent_id"] == by.person
    back = reverse("portal:signing", args=[row.case["case_no"]])
    return HttpResponseRedirect(back if mine else reverse("portal:authorisation", args=[row.id]))


@signed_in
def sheet(request: HttpRequest, authorisation: UUID) -> HttpResponse:
    """The sheet to print, for signing at the desk: the signer's own, or one of the family's."""
    row = _for_sheet(request, authorisation)
    content = unnumbered("authorisation_sheet", sheet_data(row), row.case["case_no"], today(now()))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{row.id}.pdf"'
    return response


def _for_sheet(request: HttpRequest, authorisation_id: UUID) -> AuthorisationRow:
    row = authorisation(authorisation_id)
    mine = {row.person, row.case["applicant_id"], row.case["agent_id"]}
    if actor_of(request).person not in mine:
        return _mine(request, authorisation_id)[0]
    return row


def sheet_data(row: AuthorisationRow) -> dict[str, Any]:
    """The fields of the sheet. 1 statement."""
    said, who = signed_text(row), met(row.person)
    return {
        "heading": said["heading"],
        "applicant": row.case["applicant_name"]
        if row.role != "obligor"
        else mask_name(row.case["applicant_name"]),
        "service": row.case["title"],
        "signer": who.name,
        "role": PARTY_WORDS.get(row.role, row.role),
        "id_number": who.id_number_masked,
        "paragraphs": [{"text": text} for text in said["paragraphs"]],
        "version": said["version"],
    }
