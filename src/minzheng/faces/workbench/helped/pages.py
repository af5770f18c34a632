"""帮填: the helper names a person of the own village, fills in page by page, and gives it to the person, who hands it in.

Nothing of a client stands in the session or the browser: each draft has an address of its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from minzheng.core.cases.actions import Submitted, confirm_by_code, phone_to_confirm
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.queries import Package, helped_services, package, snapshot_for
from minzheng.core.forms.actions import Filled, begin_help, drop_help, offer_help, save_helped_page
from minzheng.core.forms.queries import DraftRow, HelpedRow, helped_by, helped_draft
from minzheng.core.forms.rules import HELP_DAYS, context_of, last_day
from minzheng.core.people.actions import prove_phone, proven_phone, send_phone_code
from minzheng.core.people.queries import met, names, person_by_id_number
from minzheng.core.people.queries.proofs import named_on_phone
from minzheng.core.places.queries import division
from minzheng.faces.kit.limits import address_of
from minzheng.faces.kit.problems import title_of
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.kit.uploads import uploads_of
from minzheng.faces.workbench.frame import (
    actor_of,
    day_words,
    keeping,
    moment,
    now,
    page,
    places_of,
    require_here,
    staff,
)
from minzheng.faces.workbench.helped.parts import groups, is_whole, next_url, pages_of
from minzheng.faces.workbench.plain_pages import errors_of, field, form, show, table, typed
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.formspec import Page
from minzheng.kernel.formspec.places import field_id
from minzheng.kernel.rights import Actor
from minzheng.kernel.text import chinese_date, mask_name, mask_phone, normalise_name

STATES = {
    "filling": "在填",
    "offered": "等本人确认",
    "taken": "本人在改",
    "handed_in": "本人已提交",
    "discarded": "本人不要了",
    "lapsed": "过期作废",
}
NOT_HERE = "本村的登记里没有对得上的人，请照着身份证再看一遍。不是本村的，请到他自己的村或窗口"
BY_NUMBER = ("service", "name", "id_number", "reason")
BY_PHONE = ("service", "name", "phone", "reason")
BY_CODE = ("service", "name", "reason", "code_id", "code")
TOLD = {"people.code_wrong", "people.code_old", "people.code_too_soon", "people.phone_full_today"}
TOLD |= {"people.source_full", "people.sum_first", "forms.help_reason", "forms.not_helped"}
TOLD |= {"forms.help_unfinished", "cases.no_phone_to_confirm", "cases.level_to_confirm"}


@sensitive_post_parameters("id_number", "phone", "code")
@staff
def helped(request: HttpRequest) -> HttpResponse:
    """What I have filled in and how it stands; and whom to fill in for next: by number, or by a code on his telephone."""
    by, _at = actor_of(request), now()
    require_here(by, "forms.help_fill")
    do, errors, sent = request.POST.get("do", ""), [], ""
    given = dict.fromkeys((*BY_NUMBER, *BY_PHONE, *BY_CODE), "") | typed(
        request, *BY_NUMBER, *BY_PHONE, *BY_CODE
    )
    if request.method == "POST":
        try:
            if do == "phone":
                sent = str(_sent(request, given))
            else:
                return HttpResponseRedirect(_begun(by, do, given))
        except Problem as problem:
            if not isinstance(problem, Invalid) and problem.code not in TOLD:
                raise
            errors = errors_of(problem, f"{do}-name1")
            sent = given["code_id"] if do == "code" and problem.code == "people.code_wrong" else ""
    rows = helped_by(by.account)
    known, offered = names({row.person for row in rows}), helped_services()
    context = {
        "heading": "帮填",
        "lead": "只帮填，不代签：填好交给本人，本人看过、确认了才算提交。交出去以后，您只看得到他交没交。",
        "errors": errors,
        "tables": [
            table(
                "我帮填的",
                "还没有帮谁填过。",
                ("谁", "办什么", "现在", "有效到"),
                [_line(row, known, dict(offered)) for row in rows],
            )
        ],
        "forms": _code_forms(given, sent) if sent else _forms(given, do, offered),
    }
    return show(request, "helped", context)


def _line(row: HelpedRow, known: Mapping[UUID, str], titles: Mapping[str, str]) -> tuple[dict[str, str], ...]:
    here = row.state in ("filling", "offered")
    href = {"href": reverse("workbench:helped_check", args=[row.id])} if here else {}
    return (
        {"text": mask_name(known.get(row.person, "")), **href},
        {"text": titles.get(row.service, row.service)},
        {"text": STATES[row.state], "note": f"{moment(row.since)}开始"},
        {"text": chinese_date(last_day(row.lapses_at), year=False)},
    )


def _forms(given: Mapping[str, str], do: str, offered: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The two ways to name a person; what was typed into one stands there alone."""

    def kept(form_name: str, name: str) -> str:
        return given[name] if do == form_name else ""

    def both(name: str) -> list[dict[str, Any]]:
        return [
            field("service", "办什么", "select", kept(name, "service"), options=offered),
            field("name", "姓名", "text", kept(name, "name")),
        ]

    why = "本人看得到这一句"
    return [
        form(
            "number",
            "他把身份证给您看了",
            "开始帮填",
            [
                *both("number"),
                field("id_number", "公民身份号码", "text", kept("number", "id_number")),
                field("reason", "为什么要帮填", "text", kept("number", "reason"), hint=why),
            ],
        ),
        form(
            "phone",
            "他没带身份证，手机在身边",
            "给他的手机发验证码",
            [
                *both("phone"),
                field("phone", "他的手机号", "text", kept("phone", "phone")),
                field("reason", "为什么要帮填", "text", kept("phone", "reason"), hint=why),
            ],
        ),
    ]


