"""The queue, one case, one step."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.audit.queries import contents, of_case
from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions.permission import require_may, wonder
from minzheng.core.cases.rules import (
    CHINA,
    OUTCOME_WORDS,
    RESULT_WORDS,
    STATE_WORDS,
    begun_at,
    reckoned_on,
    today,
)
from minzheng.core.catalogue.queries import Package, package
from minzheng.core.catalogue.queries import services as known_services
from minzheng.core.documents.queries import LetterRow, letter, letters_of, pdf
from minzheng.core.files.queries import open_file
from minzheng.core.forms.rules import context_of
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import PersonRow, persons
from minzheng.core.workflow.rules import Plate, waiting
from minzheng.faces.kit.pagination import Cursor, page_of, read_cursor
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back
from minzheng.faces.workbench.frame import (
    LIGHT_WORDS,
    actor_of,
    day_words,
    due_words,
    light_of,
    moment,
    my_unit,
    now,
    page,
    place_name,
    staff,
    step_name,
)
from minzheng.kernel.errors import Problem
from minzheng.kernel.money import format_money
from minzheng.kernel.rights import LEVELS, Actor, Target
from minzheng.kernel.text import chinese_date

ORDER = "desk.queue"
LIMIT = 50
COLUMNS = ("时限", "申请人", "事项", "环节", "到我手上", "到期", "来自")
ORIGIN_WORDS = {"person": "申请人", "desk": "窗口代录", "list": "免申即享名单", "node": "外地转来"}
EVENT_WORDS = {
    "cases.submit": "收件",
    "cases.receipt": "出收件凭证",
    "cases.list": "列入名单",
    "cases.lapse": "逾期视为受理",
    "cases.withdraw": "申请人撤回",
    "cases.reckon_again": "日历有变，到期日重新算过",
    "feedback.rate": "申请人评价",
}
STEP_TITLES = {
    "accept": ("受理", "材料齐全、属本单位办理；今天起算时限，出受理通知书"),
    "propose_refusal": ("拟不予受理", "写明理由，由审批人签发"),
    "sign": ("同意不予受理", "出不予受理通知书，写明理由和救济"),
    "send_back": ("退回，应当受理", "写明为什么应当受理"),
    "agree": ("同意，送审批", "写初审意见"),
    "disagree": ("不同意，送审批", "写明理由"),
    "grant": ("确认", "出确认通知书"),
    "refuse": ("不予确认", "写明理由，出通知书"),
    "served": ("已经送达", "当面、邮寄或者留置送达的，在这里登记"),
    "eligible": ("核实符合", "请本人确认愿不愿意领"),
    "not_eligible": ("移出名单", "写明理由"),
}


@staff
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for me, soonest due first."""
    by, at = actor_of(request), now()
    light, service = request.GET.get("light", ""), request.GET.get("service", "")
    light = light if light in LIGHT_WORDS else ""
    scopes = my_unit(cases.scopes_of(by, at.astimezone(CHINA).date()))
    cursor = read_cursor(request.GET.get("cursor"), order=ORDER)
    rows = _rows(scopes, at, light, service, cursor)
    shown = page_of(rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row.due_at, row.task), order=ORDER)
    keep = {name: value for name, value in (("light", light), ("service", service)) if value}
    context = {
        "heading": "待办",
        "today": chinese_date(at.astimezone(CHINA).date(), weekday=True),
        "lamps": lamps(scopes, at, light, service),
        "filter": _filter(service, light),
        "table": _table(shown.rows, at),
        "bulk": None,
        "pager": {
            "prev_url": _link(keep, shown.prev),
            "next_url": _link(keep, shown.next),
            "note": f"按到期日排序 · 本页 {len(shown.rows)} 件",
        },
        "nothing": {"text": "没有待办。", "act": "看免申即享名单", "href": reverse("workbench:list_start")},
    }
    return page(request, "queue.html", context, nav="queue")


def _rows(
    scopes: Sequence[cases.Scoped], at: datetime, light: str, service: str, cursor: Cursor | None
) -> list[cases.QueueRow]:
    if not scopes:
        return []
    backwards = cursor is not None and cursor.backwards
    found = cases.queue(
        scopes,
        at,
        light=light,
        service=service,
        after=cursor.key if cursor else None,
        backwards=backwards,
        limit=LIMIT,
    )
    return found[::-1] if backwards else found


