"""Signing in with both factors, changing who sits at the screen, and out."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.contrib.auth import HASH_SESSION_KEY, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from minzheng.core.handover.queries import of_person
from minzheng.core.offices.queries import titles as role_titles
from minzheng.core.people import actions as people
from minzheng.core.people.queries import AccountRow, user
from minzheng.core.people.rules import METHODS, passed_factor
from minzheng.faces.kit import typed
from minzheng.faces.kit.limits import SIGN_IN, require_within
from minzheng.faces.kit.pages import local_path
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, now, page, staff
from minzheng.faces.workbench.plain_pages import errors_of, field, form, show, table
from minzheng.kernel.errors import Problem
from minzheng.kernel.text import chinese_date

BACKEND = "minzheng.config.sign_in.AccountBackend"


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password; then the second factor, then back to where one wanted to go."""
    target = _target(request)
    actor = actor_of(request)
    if actor.is_staff:
        return HttpResponseRedirect(target)
    if half(request) is not None and request.method != "POST":
        return _to("workbench:sign_in_code", target)
    name, errors = request.POST.get("username", "").strip(), []
    if request.method == "POST":
        try:
            require_within(request, SIGN_IN, name, at=now())
            account = people.sign_in(
                by=actor, at=now(), username=name, password=request.POST.get("password", "")
            )
        except Problem as problem:
            errors = [{"href": "#username", "text": title_of(problem)}]
        else:
            login(request, user(account), backend=BACKEND)
            is_staff = account.kind == "staff"
            return _to("workbench:sign_in_code", target) if is_staff else HttpResponseRedirect("/")
    context = {
        "username": name,
        "next": target,
        "errors": errors,
        "why": "离开得有点久，请再登录一次。您刚才写的还在。" if typed.is_kept(request, target) else "",
        "demo_accounts": [],
        "demo_password": "",
        "action_url": reverse("workbench:sign_in"),
    }
    return page(request, "sign_in.html", context, status=422 if errors else 200)


@sensitive_post_parameters("code", "credential")
def code(request: HttpRequest) -> HttpResponse:
    """The second factor of who has given the password: a code of the app, a recovery code, or a passkey."""
    target, account = _target(request), half(request)
    if account is None:
        return HttpResponseRedirect(target if actor_of(request).is_staff else reverse("workbench:sign_in"))
    if passed_factor(request.session.get(METHODS, ())):
        return _to("workbench:sign_in_password", target)
    if not people.has_factor(account.id):
        return _to("workbench:sign_in_set_up", target)
    errors = []
    if request.method == "POST":
        at = now()
        try:
            kind = _pass_factor(request, account.id, at)
        except Problem as problem:
            errors = [{"href": "#code", "text": title_of(problem)}]
        else:
            people.mark_passed(request.session, account.id, kind, at)
            typed.collect(request, account.id)
            once = account.values["password_once"]
            return _to("workbench:sign_in_password", target) if once else HttpResponseRedirect(target)
    context = {
        "username": account.username,
        "next": target,
        "errors": errors,
        "demo_code": people.demo_code(account.id, now()),
        "challenge": _challenge(account.id),
        "action_url": reverse("workbench:sign_in_code"),
        "sign_out_url": reverse("workbench:sign_out"),
    }
    return page(request, "sign_in_code.html", context, status=422 if errors else 200)


def _pass_factor(request: HttpRequest, account: UUID, at: datetime) -> str:
    by, signed = actor_of(request), request.POST.get("credential", "")
    if signed:
        return people.pass_passkey(by=by, at=at, account_id=account, credential=signed)
    return people.pass_factor(by=by, at=at, account_id=account, code=request.POST.get("code", ""))


def _challenge(account: UUID) -> dict[str, Any]:
    """What the script of the page hands to the browser; {} without a passkey."""
    asked = people.passkey_challenge(account)
    return {"request_options": asked} if asked else {}


