"""What hangs in my unit now, and what has to come down today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.publicity import queries
from minzheng.core.publicity.queries import BoardRow
from minzheng.core.publicity.rules import today
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.workbench.frame import actor_of, listed_name, now, page, place_name, staff
from minzheng.faces.workbench.notices import parts
from minzheng.kernel.rights import Actor

ORDER = "desk.notices"
LIMIT = 50
SHOW_WORDS = {
    "": "全部",
    "prepared": "待张贴",
    "hanging": "公示中",
    "down": "今天要撤下",
    "objected": "有异议待答复",
}
COLUMNS = ("状态", "申请人", "村居", "公示到", "异议")


@staff
def notices(request: HttpRequest) -> HttpResponse:
    """The boards of my unit, those that end first on top."""
    by, at = actor_of(request), now()
    show = request.GET.get("show", "")
    show = show if show in SHOW_WORDS else ""
    unit = parts.unit_of(by, at)
    cursor = read_cursor(request.GET.get("cursor"), order=ORDER)
    after: Any = cursor.key if cursor else None
    rows = (
        queries.on_boards(unit.level, unit.division, at, show=show, after=after, limit=LIMIT) if unit else []
    )
    shown = page_of(
        rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row.notice.ends_at, row.notice.id), order=ORDER
    )
    keep = f"show={show}&" if show else ""
    context = {
        "heading": "公示",
        "about": place_name(unit.division, today(at)) if unit else "",
        "shows": [
            {"text": text, "href": f"?show={name}" if name else "?", "current": name == show}
            for name, text in SHOW_WORDS.items()
        ],
        "table": _table(shown.rows, by, at),
        "postings_url": reverse("workbench:postings"),
        "pager": {
            "prev_url": "",
            "next_url": f"?{keep}cursor={shown.next}" if shown.next else "",
            "note": f"按期满日排序 · 本页 {len(shown.rows)} 张",
        },
        "nothing": {
            "text": f"没有{SHOW_WORDS[show] if show else '公示'}的。",
            "act": "回待办",
            "href": reverse("workbench:queue"),
        },
    }
    return page(request, "notices.html", context, nav="notices")


def _table(rows: Sequence[BoardRow], by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "caption": "公示单，先满的在前",
        "pairs": True,
        "columns": [{"text": text} for text in COLUMNS],
        "rows": [_line(row, by, at) for row in rows],
    }


def _line(row: BoardRow, by: Actor, at: datetime) -> dict[str, Any]:
    light = parts.light(row.notice, at)
    over = row.notice.state != "prepared" and not row.notice.open_at(at)
    named = not over or parts.may_i(by, row.notice, at, right="publicity.proof")
    note = f"{row.unanswered} 条待答复" if row.unanswered else ""
    return {
        "late": light["kind"] == "red",
        "cells": [
            {"light": light},
            {
                "head": True,
                "text": listed_name(by, row.notice.name) if named else row.notice.title,
                "href": reverse("workbench:notice", args=[row.notice.id]),
                "note": f"{row.notice.title} {row.notice.doc_no}" if named else row.notice.doc_no,
            },
            {"text": place_name(row.notice.village, today(at)), "note": row.notice.board, "full": True},
            {"text": parts.day_words(row.notice.last_day)},
            {"text": f"{row.objections} 条" if row.objections else "没有", "note": note},
        ],
    }
