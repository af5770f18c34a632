"""Filling in page by page, checking, handing in once, and the receipt."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.cases.actions import Submission, submit
from minzheng.core.cases.queries import Told, by_facts, case, finding
from minzheng.core.cases.rules import age_on, require_applicant, today
from minzheng.core.catalogue.queries import Package, package, snapshot_for, where_named
from minzheng.core.documents.queries import letters_of
from minzheng.core.forms.actions import discard_draft, open_draft, save_page, twice_named
from minzheng.core.forms.queries import DraftRow, draft
from minzheng.core.forms.rules import context_of, papers_in
from minzheng.core.forms.sql import submitted
from minzheng.core.people.queries import PersonRow, met
from minzheng.core.people.rules import CHILD
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.kit.uploads import uploads_of
from minzheng.faces.portal.apply.verified import verified
from minzheng.faces.portal.frame import (
    actor_of,
    day_words,
    due_text,
    keeping,
    moment,
    now,
    organ_for,
    own_case,
    page,
    region,
    signing_todo,
    under_any_hat,
    whose,
)
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.formspec import Page
from minzheng.kernel.formspec.places import field_id
from minzheng.kernel.money import format_money
from minzheng.kernel.rights import EVERY, Actor
from minzheng.kernel.text import chinese_moment

TRUE = "以上填写的都是真的。"
PROMISES = (TRUE, "同意办理单位查户籍、年龄和是否重复领取，只用于办这件事。")
PROMISES_OF_ORGANISATIONS = (TRUE, "同意办理单位核对名称、人员和材料，只用于办这件事。")


CHILD_PROMISE = "我是孩子的监护人，同意为办这件事使用孩子的个人信息。"


@under_any_hat
def begin(request: HttpRequest, service: str) -> HttpResponse:
    """Open (or go on with) a draft and go to the first page that is not done."""
    at, actor = now(), actor_of(request)
    snapshot = snapshot_for(service, region(request))
    offered = package(snapshot)
    require_applicant(offered.service, offered.short, corporate=actor.corporate is not None)
    draft_id = open_draft(by=actor, at=at, service=service, snapshot=snapshot)
    row = draft(draft_id, actor.person, actor.on_behalf_of, legal_person=actor.corporate)
    form = package(row.snapshot).form
    pages = form.visible_pages(row.answers, context_of(at))
    for one in pages:
        if one.key not in row.pages_done:
            return HttpResponseRedirect(reverse("portal:fill", args=[draft_id, one.key]))
    return HttpResponseRedirect(reverse("portal:check", args=[draft_id]))


@keeps_typed()
@under_any_hat
def fill(request: HttpRequest, draft: UUID, page_key: str) -> HttpResponse:
    """One page of the form."""
    at, actor = now(), actor_of(request)
    row, found = _draft(draft, actor)
    if row.case is not None:
        return HttpResponseRedirect(_case_url(row.case))
    pages = found.form.visible_pages(row.answers, context_of(at))
    shown = next((one for one in pages if one.key == page_key), None)
    if shown is None:
        return HttpResponseRedirect(reverse("portal:apply", args=[row.service]))
    before = given_back(request)
    if request.method == "POST":
        return _save(request, row, found, shown)
    known = context_of(at, verified(actor))
    if before is not None:
        read = found.form.read_page(shown, dict(before.lists()), {}, row.answers, known)
        html = found.form.render_page(
            shown, read.raw, (), known, answers=read.answers, open_rows=read.open_rows
        )
    else:
        html = found.form.render_page(shown, {}, (), known, answers=row.answers)
    return _form_page(request, row, found, shown, html, ())


def _draft(draft_id: UUID, by: Actor, *, lock: bool = False) -> tuple[DraftRow, Package]:
    """The draft and its package; with `lock` the second of two presses waits for the first and finds its case."""
    row = draft(draft_id, by.person, by.on_behalf_of, legal_person=by.corporate, lock=lock)
    row.require_in_time(now())
    return row, package(row.snapshot)


def _case_url(case_id: UUID) -> str:
    return reverse("portal:receipt", args=[case(case_id)["case_no"]])


def _save(request: HttpRequest, row: DraftRow, found: Package, shown: Page) -> HttpResponse:
    at, actor = now(), actor_of(request)
    known = verified(actor)
    post = {name: request.POST.getlist(name) for name in request.POST}
    if "later" in post.get("go", ()):
        post["later"] = ["1"]
    saved = save_page(
        by=actor,
        at=at,
        draft_id=row.id,
        form=found.form,
        page=shown.key,
        post=post,
        files=uploads_of(request, keeping(request)),
        applicant_key=str(found.service.get("applicant", "")),
        parties=found.service.get("parties", ()),
        shared=known,
    )
    read, row = saved.page, saved.draft
    if read.action == "later":
        return _later(request)
    if read.done:
        reason = found.form.exit_reason(row.answers, context_of(at))
        if reason is not None and reason.page == shown.key:
            return _not_for_you(request, row, found, shown, reason.text)
        return HttpResponseRedirect(_after(row, found, shown))
    html = found.form.render_page(
        shown, read.raw, read.problems, context_of(at, known), answers=row.answers, open_rows=read.open_rows
    )
    return _form_page(request, row, found, shown, html, read.problems)


def _not_for_you(request: HttpRequest, row: DraftRow, found: Package, shown: Page, text: str) -> HttpResponse:
    """By what was answered this service does not fit: says so and where to go. Receiving is not refused: one may go on."""
    context = {
        "service": _service(found),
        "reasons": [{"text": text, "law": ""}],
        "others": [],
        "back_url": reverse("portal:fill", args=[row.id, shown.key]),
        "anyway_url": _after(row, found, shown),
    }
    return page(request, "exit.html", context, nav="services")


def _later(request: HttpRequest) -> HttpResponse:
    messages.success(request, "已经存好了。以后从“办件”里接着填。")
    return HttpResponseRedirect(reverse("portal:my_cases"))


def _after(row: DraftRow, found: Package, shown: Page) -> str:
    pages = found.form.visible_pages(row.answers, context_of(now()))
    keys = [one.key for one in pages]
    following = keys[keys.index(shown.key) + 1 :] if shown.key in keys else keys
    for key in following:
        if key not in row.pages_done:
            return reverse("portal:fill", args=[row.id, key])
    return reverse("portal:check", args=[row.id])


def _form_page(
    request: HttpRequest,
    row: DraftRow,
    found: Package,
    shown: Page,
    html: str,
    problems: Sequence[FieldProblem],
) -> HttpResponse:
    pages = found.form.visible_pages(row.answers, context_of(now()))
    keys = [one.key for one in pages]
    before = pages[keys.index(shown.key) - 1] if shown.key in keys and keys.index(shown.key) else None
    context = {
        "service": _service(found),
        "steps": _steps(row, found, shown.key),
        "back": {"text": before.title, "href": reverse("portal:fill", args=[row.id, before.key])}
        if before
        else None,
        "title": shown.title,
        "lead": "",
        "saved": f"已保存，{moment(row.updated_at)}" if row.pages_done else "",
        "helped": row.help.words if row.help else "",
        "form_html": html,
        "errors": _errors(problems),
        "hidden": [],
        "action_url": reverse("portal:fill", args=[row.id, shown.key]),
        "later": True,
        "next_text": "",
    }
    return page(request, "apply_page.html", context, nav="services", status=422 if problems else 200)


def _errors(problems: Sequence[FieldProblem]) -> list[dict[str, str]]:
    return [{"href": f"#{field_id(problem.path)}", "text": problem.message} for problem in problems]


def _service(found: Package) -> dict[str, str]:
    return {"title": found.short, "href": reverse("portal:service", args=[found.code])}


def _steps(row: DraftRow, found: Package, current: str) -> list[dict[str, str]]:
    pages = found.form.visible_pages(row.answers, context_of(now()))
    steps = [
        {
            "title": one.title,
            "state": "now" if one.key == current else "done" if one.key in row.pages_done else "next",
            "href": reverse("portal:fill", args=[row.id, one.key]) if one.key in row.pages_done else "",
        }
        for one in pages
    ]
    last = {"title": "核对提交", "state": "now" if current == "check" else "next", "href": ""}
    return [*steps, last]


@keeps_typed()
@under_any_hat
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Check the answers, declare, hand in."""
    at, actor = now(), actor_of(request)
    row, found = _draft(draft, actor, lock=request.method == "POST")
    if row.case is not None:
        return HttpResponseRedirect(_case_url(row.case))
    known = verified(actor)
    finished = found.form.finish(row.answers, context_of(at, known))
    if finished.problems:
        return _mend(row, found, finished.problems[0])
    filing = actor.person if actor.corporate else whose(actor)
    applicant, before = _applicant(found, finished.answers, filing), given_back(request)
    twice = twice_named(finished.answers, found.form, "", found.service.get("parties", ()), applicant.id)
    if twice:
        messages.warning(request, f"{twice[0].message}。")
        return _mend(row, found, twice[0])
    if request.POST.get("go") == "later":
        return _later(request)
    if request.method == "POST" and request.POST.get("promise") == "1":
        return _submit(request, row, found, finished.answers, applicant)
    missing = request.method == "POST"
    context = {
        "service": _service(found),
        "steps": _steps(row, found, "check"),
        "back": None,
        "groups": _groups(row, found, known),
        "helped": row.help.words if row.help else "",
        "estimate": _estimate(found, applicant, finished.answers),
        "promises": (*PROMISES, *((CHILD_PROMISE,) if _child(applicant) else ()))
        if "natural_person" in found.service.get("applicants", ("natural_person",))
        else PROMISES_OF_ORGANISATIONS,
        "promised": before is not None and before.get("promise") == "1",
        "errors": [{"href": "#promise", "text": "请看一遍这两条，没有问题就打勾，再提交"}] if missing else [],
        "hidden": [],
        "action_url": reverse("portal:check", args=[row.id]),
        "later": True,
    }
    return page(request, "check.html", context, nav="services", status=422 if missing else 200)


