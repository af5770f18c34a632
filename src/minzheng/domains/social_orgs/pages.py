"""Thin doors: the pre-check of a name, the names that one keeps, and the desk of a supervising body."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from minzheng.core.cases.queries import case_by_number
from minzheng.core.offices.actions import authorise
from minzheng.domains.social_orgs.actions import answer_consent, ask_consent, keep_name, release_name
from minzheng.domains.social_orgs.actions.keep_name import SHANGHAI
from minzheng.domains.social_orgs.queries import (
    NameRow,
    asked_of,
    find_place,
    home_of,
    kept_as,
    kept_name,
    known_names,
    name_report,
    names_of,
    supervising_bodies,
)
from minzheng.domains.social_orgs.rules import (
    AGREED,
    ASKED,
    DIRECT,
    LIVE,
    NAME_WORDS,
    NameReport,
    Place,
    registering_division,
)
from minzheng.domains.social_orgs.rules import check_name as report_on
from minzheng.faces.kit.problems import problem_response
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import LEVELS, Actor, Hat, Target
from minzheng.kernel.text import chinese_date, chinese_moment, mask_name

View = Callable[..., HttpResponse]
SERVICE = "association_establish"
EXAMPLE = "明川区社区教育促进会"
KINDS = {"kept": "yellow", "asked": "blue", "agreed": "green", "disagreed": "red", "used": "green"}


def _actor(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def _door(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return problem_response(request, problem)

    return answered


def _signed_in(view: View) -> View:
    @_door
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _actor(request).person is None:
            here = request.get_full_path() if request.method == "GET" else reverse("social_orgs:check_name")
            return HttpResponseRedirect(f"{reverse('portal:sign_in')}?{urlencode({'next': here})}")
        if _actor(request).hat is Hat.CORPORATE:  # names are kept for the founder
            raise Problem("legal_persons.own_hat")
        return view(request, *args, **kwargs)

    return guarded


def _staff(view: View) -> View:
    @_door
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _actor(request).is_staff:
            here = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('workbench:sign_in')}?{here}")
        return view(request, *args, **kwargs)

    return guarded


def _page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    nav: str = "services",
    status: int = 200,
) -> HttpResponse:
    by = _actor(request)
    me = None
    if by.account is not None:
        name = by.name if by.is_staff else mask_name(by.name)
        url = reverse("workbench:queue" if by.is_staff else "portal:account")
        me = {"name_masked": name, "account_url": url, "is_staff": by.is_staff}
    frame = {"me": me, "region": "", "office": "", "nav": nav}
    return render(request, f"social_orgs/{template}", {**frame, **context}, status=status)


# ── Founders ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@_door
def check_name(request: HttpRequest) -> HttpResponse:
    """名称自查: works alone, before anything is applied for, without an account and without a script."""
    at, by = timezone.now(), _actor(request)
    today = at.astimezone(SHANGHAI).date()
    typed = request.GET.get("name", "").strip()[:80]
    asked = (
        request.GET.get("place", "").strip()[:40]
        if "place" in request.GET
        else home_of(None if by.corporate else by.person)
    )
    place = find_place(asked, today) if asked else None
    errors, report = [], None
    if "name" in request.GET:
        if place is None:
            sentence = "请写登记的县（市、区）或者市的名称，例如“明川区”"
            errors.append({"href": "#place", "text": sentence})
        else:
            report = report_on(typed, place, known_names(place.code, today))
            errors = [{"href": "#name", "text": one.message} for one in report.findings if one.stops]
    context = {
        "typed": typed,
        "place": asked,
        "example": EXAMPLE,
        "errors": errors,
        "bad": {
            "name": next((one["text"] for one in errors if one["href"] == "#name"), ""),
            "place": next((one["text"] for one in errors if one["href"] == "#place"), ""),
        },
        "report": _report(report, place) if report and place else None,
        "action_url": reverse("social_orgs:check_name"),
        "keep_url": reverse("social_orgs:keep") if by.person else "",
        "sign_in_url": f"{reverse('portal:sign_in')}?{urlencode({'next': request.get_full_path()})}",
        "names_url": reverse("social_orgs:names") if by.person else "",
        "service_url": reverse("portal:service", args=[SERVICE]),
    }
    return _page(request, "check_name.html", context)


def _report(report: NameReport, place: Place) -> dict[str, Any]:
    return {
        "name": report.name,
        "place": place.code,
        "passes": report.passes,
        "parts": _parts(report),
        "advice": [one.message for one in report.findings if not one.stops],
    }


def _parts(report: NameReport) -> list[dict[str, str]]:
    parts = report.parts
    return [
        {"label": "行政区划", "value": parts.place or "没有"},
        {"label": "行业或者会员组成", "value": parts.middle or "没有"},
        {"label": "组织形式", "value": parts.form or "没有"},
    ]


@require_POST
@_signed_in
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a name that passed for six months."""
    code = request.POST.get("place", "")[:12]
    key = keep_name(
        by=_actor(request), at=timezone.now(), name=request.POST.get("name", "")[:80], division=code
    )
    messages.success(request, "名称给您留下了。接下来请业务主管单位审查。")
    return HttpResponseRedirect(reverse("social_orgs:name", args=[key]))


