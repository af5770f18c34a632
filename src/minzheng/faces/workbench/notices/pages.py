"""One notice: its sheet is prepared, printed, put up with a photograph, closed, and taken down."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import take_step
from minzheng.core.cases.actions.permission import require_may, wonder
from minzheng.core.catalogue.queries import package
from minzheng.core.offices.actions import authorise
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import add_photo, prepare_notice, take_down
from minzheng.core.publicity.queries import NoticeRow
from minzheng.core.publicity.rules import CHANNEL_WORDS, RESULT_WORDS, must_come_down, today
from minzheng.core.workflow.rules import Plate, waiting
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.workbench.frame import actor_of, moment, now, page, staff, visible
from minzheng.faces.workbench.notices import parts
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor

DONE = {
    "photo": "照片存好了。",
    "posted": "登记好了，公示从明天起算。",
    "no_objection": "公示期满，没有异议，已送审查。请把公示单撤下来。",
    "objection": "已退回重新调查。请先书面答复异议，再公示。请把公示单撤下来。",
    "down": "撤下登记好了。",
}
KINDS = frozenset({"post_notice", "close_notice"})


@keeps_typed()
@staff
def prepare(request: HttpRequest, case_no: str) -> HttpResponse:
    """Make the sheet of a case that waits to be noticed; what hung before is listed."""
    by, at = actor_of(request), now()
    row = visible(request, case_no)
    typed: Mapping[str, str] = given_back(request) or request.POST
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            made = prepare_notice(
                by=by,
                at=at,
                case_id=row["id"],
                posted_on=parts.day(typed.get("day", "")),
                members=_number(typed.get("members", "")),
                board=typed.get("board", ""),
            )
        except Problem as problem:
            errors = parts.told(problem)
        else:
            messages.success(request, "公示单做好了。请打印、张贴、拍照，再登记张贴。")
            return HttpResponseRedirect(reverse("workbench:notice", args=[made]))
    return page(
        request,
        "notice_prepare.html",
        _prepare_context(row, typed, errors, at),
        nav="notices",
        status=422 if errors else 200,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _prepare_context(
    row: Mapping[str, Any], typed: Mapping[str, str], errors: Sequence[dict[str, str]], at: datetime
) -> dict[str, Any]:
    waits = [plate for plate in _plates(row) if plate.kind == "post_notice"]
    return {
        "crumbs": [
            {"text": "公示", "href": reverse("workbench:notices")},
            {"text": row["applicant_name"], "href": reverse("workbench:case", args=[row["case_no"]])},
            {"text": "制作公示单", "href": ""},
        ],
        "heading": f"公示：{row['applicant_name']}　{row['title']}",
        "waits": bool(waits),
        "typed": {
            "day": typed.get("day") or today(at).isoformat(),
            "members": typed.get("members") or str(row["variables"].get("people") or ""),
            "board": typed.get("board", ""),
        },
        "bad": parts.beside(errors),
        "errors": errors,
        "earlier": [
            {
                "name": one.doc_no,
                "note": f"{parts.light(one, at)['text']}，{parts.day_words(one.last_day)}满",
                "href": reverse("workbench:notice", args=[one.id]),
                "act": "打开",
            }
            for one in queries.notices_of(row["id"])
        ],
        "action_url": reverse("workbench:notice_prepare", args=[row["case_no"]]),
    }


def _plates(row: Mapping[str, Any]) -> list[Plate]:
    plates = package(row["snapshot_id"]).machine.plates
    return [
        plates[one] for one in waiting(row["tokens"]).values() if one in plates and plates[one].kind in KINDS
    ]


@staff
def notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """One notice, and what I may do with it now."""
    by, at = actor_of(request), now()
    row = parts.seen(request, notice)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _do(request, row, by, at)
        except Problem as problem:
            if problem.code.startswith("offices."):
                raise
            errors = parts.told(problem)
        else:
            messages.success(request, DONE[request.POST["do"]])
            return HttpResponseRedirect(reverse("workbench:notice", args=[row.id]))
    return page(
        request, "notice.html", _context(row, by, at, errors), nav="notices", status=422 if errors else 200
    )


def _do(request: HttpRequest, row: NoticeRow, by: Actor, at: datetime) -> None:
    what = request.POST.get("do", "")
    if what in ("photo", "down"):
        right = "publicity.photo" if what == "photo" else "publicity.take_down"
        authorise(by=by, right=right, target=parts.target_of(row), at=at)  # before anything is taken in
        verb = add_photo if what == "photo" else take_down
        looked = request.POST.get("looked") == "1"
        verb(by=by, at=at, notice_id=row.id, file_id=parts.picture(request, by, at), looked=looked)
        return
    kind = {"posted": "post_notice", "no_objection": "close_notice", "objection": "close_notice"}.get(what)
    plates = [plate for plate in _plates(cases.case(row.case_id)) if plate.kind == kind]
    if not plates:
        raise Invalid([FieldProblem("do", "请从列出的几项里选一项", "办理")])
    take_step(by=by, at=at, case_id=row.case_id, element=plates[0].element, outcome=what)


def _context(row: NoticeRow, by: Actor, at: datetime, errors: Sequence[dict[str, str]]) -> dict[str, Any]:
    case = cases.case(row.case_id)
    handles = parts.may_i(by, row, at, right="publicity.objection_view")
    over = must_come_down(row.state, row.ends_at, row.down_at, at)
    steps, denied = _steps(row, case, by, at)
    open_poster = row.state == "prepared" or row.open_at(at)
    shown = open_poster or parts.may_i(by, row, at, right="publicity.proof")
    return {
        "crumbs": [{"text": "公示", "href": reverse("workbench:notices")}, {"text": row.doc_no, "href": ""}],
        "heading": f"{row.title}公示：{row.name}" if shown else f"{row.title}公示 {row.doc_no}",
        "light": parts.light(row, at),
        "lines": parts.lines(row) if shown else [],
        "board": [
            {"label": "公示单号", "value": row.doc_no},
            {"label": "公示码", "value": queries.spaced(row.code), "note": "印在公示单上，查公示、提异议用"},
            {"label": "贴在", "value": row.board},
            {
                "label": "网页",
                "value": f"当地规定允许，写“{row.web_name}”" if row.web_name else "当地没有规定，不上网",
            },
        ],
        "poster_url": reverse("workbench:notice_poster", args=[row.id]) if open_poster else "",
        "proofs": _proofs(row, by, at),
        "photo": row.state in ("prepared", "hanging")
        and not over
        and parts.may_i(by, row, at, right="publicity.photo"),
        "has_photo": row.photo_id is not None,
        "down": over and parts.may_i(by, row, at, right="publicity.take_down"),
        "steps": steps,
        "denied": denied,
        "objections": _objections(row)
        if handles or parts.may_i(by, row, at, right="publicity.record_objection")
        else None,
        "record_url": reverse("workbench:objection_record", args=[row.id])
        if row.state == "hanging" and parts.may_i(by, row, at, right="publicity.record_objection")
        else "",
        "handles": handles,
        "case_url": reverse("workbench:case", args=[case["case_no"]]) if handles else "",
        "again_url": reverse("workbench:notice_prepare", args=[case["case_no"]])
        if steps and row.state == "prepared"
        else "",
        "bad": parts.beside(errors),
        "errors": errors,
        "action_url": reverse("workbench:notice", args=[row.id]),
    }


def _steps(
    row: NoticeRow, case: Mapping[str, Any], by: Actor, at: datetime
) -> tuple[list[dict[str, Any]], str]:
    """The steps that I may take now with this notice, or why I may not."""
    titles = {
        "posted": ("登记张贴", "公示单已经贴上公示栏，照片看得清。"),
        "no_objection": ("公示期满，没有异议", "末日过完以后才能办，接着送县（市、区）审查。"),
        "objection": ("有异议，重新调查", "收到异议就可以办：重新调查，形成新的初审意见，再公示。"),
    }
    for plate in _plates(case):
        if (plate.kind, row.state) not in (("post_notice", "prepared"), ("close_notice", "hanging")):
            continue
        try:
            require_may(case, cases.parties_of(case["id"]), plate, plate.outcomes[0], by, at, ask=wonder)
        except Problem as problem:
            return [], title_of(problem)
        return [
            {"value": outcome, "title": titles[outcome][0], "note": titles[outcome][1]}
            for outcome in plate.outcomes
            if outcome in titles
        ], ""
    return [], ""


def _proofs(row: NoticeRow, by: Actor, at: datetime) -> list[dict[str, str]]:
    """The photographs: while it hangs for all who see it, afterwards as a proof for who may see that."""
    if (
        not row.open_at(at)
        and row.state != "prepared"
        and not parts.may_i(by, row, at, right="publicity.proof")
    ):
        return []
    shots = (
        ("put", "张贴照片", row.photo_id, row.photo_by, row.photo_at),
        ("down", "撤下照片", row.down_photo_id, row.down_by, row.down_at),
    )
    return [
        {
            "name": name,
            "note": f"{who}，{moment(when)}" if when else who,
            "href": reverse("workbench:notice_photo", args=[row.id, which]),
            "act": "看",
        }
        for which, name, file, who, when in shots
        if file
    ]


def _objections(row: NoticeRow) -> dict[str, Any]:
    rows = queries.objections_of(row.id)
    return {
        "caption": "异议，按收到先后",
        "pairs": True,
        "columns": [{"text": text} for text in ("收到", "渠道", "处理")],
        "rows": [
            {
                "late": False,
                "cells": [
                    {
                        "head": True,
                        "text": parts.day_words(one.received_on),
                        "href": reverse("workbench:objection", args=[one.id]),
                    },
                    {"text": CHANNEL_WORDS[one.channel]},
                    {"tag": {"kind": "yellow", "text": "待答复"}}
                    if one.state == "received"
                    else {"text": RESULT_WORDS[one.result]},
                ],
            }
            for one in rows
        ],
    }


@staff
def poster(request: HttpRequest, notice: UUID) -> HttpResponse:
    """The sheet for the board, exactly as it hangs; after the end nobody prints it again (410)."""
    row = parts.seen(request, notice)
    if row.state != "prepared" and not row.open_at(now()):
        raise Problem("publicity.gone")
    link = request.build_absolute_uri(reverse("portal:notice", args=[row.code]))
    full = str(package(cases.case(row.case_id)["snapshot_id"]).service["name"])
    return parts.pdf_answer(queries.poster(row, full, link), row.code)


@staff
def photo(request: HttpRequest, notice: UUID, which: str) -> HttpResponse:
    """A photograph of the board; after the end it is a proof, and only for who may see proofs."""
    row, at = parts.seen(request, notice), now()
    if (
        row.state != "prepared"
        and not row.open_at(at)
        and not parts.may_i(actor_of(request), row, at, right="publicity.proof")
    ):
        raise Problem("publicity.gone")
    file = row.down_photo_id if which == "down" else row.photo_id
    if file is None:
        raise Problem("files.missing")
    return parts.shown_picture(file)
