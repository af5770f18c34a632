"""What the person at the desk, the household or the address already has: told plainly, never a reason not to receive."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from minzheng.core.cases.queries import AlreadyRow, already
from minzheng.core.cases.rules import PARTY_WORDS, STATE_WORDS, today
from minzheng.core.people.queries import NearRow, PersonRow, near
from minzheng.faces.workbench.frame import day_words


def found_already(who: PersonRow, service: str, at: datetime) -> dict[str, Any]:
    """The panel beside the form: `{name, lines: [{text, note, href, warn}]}`. 2 statements."""
    around = {one.person: one for one in near(who.id, today(at))}
    rows = already([who.id, *around])
    lines = [_line(row, who, around, service) for row in rows]
    return {"name": who.name, "lines": sorted(lines, key=lambda line: not line["warn"])}


def _line(row: AlreadyRow, who: PersonRow, around: Mapping[Any, NearRow], service: str) -> dict[str, Any]:
    own = row.person == who.id
    one = around.get(row.person)
    whose = (
        "本人"
        if own
        else f"同户的{one.name}"
        if one and one.household
        else f"同住址的{one.name if one else ''}"
    )
    role = (
        ""
        if row.role == "applicant"
        else f"（在{row.applicant_name}的办件里是{PARTY_WORDS.get(row.role, row.role)}）"
    )
    stands = f"在办，{STATE_WORDS.get(row.state, row.state)}" if row.open else "已确认，还在有效期里"
    return {
        "text": f"{whose}{role}：{row.title}，{stands}",
        "note": f"{row.case_no}，{day_words(row.received_at)}收件",
        "href": reverse("workbench:case", args=[row.case_no]),
        "warn": row.service == service and row.open,
    }
