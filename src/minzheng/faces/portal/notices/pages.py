"""From the code on a sheet to its notice, and from there to an objection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.queries import case
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import Said, object_to
from minzheng.core.publicity.queries import NoticeRow
from minzheng.core.publicity.rules import RESULT_WORDS
from minzheng.faces.kit.limits import OBJECTION, require_within
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.portal.frame import actor_of, door, now, page, region, signed_in
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.text import chinese_date, chinese_range

DIGITS = 12


@door
def look_up(request: HttpRequest) -> HttpResponse:
    """Enter the code of a sheet; who lives where notices may stand on the web sees those of the own village."""
    code = "".join(request.GET.get("code", "").split())
    bad = ""
    if code:
        if len(code) == DIGITS and code.isdecimal():
            return HttpResponseRedirect(reverse("portal:notice", args=[code]))
        bad = f"公示码是 {DIGITS} 位数字，请照着公示单再看一遍"
    rows = queries.online_in(_village(request), now()) if _village(request) else []
    context = {
        "code": request.GET.get("code", "") if bad else "",
        "bad": bad,
        "errors": [{"href": "#code", "text": bad}] if bad else [],
        "online": [
            {
                "name": f"{row.title}公示：{row.web_name}",
                "note": f"公示到 {_day(row.last_day)}",
                "href": reverse("portal:notice", args=[row.code]),
                "act": "看公示",
            }
            for row in rows
        ],
        "action_url": reverse("portal:notices"),
        "receipt_url": reverse("portal:objection_look_up"),
    }
    return unlisted(page(request, "notices.html", context, status=422 if bad else 200))


def unlisted(response: HttpResponse) -> HttpResponse:
    """An answer that no search engine and nobody on the way keeps."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "private, no-store"
    return response


def _village(request: HttpRequest) -> str:
    """The village of who has signed in, '' for anybody else. 1 statement, once a request."""
    return str(region(request).get("village", "")) if actor_of(request).person else ""


def _day(day: Any) -> str:
    return chinese_date(day, year=False, weekday=True)


def open_notice(code: str, at: datetime) -> NoticeRow:
    """The notice that hangs under this code. 2 statements. Raises Problem `publicity.not_found` before it hangs and
    `publicity.gone` (410) from its end on, or as soon as its case has ended."""
    row = queries.notice_by_code(code)
    if row.state == "prepared":
        raise Problem("publicity.not_found")
    if not row.open_at(at) or case(row.case_id)["closed_at"] is not None:
        raise Problem("publicity.gone")
    return row


@door
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """What the code leads to: where and how long it hangs, and how to object. Its content only where the place lets it
    onto the web, with the name masked, for who lives in the village."""
    row = open_notice(code, now())
    mine = bool(row.web_name) and _village(request) == row.village
    content = [
        {"label": "申请人", "value": row.web_name},
        {"label": "家庭人口", "value": f"{row.members} 人"},
        {"label": "拟保障金额", "value": queries.money_words(row.amount)},
    ]
    context = {
        "heading": f"{row.title}公示",
        "lines": [
            *(content if mine else []),
            {"label": "地点", "value": row.place},
            {"label": "公示时间", "value": chinese_range(row.first_day, row.last_day, year=True)},
            {"label": "监督电话", "value": row.phone},
            {"label": "公示单号", "value": row.doc_no},
        ],
        "where": "" if mine else row.board,
        "until": _day(row.last_day),
        "object_url": reverse("portal:object", args=[row.code]),
        "phone": row.phone,
    }
    return unlisted(page(request, "notice.html", context))


@keeps_typed()
@door
def object_to_notice(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is wrong with a notice; name and telephone may be left out. Signing in comes only while it hangs."""
    return _object(request, open_notice(code, now()))


@signed_in
def _object(request: HttpRequest, row: NoticeRow) -> HttpResponse:
    typed: Mapping[str, str] = given_back(request) or request.POST
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        require_within(request, OBJECTION, str(row.id), at=now())
        try:
            receipt = object_to(by=actor_of(request), at=now(), notice_id=row.id, what=_said(typed))
        except Invalid as invalid:
            errors = [{"href": f"#{one.path}", "text": one.message} for one in invalid.fields]
        else:
            return HttpResponseRedirect(f"{reverse('portal:objection', args=[receipt])}?new=1")
    context = {
        "heading": f"对{row.title}公示提异议",
        "about": f"公示单号 {row.doc_no}，{_day(row.last_day)}前提。",
        "typed": {
            "key": typed.get("key") or str(uuid4()),
            **{name: typed.get(name, "") for name in ("text", "name", "contact")},
        },
        "bad": {one["href"].removeprefix("#"): one["text"] for one in errors},
        "errors": errors,
        "action_url": reverse("portal:object", args=[row.code]),
        "back_url": reverse("portal:notice", args=[row.code]),
    }
    return unlisted(page(request, "object.html", context, status=422 if errors else 200))


def _said(typed: Mapping[str, str]) -> Said:
    try:
        key = UUID(typed.get("key", ""))
    except ValueError as wrong:
        raise Invalid([FieldProblem("text", "这一页隔得太久，请重新打开再填", "异议内容")]) from wrong
    return Said(key, typed.get("text", ""), typed.get("name", ""), typed.get("contact", ""))


@door
def look_up_objection(request: HttpRequest) -> HttpResponse:
    """Enter the receipt code of an objection."""
    code = request.GET.get("code", "").strip()
    if code:
        return HttpResponseRedirect(reverse("portal:objection", args=[code[:40]]))
    return unlisted(
        page(request, "objection_look_up.html", {"action_url": reverse("portal:objection_look_up")})
    )


@door
def objection(request: HttpRequest, code: str) -> HttpResponse:
    """How an objection stands, and its answer, for who holds the receipt code; never what was said or by whom."""
    row = queries.objection_by_code(code)
    context = {
        "new": request.GET.get("new") == "1",
        "code": row.code,
        "received": _day(row.received_on),
        "answered": {"result": RESULT_WORDS[row.result], "answer": row.answer}
        if row.state == "answered"
        else None,
        "home_url": reverse("portal:home"),
    }
    return unlisted(page(request, "objection.html", context))
