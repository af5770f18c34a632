"""Visits on the phone: the list, the form page by page, a last look, handing in; and what earlier visits found."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases import queries as cases
from minzheng.core.cases.actions import save_visit_page, take_step
from minzheng.core.cases.actions.permission import require_may
from minzheng.core.cases.actions.visit_draft import visit_context
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import package
from minzheng.core.forms.rules import context_of
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import met
from minzheng.core.workflow.rules import waiting
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.kit.uploads import uploads_of
from minzheng.faces.workbench.frame import (
    actor_of,
    day_words,
    due_words,
    keeping,
    light_of,
    moment,
    my_unit,
    now,
    page,
    place_name,
    staff,
    visible,
)
from minzheng.faces.workbench.masked import reveal_words
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.formspec import Form, Page
from minzheng.kernel.formspec.places import field_id
from minzheng.kernel.rights import EVERY
from minzheng.kernel.text import chinese_date, mask_address

LIMIT = 50
HERE = "geolocation=(self)"
"""On these pages the browser may say where it is; without it everything works as well."""
STAYS = frozenset(
    {"cases.visit_alone", "cases.second_needs_account", "cases.second_conflicted", "cases.visit_empty"}
)
"""Problems that are told on the last page, above the button."""


FILE_WORDS = {
    "photo": "现场照片",
    "signed_sheet": "签了字的调查表",
    "sign_family": "被访的人签名",
    "sign_first": "调查的人签名",
    "sign_second": "一起去的人签名",
}
"""What a file of a visit is, by its kind in the record."""


@staff
def visits(request: HttpRequest) -> HttpResponse:
    """What I have to visit, soonest due first."""
    by, at = actor_of(request), now()
    scopes = [one for one in cases.scopes_of(by, today(at)) if one.role == "investigator"]
    rows = cases.queue(my_unit(scopes), at, limit=LIMIT) if scopes else []
    context = {
        "heading": "入户调查",
        "today": chinese_date(today(at), weekday=True),
        "visits": [_line(row, at) for row in rows[:LIMIT]],
        "more": len(rows) > LIMIT,
        "nothing": {"text": "没有等您入户的。", "act": "回到待办", "href": reverse("workbench:queue")},
    }
    return page(request, "visits.html", context, nav="visits")


def _line(row: cases.QueueRow, at: datetime) -> dict[str, Any]:
    return {
        "name": row.applicant_name,
        "title": row.title,
        "case_no": row.case_no,
        "light": light_of(at, row.warn_at, row.due_at),
        "due": due_words(row.due_at),
        "since": day_words(row.opened_at),
        "href": reverse("workbench:visit", args=[row.case_no, row.element]),
    }


@staff
def records(request: HttpRequest, case_no: str) -> HttpResponse:
    """What the visits of a case found, newest first."""
    row = visible(request, case_no)
    by, at = actor_of(request), now()
    reveal = cases.reveal_of(row["id"], by.account, at)
    known = [_record(one, row, cases.clear_in(reveal)) for one in cases.records_of(row["id"])]
    context = {
        "crumbs": _crumbs(row, "入户调查记录"),
        "heading": f"{row['applicant_name']}　入户调查记录",
        "records": known,
        "reveal": reveal_words(row, reveal, by, at) if known else None,
        "nothing": {
            "text": "还没有入户。",
            "act": "回到办件",
            "href": reverse("workbench:case", args=[case_no]),
        },
    }
    return page(request, "visit_records.html", context, nav="queue")


def _record(one: cases.RecordRow, row: Mapping[str, Any], clear: Collection[str]) -> dict[str, Any]:
    found = package(row["snapshot_id"])
    form, plate = found.forms.get(one.element), found.machine.plates.get(one.element)
    sections = form.summary(one.answers, context_of(one.at), detail=True, clear=clear) if form else ()
    home, coordinates = one.place["address"], one.place.get("coordinates")
    if "L3" not in clear:
        home, coordinates = mask_address(home), None
    return {
        "title": f"{plate.name if plate else one.element}：{moment(one.visited_at)}",
        "rows": [
            {
                "label": "谁去的",
                "value": f"{one.by_name}、{one.second['name']}",
                "note": one.second["capacity"],
            },
            {
                "label": "去了哪里",
                "value": home,
                "note": f"坐标 {coordinates}" if coordinates else "",
            },
            {"label": "配合吗", "value": "配合" if one.cooperated else "拒不配合", "note": one.refusal},
            *({"label": line.label, "value": line.text} for section in sections for line in section.rows),
        ],
        "files": [
            {
                "name": name,
                "note": FILE_WORDS.get(kind, kind),
                "href": reverse("workbench:file", args=[file]),
                "act": "打开",
            }
            for file, kind, name in one.files
        ],
        "refused": not one.cooperated,
    }


def _crumbs(row: Mapping[str, Any], here: str) -> list[dict[str, str]]:
    return [
        {"text": row["applicant_name"], "href": reverse("workbench:case", args=[row["case_no"]])},
        {"text": here, "href": ""},
    ]


@staff
def visit(request: HttpRequest, case_no: str, element: str) -> HttpResponse:
    """Go on with a visit: to the first page that is not done."""
    row = _waited_for(request, case_no, element)
    by, at = actor_of(request), now()
    form, draft = (
        cases.visit_form(row["snapshot_id"], element),
        cases.record_draft(row["id"], element, by.person),
    )
    for one in form.visible_pages(draft.answers, context_of(at)):
        if one.key not in draft.pages_done:
            return HttpResponseRedirect(reverse("workbench:visit_page", args=[case_no, element, one.key]))
    return HttpResponseRedirect(reverse("workbench:visit_hand_in", args=[case_no, element]))


def _waited_for(request: HttpRequest, case_no: str, element: str) -> dict[str, Any]:
    """The case, if it waits for a visit at this element. Raises Problem(`cases.visit_not_waiting`)."""
    row = visible(request, case_no)
    plate = package(row["snapshot_id"]).machine.plates.get(element)
    if element not in waiting(row["tokens"]).values() or plate is None or plate.kind != "visit":
        raise Problem("cases.visit_not_waiting")
    return row


@keeps_typed()
@staff
def fill(request: HttpRequest, case_no: str, element: str, page_key: str) -> HttpResponse:
    """One page of the form of a visit."""
    row = _waited_for(request, case_no, element)
    by, at = actor_of(request), now()
    form, draft = (
        cases.visit_form(row["snapshot_id"], element),
        cases.record_draft(row["id"], element, by.person),
    )
    known = cases.colleagues(by, today(at))
    shown = next(
        (one for one in form.visible_pages(draft.answers, context_of(at)) if one.key == page_key), None
    )
    if shown is None:
        return HttpResponseRedirect(reverse("workbench:visit", args=[case_no, element]))
    if request.method == "POST":
        return _save(request, row, element, form, shown, known)
    plate = package(row["snapshot_id"]).machine.plates[element]
    require_may(row, cases.parties_of(row["id"]), plate, plate.outcomes[0], by, at, ask=authorise)
    answers = draft.answers or {"visit_address": met(row["applicant_id"]).address}
    before, context = given_back(request), visit_context(at, known)
    if before is not None:
        read = form.read_page(shown, dict(before.lists()), {}, answers, context)
        html = form.render_page(shown, read.raw, (), context, answers=read.answers, open_rows=read.open_rows)
    else:
        html = form.render_page(shown, {}, (), context, answers=answers)
    return _form_page(request, row, element, form, shown, html, draft, ())


def _save(
    request: HttpRequest,
    row: Mapping[str, Any],
    element: str,
    form: Form,
    shown: Page,
    known: Sequence[cases.Colleague],
) -> HttpResponse:
    by, at = actor_of(request), now()
    post = {name: request.POST.getlist(name) for name in request.POST}
    if "later" in post.get("go", ()):
        post["later"] = ["1"]
    saved = save_visit_page(
        by=by,
        at=at,
        row=row,
        element=element,
        page=shown.key,
        post=post,
        files=uploads_of(request, keeping(request)),
        known=known,
    )
    read, draft = saved.page, saved.draft
    if read.action == "later":
        messages.success(request, "已经存好了。从“入户”里接着填。")
        return HttpResponseRedirect(reverse("workbench:visits"))
    if read.done:
        return HttpResponseRedirect(reverse("workbench:visit", args=[row["case_no"], element]))
    html = form.render_page(
        shown,
        read.raw,
        read.problems,
        visit_context(at, known),
        answers=draft.answers,
        open_rows=read.open_rows,
    )
    return _form_page(request, row, element, form, shown, html, draft, read.problems)


def _form_page(
    request: HttpRequest,
    row: Mapping[str, Any],
    element: str,
    form: Form,
    shown: Page,
    html: str,
    draft: cases.RecordDraftRow,
    problems: Sequence[FieldProblem],
) -> HttpResponse:
    context = {
        "crumbs": _crumbs(row, "入户调查"),
        "title": shown.title,
        "who": f"{row['applicant_name']}　{place_name(row['village'] or row['town'], today(now()))}",
        "steps": _steps(row, element, form, draft, shown.key),
        "saved": f"已存好，{moment(draft.updated_at)}" if draft.updated_at else "",
        "form_html": html,
        "errors": [{"href": f"#{field_id(one.path)}", "text": one.message} for one in problems],
        "action_url": reverse("workbench:visit_page", args=[row["case_no"], element, shown.key]),
    }
    answer = page(request, "visit_page.html", context, nav="visits", status=422 if problems else 200)
    answer["Permissions-Policy"] = HERE
    return answer


def _steps(
    row: Mapping[str, Any], element: str, form: Form, draft: cases.RecordDraftRow, current: str
) -> list[dict[str, str]]:
    pages = form.visible_pages(draft.answers, context_of(now()))
    found = [
        {
            "title": one.title,
            "state": "now" if one.key == current else "done" if one.key in draft.pages_done else "next",
            "href": reverse("workbench:visit_page", args=[row["case_no"], element, one.key])
            if one.key in draft.pages_done
            else "",
        }
        for one in pages
    ]
    return [*found, {"title": "看一遍，提交", "state": "now" if current == "hand_in" else "next", "href": ""}]


@staff
def hand_in(request: HttpRequest, case_no: str, element: str) -> HttpResponse:
    """A last look at what was written down, and handing it in."""
    row = _waited_for(request, case_no, element)
    if request.method != "POST":
        return _last_look(request, row, element, ())
    try:
        take_step(
            by=actor_of(request), at=now(), case_id=row["id"], element=element, outcome="visited", form={}
        )
    except Invalid as invalid:
        return _last_look(request, row, element, [_where(row, element, one) for one in invalid.fields])
    except Problem as problem:
        if problem.code not in STAYS:
            raise
        return _last_look(request, row, element, [{"href": "#look", "text": title_of(problem)}])
    messages.success(request, f"{row['applicant_name']}的入户调查已经交了。调查表在“文书”里，可以打印。")
    return HttpResponseRedirect(reverse("workbench:visits"))


def _where(row: Mapping[str, Any], element: str, one: FieldProblem) -> dict[str, str]:
    form = cases.visit_form(row["snapshot_id"], element)
    key = next((entry.page for path, entry in form.fields() if path == one.path), form.pages[0].key)
    url = reverse("workbench:visit_page", args=[row["case_no"], element, key])
    return {"href": f"{url}#{field_id(one.path)}", "text": one.message}


def _last_look(
    request: HttpRequest, row: Mapping[str, Any], element: str, errors: Sequence[Mapping[str, str]]
) -> HttpResponse:
    by, at = actor_of(request), now()
    form, draft = (
        cases.visit_form(row["snapshot_id"], element),
        cases.record_draft(row["id"], element, by.person),
    )
    written = visit_context(at, cases.colleagues(by, today(at)))
    shown = form.summary(draft.answers, written, detail=True, clear=EVERY)
    context = {
        "crumbs": _crumbs(row, "入户调查"),
        "who": f"{row['applicant_name']}　{place_name(row['village'] or row['town'], today(at))}",
        "steps": _steps(row, element, form, draft, "hand_in"),
        "groups": [
            {
                "title": section.title,
                "rows": [
                    {
                        "label": line.label,
                        "value": line.text,
                        "change_url": reverse(
                            "workbench:visit_page", args=[row["case_no"], element, line.page]
                        )
                        + f"#{field_id(line.path)}",
                    }
                    for line in section.rows
                ],
            }
            for section in shown
        ],
        "errors": errors,
        "action_url": reverse("workbench:visit_hand_in", args=[row["case_no"], element]),
    }
    return page(request, "visit_hand_in.html", context, nav="visits", status=422 if errors else 200)
