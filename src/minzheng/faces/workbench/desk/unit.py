"""Lists of my unit, whoever holds the step: 在办 and 已办, by place (down to the village) and service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases import queries as cases
from minzheng.core.cases.rules import RESULT_WORDS, STATE_WORDS, today
from minzheng.core.catalogue.queries import services as known_services
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry, children
from minzheng.faces.kit.pagination import Cursor, page_of, read_cursor
from minzheng.faces.workbench.desk.queue import export_link, filters_of, state_field
from minzheng.faces.workbench.frame import (
    LIGHT_WORDS,
    actor_of,
    day_words,
    due_words,
    light_of,
    now,
    page,
    place_name,
    staff,
    step_name,
)
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Target
from minzheng.kernel.text import chinese_date

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """The place and service that a list shows, and the places that may be chosen."""

    level: str
    division: str
    light: str
    service: str
    state: str
    places: Sequence[tuple[str, str]]


@staff
def doing(request: HttpRequest) -> HttpResponse:
    """What is under way in my unit, soonest due first."""
    at, chosen = now(), _chosen(request)
    cursor = read_cursor(request.GET.get("cursor"), order="desk.doing")
    rows = cases.under_way(
        chosen.level,
        chosen.division,
        at,
        light=chosen.light,
        service=chosen.service,
        state=chosen.state,
        after=cursor.key if cursor else None,
        limit=LIMIT,
    )
    shown = page_of(
        rows,
        limit=LIMIT,
        cursor=_forward(cursor),
        key_of=lambda row: (row.due_at, row.task),
        order="desk.doing",
    )
    columns = ("时限", "申请人", "事项", "环节", "在谁手上", "到期")
    lines = [_doing_line(row, at) for row in shown.rows]
    return _list(request, chosen, "在办", "doing", columns, lines, shown.next)


@staff
def done(request: HttpRequest) -> HttpResponse:
    """What is over in my unit, the last received first."""
    at, chosen = now(), _chosen(request)
    cursor = read_cursor(request.GET.get("cursor"), order="desk.done")
    rows = cases.closed_cases(
        chosen.level,
        chosen.division,
        service=chosen.service,
        after=cursor.key if cursor else None,
        limit=LIMIT,
    )
    shown = page_of(
        rows,
        limit=LIMIT,
        cursor=_forward(cursor),
        key_of=lambda row: (row.received_at, row.case_id),
        order="desk.done",
    )
    columns = ("申请人", "事项", "结果", "收件", "办结", "村居")
    lines = [_done_line(row, at) for row in shown.rows]
    return _list(request, chosen, "已办", "done", columns, lines, shown.next)


def _forward(cursor: Cursor | None) -> Cursor | None:
    return cursor if cursor is not None and not cursor.backwards else None


def _chosen(request: HttpRequest) -> Chosen:
    """My unit, or the place inside it that was chosen. Raises Problem(`cases.outside_unit`)."""
    by = actor_of(request)
    unit = next((grant.scope for grant in by.grants if grant.scope.level in LEVELS), None)
    if unit is None:
        raise Problem("cases.one_unit")
    wanted = request.GET.get("place", "") or unit.division
    places = ancestry(wanted)
    level = next((name for name in reversed(LEVELS) if places.get(name)), "")
    if places.get(unit.level) != unit.division or not level:
        raise Problem("cases.outside_unit")
    authorise(by=by, right="cases.oversee", target=Target(places=places), at=now())
    below = [(one.code, one.name) for one in children(wanted)]
    return Chosen(level, wanted, *filters_of(request.GET), [(unit.division, "本单位全部"), *below])


def _doing_line(row: cases.QueueRow, at: datetime) -> dict[str, Any]:
    light = light_of(at, row.warn_at, row.due_at)
    return {
        "late": light["kind"] == "red",
        "cells": [
            {"light": light},
            _who(row.applicant_name, row.case_no),
            {"text": row.title, "full": True},
            {"text": step_name(row.service, row.element)},
            {"text": row.holder},
            {"text": due_words(row.due_at)},
        ],
    }


def _done_line(row: cases.ClosedRow, at: datetime) -> dict[str, Any]:
    return {
        "cells": [
            _who(row.applicant_name, row.case_no),
            {"text": row.title, "full": True},
            {"text": RESULT_WORDS.get(row.result, "") or STATE_WORDS.get(row.state, row.state)},
            {"text": day_words(row.received_at)},
            {"text": day_words(row.closed_at)},
            {"text": place_name(row.village, today(at)) if row.village else "—"},
        ]
    }


def _who(name: str, case_no: str) -> dict[str, Any]:
    return {"head": True, "text": name, "href": reverse("workbench:case", args=[case_no]), "note": case_no}


def _list(
    request: HttpRequest,
    chosen: Chosen,
    heading: str,
    nav: str,
    columns: Sequence[str],
    lines: Sequence[Mapping[str, Any]],
    following: str,
) -> HttpResponse:
    keep = {
        name: value
        for name, value in (
            ("place", request.GET.get("place", "")),
            ("light", chosen.light if nav == "doing" else ""),
            ("service", chosen.service),
            ("state", chosen.state if nav == "doing" else ""),
        )
        if value
    }
    context = {
        "heading": heading,
        "today": chinese_date(today(now()), weekday=True),
        "lamps": [],
        "filter": _filter(chosen, request.GET.get("place", ""), open_cases=nav == "doing"),
        "table": {
            "caption": f"{heading}办件",
            "keys": True,
            "pairs": True,
            "columns": [{"text": text} for text in columns],
            "rows": lines,
        },
        "bulk": None,
        "export_url": export_link(nav, keep),
        "pager": {
            "prev_url": "",
            "next_url": f"?{urlencode({**keep, 'cursor': following})}" if following else "",
            "note": f"本页 {len(lines)} 件",
        },
        "nothing": {"text": f"没有{heading}的办件。", "act": "看待办", "href": reverse("workbench:queue")},
    }
    return page(request, "queue.html", context, nav=nav)


def _filter(chosen: Chosen, place: str, *, open_cases: bool) -> dict[str, Any]:
    options = [{"value": "", "text": "全部事项", "chosen": not chosen.service}]
    options += [
        {"value": one.code, "text": one.short, "chosen": one.code == chosen.service}
        for one in known_services()
    ]
    places = [{"value": code, "text": name, "chosen": code == place} for code, name in chosen.places]
    if place and place not in {code for code, _ in chosen.places}:
        places.append({"value": place, "text": place_name(place, today(now())), "chosen": True})
    return {
        "label": "筛选",
        "clear_url": "?",
        "hidden": [],
        "fields": [
            {"name": "place", "label": "地方", "kind": "select", "options": places},
            {"name": "service", "label": "事项", "kind": "select", "options": options},
            *([_light_field(chosen.light), state_field(chosen.state)] if open_cases else ()),
        ],
    }


def _light_field(light: str) -> dict[str, Any]:
    options = [{"value": "", "text": "全部", "chosen": not light}]
    options += [
        {"value": kind, "text": LIGHT_WORDS[kind], "chosen": kind == light}
        for kind in ("red", "yellow", "green")
    ]
    return {"name": "light", "label": "时限", "kind": "select", "options": options}