def _link(keep: Mapping[str, str], cursor: str) -> str:
    return f"?{urlencode({**keep, 'cursor': cursor})}" if cursor else ""


def lamps(scopes: Sequence[cases.Scoped], at: datetime, light: str, service: str) -> list[dict[str, Any]]:
    """The lights with their counts (1000 means 1000 or more). 1 statement."""
    counts = cases.lights(scopes, at, service=service) if scopes else {"red": 0, "yellow": 0, "green": 0}
    keep = {"service": service} if service else {}
    every = {
        "text": "全部",
        "count": _count(sum(counts.values())),
        "href": f"?{urlencode(keep)}",
        "current": not light,
    }
    each = [
        {
            "text": LIGHT_WORDS[kind],
            "count": _count(counts[kind]),
            "href": f"?{urlencode({**keep, 'light': kind})}",
            "kind": kind,
            "current": light == kind,
        }
        for kind in ("red", "yellow", "green")
    ]
    return [every, *each]


def _count(number: int) -> str:
    return "1000+" if number >= 1000 else str(number)


def _filter(service: str, light: str) -> dict[str, Any]:
    options = [{"value": "", "text": "全部事项", "chosen": not service}]
    options += [
        {"value": one.code, "text": one.short, "chosen": one.code == service} for one in known_services()
    ]
    return {
        "label": "筛选待办",
        "clear_url": "?",
        "hidden": [{"name": "light", "value": light}] if light else [],
        "fields": [{"name": "service", "label": "事项", "kind": "select", "options": options}],
    }


def _table(rows: Sequence[cases.QueueRow], at: datetime) -> dict[str, Any]:
    return {
        "caption": "待办办件，按到期日从近到远",
        "keys": True,
        "pairs": True,
        "columns": [{"text": text} for text in COLUMNS],
        "rows": [_line(row, at) for row in rows],
    }


def _line(row: cases.QueueRow, at: datetime) -> dict[str, Any]:
    light = light_of(at, row.warn_at, row.due_at)
    return {
        "late": light["kind"] == "red",
        "cells": [
            {"light": light},
            {
                "head": True,
                "text": row.applicant_name,
                "href": reverse("workbench:case", args=[row.case_no]),
                "note": row.case_no,
            },
            {"text": row.title, "full": True},
            {"text": step_name(row.service, row.element)},
            {"text": day_words(row.opened_at)},
            {"text": due_words(row.due_at)},
            {"text": ORIGIN_WORDS.get(row.origin, row.origin)},
        ],
    }


def visible(request: HttpRequest, case_no: str) -> dict[str, Any]:
    """The head of a case that this officer may see. Raises Problem `cases.not_found`, `offices.denied`."""
    row = cases.case_by_number(case_no)
    places = {level: row[level] for level in LEVELS}
    target = Target(
        owners=frozenset({row["applicant_id"]}),
        places=places,
        business=row["service"],
        sensitivity=row["sensitivity"],
    )
    authorise(by=actor_of(request), right="cases.view", target=target, at=now())
    return row


@staff
def case_page(request: HttpRequest, case_no: str) -> HttpResponse:
    """One case."""
    before = given_back(request)
    typed = {name: before.get(name, "") for name in ("step", "opinion")} if before else {}
    return show_case(request, visible(request, case_no), typed, ())


