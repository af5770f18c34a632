"""Hand-overs: what waits, one paper with its items and signatures, and the act that closes the account."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.rules import today
from minzheng.core.handover import actions, queries, rules
from minzheng.core.offices.queries import staff_of
from minzheng.core.people.queries import names
from minzheng.faces.workbench.frame import actor_of, moment, now, staff
from minzheng.faces.workbench.plain_pages import errors_of, field, form, key, scope_of, show, table
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Scope


@staff
def handovers(request: HttpRequest) -> HttpResponse:
    """The hand-overs of the scope (security administrator), and those in which one has a part."""
    by, at = actor_of(request), now()
    rows = queries.of_person(by.person) if by.person else []
    scope = _scope(by)
    if scope is not None:
        known = {row.id for row in rows}
        rows += [row for row in queries.of_place(scope.level, scope.division) if row.id not in known]
    lines = [
        (
            {"text": row.name, "href": reverse("workbench:handover", args=[row.id])},
            {"text": row.organisation_name},
            {"text": moment(row.begun_at)},
            {"text": moment(row.concluded_at) if row.concluded_at else "没有办完"},
        )
        for row in rows
    ]
    context = {
        "heading": "离岗交接",
        "lead": "接收人和负责人都签了，账户才停。" if at else "",
        "tables": [table("", "没有交接单。", ("离岗人", "机构", "开单", "办完"), lines)],
    }
    return show(request, "staff", context)


@staff
def handover(request: HttpRequest, handover: UUID) -> HttpResponse:
    """One paper; POST assigns, adds a thing, signs, concludes."""
    by = actor_of(request)
    row = queries.handover(handover)
    manages = _scope(by) is not None
    if row is None or not (manages or by.person in _signers(row)):
        raise Problem("offices.not_found")
    if manages:
        actions.require_sight(by=by, at=now(), handover=row)
    errors = []
    if request.method == "POST":
        try:
            _DOINGS.get(request.POST.get("do", ""), _nothing)(request, handover)
        except Problem as problem:
            errors = errors_of(problem, "main")
        else:
            messages.success(request, "办好了，已经记入日志。")
            return HttpResponseRedirect(request.path)
    return _show(request, row, errors, manages=manages)


def _show(
    request: HttpRequest, row: queries.HandoverRow, errors: list[dict[str, str]], *, manages: bool
) -> HttpResponse:
    by, at = actor_of(request), now()
    needed, is_open = _signers(row), row.concluded_at is None
    items = [
        (
            {"text": one.label, "note": one.kind_title},
            {"text": row.names.get(one.receiver, "") if one.receiver else "还没有写"},
        )
        for one in row.items
    ]
    signed = [
        (
            {"text": row.names.get(one, "")},
            {"text": "离岗人" if one == row.person else "负责人" if one == row.head else "接收人"},
            {"text": moment(row.signed[one]) if one in row.signed else "没有签"},
        )
        for one in needed
    ]
    forms: list[dict[str, Any]] = []
    if is_open and by.person in needed and by.person not in row.signed:
        forms.append(form("sign", "我签", "看过了，我签", lead="签了以后内容再改，要重新签。"))
    if is_open and manages:
        colleagues = {one.person for one in staff_of(row.organisation, today(at))} - {row.person}
        options = sorted(
            ((str(one), name) for one, name in names(colleagues).items()), key=lambda pair: pair[1]
        )
        choice = field("receiver", "接收人", "select", options=options)
        loose = [(str(one.id), one.label) for one in row.items]
        which = field("item", "哪一项", "select", options=loose)
        thing = field("label", "内容", hint="如“档案柜钥匙 2 把”“账册 3 本”")
        forms += [
            form("assign", "写接收人", "写好了", [which, choice]),
            form("thing", "加一项：物件、纸档、密钥", "加上", [thing]),
            form("conclude", "办完", "都签齐了，停号", lead="岗位和代行今天停，账户停用，不能撤回。"),
        ]
    context = {
        "heading": f"{row.names.get(row.person, '')}的离岗交接单",
        "lead": f"{row.organisation_name}。{row.reason}。" + ("" if is_open else "已经办完。"),
        "errors": errors,
        "links": [{"text": "回离岗交接", "href": reverse("workbench:handovers")}],
        "tables": [
            table("交什么", "没有要交的。", ("内容", "接收人"), items),
            table("签字", "还没有人要签。", ("姓名", "身份", "签字"), signed),
        ],
        "forms": forms,
    }
    return show(request, "staff", context)


def _assign(request: HttpRequest, handover: UUID) -> None:
    actions.assign(
        by=actor_of(request),
        at=now(),
        handover_id=handover,
        item_id=key(request.POST.get("item", "")),
        receiver=key(request.POST.get("receiver", "")),
    )


def _thing(request: HttpRequest, handover: UUID) -> None:
    label = request.POST.get("label", "")
    actions.add_thing(by=actor_of(request), at=now(), handover_id=handover, label=label)


def _sign(request: HttpRequest, handover: UUID) -> None:
    actions.sign(by=actor_of(request), at=now(), handover_id=handover)


def _conclude(request: HttpRequest, handover: UUID) -> None:
    actions.conclude(by=actor_of(request), at=now(), handover_id=handover)


def _nothing(_request: HttpRequest, _handover: UUID) -> None:
    raise Problem("offices.not_found")


_DOINGS: dict[str, Callable[[HttpRequest, UUID], None]] = {
    "assign": _assign,
    "thing": _thing,
    "sign": _sign,
    "conclude": _conclude,
}


def _signers(row: queries.HandoverRow) -> list[UUID]:
    return rules.signers(row.person, row.head, [one.receiver for one in row.items])


def _scope(by: Actor) -> Scope | None:
    try:
        return scope_of(by, "sec_admin", now())
    except Problem:
        return None