def _mend(row: DraftRow, found: Package, first: FieldProblem) -> HttpResponse:
    """Back to the page on which something is to be mended; in a list (`household.2.name`) to the list's page."""
    head = first.path.split(".")[0]
    keys = (
        entry.page for path, entry in found.form.fields() if path.split(".")[0].removesuffix("[]") == head
    )
    key = next(keys, found.form.pages[0].key)
    return HttpResponseRedirect(reverse("portal:fill", args=[row.id, key]))


def _applicant(found: Package, answers: Mapping[str, Any], person: UUID | None) -> PersonRow:
    named = answers.get(str(found.service.get("applicant", "")))
    chosen = UUID(str(named["ref"])) if isinstance(named, Mapping) and named.get("ref") else person
    if chosen is None:
        raise Problem("forms.sign_in")
    return met(chosen)


def _child(applicant: PersonRow) -> bool:
    """Whether the guardian's consent stands among the promises, which are all ticked together."""
    age = age_on(applicant.birth_date, today(now()))
    return age is not None and age < CHILD


def _groups(row: DraftRow, found: Package, known: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "title": section.title,
            "rows": [
                {
                    "label": line.label,
                    "value": line.text,
                    "change_url": f"{reverse('portal:fill', args=[row.id, line.page])}#{field_id(line.path)}",
                }
                for line in section.rows
            ],
        }
        for section in found.form.summary(row.answers, context_of(now(), known), clear=EVERY)
    ]


