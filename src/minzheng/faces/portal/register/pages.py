"""One page for opening an account and for signing in by telephone: telephone, code, then which account.

Nobody learns from it whether a telephone is known: until the code is right, the page is the same for all. The state of
the walk is kept in the session; no script is needed, and instead of a picture there is a small sum in words.
"""

import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.messages.queries import simulated
from minzheng.core.people.actions import prove_phone, register_account, send_phone_code, sign_in_by_phone
from minzheng.core.people.queries import AccountRow
from minzheng.core.people.queries.proofs import accounts_on_phone
from minzheng.core.people.rules import mask_username
from minzheng.faces.kit.limits import address_of
from minzheng.faces.kit.pages import local_path
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, begin_session, day_words, door, moment, now, page
from minzheng.kernel.codes import CodeError, parse_phone
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.text import mask_phone

STATE, NEXT = "register", "register_next"
"""Key of the session: {step: phone | code | which, phone, code (its id), sum: [a, b]}."""
FIELDS = {
    "people.code_too_soon": "code",
    "people.code_wrong": "code",
    "people.tail_wrong": "tail",
    "people.sum_first": "sum",
    "people.phone_full_today": "phone",
    "people.source_full": "phone",
    "people.needs_password": "account",
    "people.phone_full": "account",
    "people.locked": "account",
}
"""Problems that are told beside a field of the page, which stays."""
DIGITS = "零一二三四五六七八九十"


@sensitive_post_parameters("code", "tail", "password")
@door
def register(request: HttpRequest) -> HttpResponse:
    """Telephone, code, then an account."""
    target = _target(request)
    if actor_of(request).account is not None:
        return HttpResponseRedirect(target)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            account = _go_on(request)
        except Invalid as invalid:
            errors = {field.path: field.message for field in invalid.fields}
        except Problem as problem:
            errors = _told(request, problem)
        else:
            if account is None:
                return HttpResponseRedirect(f"{request.path}?{urlencode({'next': target})}")
            request.session.pop(STATE, None)
            request.session.pop(NEXT, None)
            begin_session(request, account)
            return HttpResponseRedirect(target)
    return page(request, "register.html", _context(request, target, errors), status=422 if errors else 200)


def _target(request: HttpRequest) -> str:
    """Where one wanted to go; kept for the whole walk, also over the page of the simulated telephone."""
    said = request.POST.get("next") or request.GET.get("next")
    if said and request.method == "GET" and said != request.session.get(NEXT):
        request.session[NEXT] = local_path(said)
    return local_path(said or request.session.get(NEXT) or "/")


def _told(request: HttpRequest, problem: Problem) -> dict[str, str]:
    """Beside which field a problem is told; a code that is spent leads back to the beginning."""
    if problem.code == "people.code_old":
        request.session[STATE] = {"step": "phone", "phone": _state(request).get("phone", "")}
        return {"phone": title_of(problem)}
    if problem.code not in FIELDS:
        raise problem
    field = FIELDS[problem.code]
    if field == "code" and _state(request)["step"] == "phone":
        field = "phone"
    return {field: title_of(problem)}


