"""收件登记: whoever comes is received; the same form, the same case, the same clock as on the web."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.actions import Submission, submit
from minzheng.core.catalogue.queries import Package, package, services, snapshot_for
from minzheng.core.files.actions import store
from minzheng.core.forms.actions import seal, twice_named
from minzheng.core.forms.rules import context_of, papers_in
from minzheng.core.people.queries import PersonRow, person_by_id_number
from minzheng.faces.kit.problems import title_of
from minzheng.faces.workbench.frame import actor_of, now, page, staff
from minzheng.kernel.errors import FieldProblem, Problem
from minzheng.kernel.formspec import Page, Upload
from minzheng.kernel.formspec.places import field_id
from minzheng.kernel.rights import Actor
from minzheng.kernel.text import normalise_name

UNKNOWN = "姓名和号码在户籍登记里对不上，请照着身份证再看一遍；没错的话先在“查人”里登记"


@staff
def choose(request: HttpRequest) -> HttpResponse:
    """Which service it is about."""
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
    found = package(snapshot_for(service, _places(by)))
    if request.method == "POST":
        return _receive(request, found, by, at)
    return _show(request, found, _given(found), {}, (), {"name": "", "id_number": "", "key": str(uuid4())})


def _places(by: Actor) -> dict[str, str]:
    """Where the desk stands, for the offering in force there."""
    return {grant.scope.level: grant.scope.division for grant in by.grants}


def _given(found: Package) -> dict[str, Any]:
    """Answers that are plain at a desk, such as for whom: the person who stands there."""
    return dict(found.service.get("desk", {}).get("answers", {}))


def _pages(found: Package, answers: Mapping[str, Any], at: datetime) -> list[Page]:
    skipped = found.service.get("desk", {}).get("skip", ())
    return [one for one in found.form.visible_pages(answers, context_of(at)) if one.key not in skipped]


def _receive(request: HttpRequest, found: Package, by: Actor, at: datetime) -> HttpResponse:
    post = {name: request.POST.getlist(name) for name in request.POST}
    top = {name: request.POST.get(name, "").strip() for name in ("name", "id_number", "key")}
    answers, raw, problems = _read(found, post, _uploads(request, by, at), at)
    who, refused = _person(top)
    problems = [*refused, *problems]
    if who is not None and not problems:
        for_them = replace(by, on_behalf_of=who.id)
        answers, unsealed = seal(answers, found.form, by=replace(for_them, person=who.id), at=at)
        twice = twice_named(answers, found.form, "", found.service.get("parties", ()), who.id)
        problems = [*unsealed, *twice]
    if who is None or problems:
        return _show(request, found, answers, raw, problems, top)
    what = Submission(
        snapshot=snapshot_for(found.code, who.places),
        applicant=who,
        answers=found.form.finish(answers, context_of(at)).answers,
        key=top["key"],
        origin="desk",
        materials=papers_in(answers, found.form, found.service["materials"]),
    )
    done = submit(by=replace(by, channel="counter"), at=at, what=what)
    messages.success(request, f"已收件，编号 {done.case_no}。收件凭证马上就好，在“文书”里打印给申请人。")
    return HttpResponseRedirect(reverse("workbench:case", args=[done.case_no]))


def _read(
    found: Package, post: Mapping[str, Sequence[str]], files: Mapping[str, Sequence[Upload]], at: datetime
) -> tuple[dict[str, Any], dict[str, list[str]], list[FieldProblem]]:
    """All pages at once: answers, what was typed, and what has to be mended."""
    answers, raw, problems = _given(found), {}, []
    for one in _pages(found, answers, at):
        read = found.form.read_page(one, post, files, answers, context_of(at))
        answers, raw = read.answers, {**raw, **read.raw}
        problems += read.problems
    return answers, raw, problems


def _person(top: Mapping[str, str]) -> tuple[PersonRow | None, list[FieldProblem]]:
    """Who stands there, by name and ID number together."""
    missing = [
        FieldProblem(path, f"请填写{label}", label)
        for path, label in (("name", "姓名"), ("id_number", "公民身份号码"))
        if not top[path]
    ]
    if missing:
        return None, missing
    known = person_by_id_number("resident_id", top["id_number"])
    if known is None or known.name != normalise_name(top["name"]):
        return None, [FieldProblem("id_number", UNKNOWN, "公民身份号码")]
    return known, []


def _uploads(request: HttpRequest, by: Actor, at: datetime) -> dict[str, list[Upload]]:
    taken: dict[str, list[Upload]] = {}
    for name in request.FILES:
        for sent in request.FILES.getlist(name):
            try:
                stored = store(by=by, at=at, stream=sent, name=sent.name or "")
            except Problem as problem:
                upload = Upload("", sent.name or "", 0, "", refused=title_of(problem))
            else:
                upload = Upload(str(stored), sent.name or "", sent.size or 0, sent.content_type or "")
            taken.setdefault(name, []).append(upload)
    return taken


def _show(
    request: HttpRequest,
    found: Package,
    answers: Mapping[str, Any],
    raw: Mapping[str, Sequence[str]],
    problems: Sequence[FieldProblem],
    top: Mapping[str, str],
) -> HttpResponse:
    at = now()
    own = {"name": "name", "id_number": "id_number"}
    html = [
        found.form.render_page(one, raw, problems, context_of(at), answers=answers, heading=2)
        for one in _pages(found, answers, at)
    ]
    context = {
        "title": f"收件登记：{found.short}",
        "forms": html,
        "top": top,
        "bad": {name: next((one.message for one in problems if one.path == name), "") for name in own},
        "errors": [
            {"href": f"#{own.get(one.path) or field_id(one.path)}", "text": one.message} for one in problems
        ],
        "action_url": reverse("workbench:intake", args=[found.code]),
    }
    return page(request, "intake.html", context, nav="intake", status=422 if problems else 200)