def _estimate(found: Package, applicant: PersonRow, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """What may come of it, by what was filled in; people decide, not this."""
    if "finding" not in found.service:
        return None
    day = today(now())
    result = finding(applicant, found, received=day, on=day, known=Told(answers))
    if by_facts(found):
        return {
            "intro": "按您填的算（以核对、调查为准）：",
            "sum": (
                (f"可能符合，每月 {format_money(result.amount, trim=True)}" if result.amount else "可能符合")
                if result.eligible
                else "可能不符合"
            ),
            "lines": [f"{line.label}：{line.text}" for line in result.lines],
            "changes": result.changes,
            "note": f"{result.reason}您仍然可以提交，由办理单位认定。"
            if not result.eligible
            else result.reason,
        }
    if not result.eligible:
        return {
            "intro": "按登记的出生日期看：",
            "sum": "现在还不符合",
            "note": f"{result.reason}您仍然可以提交，由办理单位认定。",
        }
    month = f"{result.starts.year} 年 {result.starts.month} 月"
    return {
        "intro": f"按户籍登记，{applicant.name}到本月底 {result.inputs['age']} 周岁：",
        "sum": f"每月 {format_money(result.amount, trim=True)}",
        "note": f"从 {month}起算。以确认通知书为准（{result.article}）。",
    }


def _submit(
    request: HttpRequest, row: DraftRow, found: Package, answers: Mapping[str, Any], applicant: PersonRow
) -> HttpResponse:
    actor, at = actor_of(request), now()
    named = where_named(found, answers, today(at))
    what = Submission(
        snapshot=named[1] if named else row.snapshot,
        places=named[0] if named else None,
        applicant=applicant,
        answers=answers,
        key=str(row.id),
        agent=actor.person,
        materials=papers_in(answers, found.form, found.service["materials"]),
        also=(submitted(row.id, "SELECT id FROM case_row", at),),
        child_consent=_child(applicant),
        help=row.help,
    )
    try:
        done = submit(by=actor, at=at, what=what)
    except Invalid as invalid:
        messages.warning(request, f"{invalid.fields[0].message}。")
        return _mend(row, found, invalid.fields[0])
    return HttpResponseRedirect(reverse("portal:receipt", args=[done.case_no]))


AFTER = (
    {"when": "然后", "what": "初审、审核确认", "note": "不用您跑。每走一步都发消息给您。"},
    {
        "when": "最后",
        "what": "通知书送到您手机上",
        "note": "写明每月多少钱、从哪个月起；不同意的，写明理由。",
    },
)
AFTER_PERMIT = (
    {"when": "然后", "what": "审查、决定", "note": "不用您跑。每走一步都发消息给您。"},
    {"when": "最后", "what": "决定书送到您手机上", "note": "写明登记的内容；不准予的，写明理由。"},
)


@under_any_hat
def receipt(request: HttpRequest, case_no: str) -> HttpResponse:
    """The receipt: number, query code, what happens next."""
    row = own_case(request, case_no)
    found = package(row["snapshot_id"])
    unit = organ_for(row, found.receiving_level, today(row["received_at"]))
    office = unit.name if unit else "登记机关" if found.is_permit else "户籍所在的街道、镇"
    rest = AFTER_PERMIT if found.is_permit else AFTER
    paper = next((one for one in letters_of(row["id"]) if one.kind == "intake_receipt"), None)
    answer_by = due_text(row) if (row["clock"] or {}).get("limit") == "accept_period" else ""
    context = {
        "service_title": row["title"],
        "submitted_at": chinese_moment(row["received_at"]),
        "case_no": row["case_no"],
        "query_code": row["query_pin"],
        "next_steps": [
            {"when": day_words(row["received_at"]), "what": "收到您的申请", "now": True},
            {
                "when": f"{answer_by}前" if answer_by else "接着",
                "what": f"{office}告诉您受不受理",
                "note": "到期没有告诉您的，从提交那天起就算已经受理。",
            },
            *rest,
        ],
        "sent_to": "",
        "contact": {"office": office, "phone": "12349"},
        "case_url": reverse("portal:case", args=[case_no]),
        "query_url": reverse("portal:query"),
        "receipt_url": reverse("portal:letter_pdf", args=[paper.id]) if paper else "",
        "signing": signing_todo(row),
        "qr_url": "",
    }
    return page(request, "receipt.html", context, nav="cases")


@require_POST
@under_any_hat
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Throw a draft away."""
    discard_draft(by=actor_of(request), at=now(), draft_id=draft)
    messages.success(request, "草稿已经删掉了。")
    return HttpResponseRedirect(reverse("portal:my_cases"))