def _state(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.session.get(STATE) or {"step": "phone"}
    return found


def _go_on(request: HttpRequest) -> AccountRow | None:
    """One press: the account that is open now, or None when there is a next step."""
    state, by, at, go = _state(request), actor_of(request), now(), request.POST.get("go", "")
    if go == "back":
        request.session.pop(STATE, None)
    elif go == "send" or (go == "again" and state.get("phone")):
        _send(request, state, at)
    elif go == "code" and state.get("code"):
        prove_phone(by=by, at=at, code_id=UUID(state["code"]), code=request.POST.get("code", ""))
        request.session[STATE] = {**state, "step": "which"}
    elif go == "open" and state["step"] == "which":
        chosen = request.POST.get("account", "")
        known = {str(one.id) for one in accounts_on_phone(state["phone"])}
        if chosen not in known:
            raise Problem("people.code_old")
        return sign_in_by_phone(
            by=by,
            at=at,
            proof=UUID(state["code"]),
            account_id=UUID(chosen),
            tail=request.POST.get("tail", ""),
        )
    elif go == "new" and state["step"] == "which":
        return register_account(
            by=by,
            at=at,
            proof=UUID(state["code"]),
            username=request.POST.get("username", ""),
            password=request.POST.get("password", ""),
        )
    return None


def _send(request: HttpRequest, state: dict[str, Any], at: datetime) -> None:
    typed = request.POST.get("phone", "") or state.get("phone", "")
    request.session[STATE] = {**state, "phone": typed.strip()[:30]}
    code = send_phone_code(
        by=actor_of(request),
        at=at,
        phone=typed,
        purpose="sign_in",
        source=address_of(request),
        sum_right=_sum_right(request, state),
    )
    number = parse_phone(typed, allow_demo=settings.ALLOW_DEMO_ID).number
    request.session[STATE] = {"step": "code", "phone": number, "code": str(code)}


def _sum_right(request: HttpRequest, state: dict[str, Any]) -> bool:
    """Whether the sum that was asked is answered, in figures or in words. Each sum is good for one answer."""
    asked = state.pop("sum", None)
    if asked is None:
        return False
    given = "".join(request.POST.get("sum", "").split())
    return given in (str(sum(asked)), words_of(sum(asked)))


def words_of(number: int) -> str:
    """A number from 0 to 19 in words: 十二."""
    return DIGITS[number] if number <= 10 else f"十{DIGITS[number - 10]}"


def _context(request: HttpRequest, target: str, errors: dict[str, str]) -> dict[str, Any]:
    state = _state(request)
    step = state["step"]
    if "sum" in errors and "sum" not in state:
        state["sum"] = [secrets.randbelow(8) + 2, secrets.randbelow(8) + 1]
        request.session[STATE] = state
    asked = state.get("sum")
    known = accounts_on_phone(state["phone"]) if step == "which" else []
    return {
        "step": step,
        "next": target,
        "errors": [{"href": f"#{name}", "text": text} for name, text in errors.items()],
        "bad": {
            name: errors.get(name, "")
            for name in ("phone", "sum", "code", "account", "tail", "username", "password")
        },
        "phone": state.get("phone", "") if step == "phone" else mask_phone(state.get("phone", "")),
        "sum": f"{DIGITS[asked[0]]}加{DIGITS[asked[1]]}等于几" if asked else "",
        "accounts": [
            {
                "value": str(one.id),
                "text": f"账号 {mask_username(one.username)}",
                "note": f"{day_words(one.since)}开的" + ("，已实名" if one.verified else "，还没有实名"),
                "chosen": request.POST.get("account") == str(one.id),
            }
            for one in known
        ],
        "verified": any(one.verified for one in known),
        "username": request.POST.get("username", ""),
        "demo_url": reverse("portal:demo_phone") if settings.ALLOW_DEMO_ID and step == "code" else "",
        "action_url": reverse("portal:register"),
        "sign_in_url": f"{reverse('portal:sign_in')}?{urlencode({'next': target})}",
    }


@door
def demo_phone(request: HttpRequest) -> HttpResponse:
    """演示: what the simulated gateway received for the telephone to which this browser has just asked a code. There is no
    such page where numbers of the demonstration are not taken."""
    state = _state(request)
    try:
        phone = parse_phone(str(state.get("phone", "")), allow_demo=True)
    except CodeError:
        phone = None
    if not settings.ALLOW_DEMO_ID:
        raise Http404
    rows = simulated(phone.number, limit=5) if phone is not None and phone.demo and "code" in state else []
    context = {
        "phone": mask_phone(phone.number) if phone is not None else "",
        "messages": [{"text": row.text, "when": moment(row.received_at)} for row in rows],
        "back_url": reverse("portal:register"),
    }
    return page(request, "demo_phone.html", context)
