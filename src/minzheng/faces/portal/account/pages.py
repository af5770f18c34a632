"""Who I am to the platform."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from minzheng.core.cases.rules import today
from minzheng.core.messages.actions import mark_read
from minzheng.core.messages.queries import inbox as messages_of
from minzheng.core.messages.queries import message as message_row
from minzheng.core.people import actions as people
from minzheng.core.people.queries import met, names, principals_of, representatives_of
from minzheng.faces.kit import typed
from minzheng.faces.kit.limits import SIGN_IN, require_within
from minzheng.faces.kit.pages import local_path
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, begin_session, door, moment, now, page, signed_in, whose
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry import connectors

ORDER = "portal.inbox"
LIMIT = 20


@sensitive_post_parameters("password")
@door
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name and password."""
    target = local_path(request.POST.get("next") or request.GET.get("next") or "/")
    actor = actor_of(request)
    if actor.account is not None:
        return HttpResponseRedirect("/desk/" if actor.is_staff and target == "/" else target)
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
            begin_session(request, account)
            typed.collect(request, account.id)
            desk = "/desk/sign-in?" + urlencode({"next": "/desk/" if target == "/" else target})
            return HttpResponseRedirect(desk if account.kind == "staff" else target)
    context = {
        "username": name,
        "next": target,
        "errors": errors,
        "why": _why(request, target),
        "demo_accounts": [],
        "demo_password": "",
        "action_url": reverse("portal:sign_in"),
        "query_url": reverse("portal:query"),
        "phone_url": f"{reverse('portal:register')}?{urlencode({'next': target})}",
        "passkey_url": reverse("mfa_login_webauthn"),
        "partners": _partners(target),
    }
    return page(request, "sign_in.html", context, status=422 if errors else 200)


def _partners(target: str) -> list[dict[str, str]]:
    """The other identity platforms by whose account one may sign in."""
    found = [(one.name, one.button()) for one in connectors if getattr(one, "signs_in", False)]
    query = urlencode({"next": target})
    return [
        {"text": text, "href": f"{reverse('identity:partner', args=[name])}?{query}"}
        for name, text in found
        if text
    ]


def _why(request: HttpRequest, target: str) -> str:
    if typed.is_kept(request, target):
        return "离开得有点久，请再登录一次。您刚才填的还在。"
    return "请先登录，再接着办。" if target != "/" else ""


@require_POST
@door
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return HttpResponseRedirect("/")


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What the platform knows of me, masked."""
    actor, day = actor_of(request), today(now())
    assert actor.person is not None
    row = met(actor.person)
    mine_to_act_for, acting_for_me = principals_of(actor.person, day), representatives_of(actor.person, day)
    known = names([*(one.principal for one in mine_to_act_for), *(one.agent for one in acting_for_me)])
    context: dict[str, Any] = {
        "person": [
            {"label": "姓名", "value": row.name},
            {"label": "证件号码", "value": row.id_number_masked, "note": "只显示首尾"},
            {"label": "手机", "value": row.phone_masked or "没有登记"},
            {"label": "住址", "value": row.address_masked or "没有登记"},
        ],
        "kin": [
            *({"label": "您可以代办", "value": known[one.principal]} for one in mine_to_act_for),
            *({"label": "可以代您办", "value": known[one.agent]} for one in acting_for_me),
        ],
        "kin_url": reverse("portal:agency"),
        "bodies_url": reverse("portal:organisations"),
        "safety": [
            {
                "text": "账号与安全",
                "note": "密码、手机号、通行密钥，在哪些地方登录着",
                "href": reverse("portal:safety"),
            },
            {
                "text": "我的资料",
                "note": "拿副本、改联系方式、提更正、删文件、注销",
                "href": reverse("portal:data"),
            },
            {
                "text": "我的同意",
                "note": "同意过什么、哪天，撤回",
                "href": reverse("portal:consents"),
            },
            {
                "text": "谁看过我的信息",
                "note": "哪个单位、为了什么、什么时候",
                "href": reverse("portal:looks"),
            },
            {
                "text": "核验身份",
                "note": "注册、实名、实人；核验记录",
                "href": reverse("portal:verify"),
            },
        ],
        "uses": [],
        "sign_out_url": reverse("portal:sign_out"),
    }
    return page(request, "account.html", context)


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """Messages, newest first."""
    actor = actor_of(request)
    assert actor.person is not None
    cursor = read_cursor(request.GET.get("after"), order=ORDER)
    mine = [] if actor.services else [whose(actor) or actor.person]  # a letter box is all or nothing
    rows = messages_of(mine, before=cursor.key[0] if cursor else None, limit=LIMIT + 1)
    shown = page_of(rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row.id,), order=ORDER)
    context = {
        "unread": sum(1 for row in shown.rows if row.read_at is None),
        "letters": [
            {
                "title": row.title,
                "text": row.body,
                "when": moment(row.created_at),
                "iso": row.created_at.isoformat(),
                "from_whom": "民政服务",
                "new": row.read_at is None,
                "act": "去看看" if row.link else "",
                "href": reverse("portal:message", args=[row.id]) if row.link else "",
            }
            for row in shown.rows
        ],
        "pager": {
            "prev_url": "",
            "next_url": f"{reverse('portal:inbox')}?after={shown.next}" if shown.next else "",
            "note": "",
        },
    }
    return page(request, "inbox.html", context, nav="inbox")


@signed_in
def message(request: HttpRequest, message: UUID) -> HttpResponse:
    """Open a message: it counts as read, and leads to what it is about."""
    found = message_row(message)
    mark_read(by=actor_of(request), at=now(), message_id=message)
    return HttpResponseRedirect(found.link or reverse("portal:inbox"))