def _code_forms(given: Mapping[str, str], sent: str) -> list[dict[str, Any]]:
    carried = [field(name, "", "hidden", given[name]) for name in ("service", "name", "reason")]
    code = field("code", "短信里的 6 位数字", hint="请他念给您听")
    return [
        form("code", "验证码发出去了", "开始帮填", [*carried, field("code_id", "", "hidden", sent), code])
    ]


def _sent(request: HttpRequest, given: Mapping[str, str]) -> UUID:
    """A code to the telephone, whoever is known there."""
    _require(given, "service", "name", "phone", "reason")
    return send_phone_code(
        by=actor_of(request), at=now(), phone=given["phone"], purpose="help", source=address_of(request)
    )


def _require(given: Mapping[str, str], *needed: str) -> None:
    labels = {
        "service": "请选办什么",
        "name": "请填姓名",
        "id_number": "请填公民身份号码",
        "phone": "请填手机号",
    }
    labels |= {"reason": "请写为什么要帮填", "code": "请填验证码"}
    missing = [FieldProblem(name, labels[name]) for name in needed if not given[name]]
    if missing:
        raise Invalid(missing)


def _begun(by: Actor, do: str, given: Mapping[str, str]) -> str:
    """The draft of the person who was named; where one goes on with it."""
    at = now()
    if do == "code":
        _require(given, "service", "name", "reason", "code")
        person = _by_code(by, given)
    else:
        _require(given, "service", "name", "id_number", "reason")
        known = person_by_id_number("resident_id", given["id_number"])
        person = known.id if known and known.alive and known.name == normalise_name(given["name"]) else None
    who = met(person) if person else None
    if who is None or who.places.get("village") != places_of(by).get("village"):
        raise Invalid([FieldProblem("name", NOT_HERE, "姓名")])
    found = package(snapshot_for(given["service"], who.places))
    desk = found.service.get("desk", {})
    village = division(str(places_of(by).get("village", "")), today(at))
    draft_id = begin_help(
        by=by,
        at=at,
        person_id=who.id,
        service=found.code,
        snapshot=snapshot_for(given["service"], who.places),
        reason=given["reason"],
        place=village.name if village else "",
        days=found.help_days,
        answers=desk.get("answers", {}),
        pages_done=desk.get("skip", ()),
    )
    return next_url(helped_draft(draft_id, by.account), found, at)


def _by_code(by: Actor, given: Mapping[str, str]) -> UUID | None:
    """The one of the own village who has this name and this telephone, which he has just answered."""
    code_id = _id(given["code_id"])
    prove_phone(by=by, at=now(), code_id=code_id, code=given["code"])
    phone = proven_phone(code_id, "help", now(), use=True)
    return named_on_phone(normalise_name(given["name"]), phone, str(places_of(by).get("village", "")))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Problem("people.code_old") from None


def _draft(draft_id: UUID, by: Actor) -> tuple[DraftRow, Package]:
    row = helped_draft(draft_id, by.account)
    row.require_in_time(now())
    return row, package(row.snapshot)


@keeps_typed()
@staff
def fill(request: HttpRequest, draft: UUID, page_key: str) -> HttpResponse:
    """One page of the form."""
    by, at = actor_of(request), now()
    require_here(by, "forms.help_fill")
    row, found = _draft(draft, by)
    shown = next((one for one in pages_of(row, found, at) if one.key == page_key), None)
    if shown is None:
        return HttpResponseRedirect(next_url(row, found, at))
    before, context = given_back(request), context_of(at)
    if request.method == "POST":
        return _save(request, row, found, shown)
    if before is not None:
        read = found.form.read_page(shown, dict(before.lists()), {}, row.answers, context)
        html = found.form.render_page(
            shown, read.raw, (), context, answers=read.answers, open_rows=read.open_rows
        )
    else:
        html = found.form.render_page(shown, {}, (), context, answers=row.answers)
    return _form_page(request, row, found, shown, html, ())


