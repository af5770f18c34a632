"""Persons found by the register."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases import queries as cases
from minzheng.core.cases.rules import CHINA
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.workbench.frame import (
    actor_of,
    day_words,
    due_words,
    light_of,
    my_unit,
    now,
    page,
    staff,
    step_name,
)

ORDER = "desk.lists"
LIMIT = 50


@staff
def lists(request: HttpRequest) -> HttpResponse:
    """The open cases of lists in my unit, soonest due first."""
    by, at = actor_of(request), now()
    scopes = my_unit(cases.scopes_of(by, at.astimezone(CHINA).date()))
    cursor = read_cursor(request.GET.get("cursor"), order=ORDER)
    after: Any = cursor.key if cursor else None
    rows = cases.listed(scopes[0].level, scopes[0].division, after=after, limit=LIMIT) if scopes else []
    shown = page_of(rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row.due_at, row.task), order=ORDER)
    context = {
        "heading": "免申即享名单",
        "about": "系统每月从户籍登记里找出下个月满 80、90、100 岁的老人，先核实，再请本人确认愿不愿意领。",
        "stops": [
            {"name": "名单", "state": "done", "when": "每月 1 日", "who": "系统"},
            {"name": "核实", "state": "now", "when": "10 个工作日内", "who": "街道、镇"},
            {"name": "意愿确认", "state": "next", "when": "", "who": "本人"},
            {"name": "享受", "state": "next", "when": "到龄当月起", "who": "县（市、区）民政局"},
        ],
        "lamps": [],
        "filter": {"label": "筛选", "clear_url": reverse("workbench:list_start"), "hidden": [], "fields": []},
        "table": _table(shown.rows, at),
        "buttons": [],
        "results": [],
        "make": None,
        "action_url": reverse("workbench:list_start"),
        "hidden": [],
        "errors": [],
        "pager": {
            "prev_url": "",
            "next_url": f"?cursor={shown.next}" if shown.next else "",
            "note": f"本页 {len(shown.rows)} 位",
        },
        "nothing": {"text": "现在名单上没有人。", "act": "回待办", "href": reverse("workbench:queue")},
    }
    return page(request, "list_start.html", context, nav="lists")


def _table(rows: Sequence[cases.QueueRow], at: datetime) -> dict[str, Any]:
    return {
        "caption": "名单上的老人，按到期日从近到远",
        "pairs": True,
        "columns": [{"text": text} for text in ("时限", "姓名", "事项", "到哪一步", "列入名单", "到期")],
        "rows": [
            {
                "late": False,
                "cells": [
                    {"light": light_of(at, row.warn_at, row.due_at)},
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
                ],
            }
            for row in rows
        ],
    }
