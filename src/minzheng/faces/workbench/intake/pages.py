"""收件登记: whoever comes is received; the same form, the same case, the same clock as on the web."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.actions import Submission, submit
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import Package, package, services, snapshot_for, where_named
from minzheng.core.forms.rules import context_of
from minzheng.core.people.queries import PersonRow, met
from minzheng.faces.workbench.frame import actor_of, now, page, places_of, require_here, staff
from minzheng.faces.workbench.intake.already import found_already
from minzheng.faces.workbench.intake.standing import Standing, villages, who_stands_there
from minzheng.faces.workbench.intake.taking import SCAN, Taken, given, keep, materials, scan_lines, take
from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec.places import field_id
from minzheng.kernel.rights import Actor

TOP = ("name", "id_number", "key", "village", "address")
"""The inputs above the form: who stands there, where registered when nobody knows them yet, and the key of the press."""


@staff
def choose(request: HttpRequest) -> HttpResponse:
    """Which service it is about."""
    require_here(actor_of(request), "cases.submit")
    lines = [
        {
            "title": one.short,
            "href": reverse("workbench:intake", args=[one.code]),
            "text": one.summary,
            "meta": [],
        }
        for one in services()
    ]
    return page(request, "intake_choose.html", {"services": lines}, nav="intake")


@staff
def intake(request: HttpRequest, service: str) -> HttpResponse:
    """The whole form on one page, with who it is for on top."""
    at, by = now(), actor_of(request)
    require_here(by, "cases.submit")
    found = package(snapshot_for(service, places_of(by)))
    if request.method == "POST":
        return _receive(request, found, by, at)
    top = {**dict.fromkeys(TOP, ""), "key": str(uuid4())}
    return _show(request, found, Taken(given(found)), Standing(), top)


def _receive(request: HttpRequest, found: Package, by: Actor, at: datetime) -> HttpResponse:
    top = {name: request.POST.get(name, "").strip() for name in TOP}
    standing = who_stands_there(top, by, at)
    who = standing.person
    taken = take(request, found, by, at, who.id if who else None)
    looking = request.POST.get("go") == "look"
    if looking or taken.asks_again:
        taken.problems = [one for one in taken.problems if one.path.startswith(SCAN)]
        if not looking:
            standing.problems = []
    problems = [*standing.problems, *taken.problems]
    if who is None or problems or looking or taken.asks_again:
        return _show(request, found, taken, standing, top, problems)
    applicant = _applicant(found, taken.answers, who)
    answers = found.form.finish(taken.answers, context_of(at)).answers
    named = where_named(found, answers, today(at))
    what = Submission(
        snapshot=named[1] if named else snapshot_for(found.code, applicant.places),
        places=named[0] if named else None,
        applicant=applicant,
        agent=who.id,
        answers=answers,
        key=top["key"],
        origin="desk",
        materials=materials(found, taken),
    )
    done = submit(by=replace(by, channel="counter"), at=at, what=what)
    messages.success(request, f"已收件，编号 {done.case_no}。收件凭证马上就好，在“文书”里打印给申请人。")
    return HttpResponseRedirect(reverse("workbench:case", args=[done.case_no]))


def _applicant(found: Package, answers: Mapping[str, Any], who: PersonRow) -> PersonRow:
    """For whom it is: who stands there, or whom the form names when that one came for somebody else."""
    named = found.form.clean(answers, context_of(now())).get(str(found.service.get("applicant", "")))
    return met(UUID(str(named["ref"]))) if isinstance(named, Mapping) and named.get("ref") else who


def _show(
    request: HttpRequest,
    found: Package,
    taken: Taken,
    standing: Standing,
    top: Mapping[str, str],
    problems: Sequence[FieldProblem] = (),
) -> HttpResponse:
    at, by, who = now(), actor_of(request), standing.person
    context = {
        "title": f"收件登记：{found.short}",
        "forms": _forms(found, taken, problems, at),
        "top": top,
        "bad": {name: next((one.message for one in problems if one.path == name), "") for name in TOP},
        "carried": keep(taken, found, by, who.id if who else None),
        "already": _already(who, found, at),
        "villages": villages(by, top["village"]) if standing.unknown else [],
        "fresh": taken.fresh,
        "scans": scan_lines(found, taken),
        "errors": [{"href": f"#{_anchor(one.path)}", "text": one.message} for one in problems],
        "action_url": reverse("workbench:intake", args=[found.code]),
    }
    return page(request, "intake.html", context, nav="intake", status=422 if problems else 200)


def _already(who: PersonRow | None, found: Package, at: datetime) -> dict[str, Any] | None:
    return found_already(who, found.code, at) if who else None


def _anchor(path: str) -> str:
    return path if path in TOP or path.startswith(SCAN) else field_id(path)


def _forms(found: Package, taken: Taken, problems: Sequence[FieldProblem], at: datetime) -> list[str]:
    """The pages on view; answers stand before what was typed only where nothing was typed."""
    skipped = found.service.get("desk", {}).get("skip", ())
    context = context_of(at)
    return [
        found.form.render_page(
            one, taken.raw, problems, context, answers=taken.answers, open_rows=taken.open_rows, heading=2
        )
        for one in found.form.visible_pages(taken.answers, context)
        if one.key not in skipped
    ]
