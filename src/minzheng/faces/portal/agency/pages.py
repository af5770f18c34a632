"""替谁办，谁替我办: appoint, accept, withdraw, say that one is a guardian; and change the hat with one press."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import services as all_services
from minzheng.core.legal_persons.actions import act_for as act_for_legal_person
from minzheng.core.legal_persons.rules import ORGANISATION
from minzheng.core.people.actions import (
    accept_appointment,
    act_for,
    appoint,
    claim_guardianship,
    end_representation,
)
from minzheng.core.people.queries import AgencyRow, agencies_of, names
from minzheng.core.people.rules import ACTS_FOR
from minzheng.faces.kit import typed
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.kit.uploads import uploads_of
from minzheng.faces.portal.frame import actor_of, keeping, now, page, signed_in, under_any_hat
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.text import chinese_date

KINDS = {"representative": "委托代理", "guardian": "监护"}
STATES = {"offered": "等答复", "active": "有效", "declined": "没有同意", "withdrawn": "已撤回"}
TEXTS = ("name", "id_number", "until", "ward_name", "ward_id_number")
BESIDE = {
    "people.own_representative": "id_number",
    "people.agent_unknown": "id_number",
    "people.minor_as_agent": "id_number",
    "people.agency_there": "id_number",
    "people.agency_days": "until",
    "people.agency_too_long": "until",
}


@require_POST
@under_any_hat
def acting(request: HttpRequest) -> HttpResponse:
    """Put on the hat of a representative, or one's own again. What was typed for one person does not go over to the
    next."""
    if request.POST.get("organisation"):
        return _for_organisation(request)
    asked = request.POST.get("principal", "")
    principal = _id(asked) if asked else None
    if asked and principal is None:
        raise Problem("people.nobody_to_act_for")
    act_for(by=actor_of(request), at=now(), principal=principal)
    typed.forget(request)
    request.session.pop(ORGANISATION, None)
    if principal is None:
        request.session.pop(ACTS_FOR, None)
        messages.success(request, "现在办您自己的事。")
    else:
        request.session[ACTS_FOR] = str(principal)
        messages.success(request, f"现在替{names([principal])[principal]}办事，表里的“我”都指他。")
    return HttpResponseRedirect(reverse("portal:home"))


def _for_organisation(request: HttpRequest) -> HttpResponse:
    """Put on the hat of a legal person; that of somebody represented comes off."""
    legal_person = _id(request.POST["organisation"])
    if legal_person is None:
        raise Problem("legal_persons.nobody_to_act_for")
    name = act_for_legal_person(by=actor_of(request), at=now(), legal_person=legal_person)
    typed.forget(request)
    request.session.pop(ACTS_FOR, None)
    request.session[ORGANISATION] = str(legal_person)
    messages.success(request, f"现在用{name}的身份。")
    return HttpResponseRedirect(reverse("portal:organisation"))


@sensitive_post_parameters("id_number", "ward_id_number")
@keeps_typed()
@signed_in
def agency(request: HttpRequest) -> HttpResponse:
    """Both sides of every agency, and what to do about each."""
    actor = actor_of(request)
    assert actor.person is not None
    if actor.on_behalf_of is not None:
        messages.warning(request, "您正在替别人办事。委托、监护要用自己的身份办，请先换回来。")
        return HttpResponseRedirect(reverse("portal:home"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        go = request.POST.get("go", "")
        try:
            said = _act(request, go)
        except Invalid as invalid:
            ward = "ward_" if go == "guardian" else ""
            errors = {_field(field.path, ward): field.message for field in invalid.fields}
        except Problem as problem:
            if problem.code not in BESIDE:
                raise
            errors = {_field(BESIDE[problem.code], "ward_" if go == "guardian" else ""): title_of(problem)}
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("portal:agency"))
    before = given_back(request) or request.POST
    known = all_services()
    titles = {one.code: one.short for one in known}
    day = today(now())
    rows = [_line(one, actor.person, titles, day) for one in agencies_of(actor.person)]
    context: dict[str, Any] = {
        "for_others": [one for one in rows if one["mine"]],
        "for_me": [one for one in rows if not one["mine"]],
        "services": [
            {"value": code, "text": title, "chosen": code in before.getlist("services")}
            for code, title in titles.items()
        ],
        "typed": {name: before.get(name, "") for name in TEXTS},
        "longest": chinese_date(date(day.year + 1, day.month, min(day.day, 28))),
        "bad": {
            name: errors.get(name, "") for name in (*TEXTS, "evidence", "agree", "agree_ward", "services")
        },
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "action_url": reverse("portal:agency"),
        "acting_url": reverse("portal:acting"),
    }
    return page(request, "agency.html", context, status=422 if errors else 200)


def _field(path: str, ward: str) -> str:
    return f"{ward}{path}" if path in ("name", "id_number") else path


def _act(request: HttpRequest, go: str) -> str:
    """One press; what is said when it is done."""
    by, at, post = actor_of(request), now(), request.POST
    if go == "appoint":
        return _appoint(request)
    if go == "guardian":
        return _guardian(request)
    chosen = _id(post.get("agency", ""))
    if chosen is None:
        raise Problem("people.agency_missing")
    if go in ("accept", "decline"):
        accept_appointment(by=by, at=at, agency_id=chosen, accepts=go == "accept")
        return "记下了，您可以替他办了。右上角换一下身份就行。" if go == "accept" else "记下了，您没有同意。"
    end_representation(by=by, at=at, agency_id=chosen)
    return "已经撤回，从现在起不能再替办。"


def _appoint(request: HttpRequest) -> str:
    post = request.POST
    missing = []
    if post.get("all") != "1" and not post.getlist("services"):
        missing.append(FieldProblem("services", "请选委托哪几项，或者选“全部事项”"))
    if post.get("agree") != "1":
        missing.append(FieldProblem("agree", "请看一遍，同意就打勾，再委托"))
    until = _day(post.get("until", ""))
    if until is None:
        missing.append(FieldProblem("until", "请填到哪天为止"))
    if missing or until is None:
        raise Invalid(missing)
    appoint(
        by=actor_of(request),
        at=now(),
        name=post.get("name", ""),
        id_number=post.get("id_number", ""),
        services=[] if post.get("all") == "1" else post.getlist("services"),
        until=until,
    )
    return "已经发给他了。他用自己的账号答应了，才算数；您随时可以撤回。"


def _guardian(request: HttpRequest) -> str:
    sent = uploads_of(request, keeping(request)).get("evidence", [])
    refused = next((one.refused for one in sent if one.refused), "")
    if request.POST.get("agree_ward") != "1":
        raise Invalid([FieldProblem("agree_ward", "请看一遍，同意就打勾，再提交")])
    if refused or not sent:
        raise Invalid([FieldProblem("evidence", refused or "请传户口簿、出生证明、判决书或者指定监护的文书")])
    claim_guardianship(
        by=actor_of(request),
        at=now(),
        name=request.POST.get("ward_name", ""),
        id_number=request.POST.get("ward_id_number", ""),
        evidence=UUID(str(sent[0].answer()["file"])),
    )
    return "收到了。街道、镇看过证明就告诉您，然后您就可以替他办。"


def _line(one: AgencyRow, me: UUID, titles: dict[str, str], day: date) -> dict[str, Any]:
    mine = one.agent == me
    over = one.status == "active" and not one.holds(day)
    term = f"{chinese_date(one.valid_from)}起" + (
        f"，到 {chinese_date(one.valid_to)}前" if one.valid_to else ""
    )
    return {
        "id": str(one.id),
        "mine": mine,
        "principal": str(one.principal),
        "name": one.principal_name if mine else one.agent_name,
        "kind": KINDS[one.kind],
        "scope": "、".join(titles.get(code, code) for code in one.scope) or "全部事项",
        "term": term,
        "state": "到期了" if over else STATES[one.status],
        "answer": mine and one.kind == "representative" and one.status == "offered",
        "act": mine and one.holds(day),
        "end": one.status == "offered" or one.holds(day),
    }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
