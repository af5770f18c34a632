"""账号与安全: the ways by which one signs in, and where one is signed in now."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.people.actions import (
    change_password,
    change_phone,
    end_other_sessions,
    end_session,
    prove_phone,
    remove_phone,
    send_phone_code,
    set_password,
)
from minzheng.core.people.queries.sessions import handle_of, sessions_of, ways_of
from minzheng.core.people.rules import FRESH_SIGN_IN
from minzheng.faces.kit.limits import address_of
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, begin_session_again, moment, now, page, with_account
from minzheng.kernel.codes import parse_phone
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.text import mask_phone

STATE = "new_phone"
"""Key of the session: {code (its id), phone} while a new telephone is being proven."""
BESIDE = {
    "people.code_wrong": "code",
    "people.code_old": "phone",
    "people.code_too_soon": "phone",
    "people.phone_full_today": "phone",
    "people.source_full": "phone",
    "people.sum_first": "phone",
    "people.phone_full": "phone",
    "people.last_way": "phone",
    "people.has_password": "new",
}


@sensitive_post_parameters("old", "new", "code")
@with_account
def safety(request: HttpRequest) -> HttpResponse:
    """Password, telephone, passkeys, sessions."""
    by, at = actor_of(request), now()
    assert by.account is not None
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            said = _act(request, by.account)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            if problem.code not in BESIDE:
                raise
            errors = {BESIDE[problem.code]: title_of(problem)}
        else:
            if said:
                messages.success(request, said)
            return HttpResponseRedirect(reverse("portal:safety"))
    ways, here = ways_of(by.account), handle_of(str(request.session.session_key))
    waiting = request.session.get(STATE)
    context: dict[str, Any] = {
        "username": ways.username,
        "password": ways.password,
        "fresh": ways.password or _fresh(request),
        "phone": mask_phone(ways.phone) if ways.phone else "",
        "sent_to": mask_phone(waiting["phone"]) if waiting else "",
        "passkeys": ways.passkeys,
        "passkeys_url": reverse("mfa_list_webauthn"),
        "sessions": [
            {
                "handle": one.handle,
                "browser": one.browser or "没有认出的浏览器",
                "when": f"{moment(one.began_at)}登录" if one.began_at else "",
                "here": one.handle == here,
            }
            for one in sessions_of(by.account, at)
        ],
        "typed_phone": request.POST.get("phone", ""),
        "bad": {name: errors.get(name, "") for name in ("old", "new", "phone", "code")},
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "action_url": reverse("portal:safety"),
    }
    return page(request, "safety.html", context, status=422 if errors else 200)


def _act(request: HttpRequest, account: UUID) -> str:
    """One press; what is said when it is done."""
    by, at, post, go = actor_of(request), now(), request.POST, request.POST.get("go", "")
    if go == "end":
        end_session(by=by, at=at, handle=post.get("session", ""))
        return "那一处已经退出。"
    if go == "end_others":
        ended = end_other_sessions(by=by, at=at, keep=str(request.session.session_key))
        return f"别处的 {ended} 个登录都退出了。" if ended else "别处没有登录。"
    if go == "password":
        if ways_of(account).password:
            change_password(
                by=by, at=at, account_id=account, old=post.get("old", ""), new=post.get("new", "")
            )
        elif not _fresh(request):
            return "登录久了，为了安全，请退出再登录一次，马上来设密码。"
        else:
            set_password(by=by, at=at, new=post.get("new", ""))
        begin_session_again(request, account)
        return "密码设好了，别处的登录都退出了。"
    if go == "phone":
        number = post.get("phone", "")
        code = send_phone_code(by=by, at=at, phone=number, purpose="change_phone", source=address_of(request))
        plain = parse_phone(number, allow_demo=settings.ALLOW_DEMO_ID).number
        request.session[STATE] = {"code": str(code), "phone": plain}
        return ""
    return _phone(request)


def _phone(request: HttpRequest) -> str:
    by, at, go = actor_of(request), now(), request.POST.get("go", "")
    waiting = request.session.get(STATE)
    if go == "phone_code" and waiting:
        code = UUID(waiting["code"])
        prove_phone(by=by, at=at, code_id=code, code=request.POST.get("code", ""))
        change_phone(by=by, at=at, proof=code)
        del request.session[STATE]
        return "手机号换好了。"
    if go == "phone_stop":
        request.session.pop(STATE, None)
    if go == "phone_remove":
        remove_phone(by=by, at=at)
        return "手机号去掉了。"
    return ""


def _fresh(request: HttpRequest) -> bool:
    signed_in = request.session.get("signed_in_at")
    return bool(signed_in) and now().timestamp() - float(signed_in[1]) <= FRESH_SIGN_IN.total_seconds()
