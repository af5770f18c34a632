"""导出: ask for a list as a file, agree to that of a colleague, fetch it within a day."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import Exported, ListWanted, approve_export, ask_export, download_export
from minzheng.core.cases.rules import CHINA, RESULT_WORDS, STATE_WORDS
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry
from minzheng.faces.workbench.desk.queue import filters_of
from minzheng.faces.workbench.frame import (
    LIGHT_WORDS,
    actor_of,
    moment,
    now,
    office_of,
    page,
    place_name,
    staff,
    step_name,
)
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import LEVELS, Actor, Target
from minzheng.kernel.text import chinese_moment

LISTS = {"waiting": "待办", "doing": "在办", "done": "已办"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a table program would take for a formula."""


@staff
def exports(request: HttpRequest) -> HttpResponse:
    """What was asked for in my unit; with `list`, the form to ask for that list."""
    return _show(request, {"reason": ""}, ())


def _unit(by: Actor) -> str:
    unit = next((grant.scope.division for grant in by.grants if grant.scope.level in LEVELS), "")
    if not unit:
        raise Problem("cases.one_unit")
    return unit


def _show(
    request: HttpRequest, typed: Mapping[str, str], errors: Sequence[Mapping[str, str]]
) -> HttpResponse:
    by, at = actor_of(request), now()
    unit = _unit(by)
    authorise(by=by, right="cases.ask_export", target=Target(places=ancestry(unit)), at=at)
    asked = request.POST if request.method == "POST" else request.GET
    of = asked.get("list", "")
    rows = cases.exports_of(unit)
    context = {
        "wanted": _wanted(request, of, unit, at) if of in LISTS else None,
        "typed": typed,
        "rows": [_line(row, by, at) for row in rows],
        "queue_url": reverse("workbench:queue"),
        "doing_url": reverse("workbench:doing"),
        "done_url": reverse("workbench:done"),
        "ask_url": reverse("workbench:export_ask"),
        "errors": errors,
    }
    return page(request, "exports.html", context, nav="exports", status=422 if errors else 200)


def _wanted(request: HttpRequest, of: str, unit: str, at: datetime) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    place = asked.get("place", "") or unit
    light, service, state = filters_of(asked)
    words = [place_name(place, at.astimezone(CHINA).date()), LISTS[of]]
    words += [LIGHT_WORDS[light]] if light else []
    words += [STATE_WORDS[state]] if state else []
    named = (("list", of), ("place", place), ("light", light), ("service", service), ("state", state))
    return {
        "text": "，".join([*words, *([f"事项 {service}"] if service else [])]),
        "hidden": [{"name": name, "value": value} for name, value in named],
    }


def _line(row: cases.ExportRow, by: Actor, at: datetime) -> dict[str, Any]:
    mine = row.asked_by == by.person
    over = row.expires_at is not None and row.expires_at <= at
    if over:
        stands = "已过 24 小时，不能再下载"
    elif row.expires_at:
        stands = f"{row.approved_name}批准，{moment(row.expires_at)}前可以下载"
    else:
        stands = "等另一个人批准"
    return {
        "what": f"{LISTS[row.of]}（{'脱敏' if row.masked else '不脱敏'}）",
        "reason": row.reason,
        "who": row.asked_name,
        "when": moment(row.asked_at),
        "stands": stands,
        "downloads": row.downloads,
        "approve_url": reverse("workbench:export_approve", args=[row.id])
        if not mine and row.approved_at is None
        else "",
        "download_url": reverse("workbench:export_download", args=[row.id])
        if mine and row.expires_at and not over
        else "",
    }


@require_POST
@staff
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a list."""
    by = actor_of(request)
    light, service, state = filters_of(request.POST)
    of, reason = request.POST.get("list", ""), request.POST.get("reason", "")
    kept = {"light": light, "service": service, "state": state}
    unit = _unit(by)
    what = ListWanted(
        of=of,
        unit=unit,
        division=request.POST.get("place", "") or unit,
        filters={"service": service} if of == "done" else kept,
        masked=request.POST.get("whole") != "1",
    )
    try:
        ask_export(by=by, at=now(), what=what, reason=reason)
    except Invalid as invalid:
        errors = [{"href": f"#{one.path}", "text": one.message} for one in invalid.fields]
        return _show(request, {"reason": reason}, errors)
    messages.success(request, "已经申请。请单位里的另一个人打开“导出”批准，批准以后 24 小时内可以下载。")
    return HttpResponseRedirect(reverse("workbench:exports"))


@require_POST
@staff
def approve(request: HttpRequest, export: UUID) -> HttpResponse:
    """Agree to an export of a colleague."""
    approve_export(by=actor_of(request), at=now(), export_id=export)
    messages.success(request, "已经批准。申请的人 24 小时内可以下载，每次下载都记入日志。")
    return HttpResponseRedirect(reverse("workbench:exports"))


@staff
def download(request: HttpRequest, export: UUID) -> HttpResponse:
    """The list as a table that the usual programs open: CSV in UTF-8 with its mark, first and last line the watermark."""
    by, at = actor_of(request), now()
    found = download_export(by=by, at=at, export_id=export)
    response = HttpResponse(
        "\ufeff" + _csv(found, _watermark(found, office_of(by), at)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{found.row.of}-{at:%Y%m%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _watermark(found: Exported, office: str, at: datetime) -> str:
    row = found.row
    return (
        f"{office} {row.asked_name} {chinese_moment(at)} 导出，{row.approved_name} 批准，"
        f"用途：{row.reason}，编号 {row.id}。含个人信息，不得转给他人。"
    )


def _csv(found: Exported, watermark: str) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow([watermark])
    table.writerow(found.heads)
    words = {**STATE_WORDS, **RESULT_WORDS}
    for line in found.lines:
        table.writerow([_cell(value, words) for value in line])
    table.writerow([watermark])
    return out.getvalue()


def _cell(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d}" if value.year < 9000 else ""
    text = words.get(str(value), step_name("", str(value)))
    return f"'{text}" if text.startswith(FORMULA) else text