@_signed_in
def names(request: HttpRequest) -> HttpResponse:
    """The names that one keeps."""
    person = _actor(request).person
    rows = names_of(person, timezone.now().astimezone(SHANGHAI).date()) if person else []
    lines = [
        {
            "title": row.name,
            "href": reverse("social_orgs:name", args=[row.id]),
            "light": {"kind": KINDS.get(row.state, "blue"), "text": NAME_WORDS[row.state]},
            "until": f"留到 {chinese_date(row.until)}" if row.state in LIVE else "",
        }
        for row in rows
    ]
    context = {"names": lines, "check_url": reverse("social_orgs:check_name")}
    return _page(request, "names.html", context, nav="cases")


@_signed_in
def one_name(request: HttpRequest, name: UUID) -> HttpResponse:
    """One kept name: how long, what comes next; asking the supervising body."""
    at, by = timezone.now(), _actor(request)
    row = kept_name(name, at.astimezone(SHANGHAI).date())
    if row.person not in by.acts_for:
        raise Problem("social_orgs.name_missing")
    if request.method != "POST":
        return _show_name(request, row, {"unit": "", "purpose": row.purpose, "direct": row.direct}, {})
    given = {field: request.POST.get(field, "").strip() for field in ("unit", "purpose", "direct")}
    try:
        unit = UUID(given["unit"]) if given["unit"] else None
    except ValueError:
        unit = None
    try:
        ask_consent(
            by=by, at=at, name=name, unit=unit, purpose=given["purpose"], direct=given["direct"].strip("-")
        )
    except Invalid as invalid:
        return _show_name(request, row, given, {one.path: one.message for one in invalid.fields})
    messages.success(request, "已经送给业务主管单位。它答复了，会显示在这里。")
    return HttpResponseRedirect(reverse("social_orgs:name", args=[name]))


def _show_name(
    request: HttpRequest, row: NameRow, given: Mapping[str, str], bad: Mapping[str, str]
) -> HttpResponse:
    today = timezone.now().astimezone(SHANGHAI).date()
    may_ask = row.state in LIVE and row.state not in (AGREED, ASKED)
    units = supervising_bodies(row.division, today) if may_ask else []
    context = {
        "title": row.name,
        "light": {"kind": KINDS.get(row.state, "blue"), "text": NAME_WORDS[row.state]},
        "facts": _facts_of(row),
        "answer": _answer_of(row),
        "may_ask": may_ask,
        "units": [
            {"value": str(unit.id), "text": unit.name, "chosen": given["unit"] == str(unit.id)}
            for unit in units
        ],
        "kinds": [
            {"value": "-", "text": "不是，要业务主管单位同意", "chosen": given["direct"] in ("", "-")},
            *(
                {
                    "value": value,
                    "text": f"{text}（直接登记，只征求意见）",
                    "chosen": given["direct"] == value,
                }
                for value, text in DIRECT.items()
            ),
        ],
        "purpose": given["purpose"],
        "errors": [{"href": f"#{field}", "text": text} for field, text in bad.items()],
        "bad": {field: bad.get(field, "") for field in ("unit", "purpose", "direct")},
        "action_url": request.path,
        "apply_url": reverse("portal:apply", args=[SERVICE]) if row.state in LIVE else "",
        "apply_ready": row.state == AGREED or bool(row.direct and row.answered_at),
        "release_url": reverse("social_orgs:release", args=[row.id]) if row.state in LIVE else "",
        "names_url": reverse("social_orgs:names"),
        "check_url": reverse("social_orgs:check_name"),
    }
    return _page(request, "name.html", context, nav="cases", status=422 if bad else 200)


def _facts_of(row: NameRow) -> list[dict[str, str]]:
    facts = [{"label": "预查通过", "value": chinese_date(row.kept_on)}]
    if row.state in LIVE:
        note = "这天以前要开完成立大会、提交登记申请；过了这天名称就失效"
        facts.append({"label": "留到", "value": chinese_date(row.until, weekday=True), "note": note})
    if row.unit_name:
        word = "征求意见" if row.direct else "业务主管单位"
        note = f"{chinese_moment(row.asked_at)} 送去" if row.asked_at else ""
        facts.append({"label": word, "value": row.unit_name, "note": note})
    return facts


def _answer_of(row: NameRow) -> dict[str, str] | None:
    if row.answered_at is None:
        return None
    agreed = row.state != "disagreed"
    return {
        "kind": "green" if agreed else "red",
        "text": f"{row.unit_name}{'同意' if agreed else '不同意'}（{chinese_moment(row.answered_at)}）",
        "paper": f"批准文件文号：{row.paper_no}" if row.paper_no else "",
        "opinion": row.opinion,
    }


