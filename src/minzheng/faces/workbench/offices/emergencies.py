"""Break-glass: who runs the machines asks for one case for two hours; the audit administrator sees and reviews it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.cases.queries import case_by_number, open_tasks
from minzheng.core.cases.rules import STATE_WORDS, handled_list
from minzheng.core.offices import actions
from minzheng.core.offices.queries import powers
from minzheng.faces.workbench.frame import actor_of, due_words, moment, now, staff, step_name
from minzheng.faces.workbench.plain_pages import errors_of, field, form, key, scope_of, show, table, typed
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor, Scope


@staff
def emergencies(request: HttpRequest) -> HttpResponse:
    """My openings (system administrator), or all of the scope (audit administrator); POST asks for one, or reviews."""
    by = actor_of(request)
    asks, reviews = _scope(by, "sys_admin"), _scope(by, "audit_admin")
    if asks is None and reviews is None:
        raise Problem("offices.denied", right="offices.open_emergency")
    said, errors = typed(request, "case_no", "reason", "finding", "id"), []
    if request.method == "POST":
        try:
            _review(request, said) if said["finding"] or reviews else _open(request, said)
        except Problem as problem:
            errors = errors_of(problem, "ask-case_no1" if asks else "review-finding1")
        else:
            messages.success(request, "记下了。已经通知审计管理员。" if asks else "复核记下了。")
            return HttpResponseRedirect(request.path)
    mine = by.person if reviews is None else None
    place = reviews or asks
    rows = powers.emergencies(place.level, place.division, person=mine) if place else []
    context = {
        "heading": "紧急查看",
        "lead": "平时看不到办件。出了故障要看一件，写明缘由，开两小时，自动关上；每看一次都记下，审计管理员当时就收到通知。",
        "errors": errors,
        "tables": [
            table(
                "",
                "没有紧急查看。",
                ("办件", "谁", "缘由", "到什么时候", "看过", "复核"),
                [_line(one, mine=one.person == by.person) for one in rows],
            )
        ],
        "forms": _forms(asks, reviews, rows, said),
    }
    return show(request, "emergencies", context)


def _forms(
    asks: Scope | None, reviews: Scope | None, rows: list[powers.EmergencyRow], said: dict[str, str]
) -> list[dict[str, Any]]:
    at = now()
    if asks is not None:
        fields = [
            field("case_no", "办件编号", value=said["case_no"]),
            field("reason", "缘由", "area", said["reason"], hint="至少 8 个字，事后要复核"),
        ]
        opened = [
            form("read", f"办件 {one.subject}", "看这一件", key=one.id)
            | {"action_url": reverse("workbench:emergency_read", args=[one.id])}
            for one in rows
            if one.until > at
        ]
        return [*opened, form("ask", "申请看一件", "开两小时", fields)]
    waiting = [one for one in rows if one.reviewed_at is None and one.until <= at]
    return [
        form("review", f"复核：{one.subject}", "复核完了", [field("finding", "复核意见", "area")], key=one.id)
        for one in waiting
        if reviews
    ]


@require_POST
@staff
def emergency_read(request: HttpRequest, opening: UUID) -> HttpResponse:
    """The one read that an opening allows: where the case stands and who took which step, without anything personal."""
    at = now()
    case_no = actions.use_emergency(by=actor_of(request), at=at, opening_id=opening)
    row = case_by_number(case_no)
    steps = [
        ({"text": step_name(row["service"], one.element)}, {"text": one.outcome}, {"text": str(one.at)[:16]})
        for one in handled_list(row["handled"])
    ]
    tasks = [
        ({"text": step_name(row["service"], one["element"])}, {"text": due_words(one["due_at"])})
        for one in open_tasks(row["id"])
    ]
    context = {
        "heading": f"办件 {case_no}",
        "lead": "只读。这一次已经记入日志。",
        "links": [{"text": "回紧急查看", "href": reverse("workbench:emergencies")}],
        "summary": [
            {"label": "事项", "value": row["title"]},
            {"label": "状态", "value": STATE_WORDS.get(row["state"], row["state"])},
            {"label": "收件", "value": moment(row["received_at"])},
        ],
        "tables": [
            table("等着办的环节", "没有等着办的环节。", ("环节", "到期"), tasks),
            table("办过的环节", "还没有人办过。", ("环节", "结论", "时间"), steps),
        ],
        "action_url": reverse("workbench:emergencies"),
    }
    return show(request, "emergencies", context)


def _open(request: HttpRequest, said: dict[str, str]) -> None:
    row = case_by_number(said["case_no"].upper())
    level = next(one for one in reversed(LEVELS) if row[one])
    actions.open_emergency(
        by=actor_of(request),
        at=now(),
        subject=row["case_no"],
        reason=said["reason"],
        level=level,
        division=row[level],
    )


def _review(request: HttpRequest, said: dict[str, str]) -> None:
    actions.review_emergency(
        by=actor_of(request), at=now(), opening_id=key(said["id"]), finding=said["finding"]
    )


def _line(one: powers.EmergencyRow, *, mine: bool) -> tuple[dict[str, str], ...]:
    reviewed = f"{moment(one.reviewed_at)}，{one.finding}" if one.reviewed_at else "还没有"
    return (
        {"text": one.subject},
        {"text": "您" if mine else one.name},
        {"text": one.reason},
        {"text": moment(one.until)},
        {"text": f"{one.reads} 次"},
        {"text": reviewed},
    )


def _scope(by: Actor, role: str) -> Scope | None:
    try:
        return scope_of(by, role, now())
    except Problem:
        return None