def _save(request: HttpRequest, row: DraftRow, found: Package, shown: Page) -> HttpResponse:
    at, post = now(), {name: request.POST.getlist(name) for name in request.POST}
    if "later" in post.get("go", ()):
        post["later"] = ["1"]
    sent = Filled(
        found.form,
        shown.key,
        post,
        uploads_of(request, keeping(request)),
        str(found.service.get("applicant", "")),
        found.service.get("parties", ()),
    )
    saved = save_helped_page(by=actor_of(request), at=at, draft_id=row.id, sent=sent)
    if saved.page.action == "later":
        return HttpResponseRedirect(reverse("workbench:helped"))
    if saved.page.done:
        return HttpResponseRedirect(next_url(saved.draft, found, at))
    read = saved.page
    html = found.form.render_page(
        shown,
        read.raw,
        read.problems,
        context_of(at),
        answers=saved.draft.answers,
        open_rows=read.open_rows,
    )
    return _form_page(request, saved.draft, found, shown, html, read.problems)


def _form_page(
    request: HttpRequest,
    row: DraftRow,
    found: Package,
    shown: Page,
    html: str,
    problems: Sequence[FieldProblem],
) -> HttpResponse:
    context = {
        "crumbs": _crumbs(found),
        "title": shown.title,
        "who": f"帮{mask_name(met(row.person).name)}填",
        "steps": [
            {
                "title": one.title,
                "state": "now" if one.key == shown.key else "done" if one.key in row.pages_done else "next",
                "href": "",
            }
            for one in pages_of(row, found, now())
        ],
        "saved": f"已存好，{moment(row.updated_at)}" if row.pages_done else "",
        "form_html": html,
        "errors": [{"href": f"#{field_id(one.path)}", "text": one.message} for one in problems],
        "action_url": reverse("workbench:helped_page", args=[row.id, shown.key]),
    }
    return page(request, "visit_page.html", context, nav="helped", status=422 if problems else 200)


def _crumbs(found: Package) -> list[dict[str, str]]:
    return [{"text": "帮填", "href": reverse("workbench:helped")}, {"text": found.short, "href": ""}]


@sensitive_post_parameters("code")
@staff
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What was filled in; give it to the person, or let the person confirm here by the own telephone's code."""
    by, at = actor_of(request), now()
    require_here(by, "forms.help_fill")
    row, found = _draft(draft, by)
    code_id, errors = request.POST.get("code_id", ""), []
    if request.method == "POST":
        try:
            answer, code_id = _act(request, row, found, code_id)
        except Problem as problem:
            if problem.code not in TOLD:
                raise
            errors = [{"href": "#code" if code_id else "#act", "text": title_of(problem)}]
        else:
            if answer is not None:
                return answer
    assert row.help is not None
    context = {
        "crumbs": _crumbs(found),
        "heading": f"{found.short}：帮{mask_name(met(row.person).name)}填的",
        "lead": "请一条一条念给本人听。",
        "groups": groups(row, found, at, changes=row.help.offered_at is None),
        "offered": f"{day_words(row.help.offered_at)}交给本人了，等他确认" if row.help.offered_at else "",
        "lapses": chinese_date(last_day(row.help.lapses_at), year=False),
        "whole": is_whole(row, found, at),
        "next_url": next_url(row, found, at),
        "code_id": code_id,
        "errors": errors,
        "action_url": reverse("workbench:helped_check", args=[row.id]),
    }
    return page(request, "helped_check.html", context, nav="helped", status=422 if errors else 200)


def _act(
    request: HttpRequest, row: DraftRow, found: Package, code_id: str
) -> tuple[HttpResponse | None, str]:
    """One press: where it leads, or the code that was sent."""
    by, at, go = actor_of(request), now(), request.POST.get("go", "")
    back = HttpResponseRedirect(reverse("workbench:helped"))
    if go == "drop":
        drop_help(by=by, at=at, draft_id=row.id)
        messages.success(request, "这一份删掉了。")
        return back, ""
    if not is_whole(row, found, at):
        raise Problem("forms.help_unfinished")
    if go == "confirm":
        done = confirm_by_code(
            by=by, at=at, draft_id=row.id, code_id=_id(code_id), code=request.POST.get("code", "")
        )
        _tell(request, done)
        return back, ""
    if go == "code":
        phone = phone_to_confirm(row, at)
        sent = send_phone_code(by=by, at=at, phone=phone, purpose="confirm_help", source=address_of(request))
        messages.success(request, f"验证码发到了 {mask_phone(phone)}，10 分钟内有效。")
        return None, str(sent)
    offer_help(by=by, at=at, draft_id=row.id, form_done=True, days=found.help_days or HELP_DAYS)
    messages.success(request, "交给本人了，他会收到消息。他看过、提交了才算。")
    return back, ""


def _tell(request: HttpRequest, done: Submitted) -> None:
    messages.success(
        request, f"本人确认了，已收件。编号 {done.case_no}，查询码 {done.query_pin}，请他记下来。"
    )
