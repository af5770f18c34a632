"""我的单位: which legal persons I act for, claiming one, appointing and withdrawing agents, what was done in its name."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import services as all_services
from minzheng.core.legal_persons.actions import appoint_agent, begin_key, end_mandate, look, verify
from minzheng.core.legal_persons.connectors.corporate_key.simulator import sign as simulated_signature
from minzheng.core.legal_persons.queries import MandateRow, legal_person, mandates_for, mandates_of
from minzheng.core.legal_persons.rules import ADMINISTRATOR, year_after
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, door, mandates, moment, now, page, signed_in, under_any_hat
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Hat
from minzheng.kernel.text import chinese_date, mask_name

KEY = "legal_key"
"""Key of the session: {reference, challenge, uscc} of a proof by key that was begun."""
KINDS = {"administrator": "管理员", "agent": "经办人"}
ACTS = {
    "legal_persons.appoint_agent": "授权经办人",
    "legal_persons.name_agent": "填了经办人的姓名、号码",
    "legal_persons.end_mandate": "撤回授权",
    "legal_persons.act_for": "换用别的身份",
    "people.act_for": "换回本人",
    "people.note_claimed_persons": "记下经办人",
    "forms.open_draft": "开始填申请",
    "forms.discard_draft": "删掉没交的申请",
    "cases.submit": "提交申请",
    "cases.step": "补交材料或者签收",
    "cases.hand_in": "补交材料",
    "cases.sign_commitment": "签容缺承诺",
    "cases.withdraw": "撤回申请",
    "documents.note_opened": "打开文书",
    "feedback.rate": "评价",
}
BESIDE_CLAIM = {
    "legal_persons.method_unfit": "uscc",
    "legal_persons.ended": "uscc",
    "legal_persons.has_administrator": "uscc",
    "legal_persons.representative_only": "uscc",
    "legal_persons.register_silent": "uscc",
    "legal_persons.tries_full": "uscc",
    "legal_persons.not_in_register": "shown",
    "legal_persons.code_wrong": "shown",
    "legal_persons.shown_by_another": "shown",
    "legal_persons.key_wrong": "shown",
}
BESIDE_AGENT = {
    "legal_persons.oneself": "id_number",
    "legal_persons.appointments_full": "id_number",
    "legal_persons.agent_unknown": "id_number",
    "legal_persons.mandate_there": "id_number",
    "people.minor_as_agent": "id_number",
    "people.agency_days": "until",
    "people.agency_too_long": "until",
}
WAYS = ("licence", "key", "certificate")


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The mandates that I hold and held; laying one down."""
    actor = actor_of(request)
    assert actor.person is not None
    if request.method == "POST":
        end_mandate(by=actor, at=now(), mandate_id=_id(request))
        messages.success(request, "已经退出，从现在起不能再替它办。")
        return HttpResponseRedirect(reverse("portal:organisations"))
    day, titles = today(now()), _titles()
    context = {
        "rows": [
            {
                "id": str(one.id),
                "body": str(one.legal_person),
                "name": one.legal_person_name,
                "uscc": one.uscc,
                **_words(one, day, titles),
            }
            for one in mandates_of(actor.person)
        ],
        "claim_url": reverse("portal:claim_organisation"),
        "action_url": reverse("portal:organisations"),
    }
    return page(request, "organisations.html", context)


@sensitive_post_parameters("shown")
@signed_in
def claim(request: HttpRequest) -> HttpResponse:
    """Claim a legal person by one of three proofs."""
    post, errors = request.POST, {}
    way = post.get("way") or request.GET.get("way") or "licence"
    way = way if way in WAYS else "licence"
    if request.method == "POST":
        try:
            done = _claim(request, way)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            if problem.code not in BESIDE_CLAIM:
                raise
            errors = {BESIDE_CLAIM[problem.code]: title_of(problem)}
        else:
            return HttpResponseRedirect(done)
    begun = request.session.get(KEY, {}) if way == "key" else {}
    context = {
        "way": way,
        "ways": [
            {
                "text": text,
                "href": f"{reverse('portal:claim_organisation')}?way={value}",
                "current": value == way,
            }
            for value, text in (
                ("licence", "电子营业执照"),
                ("key", "法人一证通（UKey）"),
                ("certificate", "社会组织登记证书"),
            )
        ],
        "uscc": post.get("uscc", begun.get("uscc", "")),
        "challenge": begun.get("challenge", ""),
        "demo_url": reverse("portal:demo_key") if begun and settings.ALLOW_DEMO_ID else "",
        "bad": {name: errors.get(name, "") for name in ("uscc", "shown", "agree")},
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "action_url": reverse("portal:claim_organisation"),
    }
    return page(request, "organisation_claim.html", context, status=422 if errors else 200)


