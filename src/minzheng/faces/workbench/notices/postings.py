"""Those in benefit on the boards of my unit: by village and service, with the sheet of the month."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.offices.actions import authorise
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import hang_sheet, issue_sheet
from minzheng.core.publicity.queries import PostingRow, SheetRow
from minzheng.core.publicity.rules import today
from minzheng.faces.workbench.frame import actor_of, moment, now, page, place_name, staff
from minzheng.faces.workbench.notices import parts
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Target

COLUMNS = ("村居", "事项", "在享", "公布单", "要做的")


@staff
def postings(request: HttpRequest) -> HttpResponse:
    """The postings of my unit; a sheet that is out of date is made anew and hung in place of the old one."""
    by, at = actor_of(request), now()
    if request.method == "POST":
        made = issue_sheet(
            by=by, at=at, village=request.POST.get("village", ""), service=request.POST.get("service", "")
        )
        messages.success(request, "公布单做好了。请打印，换下旧的，拍照登记。")
        return HttpResponseRedirect(reverse("workbench:posting_sheet", args=[made]))
    unit = parts.unit_of(by, at)
    rows = queries.postings(unit.level, unit.division) if unit else []
    context = {
        "heading": "在享公布",
        "about": "确认以后长期公布，随增减更新，退出即撤。公布单按村居、按月张贴，只写申请人。",
        "notices_url": reverse("workbench:notices"),
        "lines": [_line(row, at) for row in rows],
        "action_url": reverse("workbench:postings"),
        "nothing": {"text": "还没有要公布的。", "act": "看公示", "href": reverse("workbench:notices")},
    }
    return page(request, "postings.html", context, nav="notices")


def _line(row: PostingRow, at: datetime) -> dict[str, Any]:
    late = row.out_of_date or row.month != today(at).replace(day=1)
    light = {"kind": "green", "text": "是最新的"}
    if late:
        light = (
            {"kind": "red", "text": "名单变了，今天要换"}
            if row.out_of_date
            else {"kind": "yellow", "text": "到月了，要换"}
        )
    elif row.hung_at is None:
        light = {"kind": "blue", "text": "待张贴"}
    return {
        "village": row.village,
        "service": row.service,
        "place": place_name(row.village, today(at)),
        "title": row.title,
        "households": row.households,
        "light": light,
        "month": f"{row.month.year} 年 {row.month.month} 月" if row.month else "还没有",
        "href": reverse("workbench:posting_sheet", args=[row.sheet]) if row.sheet else "",
        "make": late,
    }


def _seen(request: HttpRequest, sheet_id: UUID) -> SheetRow:
    row = queries.posting_sheet(sheet_id)
    target = Target(places=row.places, business=row.service)
    authorise(by=actor_of(request), right="publicity.view", target=target, at=now())
    return row


@staff
def sheet(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """One sheet: print it, hang it in place of the one before, send the photograph back."""
    by, at = actor_of(request), now()
    row = _seen(request, sheet)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            picture = parts.picture(request, by, at)
            hang_sheet(
                by=by, at=at, sheet_id=row.id, file_id=picture, looked=request.POST.get("looked") == "1"
            )
        except Problem as problem:
            if problem.code.startswith("offices."):
                raise
            errors = parts.told(problem)
        else:
            messages.success(request, "张贴登记好了。旧的请撤下来。")
            return HttpResponseRedirect(reverse("workbench:posting_sheet", args=[row.id]))
    holds = row.replaced_at is None
    context = {
        "crumbs": [
            {"text": "在享公布", "href": reverse("workbench:postings")},
            {"text": row.doc_no, "href": ""},
        ],
        "heading": f"{row.title}对象公布：{row.place}",
        "facts": [
            {"label": "公布单号", "value": row.doc_no},
            {"label": "月份", "value": f"{row.month.year} 年 {row.month.month} 月"},
            {"label": "户数", "value": f"{len(row.lines)} 户"},
            {"label": "张贴", "value": moment(row.hung_at) if row.hung_at else "还没有登记"},
        ],
        "holds": holds,
        "pdf_url": reverse("workbench:posting_pdf", args=[row.id]) if holds else "",
        "bad": parts.beside(errors),
        "errors": errors,
        "action_url": reverse("workbench:posting_sheet", args=[row.id]),
    }
    return page(request, "posting_sheet.html", context, nav="notices", status=422 if errors else 200)


@staff
def sheet_pdf(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """The sheet as PDF; one that was replaced is not printed again (410)."""
    row = _seen(request, sheet)
    if row.replaced_at is not None:
        raise Problem("publicity.gone")
    full = str(package(snapshot_for(row.service, row.places)).service["name"])
    return parts.pdf_answer(queries.posting_pdf(row, full), str(row.id))