def show_case(
    request: HttpRequest,
    row: Mapping[str, Any],
    typed: Mapping[str, Any],
    errors: Sequence[Mapping[str, str]],
    status: int = 422,
) -> HttpResponse:
    """The page of a case with what was typed; `status` goes with errors."""
    by, at = actor_of(request), now()
    found = package(row["snapshot_id"])
    plates = [
        found.machine.plates[element]
        for element in waiting(row["tokens"]).values()
        if element in found.machine.plates
    ]
    plates = [plate for plate in plates if plate.role]
    papers, who = cases.papers_of(row["id"]), persons(filter(None, (row["applicant_id"], row["agent_id"])))
    offered, denied = what_i_may(row, papers.parties, plates, by, at)
    light = (
        light_of(at, row["warn_at"], row["due_at"])
        if not row["closed_at"]
        else {"kind": "green", "text": "已办完"}
    )
    context = {
        "crumbs": [{"text": "待办", "href": reverse("workbench:queue")}, {"text": row["title"], "href": ""}],
        "done": None,
        "heading": f"{row['applicant_name']}　{row['title']}",
        "light": light,
        "due_text": f"{due_words(row['due_at'])}到期" if row["due_at"] and not row["closed_at"] else "",
        "line": [
            {"text": row["case_no"]},
            {"text": RESULT_WORDS.get(row["result"], "") or STATE_WORDS.get(row["state"], row["state"])},
            {"text": place_name(row["village"] or row["town"] or row["county"], today(at))},
        ],
        "sum": _sum(row, found, who[row["applicant_id"]], at),
        "facts": _facts(row, who, at),
        "answers": _answers(row, found, papers.answers),
        "checks": None,
        "materials": [_material(one) for one in papers.materials],
        "letters": [letter_line(one) for one in letters_of(row["id"])],
        "history": history(of_case(row["id"], begun_at(row)), found),
        "reveal_url": "",
        "clock": clock_words(row),
        "steps": [
            {
                "name": f"{plate.element}:{outcome}",
                "title": STEP_TITLES.get(outcome, (OUTCOME_WORDS.get(outcome, outcome), ""))[0],
                "note": STEP_TITLES.get(outcome, ("", ""))[1],
                "chosen": typed.get("step") == f"{plate.element}:{outcome}",
            }
            for plate, outcome in offered
        ],
        "denied": denied,
        "fields_html": "",
        "opinion": {
            "label": "意见、理由",
            "value": typed.get("opinion", ""),
            "hint": "不予受理、不同意、不予确认，都要写明理由。",
        },
        "phrases": [{"text": "户籍、年龄已核，符合条件。"}, {"text": "材料齐全，符合法定形式。"}],
        "waiting": "" if offered else _waiting(plates, row),
        "action_url": reverse("workbench:step", args=[row["case_no"]]),
        "draft": False,
        "hidden": [{"name": "revision", "value": str(row["revision"])}],
        "errors": errors,
    }
    return page(request, "case.html", context, nav="queue", status=status if errors else 200)


def letter_line(one: LetterRow) -> dict[str, str]:
    """A paper as lists show it."""
    return {
        "name": one.title,
        "note": f"{one.doc_no}，{day_words(one.issued_at)}",
        "href": reverse("workbench:letter", args=[one.id]),
        "act": "打开",
    }


def what_i_may(
    row: Mapping[str, Any], parties: Sequence[UUID], plates: Sequence[Plate], by: Actor, at: datetime
) -> tuple[list[tuple[Plate, str]], list[dict[str, str]]]:
    """What this officer may conclude now, and what not, with the reason."""
    offered: list[tuple[Plate, str]] = []
    denied: list[dict[str, str]] = []
    for plate in plates:
        try:
            require_may(row, parties, plate, plate.outcomes[0], by, at, ask=wonder)
        except Problem as problem:
            denied.append({"title": plate.name, "reason": title_of(problem)})
        else:
            offered += [(plate, outcome) for outcome in plate.outcomes if outcome in STEP_TITLES]
    return offered, denied


def _waiting(plates: Sequence[Plate], row: Mapping[str, Any]) -> str:
    if row["closed_at"]:
        return "这件事已经办完了。"
    roles = {
        "acceptor": "受理员",
        "reviewer": "审核人",
        "approver": "审批人",
        "window": "窗口或申请人",
        "helper": "申请人",
    }
    return "、".join(f"在等{roles.get(plate.role, plate.role)}：{plate.name}" for plate in plates)


