"""The queue: what waits for my unit, soonest due first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases import queries as cases
from minzheng.core.cases.rules import CHINA, STATE_WORDS
from minzheng.core.catalogue.queries import services as known_services
from minzheng.faces.kit.pagination import Cursor, page_of, read_cursor
from minzheng.faces.workbench.desk.words import ORIGIN_WORDS
from minzheng.faces.workbench.frame import (
    LIGHT_WORDS,
    actor_of,
    day_words,
    due_words,
    home_of,
    light_of,
    listed_name,
    my_unit,
    now,
    page,
    staff,
    step_name,
)
from minzheng.kernel.rights import Actor
from minzheng.kernel.text import chinese_date

ORDER = "desk.queue"
LIMIT = 50
ENDED = frozenset({"draft", "delivered", "withdrawn", "terminated", "transferred"})
COLUMNS = ("时限", "申请人", "事项", "环节", "到我手上", "到期", "来自")


@staff
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for me, soonest due first."""
    by, at = actor_of(request), now()
    if (home := home_of(by)) != request.path:
        return HttpResponseRedirect(home)
    light, service, state = filters_of(request.GET)
    scopes = my_unit(cases.scopes_of(by, at.astimezone(CHINA).date()))
    cursor = read_cursor(request.GET.get("cursor"), order=ORDER)
    rows = _rows(scopes, at, (light, service, state), cursor)
    shown = page_of(rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row.due_at, row.task), order=ORDER)
    named = (("light", light), ("service", service), ("state", state))
    keep = {name: value for name, value in named if value}
    context = {
        "heading": "待办",
        "today": chinese_date(at.astimezone(CHINA).date(), weekday=True),
        "lamps": lamps(scopes, at, light, service, state),
        "filter": _filter(service, light, state),
        "table": _table(shown.rows, by, at),
        "export_url": export_link("waiting", {**keep, "place": scopes[0].division}) if scopes else "",
        "bulk": None,
        "pager": {
            "prev_url": _link(keep, shown.prev),
            "next_url": _link(keep, shown.next),
            "note": f"按到期日排序 · 本页 {len(shown.rows)} 件",
        },
        "nothing": {"text": "没有待办。", "act": "看免申即享名单", "href": reverse("workbench:list_start")},
    }
    return page(request, "queue.html", context, nav="queue")


def export_link(of: str, kept: Mapping[str, str]) -> str:
    """Where this list, as it is filtered, is asked for as a file."""
    return f"{reverse('workbench:exports')}?{urlencode({'list': of, **kept})}"


def filters_of(asked: Mapping[str, str]) -> tuple[str, str, str]:
    """Light, service and state that a list is filtered by, '' each where it is not; a light or state nobody knows is none."""
    light, state = asked.get("light", ""), asked.get("state", "")
    known = light if light in ("red", "yellow", "green") else "", state if state in STATE_WORDS else ""
    return known[0], asked.get("service", ""), known[1]


def state_field(state: str) -> dict[str, Any]:
    """The choice of a state for `filter_form`: those in which a case still waits for somebody."""
    options = [{"value": "", "text": "全部状态", "chosen": not state}]
    options += [
        {"value": name, "text": text, "chosen": name == state}
        for name, text in STATE_WORDS.items()
        if name not in ENDED
    ]
    return {"name": "state", "label": "状态", "kind": "select", "options": options}


def _rows(
    scopes: Sequence[cases.Scoped], at: datetime, chosen: tuple[str, str, str], cursor: Cursor | None
) -> list[cases.QueueRow]:
    if not scopes:
        return []
    light, service, state = chosen
    backwards = cursor is not None and cursor.backwards
    found = cases.queue(
        scopes,
        at,
        light=light,
        service=service,
        state=state,
        after=cursor.key if cursor else None,
        backwards=backwards,
        limit=LIMIT,
    )
    return found[::-1] if backwards else found


def _link(keep: Mapping[str, str], cursor: str) -> str:
    return f"?{urlencode({**keep, 'cursor': cursor})}" if cursor else ""


def lamps(
    scopes: Sequence[cases.Scoped], at: datetime, light: str, service: str, state: str = ""
) -> list[dict[str, Any]]:
    """The lights with their counts (1000 means 1000 or more). 1 statement."""
    counts = (
        cases.lights(scopes, at, service=service, state=state)
        if scopes
        else {"red": 0, "yellow": 0, "green": 0}
    )
    keep = {name: value for name, value in (("service", service), ("state", state)) if value}
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


def _filter(service: str, light: str, state: str) -> dict[str, Any]:
    options = [{"value": "", "text": "全部事项", "chosen": not service}]
    options += [
        {"value": one.code, "text": one.short, "chosen": one.code == service} for one in known_services()
    ]
    return {
        "label": "筛选待办",
        "clear_url": "?",
        "hidden": [{"name": "light", "value": light}] if light else [],
        "fields": [
            {"name": "service", "label": "事项", "kind": "select", "options": options},
            state_field(state),
        ],
    }


def _table(rows: Sequence[cases.QueueRow], by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "caption": "待办办件，按到期日从近到远",
        "keys": True,
        "pairs": True,
        "columns": [{"text": text} for text in COLUMNS],
        "rows": [_line(row, by, at) for row in rows],
    }


def _line(row: cases.QueueRow, by: Actor, at: datetime) -> dict[str, Any]:
    light = light_of(at, row.warn_at, row.due_at)
    return {
        "late": light["kind"] == "red",
        "cells": [
            {"light": light},
            {
                "head": True,
                "text": listed_name(by, row.applicant_name),
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