@sensitive_variables("secret", "codes")
@sensitive_post_parameters("code")
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up an app as the second factor: its picture and its letters, the first code; then the recovery codes, once."""
    target, account = _target(request), half(request)
    if account is None or people.has_factor(account.id):
        return _to("workbench:sign_in", target)
    errors, codes = [], []
    secret = people.kept_secret(request.session)
    if request.method == "POST":
        at = now()
        try:
            codes = people.set_up_factor(
                by=actor_of(request),
                at=at,
                account_id=account.id,
                secret=secret,
                code=request.POST.get("code", ""),
            )
        except Problem as problem:
            errors = [{"href": "#code", "text": title_of(problem)}]
        else:
            people.mark_passed(request.session, account.id, "totp", at)
            if account.values["password_once"]:
                target = f"{reverse('workbench:sign_in_password')}?{urlencode({'next': target})}"
    context = {
        "username": account.username,
        "next": target,
        "errors": errors,
        "picture": "" if codes else _picture(account.username, secret),
        "letters": "" if codes else " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        "codes": [f"{one[:4]} {one[4:]}" for one in codes],
        "action_url": reverse("workbench:sign_in_set_up"),
        "sign_out_url": reverse("workbench:sign_out"),
    }
    return page(request, "sign_in_set_up.html", context, status=422 if errors else 200)


@sensitive_post_parameters("password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Who came with a one-time password chooses their own before anything opens."""
    target, account = _target(request), half(request)
    if account is None or not passed_factor(request.session.get(METHODS, ())):
        return _to("workbench:sign_in", target)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        new = request.POST.get("password", "")
        if new != request.POST.get("again", ""):
            errors = [{"href": "#password-again1", "text": "两次写的不一样，请再写一遍"}]
        else:
            try:
                changed = people.replace_once_password(
                    by=actor_of(request), at=now(), account_id=account.id, new=new
                )
            except Problem as problem:
                errors = errors_of(problem, "password-password1")
            else:
                request.session[HASH_SESSION_KEY] = user(changed).get_session_auth_hash()
                request.session.cycle_key()
                return HttpResponseRedirect(target)
    fields = [field("password", "新密码", "password"), field("again", "再写一遍", "password")]
    context = {
        "heading": "换成您自己的密码",
        "lead": "现在的密码是别人给的，只能用这一次。新密码至少 10 位，大写字母、小写字母、数字、符号里至少用 3 种。",
        "errors": errors,
        "forms": [
            form("password", "新密码", "换好，进入工作台", [*fields, field("next", "", "hidden", target)])
        ],
    }
    return show(request, "", context)


@staff
def me(request: HttpRequest) -> HttpResponse:
    """My account: positions, who else may sit down here, passkeys, hand-overs that wait for my signature."""
    by = actor_of(request)
    titles, waiting = role_titles(), of_person(by.person) if by.person else []
    papers = [
        (
            {"text": one.name, "href": reverse("workbench:handover", args=[one.id])},
            {"text": one.organisation_name},
        )
        for one in waiting
    ]
    held = [
        (
            {"text": titles.get(grant.role, grant.role)},
            {"text": chinese_date(grant.until) if grant.until else "没有写"},
        )
        for grant in by.grants
    ]
    context = {
        "heading": by.name,
        "lead": "账户只给本人用，查看和操作都记在本人名下。",
        "links": [
            {"text": "通行密钥和备用码", "href": reverse("mfa_list_webauthn")},
            {"text": "找人代行", "href": reverse("workbench:deputies")},
        ],
        "tables": [
            table("我的岗位", "现在没有岗位。", ("岗位", "到哪天"), held),
            table("和我有关的交接单", "没有。", ("离岗人", "机构"), papers),
        ],
        "forms": [
            form("switch", "这台电脑换人用", "换人", lead="您没填完的，替您留半小时，别人看不到。")
            | {"action_url": reverse("workbench:switch")}
        ],
    }
    return show(request, "me", context)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Somebody else sits down at this screen: sign out, and ask for their password and factor. What stands half-typed on
    the page that one leaves (`kept_on`, its fields as `kept:<name>`) waits for who typed it."""
    page_left = request.POST.get("kept_on", "")
    if actor_of(request).is_staff and typed.keeps(page_left):
        prefix = "kept:"
        values = {
            name.removeprefix(prefix): request.POST.getlist(name)
            for name in request.POST
            if name.startswith(prefix)
        }
        typed.keep_values(request, page_left, values)
    logout(request)
    return HttpResponseRedirect(reverse("workbench:sign_in"))


def half(request: HttpRequest) -> AccountRow | None:
    """The staff account whose password was given in this session, but not its second factor."""
    found: AccountRow | None = request.half_signed_in  # type: ignore[attr-defined]
    return found


def _target(request: HttpRequest) -> str:
    return local_path(request.POST.get("next") or request.GET.get("next") or reverse("workbench:queue"))


def _to(name: str, target: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': target})}")


def _picture(username: str, secret: str) -> str:
    """The QR picture that an app reads, as SVG to stand in the page (the policy allows no other kind)."""
    query = urlencode({"secret": secret, "issuer": "民政工作台"})
    return str(segno.make(f"otpauth://totp/{username}?{query}").svg_inline(scale=5))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return HttpResponseRedirect(reverse("workbench:sign_in"))
