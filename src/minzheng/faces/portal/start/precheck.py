"""“Am I eligible?”: a handful of questions, answered by the same tables that decide later. Keeps nothing, blocks nobody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from minzheng.core.cases.queries import Finding, self_test
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.forms.rules import context_of
from minzheng.faces.portal.frame import door, now, page, region
from minzheng.kernel.formspec.places import field_id
from minzheng.kernel.money import format_money


@door
def precheck(request: HttpRequest, service: str) -> HttpResponse:
    """The questions, and below them what the tables say to the answers."""
    at = now()
    found = package(snapshot_for(service, region(request)))
    form = found.precheck
    if form is None:
        raise Http404
    asked, context = form.pages[0], context_of(at)
    answers: dict[str, Any] = {}
    html, problems, result = form.render_page(asked, {}, (), context, answers={}), (), None
    if request.method == "POST":
        sent = {name: request.POST.getlist(name) for name in request.POST}
        read = form.read_page(asked, sent, {}, {}, context)
        answers, problems = read.answers, read.problems
        html = form.render_page(asked, read.raw, problems, context, answers=answers)
        if read.done:
            result = self_test(found, form.clean(answers, context), places=region(request), on=today(at))
    shown = {
        "service": {"title": found.short, "href": reverse("portal:service", args=[service])},
        "form_html": html,
        "errors": [{"href": f"#{field_id(one.path)}", "text": one.message} for one in problems],
        "result": _said(result) if result else None,
        "action_url": reverse("portal:precheck", args=[service]),
        "apply_url": reverse("portal:apply", args=[service]),
    }
    return page(request, "precheck.html", shown, nav="services", status=422 if problems else 200)


def _said(result: Finding) -> dict[str, Any]:
    return {
        "kind": "green" if result.eligible else "yellow",
        "title": f"可能符合，每月大约 {format_money(result.amount, trim=True)}"
        if result.eligible
        else "可能不符合",
        "text": result.reason,
        "changes": result.changes,
        "lines": [f"{line.label}：{line.text}" for line in result.lines],
    }