def _claim(request: HttpRequest, way: str) -> str:
    """One press; where one goes on to."""
    by, at, post = actor_of(request), now(), request.POST
    uscc, begun = post.get("uscc", ""), request.session.get(KEY, {})
    if way == "key" and post.get("go") == "begin":
        request.session.pop(KEY, None)
        reference, challenge = begin_key(by=by, at=at, uscc=uscc)
        request.session[KEY] = {"reference": reference, "challenge": challenge, "uscc": uscc}
        return f"{reverse('portal:claim_organisation')}?way=key"
    missing = [] if post.get("agree") == "1" else [FieldProblem("agree", "请看一遍，同意就打勾，再认领")]
    if not post.get("shown", "").strip():
        missing.append(FieldProblem("shown", "请填这一项"))
    if missing:
        raise Invalid(missing)
    if way == "key":
        request.session.pop(KEY, None)
        uscc = begun.get("uscc", "")
    verify(by=by, at=at, method=way, uscc=uscc, shown=post["shown"], reference=begun.get("reference"))
    messages.success(request, "认领好了，您是它的管理员，一年内有效。上面换一下身份，就能授权经办人。")
    return reverse("portal:organisations")


@door
def demo_key(request: HttpRequest) -> HttpResponse:
    """演示: what the simulated key signs for the proof that this browser has begun."""
    if not settings.ALLOW_DEMO_ID:
        raise Http404
    begun = request.session.get(KEY, {})
    context = {
        "signature": simulated_signature(begun.get("uscc", ""), begun.get("challenge", "")) if begun else "",
        "back_url": f"{reverse('portal:claim_organisation')}?way=key",
    }
    return page(request, "demo_key.html", context)


@sensitive_post_parameters("id_number")
@under_any_hat
def current(request: HttpRequest) -> HttpResponse:
    """The legal person whose hat is worn: its agents, and what was done in its name."""
    actor, at = actor_of(request), now()
    if actor.hat is not Hat.CORPORATE or actor.corporate is None:
        return HttpResponseRedirect(reverse("portal:organisations"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            said = _manage(request)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            if problem.code not in BESIDE_AGENT:
                raise
            errors = {BESIDE_AGENT[problem.code]: title_of(problem)}
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("portal:organisation"))
    day, titles, post = today(at), _titles(), request.POST
    body = legal_person(actor.corporate)
    administers = actor.corporate_role == "corp_admin"
    held = next(one for one in mandates(request) if one.legal_person == actor.corporate)
    context: dict[str, Any] = {
        "name": body.name,
        "links": [
            {"text": "单位的办件", "href": reverse("portal:my_cases")},
            {"text": "单位能办的事", "href": f"{reverse('portal:services')}?who=organisation"},
        ],
        "facts": [
            {"label": "统一社会信用代码", "value": body.uscc},
            {"label": "种类", "value": body.kind_word},
            {"label": "法定代表人", "value": mask_name(body.representative_name) or "登记系统里没有"},
            {"label": "您是它的", "value": f"{KINDS[held.kind]}，到 {chinese_date(held.until)}前"},
        ],
        "administers": administers,
        "agents": [
            {"id": str(one.id), "name": one.agent_name, **_words(one, day, titles)}
            for one in (mandates_for(actor.corporate) if administers else [])
        ],
        "done": [
            {
                "what": ACTS.get(str(row["kind"]), "其他操作"),
                "who": mask_name(str(row["actor_name"])),
                "when": moment(row["at"]),  # type: ignore[arg-type]
            }
            for row in look(by=actor, at=at, legal_person=actor.corporate)
        ],
        "services": [
            {"value": code, "text": title, "chosen": code in post.getlist("services")}
            for code, title in titles.items()
        ],
        "typed": {name: post.get(name, "") for name in ("name", "id_number", "until")},
        "longest": chinese_date(year_after(day)),
        "bad": {name: errors.get(name, "") for name in ("name", "id_number", "services", "until")},
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "action_url": reverse("portal:organisation"),
    }
    return page(request, "organisation.html", context, status=422 if errors else 200)


def _manage(request: HttpRequest) -> str:
    post = request.POST
    if post.get("go") == "end":
        end_mandate(by=actor_of(request), at=now(), mandate_id=_id(request))
        return "已经撤回，他从现在起不能再替单位办。"
    missing = []
    if post.get("all") != "1" and not post.getlist("services"):
        missing.append(FieldProblem("services", "请选授权哪几项，或者选“全部事项”"))
    until = _day(post.get("until", ""))
    if until is None:
        missing.append(FieldProblem("until", "请填到哪天为止"))
    if missing or until is None:
        raise Invalid(missing)
    appoint_agent(
        by=actor_of(request),
        at=now(),
        name=post.get("name", ""),
        id_number=post.get("id_number", ""),
        services=[] if post.get("all") == "1" else post.getlist("services"),
        until=until,
    )
    return "授权好了，他用自己的账号登录就能换成单位的身份。"


def _words(one: MandateRow, day: date, titles: Mapping[str, str]) -> dict[str, Any]:
    holds = one.holds(day)
    return {
        "kind": KINDS[one.kind],
        "state": "有效" if holds else "已撤回" if one.status == "withdrawn" else "到期了",
        "scope": "、".join(titles.get(code, code) for code in one.scope) or "全部事项",
        "term": f"{chinese_date(one.valid_from)}起，到 {chinese_date(one.valid_to)}前",
        "by": "凭证照认领" if one.basis == "proven" else f"{mask_name(one.granted_by_name)}授权",
        "holds": holds,
        "end": holds and one.kind != ADMINISTRATOR,
    }


def _titles() -> dict[str, str]:
    return {one.code: one.short for one in all_services()}


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("mandate", ""))
    except ValueError as error:
        raise Problem("legal_persons.mandate_missing") from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
