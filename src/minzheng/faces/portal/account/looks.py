"""谁看过我的信息: who saw data of mine in clear, of which unit and in which role, what for, when, in which case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.audit.queries import looks_at
from minzheng.core.cases.queries import numbers_of
from minzheng.core.cases.rules import today
from minzheng.core.offices.queries import titles, units_of
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.portal.frame import actor_of, moment, now, page, signed_in
from minzheng.kernel.text import mask_name

ORDER, LIMIT = "portal.looks", 20
WHAT = {
    "people.reveal_id_number": "看了您完整的证件号码",
    "people.reveal_evidence": "看了监护证明",
    "people.reveal_correction": "看了您要更正的证明",
    "cases.reveal_paper": "打开了您交的材料",
    "cases.reveal_fields": "看了办件里的敏感信息",
}


@signed_in
def looks(request: HttpRequest) -> HttpResponse:
    """Newest first; always one's own, whatever the hat."""
    actor = actor_of(request)
    assert actor.person is not None
    cursor = read_cursor(request.GET.get("after"), order=ORDER)
    rows = looks_at(actor.person, before=cursor.key[0] if cursor else None, limit=LIMIT + 1)
    shown = page_of(rows, limit=LIMIT, cursor=cursor, key_of=lambda row: (row["id"],), order=ORDER)
    units = units_of((row["person"] for row in shown.rows if row["person"]), today(now()))
    numbers = numbers_of(row["case_id"] for row in shown.rows if row["case_id"])
    context: dict[str, Any] = {
        "looks": [
            {
                "when": f"{row['at'].year} 年 {moment(row['at'])}",
                "iso": row["at"].isoformat(),
                "what": look_words(row, units, actor.person),
                "note": _why(row, numbers),
            }
            for row in shown.rows
        ],
        "pager": {
            "prev_url": "",
            "next_url": f"{reverse('portal:looks')}?after={shown.next}" if shown.next else "",
            "note": "",
        },
        "account_url": reverse("portal:account"),
    }
    return page(request, "looks.html", context)


def _why(row: dict[str, Any], numbers: Mapping[UUID, str]) -> str:
    """What for, in which case, and which fields."""
    parts = [f"为了：{row['purpose'] or '办理您的事'}"]
    if row["case_id"]:
        parts.append(f"办件 {numbers.get(row['case_id'], '（编号查不到了）')}")
    if row["facts"].get("fields"):
        parts.append(f"看到：{'、'.join(row['facts']['fields'])}")
    return "，".join(parts)


def look_words(row: dict[str, Any], units: dict[Any, str], me: Any) -> str:
    """Who saw what, in words; masked names of officers, their units by person in `units`."""
    return f"{_who(row, units, me)}{WHAT.get(row['kind'], '看了您的资料')}"


def _who(row: dict[str, Any], units: dict[Any, str], me: Any) -> str:
    if row["person"] == me:
        return "您自己"
    if row["hat"] == "system":
        return "系统"
    known = titles()
    role = next((known[name] for name in row["roles"].split(",") if name in known), "")
    return f"{units.get(row['person'], '')}{role}{mask_name(row['actor_name'])}，"