def _sum(row: Mapping[str, Any], found: Package, who: PersonRow, at: datetime) -> dict[str, str] | None:
    if "finding" not in found.service:
        return None
    result = cases.finding(who, found, received=today(row["received_at"]), on=reckoned_on(row, at))
    starts = f"{result.starts.year} 年 {result.starts.month} 月起"
    return {
        "text": f"按户籍登记，到 {reckoned_on(row, at).month} 月底 {result.inputs['age']} 周岁。{result.reason}",
        "sum": f"每月 {format_money(result.amount, trim=True)}，{starts}"
        if result.eligible
        else "按规则不符合",
        "note": f"{result.article}；{result.document}" if result.document else result.article,
        "href": "",
    }


def _facts(row: Mapping[str, Any], known: Mapping[UUID, PersonRow], at: datetime) -> list[dict[str, str]]:
    who = known[row["applicant_id"]]
    agent = known[row["agent_id"]].name if row["agent_id"] else ""
    return [
        {"label": "申请人", "value": who.name, "note": f"由{agent}代填" if agent else "本人"},
        {"label": "证件号码", "value": who.id_number_masked},
        {"label": "出生日期", "value": chinese_date(who.birth_date) if who.birth_date else "不详"},
        {"label": "户籍地", "value": place_name(who.registered_at, today(at))},
        {
            "label": "来源",
            "value": ORIGIN_WORDS.get(row["origin"], row["origin"]),
            "note": f"{moment(row['received_at'])}收件",
        },
    ]


def _answers(row: Mapping[str, Any], found: Package, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not answers:
        return []
    return [
        {"title": section.title, "rows": [{"label": line.label, "value": line.text} for line in section.rows]}
        for section in found.form.summary(answers, context_of(row["received_at"]), detail=True)
    ]


def _material(one: cases.MaterialRow) -> dict[str, Any]:
    if one.file is None:
        return {"name": one.name, "note": "免交：系统查得到", "tag": {"kind": "green", "text": "免交"}}
    return {
        "name": one.name,
        "note": "申请人上传",
        "href": reverse("workbench:file", args=[one.file]),
        "act": "打开",
    }


def history(rows: Sequence[Mapping[str, Any]], found: Package) -> list[dict[str, Any]]:
    """What happened to the case, newest first, with who and what was written; the house's own housekeeping is left out."""
    written = (
        contents(sealed) if (sealed := [row["id"] for row in rows if row["commitment"] is not None]) else {}
    )
    lines = []
    for row in reversed(rows):
        words = EVENT_WORDS.get(row["kind"], "")
        if row["kind"] == "cases.step":
            plate = found.machine.plates.get(row["element"])
            outcome = OUTCOME_WORDS.get(str(row["facts"].get("outcome")), "")
            words = f"{plate.name if plate else row['element']}：{outcome}"
        if not words:
            continue
        said = written.get(row["id"]) or {}
        note = "，".join(
            filter(
                None,
                (row["actor_name"], str(said.get("opinion") or said.get("reason") or said.get("note") or "")),
            )
        )
        lines.append(
            {
                "what": words,
                "when": moment(row["at"]),
                "iso": row["at"].isoformat(),
                "note": note,
            }
        )
    if lines:
        lines[0]["now"] = True
    return lines


def clock_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """The limit in force, and how its last day came about."""
    clock = row["clock"]
    if not clock or row["closed_at"]:
        return {"rows": [{"label": "时限", "value": "没有在走的时限"}], "explain": []}
    names = {
        "accept_period": "答复是否受理",
        "promised_limit": "承诺办结",
        "delivery_period": "送达",
        "ascertain_period": "核实",
        "consent_period": "答复",
    }
    return {
        "rows": [{"label": names.get(clock["limit"], "时限"), "value": due_words(row["due_at"])}],
        "explain": [clock["explanation"], *([f"依据：{clock['basis']}。"] if clock.get("basis") else [])],
    }


@staff
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A paper of a case that I may see."""
    return _letter(request, letter)


def _letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    one = letter(letter_id)
    visible(request, one.case_no)
    response = HttpResponse(pdf(letter_id), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{letter_id}.pdf"'
    return response


@staff
def file(request: HttpRequest, file: UUID) -> HttpResponse:
    """A file of a case that I may see."""
    visible(request, cases.case_of_file(file))
    opened = open_file(file)
    with opened.stream:
        response = HttpResponse(opened.stream.read(), content_type=opened.info.mime)
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
