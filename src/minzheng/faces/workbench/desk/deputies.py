"""AB 角: who stands in for me, from which day to which, and why; it ends by itself."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.rules import today
from minzheng.core.offices.actions import delegate, end_delegation
from minzheng.core.offices.queries import (
    PositionRow,
    able_to_stand_in,
    delegations_of,
    positions_of,
    staff_of,
    titles,
)
from minzheng.core.people.queries import persons
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.workbench.frame import actor_of, now, page, staff
from minzheng.kernel.errors import Problem
from minzheng.kernel.text import chinese_date

FIELDS = ("position", "deputy", "valid_from", "valid_to", "reason")


@keeps_typed()
@staff
def deputies(request: HttpRequest) -> HttpResponse:
    """My deputies; POST names one or ends one."""
    before = given_back(request)
    if request.method == "POST":
        return _end(request) if request.POST.get("end") else _name(request)
    return _show(request, {name: before.get(name, "") for name in FIELDS} if before else {}, ())


def _show(
    request: HttpRequest, typed: Mapping[str, str], errors: Sequence[Mapping[str, str]]
) -> HttpResponse:
    by, on = actor_of(request), today(now())
    held = positions_of(by.person, on) if by.person else []
    current = delegations_of(by.person, on) if by.person else []
    staff_here = {row.person for row in (staff_of(held[0].organisation, on) if held else [])} - {by.person}
    colleagues = able_to_stand_in((row.role for row in held), staff_here, on)
    known = persons({*colleagues, *(one.deputy for one in current)})
    names = titles()
    context = {
        "heading": "代行",
        "action_url": reverse("workbench:deputies"),
        "current": [
            {
                "id": str(one.id),
                "text": f"{names.get(one.role, one.role)}：由{known[one.deputy].name}代行",
                "note": f"{chinese_date(one.valid_from)}至{chinese_date(one.valid_to - timedelta(days=1))}，{one.reason}",
            }
            for one in current
        ],
        "positions": [
            {
                "value": str(row.id),
                "text": names.get(row.role, row.role),
                "chosen": str(row.id) == typed.get("position"),
            }
            for row in held
        ],
        "colleagues": [
            {"value": str(key), "text": known[key].name, "chosen": str(key) == typed.get("deputy")}
            for key in sorted(colleagues, key=lambda one: known[one].name)
        ],
        "typed": {"valid_from": on.isoformat(), **typed},
        "errors": errors,
    }
    return page(request, "deputies.html", context, nav="chief", status=422 if errors else 200)


def _name(request: HttpRequest) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    by, at = actor_of(request), now()
    held = positions_of(by.person, today(at)) if by.person else []
    wrong, first, last = _checked(typed, held)
    if wrong or first is None or last is None:
        return _show(request, typed, wrong)
    try:
        delegate(
            by=by,
            at=at,
            position_id=UUID(typed["position"]),
            deputy=UUID(typed["deputy"]),
            valid_from=first,
            valid_to=last + timedelta(days=1),
            reason=typed["reason"][:200],
        )
    except Problem as problem:
        return _show(request, typed, [{"href": "#valid_from", "text": title_of(problem)}])
    messages.success(request, "写好了。到了最后一天的第二天，自动停。")
    return HttpResponseRedirect(reverse("workbench:deputies"))


def _checked(
    typed: Mapping[str, str], held: Sequence[PositionRow]
) -> tuple[list[dict[str, str]], date | None, date | None]:
    first, last = _day(typed["valid_from"]), _day(typed["valid_to"])
    wrong = []
    if typed["position"] not in {str(row.id) for row in held}:
        wrong.append({"href": "#position", "text": "请选要代行的岗位"})
    if _key(typed["deputy"]) is None:
        wrong.append({"href": "#deputy", "text": "请选谁来代行"})
    if first is None:
        wrong.append({"href": "#valid_from", "text": "请写从哪天起，如 2026-05-01"})
    if last is None:
        wrong.append({"href": "#valid_to", "text": "请写到哪天止，如 2026-05-07"})
    if len(typed["reason"]) < 2:
        wrong.append({"href": "#reason", "text": "请写为什么要代行，如“外出培训”"})
    return wrong, first, last


def _end(request: HttpRequest) -> HttpResponse:
    key, at = _key(request.POST["end"]), now()
    if key is None:
        raise Problem("offices.not_found")
    end_delegation(by=actor_of(request), at=at, delegation_id=key, on=today(at))
    messages.success(request, "停了，从今天起由您自己办。")
    return HttpResponseRedirect(reverse("workbench:deputies"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
