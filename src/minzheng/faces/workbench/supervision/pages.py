"""What is late and what is about to be."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases.queries import LapsedRow, QueueRow, StoppedRow
from minzheng.core.cases.rules import STATE_WORDS
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry, division
from minzheng.core.supervision.queries import (
    Watched,
    about_to_be_due,
    lapsed,
    late,
    lights,
    stopped,
    watched,
)
from minzheng.faces.kit.pagination import Cursor, page_of, read_cursor
from minzheng.faces.workbench.frame import actor_of, due_words, light_of, moment, now, page, staff, step_name
from minzheng.kernel.rights import Target
from minzheng.kernel.text import chinese_date, mask_name

ORDER = "desk.supervision"
LIMIT = 50
LAPSED_SINCE = timedelta(days=366)
"""How far back the list of silence goes."""
LISTS = {
    "red": ("超期", "red", "没有超期的办件。"),
    "yellow": ("快到期", "yellow", "没有快到期的办件。"),
    "blue": ("停表", "blue", "没有停表的办件。"),
    "lapsed": ("逾期视为受理", "red", "一年来没有到期不答复、视为受理的办件。"),
}
"""Each list: its name, its light, and what it says when it is empty."""
HOW = (
    "到期日按工作日历算，节假日不算、调休上班照算；到期第二天零点起变红。",
    "剩下的时间不到三成，变黄。",
    "时限一直在走；只有服务里写明条款的特别程序才停。",
)


@staff
def watch(request: HttpRequest) -> HttpResponse:
    """The monitor's lists."""
    by, at = actor_of(request), now()
    unit = watched(by, at)
    authorise(by=by, right="cases.supervise", target=Target(places=ancestry(unit.division)), at=at)
    kind = request.GET.get("light", "")
    kind = kind if kind in LISTS else "red"
    cursor = read_cursor(request.GET.get("cursor"), order=ORDER + kind)
    lines, following = _lines(kind, unit, at, cursor)
    counts = lights(unit, at)
    place = division(unit.division)
    name = place.name if place else unit.division
    context = {
        "heading": f"{name}：{_many(counts['red'])} 件超期，{_many(counts['yellow'])} 件快到期",
        "as_of": f"数据截至 {moment(at)}",
        "asks": [],
        "stats": [
            {"label": "超期", "value": _many(counts["red"]), "unit": "件", "note": "", "href": "?light=red"},
            {
                "label": "快到期",
                "value": _many(counts["yellow"]),
                "unit": "件",
                "note": "",
                "href": "?light=yellow",
            },
        ],
        "lamps": [
            {
                "text": text,
                "href": f"?light={name}",
                "kind": light,
                "current": kind == name,
                **({"count": _many(counts[name])} if name in counts else {}),
            }
            for name, (text, light, _) in LISTS.items()
        ],
        "filter": {
            "label": "筛选",
            "clear_url": reverse("workbench:supervision"),
            "hidden": [],
            "fields": [],
        },
        "cases": lines,
        "pager": {
            "prev_url": "",
            "next_url": f"?light={kind}&cursor={following}" if following else "",
            "note": "",
        },
        "nothing": {"text": LISTS[kind][2], "act": "", "href": ""},
        "explain": HOW,
    }
    return page(request, "supervision.html", context, nav="supervision")


def _lines(kind: str, unit: Watched, at: datetime, cursor: Cursor | None) -> tuple[list[dict[str, Any]], str]:
    """A page of one of the lists, and the cursor of the next. 1 statement."""
    after, order = cursor.key if cursor else None, ORDER + kind
    if kind == "blue":
        still = page_of(
            stopped(unit, after=after),
            limit=LIMIT,
            cursor=cursor,
            key_of=lambda row: (row.due_at, row.task),
            order=order,
        )
        return [_stopped_line(row) for row in still.rows], still.next
    if kind == "lapsed":
        gone = page_of(
            lapsed(unit, at - LAPSED_SINCE, after=after),
            limit=LIMIT,
            cursor=cursor,
            key_of=lambda row: (row.received_at, row.case_id),
            order=order,
        )
        return [_lapsed_line(row) for row in gone.rows], gone.next
    read = late if kind == "red" else about_to_be_due
    shown = page_of(
        read(unit, at, after=after),
        limit=LIMIT,
        cursor=cursor,
        key_of=lambda row: (row.due_at, row.task),
        order=order,
    )
    return [_line(row, at) for row in shown.rows], shown.next


def _stopped_line(row: StoppedRow) -> dict[str, Any]:
    return {
        "light": {"kind": "blue", "text": "停表"},
        "late": False,
        "person": mask_name(row.applicant_name),
        "href": reverse("workbench:case", args=[row.case_no]),
        "case_no": row.case_no,
        "service": row.title,
        "step": "特别程序",
        "holder": row.reason,
        "due": due_words(row.due_at),
        "explain": [f"自 {chinese_date(row.first)}起停表，依据：{row.article}。"],
    }


def _lapsed_line(row: LapsedRow) -> dict[str, Any]:
    return {
        "light": {"kind": "red", "text": "视为受理"},
        "late": True,
        "person": mask_name(row.applicant_name),
        "href": reverse("workbench:case", args=[row.case_no]),
        "case_no": row.case_no,
        "service": row.title,
        "step": STATE_WORDS.get(row.state, row.state),
        "holder": "受理员没有答复",
        "due": chinese_date(row.accepted_on, year=False),
        "explain": [
            f"{moment(row.received_at)}收件，到期没有答复，自 {chinese_date(row.accepted_on)}起算受理。"
        ],
    }


def _many(number: int) -> str:
    return "1000+" if number >= 1000 else str(number)


def _line(row: QueueRow, at: datetime) -> dict[str, Any]:
    light = light_of(at, row.warn_at, row.due_at)
    return {
        "light": light,
        "late": light["kind"] == "red",
        "person": mask_name(row.applicant_name),
        "href": reverse("workbench:case", args=[row.case_no]),
        "case_no": row.case_no,
        "service": row.title,
        "step": step_name(row.service, row.element),
        "holder": row.holder,
        "due": due_words(row.due_at),
        "explain": [row.explanation] if row.explanation else [],
    }
