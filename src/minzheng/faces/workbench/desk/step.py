"""Taking a step: then the next case of the queue, or, where papers came out of it, what was issued."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import take_step
from minzheng.core.cases.rules import OUTCOME_WORDS, RESULT_WORDS, STATE_WORDS, handled_list, today
from minzheng.core.catalogue.queries import package
from minzheng.core.workflow.rules import waiting
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.workbench.desk.outcomes import further_of
from minzheng.faces.workbench.desk.pages import show_case, visible
from minzheng.faces.workbench.desk.papers import letters_for
from minzheng.faces.workbench.desk.parts import letter_line
from minzheng.faces.workbench.frame import STEP_NAMES, actor_of, my_unit, now, page, staff
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.registry import step_kinds

SHOWN = frozenset({"grant", "refuse", "sign"})
"""Conclusions that issue a decision: what was issued is shown before the next case."""
TOLD_HERE = {
    "cases.reason_needed": "#opinion-text",
    "cases.not_eligible": "#opinion",
    "cases.supplement_once": "#items",
    "cases.item_unknown": "#items",
    "cases.commitment_unsigned": "#deferred",
    "cases.deferred_missing": "#opinion",
    "cases.nothing_asked": "#opinion",
    "cases.still_time": "#opinion",
    "cases.no_overdue_basis": "#opinion",
    "cases.not_reminded": "#opinion",
    "cases.already_done": "#opinion",
    "cases.step_not_allowed": "#opinion",
}


@keeps_typed("workbench:case")
@require_POST
@staff
def step(request: HttpRequest, case_no: str) -> HttpResponse:
    """Take a step."""
    given_back(request)  # what was kept for the page is sent now
    row = visible(request, case_no, masked=True)
    typed: dict[str, Any] = {
        name: request.POST.get(name, "") for name in ("step", "opinion", "mode", "receiver")
    }
    typed["further"] = further_of(request.POST)
    element, _, outcome = typed["step"].partition(":")
    if not outcome:
        return show_case(request, row, typed, [{"href": "#opinion", "text": "请先选一个结论，再提交"}])
    typed |= _asked(row, element, request)
    form = {**typed, **typed["further"], "reason": typed["opinion"]}
    if outcome == "handed_in":
        form["items"] = _at_the_window(row, typed["opinion"])
    if outcome == "served":
        form |= {"mode": typed["mode"] or "in_person", "receiver": typed["receiver"] or row["applicant_name"]}
    try:
        take_step(
            by=actor_of(request), at=now(), case_id=row["id"], element=element, outcome=outcome, form=form
        )
    except Invalid as invalid:
        errors = [{"href": f"#{one.path}", "text": one.message} for one in invalid.fields]
        return show_case(request, row, typed, errors)
    except Problem as problem:
        return _told(request, case_no, typed, problem)
    words = OUTCOME_WORDS.get(outcome, outcome)
    messages.success(
        request,
        f"{row['applicant_name']}，{row['title']}，{STEP_NAMES.get(element, element)}：{words}。已经办好。",
    )
    return HttpResponseRedirect(_onwards(request, case_no, outcome))


def _at_the_window(row: Mapping[str, Any], opinion: str) -> dict[str, dict[str, str]]:
    """What came in at the window, noted for every item; scans are added on the page beside the case. 1 statement."""
    left = [one for one in cases.supplements(row["id"]) if one.answered_at is None]
    note = opinion.strip() or "已经交到窗口。"
    return {str(n): {"note": note} for n in range(len(left[-1].items) if left else 0)}


def _asked(row: Mapping[str, Any], element: str, request: HttpRequest) -> dict[str, str]:
    """What the step's kind asks beside the opinion."""
    plate = package(row["snapshot_id"]).machine.plates.get(element)
    asks = step_kinds.get(plate.kind).asks if plate and plate.kind in step_kinds else ()
    return {name: request.POST.get(name, "") for name, _, _ in asks}


def _told(request: HttpRequest, case_no: str, typed: Mapping[str, str], problem: Problem) -> HttpResponse:
    if problem.code not in TOLD_HERE:
        raise problem
    errors = [{"href": TOLD_HERE[problem.code], "text": title_of(problem)}]
    late = problem.code in ("cases.already_done", "cases.step_not_allowed")
    return show_case(request, visible(request, case_no, masked=True), typed, errors, 409 if late else 422)


def _onwards(request: HttpRequest, case_no: str, outcome: str) -> str:
    if outcome in SHOWN:
        return reverse("workbench:step_done", args=[case_no])
    following = next_in_queue(request)
    return reverse("workbench:case", args=[following.case_no]) if following else reverse("workbench:queue")


def next_in_queue(request: HttpRequest) -> cases.QueueRow | None:
    """The case that is due soonest in my queue. 1 statement."""
    at = now()
    scopes = my_unit(cases.scopes_of(actor_of(request), today(at)))
    return next(iter(cases.queue(scopes, at, limit=1)), None) if scopes else None


@staff
def step_done(request: HttpRequest, case_no: str) -> HttpResponse:
    """What came of the last step of a case: who decided what, and the papers."""
    row, following = visible(request, case_no), next_in_queue(request)
    words = RESULT_WORDS.get(row["result"], "") or STATE_WORDS.get(row["state"], row["state"])
    context = {
        "heading": f"{words}：{row['applicant_name']}　{row['title']}",
        "kind": "green" if row["result"] == "granted" else "blue",
        "facts": _facts(row),
        "letters": [letter_line(one) for one in letters_for(row, actor_of(request), now())],
        "next_url": reverse("workbench:case", args=[following.case_no]) if following else "",
        "next_text": f"{following.applicant_name}　{following.title}" if following else "",
        "queue_url": reverse("workbench:queue"),
        "case_url": reverse("workbench:case", args=[case_no]),
        "undo_url": "",
    }
    return page(request, "step_done.html", context, nav="queue")


def _facts(row: Mapping[str, Any]) -> list[dict[str, str]]:
    last = [
        {
            "label": STEP_NAMES.get(one.element, one.element),
            "value": OUTCOME_WORDS.get(one.outcome, ""),
            "note": one.name,
        }
        for one in handled_list(row["handled"])[-1:]
    ]
    names = [STEP_NAMES.get(element, element) for element in waiting(row["tokens"]).values()]
    return [
        {"label": "办件编号", "value": row["case_no"]},
        *last,
        {"label": "接下来", "value": "、".join(names) or "办完了"},
    ]
