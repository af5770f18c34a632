"""For the security administrator: which systems of agencies are connected; registering one, another secret, closing it."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import services
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import OrganisationRow, organisation, organisations_in
from minzheng.core.people.queries import names
from minzheng.core.systems import actions
from minzheng.core.systems.queries import RegisteredRow, registered, registered_as, registered_in
from minzheng.core.systems.rules import SERVICE_SCOPES, NewSystem
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, moment, now, place_name, staff
from minzheng.faces.workbench.plain_pages import errors_of, field, form, scope_of, show, table, typed
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Scope, Target
from minzheng.kernel.text import chinese_date

AGENCIES = ("authority", "street_office", "town_government")
OWNERS = (*AGENCIES, "public_institution", "mass_organisation", "external", "company")
"""Kinds of organisations that may reach cases, and that have systems at all."""

KINDS = {"web": "网站，群众或人员从那里登录", "native": "手机或电脑应用", "service": "后台调用，系统自己来查"}
SEEN = {
    "openid": "编号",
    "profile": "遮住一部分的姓名、实名等级",
    "real_name": "完整姓名",
    "phone": "手机号码",
    "id_number": "身份证号码，当面或刷脸核实过的人才给",
    "cases.read": "办件办到哪一步",
}
ACCOUNTS = {"citizen": "群众", "staff": "工作人员"}
LEAST = {"1": "登记过手机号就行", "2": "姓名和证件核对过", "3": "当面或刷脸核实过"}
TEXTS = (
    *("kind", "client_id", "name", "organisation", "purpose", "redirect_uris", "logout_uris"),
    *("back_channel_uri", "least_assurance", "reach", "keys"),
)


@staff
def systems(request: HttpRequest) -> HttpResponse:
    """The systems of the scope, those in use first."""
    scope = _scope(request)
    lines = [
        (
            {
                "text": row.name,
                "note": row.organisation_name,
                "href": reverse("workbench:system", args=[row.id]),
            },
            {"text": row.purpose},
            {"text": _seen(row)},
            {"text": moment(row.last_used_at) if row.last_used_at else "没有用过"},
            {"text": _standing(row)},
        )
        for row in registered_in(scope.level, scope.division)
    ]
    new = reverse("workbench:system_new")
    context = {
        "heading": "接入系统",
        "lead": "哪些别的系统用本平台的账号登录，或者来查办件；能看到什么。停用后马上不能再用。",
        "links": [
            {"text": "登记：用本平台账号登录的系统", "href": new},
            {"text": "登记：后台来查办件的系统", "href": f"{new}?kind=service"},
        ],
        "tables": [table("", "还没有接入系统。", ("系统", "用途", "能看到什么", "上次使用", "状态"), lines)],
    }
    return show(request, "staff", context)


@staff
def system_new(request: HttpRequest) -> HttpResponse:
    """Register a system; its secret is shown this once."""
    scope, at = _scope(request), now()
    units = organisations_in(scope.level, scope.division, today(at), OWNERS)
    known = {one.code: one.name for one in services("")}
    checks = (*SEEN, *ACCOUNTS, *known)
    said = typed(request, *TEXTS, *checks)
    if request.method == "GET":
        said |= {"kind": request.GET.get("kind", ""), "profile": "1", "citizen": "1", "least_assurance": "1"}
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            new = _read(said, units, list(known))
            secret = actions.register_system(by=actor_of(request), at=at, new=new)
        except Problem as problem:
            errors = _errors(problem)
        else:
            messages.success(request, "登记好了，已经记入日志。")
            made = registered_as(new.client_id) if secret else None
            if made is None:
                return HttpResponseRedirect(reverse("workbench:systems"))
            return _show_one(request, made, secret)
    service = said["kind"] == "service"
    fields = _service_fields(said, units, known) if service else _sign_in_fields(said, units)
    context = {
        "heading": "登记接入系统",
        "lead": f"{KINDS['service']}。" if service else "群众或人员在那个系统里，用本平台的账号登录。",
        "errors": errors,
        "links": [{"text": "回接入系统", "href": reverse("workbench:systems")}],
        "forms": [form("register", "这个系统", "登记", fields)],
    }
    return show(request, "staff", context)


@staff
def system(request: HttpRequest, system: UUID) -> HttpResponse:
    """One system; POST gives it another secret, or closes it."""
    by, at = actor_of(request), now()
    row = registered(system)
    unit = organisation(row.organisation) if row else None
    if row is None or unit is None:
        raise Problem("systems.not_found")
    authorise(by=by, right="systems.close", target=Target(places=unit.places), at=at)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "renew":
                secret = actions.renew_secret(by=by, at=at, client_id=row.client_id)
                return _show_one(request, row, secret)
            actions.close_system(by=by, at=at, client_id=row.client_id)
        except Problem as problem:
            errors = errors_of(problem, "main")
        else:
            messages.success(request, "停用了，已经记入日志。")
            return HttpResponseRedirect(reverse("workbench:systems"))
    return _show_one(request, row, errors=errors)


def _show_one(
    request: HttpRequest, row: RegisteredRow, secret: str = "", errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    keeper = names([row.kept_by]).get(row.kept_by, "") if row.kept_by else ""
    summary = {
        "接入标识": row.client_id,
        "单位": row.organisation_name,
        "种类": KINDS[row.kind],
        "用途": row.purpose,
        "能看到什么": _seen(row),
        "谁可以登录": "、".join(ACCOUNTS[one] for one in row.accounts),
        "实名到哪一级": LEAST[str(row.least_assurance)] if row.accounts else "",
        "登录后回到": "、".join(row.redirect_uris),
        "管哪里": place_name(row.division, today(now())),
        "管理人": keeper or "平台运维",
        "登记": moment(row.registered_at),
        "上次使用": moment(row.last_used_at) if row.last_used_at else "没有用过",
        "状态": _standing(row),
    }
    forms = []
    if row.closed_at is None and row.has_secret:
        lead = "旧密钥和已经登录的都马上作废。请先和对方约好时间。"
        forms.append(form("renew", "换密钥", "换一个密钥", lead=lead))
    if row.closed_at is None:
        lead = "马上不能再登录、再查，不能恢复；还要用就重新登记。"
        forms.append(form("close", "停用", "停用这个系统", lead=lead))
    context = {
        "heading": row.name,
        "errors": errors or [],
        "links": [{"text": "回接入系统", "href": reverse("workbench:systems")}],
        "summary": [{"label": label, "value": value} for label, value in summary.items() if value],
        "secrets": [{"label": f"{row.client_id} 的密钥", "value": secret}] if secret else [],
        "secrets_title": "只显示这一次，请马上交给对方管接口的人",
        "forms": [one | {"action_url": reverse("workbench:system", args=[row.id])} for one in forms],
    }
    return show(request, "staff", context)


# ── The form ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _common(said: Mapping[str, str], units: list[OrganisationRow], purpose: str) -> list[dict[str, Any]]:
    owners = [(str(one.id), one.name) for one in units]
    return [
        field("name", "系统名称", value=said["name"]),
        field("organisation", "是哪个单位的", "select", said["organisation"], options=owners),
        field("purpose", "用来做什么", value=said["purpose"], hint=purpose),
        field(
            "client_id",
            "接入标识",
            value=said["client_id"],
            hint="两边系统用来认对方，小写字母、数字和横线，如 county-library，登记后不能改",
        ),
    ]


def _sign_in_fields(said: Mapping[str, str], units: list[OrganisationRow]) -> list[dict[str, Any]]:
    kinds = [(kind, KINDS[kind]) for kind in ("web", "native")]
    given = "对方管接口的人会给，https 开头，一行一个"
    return [
        *_common(said, units, "登录时给本人看，如“办理借书证”"),
        field("kind", "种类", "select", said["kind"], options=kinds),
        *(
            field(one, f"可以看到：{SEEN[one]}", "check", said[one])
            for one in ("profile", "real_name", "phone", "id_number")
        ),
        *(field(one, f"{text}可以登录", "check", said[one]) for one, text in ACCOUNTS.items()),
        field(
            "least_assurance",
            "实名到哪一级才能登录",
            "select",
            said["least_assurance"],
            options=LEAST.items(),
        ),
        field("redirect_uris", "登录后回到的地址", "lines", said["redirect_uris"], hint=given),
        field("logout_uris", "退出后回到的地址", "lines", said["logout_uris"], hint=f"{given}；没有就空着"),
        field(
            "back_channel_uri",
            "退出通知地址",
            value=said["back_channel_uri"],
            hint="本人在这里退出时告诉对方的地址；没有就空着",
        ),
        _keys_field(said),
    ]


def _service_fields(
    said: Mapping[str, str], units: list[OrganisationRow], known: Mapping[str, str]
) -> list[dict[str, Any]]:
    on = today(now())
    reaches = {
        f"{one.level}:{one.division}": place_name(one.division, on) for one in units if one.kind in AGENCIES
    }
    return [
        field("kind", "", "hidden", "service"),
        *_common(said, units, "写明职责，如“答复群众查询办件进度”"),
        field("reach", "能查哪里的办件", "select", said["reach"], options=reaches.items()),
        *(field(code, f"能查：{name}", "check", said[code]) for code, name in known.items()),
        _keys_field(said),
    ]


def _keys_field(said: Mapping[str, str]) -> dict[str, Any]:
    return field(
        "keys", "对方的公钥", "lines", said["keys"], hint="对方用公钥代替密钥时才填，整段贴进来；没有就空着"
    )


def _read(said: Mapping[str, str], units: list[OrganisationRow], known: list[str]) -> NewSystem:
    owner = next((one for one in units if str(one.id) == said["organisation"]), None)
    if owner is None:
        raise Invalid([FieldProblem("organisation", "请选是哪个单位的系统", "单位")])
    level, _, division = said["reach"].partition(":")
    service = said["kind"] == "service"
    chosen = ("openid", *(one for one in SEEN if said[one] and one not in SERVICE_SCOPES))
    return NewSystem(
        client_id=said["client_id"],
        name=said["name"],
        kind=said["kind"],
        organisation=owner.id,
        purpose=said["purpose"],
        redirect_uris=tuple(said["redirect_uris"].split()),
        logout_uris=tuple(said["logout_uris"].split()),
        back_channel_uri=said["back_channel_uri"],
        scopes=tuple(SERVICE_SCOPES) if service else tuple(dict.fromkeys(chosen)),
        accounts=tuple(one for one in ACCOUNTS if said[one]),
        least_assurance=int(said["least_assurance"]) if said["least_assurance"] in LEAST else 1,
        keys=_keys(said["keys"]),
        level=level if service else "",
        division=division if service else "",
        services=tuple(code for code in known if said[code]) if service else (),
    )


def _keys(text: str) -> tuple[Mapping[str, str], ...]:
    if not text:
        return ()
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    found = read.get("keys", [read]) if isinstance(read, dict) else read
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise Invalid([FieldProblem("keys", "公钥读不懂，请把对方给的整段原样贴进来", "公钥")])
    return tuple(found)


def _errors(problem: Problem) -> list[dict[str, str]]:
    if not isinstance(problem, Invalid):
        return [{"href": "#register-client_id1", "text": title_of(problem)}]
    places = {"level": "reach", "scopes": "profile", "services": "reach", "accounts": "citizen"}
    return [
        {
            "href": f"#register-{places.get(one.path, one.path)}1",
            "text": f"{one.label}：{one.message}" if one.label else one.message,
        }
        for one in problem.fields
    ]


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _scope(request: HttpRequest) -> Scope:
    by, at = actor_of(request), now()
    scope = scope_of(by, "sec_admin", at)
    place = {} if scope.level == "nation" else {scope.level: scope.division}
    authorise(by=by, right="systems.register", target=Target(places=place), at=at)
    return scope


def _seen(row: RegisteredRow) -> str:
    return "、".join(SEEN[one] for one in row.scopes if one != "openid") or SEEN["openid"]


def _standing(row: RegisteredRow) -> str:
    if row.closed_at is None:
        return "在用"
    return f"{chinese_date(row.closed_at.date())}停用"
