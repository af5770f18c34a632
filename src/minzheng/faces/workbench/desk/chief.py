"""For who signs, on the phone: what waits for my signature (one or a batch), what is about to be late."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import sign_batch
from minzheng.core.cases.rules import today
from minzheng.core.offices.actions import authorise
from minzheng.core.publicity.queries import on_boards
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, due_words, light_of, my_unit, now, page, staff, step_name
from minzheng.kernel.rights import Target
from minzheng.kernel.text import chinese_date

SIGNING = {"confirm": "grant", "decide": "grant", "sign_refusal": "sign", "approve_special": "approve"}
"""The step at which an approver signs, and what signing concludes there."""
SHOWN = 50


@staff
def chief(request: HttpRequest) -> HttpResponse:
    """What waits for my signature, then what is late or about to be late in my unit."""
    by, at = actor_of(request), now()
    scopes = [scope for scope in cases.scopes_of(by, today(at)) if scope.role == "approver"]
    mine = my_unit(scopes)
    waiting = cases.queue(mine, at, limit=SHOWN) if mine else []
    late: list[cases.QueueRow] = []
    if mine:
        target = Target(places={mine[0].level: mine[0].division})
        authorise(by=by, right="cases.oversee", target=target, at=at)
        for kind in ("red", "yellow"):
            late += cases.standing(mine[0].level, mine[0].division, at, light=kind, limit=20)
    context = {
        "heading": "等我签",
        "today": chinese_date(today(at), weekday=True),
        "sign_url": reverse("workbench:chief_sign"),
        "deputies_url": reverse("workbench:deputies"),
        "signing": _signing(waiting, at),
        "objected": _objected(mine, at),
        "late": _late(late, at),
        "results": [],
    }
    return page(request, "chief.html", context, nav="chief")


def _signing(rows: Sequence[cases.QueueRow], at: datetime) -> dict[str, Any]:
    return {
        "caption": "等我签的办件",
        "pairs": True,
        "columns": [{"text": text, "hidden": not shown} for text, shown in _COLUMNS],
        "rows": [_signing_line(row, at) for row in rows],
    }


_COLUMNS = (("选", False), ("时限", True), ("申请人", True), ("事项", True), ("环节", True))


def _signing_line(row: cases.QueueRow, at: datetime) -> dict[str, Any]:
    outcome = SIGNING.get(row.element)
    pick = {"name": "pick", "value": f"{row.case_id}:{row.element}:{outcome}", "label": row.applicant_name}
    return {
        "cells": [
            {"pick": pick} if outcome else {"text": ""},
            {"light": light_of(at, row.warn_at, row.due_at)},
            {
                "head": True,
                "text": row.applicant_name,
                "href": reverse("workbench:case", args=[row.case_no]),
                "note": row.case_no,
            },
            {"text": row.title},
            {"text": step_name(row.service, row.element)},
        ]
    }


def _objected(mine: Sequence[cases.Scoped], at: datetime) -> list[dict[str, str]]:
    """Notices of my unit to which somebody objects and has no answer yet. 1 statement."""
    if not mine:
        return []
    rows = on_boards(mine[0].level, mine[0].division, at, show="objected", limit=20)
    return [
        {
            "text": f"{row.notice.name}：{row.unanswered} 条异议还没有答复",
            "href": reverse("workbench:notice", args=[row.notice.id]),
        }
        for row in rows
    ]


def _late(rows: Sequence[cases.QueueRow], at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "light": light_of(at, row.warn_at, row.due_at),
            "text": f"{row.applicant_name}　{row.title}",
            "href": reverse("workbench:case", args=[row.case_no]),
            "note": f"{step_name(row.service, row.element)}，在{row.holder}手上，{due_words(row.due_at)}到期",
        }
        for row in rows
    ]


@require_POST
@staff
def sign(request: HttpRequest) -> HttpResponse:
    """Sign what was picked; every case says how it went."""
    by, at = actor_of(request), now()
    picks = [pick for text in request.POST.getlist("pick")[:SHOWN] if (pick := _pick(text))]
    names = _names(by, at)
    signed = sign_batch(by=by, at=at, picks=picks)
    context = {
        "heading": "签好了" if picks and all(one.problem is None for one in signed) else "签的结果",
        "today": chinese_date(today(at), weekday=True),
        "results": [
            {
                "name": names.get(one.case_id, "这一件"),
                "ok": one.problem is None,
                "text": "签好了" if one.problem is None else title_of(one.problem),
            }
            for one in signed
        ],
        "nothing": not picks,
        "back_url": reverse("workbench:chief"),
        "signing": None,
        "late": [],
    }
    return page(request, "chief.html", context, nav="chief", status=200 if picks else 422)


def _names(by: Any, at: datetime) -> Mapping[UUID, str]:
    mine = my_unit([scope for scope in cases.scopes_of(by, today(at)) if scope.role == "approver"])
    rows = cases.queue(mine, at, limit=SHOWN) if mine else []
    return {row.case_id: f"{row.applicant_name}　{row.title}（{row.case_no}）" for row in rows}


def _pick(text: str) -> tuple[UUID, str, str] | None:
    key, _, rest = text.partition(":")
    element, _, outcome = rest.partition(":")
    try:
        return UUID(key), element, outcome
    except ValueError:
        return None
