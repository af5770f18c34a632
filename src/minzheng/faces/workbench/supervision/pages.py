"""What is late and what is about to be."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases.queries import QueueRow
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry, division
from minzheng.core.supervision.queries import about_to_be_due, late, lights, watched
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.workbench.frame import actor_of, due_words, light_of, moment, now, page, staff, step_name
from minzheng.kernel.rights import Target
from minzheng.kernel.text import mask_name

ORDER = "desk.supervision"
LIMIT = 50
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
    kind = "yellow" if request.GET.get("light") == "yellow" else "red"
    cursor = read_cursor(request.GET.get("cursor"), order=ORDER + kind)
    read = late if kind == "red" else about_to_be_due
    rows = read(unit, at, after=cursor.key if cursor else None)
    shown = page_of(
        rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row.due_at, row.task), order=ORDER + kind
    )
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
                "text": "超期",
                "count": _many(counts["red"]),
                "href": "?light=red",
                "kind": "red",
                "current": kind == "red",
            },
            {
                "text": "快到期",
                "count": _many(counts["yellow"]),
                "href": "?light=yellow",
                "kind": "yellow",
                "current": kind == "yellow",
            },
        ],
        "filter": {
            "label": "筛选",
            "clear_url": reverse("workbench:supervision"),
            "hidden": [],
            "fields": [],
        },
        "cases": [_line(row, at) for row in shown.rows],
        "pager": {
            "prev_url": "",
            "next_url": f"?light={kind}&cursor={shown.next}" if shown.next else "",
            "note": "",
        },
        "nothing": {
            "text": "没有超期的办件。" if kind == "red" else "没有快到期的办件。",
            "act": "",
            "href": "",
        },
        "explain": HOW,
    }
    return page(request, "supervision.html", context, nav="supervision")


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
