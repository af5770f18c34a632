"""Objections at the desk: recording one that came by letter or telephone, reading one, answering it in writing."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.documents.queries import pdf
from minzheng.core.offices.actions import authorise
from minzheng.core.publicity import queries
from minzheng.core.publicity.actions import Said, answer_objection, read_objection, record_objection
from minzheng.core.publicity.rules import CHANNEL_WORDS, DESK_CHANNELS, RESULT_WORDS, today
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.workbench.frame import actor_of, now, page, staff
from minzheng.faces.workbench.notices import parts
from minzheng.kernel.errors import FieldProblem, Invalid, Problem


@keeps_typed()
@staff
def record(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Record an objection that came by letter, telephone or at the desk."""
    by, at = actor_of(request), now()
    row = parts.seen(request, notice)
    authorise(by=by, right="publicity.record_objection", target=parts.target_of(row), at=at)
    typed: Mapping[str, str] = given_back(request) or request.POST
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            code = record_objection(
                by=by,
                at=at,
                notice_id=row.id,
                what=said(typed),
                channel=typed.get("channel", ""),
                received_on=parts.day(typed.get("day", "")),
            )
        except Problem as problem:
            errors = parts.told(problem)
        else:
            messages.success(request, f"异议登记好了，回执码 {code}，请告诉异议人，凭它看答复。")
            return HttpResponseRedirect(reverse("workbench:notice", args=[row.id]))
    context = {
        "crumbs": [
            {"text": "公示", "href": reverse("workbench:notices")},
            {"text": row.doc_no, "href": reverse("workbench:notice", args=[row.id])},
            {"text": "登记异议", "href": ""},
        ],
        "heading": "登记异议",
        "about": f"{row.title}公示，{parts.day_words(row.last_day)}满。公示期内收到的才登记在这里。",
        "typed": {
            "key": typed.get("key") or str(uuid4()),
            "day": typed.get("day") or today(at).isoformat(),
            **{name: typed.get(name, "") for name in ("text", "name", "contact")},
        },
        "channels": [
            {"value": name, "text": CHANNEL_WORDS[name], "chosen": typed.get("channel") == name}
            for name in sorted(DESK_CHANNELS)
        ],
        "bad": parts.beside(errors),
        "errors": errors,
        "action_url": reverse("workbench:objection_record", args=[row.id]),
        "back_url": reverse("workbench:notice", args=[row.id]),
    }
    return page(request, "objection_record.html", context, nav="notices", status=422 if errors else 200)


def said(typed: Mapping[str, str]) -> Said:
    """What was typed as an objection. Raises Invalid for a form that was tampered with."""
    try:
        key = UUID(typed.get("key", ""))
    except ValueError as wrong:
        raise Invalid([FieldProblem("text", "这一页隔得太久，请重新打开再填", "异议内容")]) from wrong
    return Said(key, typed.get("text", ""), typed.get("name", ""), typed.get("contact", ""))


@keeps_typed()
@staff
def objection(request: HttpRequest, objection: UUID) -> HttpResponse:
    """An objection for who handles it: what was said (the book notes who looked), and the written answer."""
    by, at = actor_of(request), now()
    typed: Mapping[str, str] = given_back(request) or request.POST
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            answer_objection(
                by=by,
                at=at,
                objection_id=objection,
                result=typed.get("result", ""),
                answer=typed.get("answer", ""),
            )
        except Problem as problem:
            if problem.code.startswith("offices."):
                raise
            errors = parts.told(problem)
        else:
            messages.success(request, "答复好了，异议处理记录已经出文号。")
            return HttpResponseRedirect(reverse("workbench:objection", args=[objection]))
    content = read_objection(by=by, at=at, objection_id=objection)
    row = queries.objection(objection)
    context = {
        "crumbs": [
            {"text": "公示", "href": reverse("workbench:notices")},
            {"text": "这张公示", "href": reverse("workbench:notice", args=[row.notice_id])},
            {"text": "异议", "href": ""},
        ],
        "heading": "异议",
        "facts": [
            {"label": "收到", "value": parts.day_words(row.received_on), "note": CHANNEL_WORDS[row.channel]},
            {"label": "异议人", "value": content["name"] or "没有留姓名"},
            {"label": "联系电话", "value": content["contact"] or "没有留电话"},
        ],
        "text": content["text"],
        "answered": {"result": RESULT_WORDS[row.result], "answer": row.answer}
        if row.state == "answered"
        else None,
        "paper_url": reverse("workbench:objection_paper", args=[row.id]) if row.letter else "",
        "results": [
            {"value": name, "text": text, "chosen": typed.get("result") == name}
            for name, text in RESULT_WORDS.items()
        ],
        "typed": {"answer": typed.get("answer", "")},
        "bad": parts.beside(errors),
        "errors": errors,
        "action_url": reverse("workbench:objection", args=[objection]),
    }
    return page(request, "objection.html", context, nav="notices", status=422 if errors else 200)


@staff
def paper(request: HttpRequest, objection: UUID) -> HttpResponse:
    """The written answer (异议处理记录) as PDF, for who may read the objection."""
    read_objection(by=actor_of(request), at=now(), objection_id=objection)
    row = queries.objection(objection)
    if row.letter is None:
        raise Problem("documents.missing")
    return parts.pdf_answer(pdf(row.letter), row.code)