@require_POST
@_signed_in
def release(request: HttpRequest, name: UUID) -> HttpResponse:
    """Give a kept name up."""
    release_name(by=_actor(request), at=timezone.now(), name=name)
    messages.success(request, "已经放弃这个名称，别人可以用了。")
    return HttpResponseRedirect(reverse("social_orgs:names"))


# ── Supervising bodies ───────────────────────────────────────────────────────────────────────────────────────────────


def _units(by: Actor) -> list[UUID]:
    found = (grant.organisation for grant in by.grants if grant.role == "partner_dept")
    units = [unit for unit in found if unit is not None]
    if not units:
        raise Problem("offices.denied", right="social_orgs.answer_consent")
    return units


@_staff
def consents(request: HttpRequest) -> HttpResponse:
    """What founders ask this body; what it answered."""
    units, today = _units(_actor(request)), timezone.now().astimezone(SHANGHAI).date()
    context = {
        "waiting": [_line(row) for row in asked_of(units, today)],
        "answered": [_line(row) for row in asked_of(units, today, answered=True)],
    }
    return _page(request, "consents.html", context, nav="social_orgs")


def _line(row: NameRow) -> dict[str, Any]:
    return {
        "title": row.name,
        "href": reverse("social_orgs:consent", args=[row.id]),
        "founder": row.person_name,
        "asked": _words(row.asked_at),
        "kind": "征求意见" if row.direct else "审查同意",
        "light": {"kind": KINDS.get(row.state, "blue"), "text": NAME_WORDS[row.state]},
    }


def _words(at: datetime | None) -> str:
    return chinese_moment(at) if at else ""


@_staff
def consent(request: HttpRequest, name: UUID) -> HttpResponse:
    """Answer one: agree with a paper, or not with a reason."""
    at, by = timezone.now(), _actor(request)
    row = kept_name(name, at.astimezone(SHANGHAI).date())
    if row.unit not in _units(by):
        raise Problem("social_orgs.not_asked")
    given = {field: request.POST.get(field, "").strip() for field in ("agree", "paper_no", "opinion")}
    bad: dict[str, str] = {}
    if request.method == "POST":
        agree = {"yes": True, "no": False}.get(given["agree"])
        try:
            answer_consent(
                by=by, at=at, name=name, agree=agree, paper_no=given["paper_no"], opinion=given["opinion"]
            )
        except Invalid as invalid:
            bad = {one.path: one.message for one in invalid.fields}
        else:
            messages.success(request, "已经答复发起人。")
            return HttpResponseRedirect(reverse("social_orgs:consents"))
    return _page(request, "consent.html", _consent_context(request, row, given, bad), nav="social_orgs")


def _consent_context(
    request: HttpRequest, row: NameRow, given: Mapping[str, str], bad: Mapping[str, str]
) -> dict[str, Any]:
    facts: Sequence[dict[str, str]] = [
        {"label": "拟用名称", "value": row.name},
        {"label": "发起人代表", "value": row.person_name},
        {"label": "宗旨和业务范围", "value": row.purpose},
        {"label": "请示时间", "value": _words(row.asked_at)},
        {
            "label": "类别",
            "value": f"{DIRECT[row.direct]}，只征求意见" if row.direct else "要业务主管单位同意",
        },
        {"label": "名称留到", "value": chinese_date(row.until)},
    ]
    return {
        "title": row.name,
        "facts": facts,
        "answer": _answer_of(row),
        "given": given,
        "errors": [{"href": f"#{field}", "text": text} for field, text in bad.items()],
        "bad": {field: bad.get(field, "") for field in ("agree", "paper_no", "opinion")},
        "action_url": request.path,
        "back_url": reverse("social_orgs:consents"),
    }


# ── Who registers ────────────────────────────────────────────────────────────────────────────────────────────────────


@_staff
def case_names(request: HttpRequest, case_no: str) -> HttpResponse:
    """For the officer of a case: the name checked once more beside what is there, and the supervising body's answer."""
    at, by = timezone.now(), _actor(request)
    case = case_by_number(case_no)
    target = Target(
        places={level: case[level] for level in LEVELS},
        business=case["service"],
        sensitivity=case["sensitivity"],
    )
    if authorise(by=by, right="cases.view", target=target, at=at).effect == "mask":
        raise Problem("offices.denied", right="cases.view")
    today = at.astimezone(SHANGHAI).date()
    name = case["applicant_name"]
    row = kept_as(name, today, over=True)
    report = name_report(name, registering_division(case), today, but=name)
    context = {
        "title": name,
        "case_no": case_no,
        "case_url": reverse("workbench:case", args=[case_no]),
        "passes": report.passes,
        "parts": _parts(report),
        "stops": [one.message for one in report.findings if one.stops],
        "advice": [one.message for one in report.findings if not one.stops],
        "facts": [*_facts_of(row), {"label": "发起人代表", "value": row.person_name}] if row else [],
        "answer": _answer_of(row) if row else None,
    }
    return _page(request, "case_names.html", context, nav="queue")
