"""Following a case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.audit.queries import of_case
from minzheng.core.cases.actions import check_pin, take_step, withdraw
from minzheng.core.cases.queries import case, cases_of, filled_in_by, finding_of
from minzheng.core.cases.rules import RESULT_WORDS, STATE_WORDS, WITHDRAWABLE, today
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import LetterRow, letters_of, pdf
from minzheng.core.documents.queries import letter as letter_row
from minzheng.core.feedback.queries import rating_of
from minzheng.core.feedback.rules import RATEABLE
from minzheng.core.forms.queries import drafts_of
from minzheng.core.people.actions import add_bank_account
from minzheng.core.people.queries import bank_accounts
from minzheng.faces.kit.pagination import page_of, read_cursor
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.apply.pages import own_case
from minzheng.faces.portal.frame import (
    STATE_HOLDERS,
    actor_of,
    day_words,
    door,
    due_text,
    light_of,
    moment,
    now,
    page,
    signed_in,
)
from minzheng.kernel.codes import CodeError, parse_case_no
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.money import format_money
from minzheng.kernel.text import letter_date, mask_name

ORDER = "portal.cases"
STOPS = (("received", "提交"), ("in_review", "受理、初审"), ("deciding", "审核确认"), ("delivering", "送达"))
PLACE_OF = {"draft": 0, "received": 0, "in_review": 1, "deciding": 2, "delivering": 3}
EVENT_WORDS = {
    ("cases.submit", ""): "提交申请",
    ("cases.receipt", ""): "收件凭证已出",
    ("cases.list", ""): "系统把您列入名单",
    ("cases.lapse", ""): "逾期没有答复，视为已受理",
    ("cases.withdraw", ""): "您撤回了申请",
    ("cases.step", "accept"): "已受理",
    ("cases.step", "propose_refusal"): "受理员提出不予受理，待签发",
    ("cases.step", "sign"): "不予受理",
    ("cases.step", "send_back"): "退回受理员重新看",
    ("cases.step", "agree"): "初审同意",
    ("cases.step", "disagree"): "初审不同意",
    ("cases.step", "grant"): "审核确认，同意",
    ("cases.step", "refuse"): "审核确认，不同意",
    ("cases.step", "served"): "通知书已送达",
    ("cases.step", "eligible"): "核实符合，等您确认",
    ("cases.step", "not_eligible"): "核实后移出名单",
    ("cases.step", "decline"): "您谢绝了",
    ("feedback.rate", ""): "您作了评价",
}


@signed_in
def my_cases(request: HttpRequest) -> HttpResponse:
    """Drafts first, then cases."""
    actor, at = actor_of(request), now()
    assert actor.person is not None
    cursor = read_cursor(request.GET.get("after"), order=ORDER)
    rows = cases_of(actor.person, before=cursor.key if cursor else None)  # type: ignore[arg-type]
    shown = page_of(rows, limit=20, cursor=cursor, key_of=lambda row: (row["received_at"], row["id"]), order=ORDER)
    also = [row for row in filled_in_by(actor.person) if row["applicant_id"] != actor.person] if not cursor else []
    context = {
        "drafts": [_draft_line(row) for row in drafts_of(actor.person)],
        "cases": [_case_line(row, at) for row in [*also, *shown.rows]],
        "filters": [],
        "services_url": reverse("portal:services"),
        "pager": {
            "prev_url": "",
            "next_url": f"{reverse('portal:my_cases')}?after={shown.next}" if shown.next else "",
            "note": "",
        },
    }
    return page(request, "my_cases.html", context, nav="cases")


def _draft_line(row: Any) -> dict[str, str]:
    return {
        "title": package(row.snapshot).short,
        "note": f"{moment(row.updated_at)}存的，还没有提交",
        "href": reverse("portal:apply", args=[row.service]),
        "drop_url": reverse("portal:discard", args=[row.id]),
    }


def _case_line(row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    where = RESULT_WORDS.get(row["result"], "") if row["closed_at"] else STATE_WORDS.get(row["state"], "")
    return {
        "title": f"{row['title']}　{mask_name(row['applicant_name'])}",
        "href": reverse("portal:case", args=[row["case_no"]]),
        "case_no": row["case_no"],
        "when": f"{day_words(row['received_at'])}提交",
        "where": where,
        "light": light_of(row, at),
    }


@signed_in
def case_page(request: HttpRequest, case_no: str) -> HttpResponse:
    """One case: what to do now, where it stands, who has it, until when and why."""
    row, at = own_case(request, case_no), now()
    letters = letters_of(row["id"])
    rated = rating_of(row["id"])
    own = row["applicant_id"] in actor_of(request).acts_for
    may_withdraw = row["state"] in WITHDRAWABLE and own
    context = {
        "crumbs": [
            {"text": "首页", "href": reverse("portal:home")},
            {"text": "我的办件", "href": reverse("portal:my_cases")},
            {"text": row["title"], "href": ""},
        ],
        "title": row["title"],
        "case_no": row["case_no"],
        "todo": _todo(row, letters, own=own),
        "result": _result(row, letters),
        "stops": stops(row),
        "due": {"text": f"{due_text(row)}前", "explain": [row["clock"]["explanation"]]}
        if due_text(row) and not row["closed_at"]
        else None,
        "letters": [letter_line(one) for one in letters],
        "events": events(of_case(row["id"], row["received_at"])),
        "sent": [],
        "holder": None
        if row["closed_at"]
        else {"office": STATE_HOLDERS.get(row["state"], ""), "unit": "", "phone": "12349", "hours": "工作日 9:00–17:30"},
        "rate_url": reverse("portal:rate", args=[case_no]) if row["state"] in RATEABLE and not rated and own else "",
        "others": [{"text": "看收件凭证上的编号和查询码", "href": reverse("portal:receipt", args=[case_no])}],
        "withdraw": {"url": reverse("portal:withdraw", args=[case_no]), "note": "决定作出以前都可以撤回，以后还能再申请。"}
        if may_withdraw
        else None,
        "withdraw_reason": "" if may_withdraw or row["closed_at"] else _why_not_withdraw(row, own=own),
        "hidden": [],
    }
    return page(request, "case.html", context, nav="cases")


def _why_not_withdraw(row: Mapping[str, Any], *, own: bool) -> str:
    if not own:
        return "只有申请人本人可以撤回。"
    return "" if row["state"] == "draft" else "已经作出决定，不能撤回了。"


def _todo(row: Mapping[str, Any], letters: Sequence[LetterRow], *, own: bool) -> dict[str, Any] | None:
    if not own:
        return None
    if row["state"] == "draft" and any(token[1] == "consent" for token in row["tokens"]["t"]):
        return {
            "title": "请您确认愿不愿意领",
            "paragraphs": ["愿意的话，确认一下收钱的银行卡就行；不愿意也没关系。"],
            "act": "去确认",
            "href": reverse("portal:consent", args=[row["case_no"]]),
            "note": f"{due_text(row)}前答复就行。" if due_text(row) else "",
        }
    answer = next((one for one in letters if one.kind in ("decision", "refusal_of_acceptance")), None)
    if row["state"] == "delivering" and answer:
        return {
            "title": "有结果了，请看通知书",
            "paragraphs": ["打开通知书就算送达。理由和不服怎么办，都写在里面。"],
            "act": "看通知书",
            "href": reverse("portal:letter", args=[answer.id]),
            "note": "",
        }
    return None


def _result(row: Mapping[str, Any], letters: Sequence[LetterRow]) -> dict[str, Any] | None:
    if row["result"] not in ("granted", "refused", "refused_acceptance"):
        return None
    granted = row["result"] == "granted"
    answer = next((one for one in letters if one.kind in ("decision", "refusal_of_acceptance")), None)
    amount = row["variables"].get("amount")
    return {
        "kind": "green" if granted else "yellow",
        "title": "已经批准" if granted else "没有批准" if row["result"] == "refused" else "没有受理",
        "text": "每月发到您的银行卡上。" if granted else "理由写在通知书里。不服的，可以申请复议或者起诉。",
        "sum": f"每月 {format_money(int(amount), trim=True)}" if granted and amount else "",
        "letter_url": reverse("portal:letter", args=[answer.id]) if answer else "",
    }


def stops(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """The way of a case as four stops: done, now, next."""
    done_at = {entry[0]: entry[4] for entry in row["handled"]}
    moments = {
        "received": row["received_at"],
        "in_review": _moment(done_at.get("initial_review") or done_at.get("ascertain")),
        "deciding": row["decided_at"],
        "delivering": row["closed_at"],
    }
    place = PLACE_OF.get(row["state"], 4) if not row["closed_at"] else 4
    names = {"received": "您", "in_review": "街道、镇", "deciding": "县（市、区）民政局", "delivering": "通知书"}
    result = []
    for n, (key, name) in enumerate(STOPS):
        state = "done" if n < place else "now" if n == place else "next"
        at = moments[key]
        result.append({"name": name, "state": state, "when": day_words(at) if at and state == "done" else "", "who": names[key]})
    return result


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def events(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The history in a person's words, newest first."""
    lines = []
    for row in reversed(rows):
        outcome = str(row["facts"].get("outcome", "")) if row["kind"] == "cases.step" else ""
        if row["kind"] == "cases.step" and row["element"] == "consent" and outcome == "agree":
            words: str | None = "您同意领取"
        else:
            words = EVENT_WORDS.get((row["kind"], outcome))
        if words:
            lines.append({"what": words, "when": moment(row["at"]), "iso": row["at"].isoformat(), "note": ""})
    if lines:
        lines[0]["now"] = True
    return lines


def letter_line(one: LetterRow) -> dict[str, Any]:
    """A paper as the list shows it."""
    return {
        "name": one.title,
        "note": f"{one.doc_no}，{day_words(one.issued_at)}",
        "href": reverse("portal:letter", args=[one.id]),
    }


@require_POST
@signed_in
def withdraw_case(request: HttpRequest, case_no: str) -> HttpResponse:
    """Withdraw."""
    row = own_case(request, case_no)
    withdraw(by=actor_of(request), at=now(), case_id=row["id"], reason=request.POST.get("reason", ""))
    messages.success(request, "已经撤回。以后还可以再申请。")
    return HttpResponseRedirect(reverse("portal:case", args=[case_no]))


@signed_in
def consent(request: HttpRequest, case_no: str) -> HttpResponse:
    """免申即享: agree and say where the money goes, or decline."""
    row = own_case(request, case_no)
    if row["state"] != "draft":
        return HttpResponseRedirect(reverse("portal:case", args=[case_no]))
    typed = {name: request.POST.get(name, "") for name in ("answer", "holder", "account_number", "bank", "reason")}
    bad: dict[str, str] = {}
    if request.method == "POST":
        bad = _answer(request, row, typed)
        if not bad:
            return HttpResponseRedirect(reverse("portal:case", args=[case_no]))
    return page(request, "consent.html", _consent_context(row, typed, bad), nav="cases", status=422 if bad else 200)


def _answer(request: HttpRequest, row: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    actor, at = actor_of(request), now()
    if typed["answer"] == "decline":
        form = {"reason": typed["reason"]}
        take_step(by=actor, at=at, case_id=row["id"], element="consent", outcome="decline", form=form)
        messages.success(request, "好的，这次不办。以后想领，随时可以申请。")
        return {}
    if typed["answer"] != "accept":
        return {"answer": "请选要还是不要"}
    known = bank_accounts(row["applicant_id"], today(at))
    account: UUID | None = known[0].id if known and not typed["account_number"].strip() else None
    if account is None:
        try:
            account = add_bank_account(
                by=actor, at=at, person_id=row["applicant_id"], card=typed["account_number"], bank_name=typed["bank"]
            )
        except Invalid as invalid:
            names = {"card": "account_number", "bank_name": "bank"}
            return {names.get(one.path, one.path): one.message for one in invalid.fields}
    form = {"bank_account": str(account)}
    take_step(by=actor, at=at, case_id=row["id"], element="consent", outcome="agree", form=form)
    messages.success(request, "收到了，接下来由民政局确认，不用您跑。")
    return {}


def _consent_context(row: Mapping[str, Any], typed: Mapping[str, str], bad: Mapping[str, str]) -> dict[str, Any]:
    found, at = package(row["snapshot_id"]), now()
    result = finding_of(row, found, at)
    known = bank_accounts(row["applicant_id"], today(at))
    card = known[0] if known else None
    targets = {"answer": "#answer-accept"}
    return {
        "service": {"title": row["title"], "href": reverse("portal:service", args=[row["service"]])},
        "title": f"您可以领{row['title']}，要不要领",
        "text": "按户籍登记，您快到领取的年龄了。不用申请，答复一下就行。",
        "found": [
            {"label": "姓名", "value": row["applicant_name"], "note": "户籍登记"},
            {"label": "到这个月底", "value": f"{result.inputs['age']} 周岁", "note": "按身份证上的出生日期"},
        ],
        "estimate": {
            "intro": "按现在的标准：",
            "sum": f"每月 {format_money(result.amount, trim=True)}",
            "note": result.reason,
        }
        if result.eligible
        else None,
        "until": due_text(row),
        "after_text": "过了这天也不要紧，以后随时可以自己申请。",
        "answer": typed["answer"],
        "account": {
            "holder": row["applicant_name"],
            "number": typed["account_number"] or (f"尾号 {card.last4}" if card else ""),
            "bank": typed["bank"] or (card.bank_name if card else ""),
        },
        "account_known": card is not None,
        "reason": typed["reason"],
        "errors": [{"href": targets.get(name, f"#{name}"), "text": text} for name, text in bad.items()],
        "bad": {name: bad.get(name, "") for name in ("answer", "holder", "account_number", "bank")},
        "hidden": [],
        "action_url": reverse("portal:consent", args=[row["case_no"]]),
    }


def _own_letter(request: HttpRequest, letter_id: UUID) -> tuple[LetterRow, dict[str, Any]]:
    one = letter_row(letter_id)
    if one.case_id is None:
        raise Problem("documents.missing")
    row = case(one.case_id)
    if not actor_of(request).acts_for & {row["applicant_id"], row["agent_id"]}:
        raise Problem("documents.missing")
    return one, row


@signed_in
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A letter to read; opening the decision serves it."""
    one, row = _own_letter(request, letter)
    actor = actor_of(request)
    if (
        row["state"] == "delivering"
        and row["applicant_id"] in actor.acts_for
        and one.kind in ("decision", "refusal_of_acceptance")
    ):
        take_step(by=actor, at=now(), case_id=row["id"], element="deliver", outcome="served")
    data = one.data
    context = {
        "crumbs": [
            {"text": "我的办件", "href": reverse("portal:my_cases")},
            {"text": row["title"], "href": reverse("portal:case", args=[row["case_no"]])},
            {"text": one.title, "href": ""},
        ],
        "letter": {
            "organ": one.letterhead,
            "title": one.title,
            "number": one.doc_no,
            "to": f"{row['applicant_name']}：",
            "paragraphs": letter_paragraphs(one),
            "signer": one.organisation_name,
            "date": letter_date(one.issued_on),
            "sealed": False,
        },
        "pdf_url": reverse("portal:letter_pdf", args=[one.id]),
        "pdf_note": "PDF",
        "back_url": reverse("portal:case", args=[row["case_no"]]),
        "plain": "",
        "remedies": [data["remedy"]] if data.get("remedy") else [],
    }
    return page(request, "letter.html", context, nav="cases")


def letter_paragraphs(one: LetterRow) -> list[str]:
    """What a letter says, for reading on the page; the PDF is the paper."""
    data = one.data
    said = {
        "intake_receipt": ["已收到您提交的申请和材料，编号和查询码见凭证。"],
        "acceptance_notice": [f"您于 {data.get('received_on', '')}提出的申请，材料齐全，决定受理。", f"办理期限 {data.get('limit', '')}。"],
        "acceptance_by_lapse_notice": ["本机关未在规定期限内答复，依照规定，您的申请自收件之日起视为已经受理。"],
        "withdrawal": ["您的撤回已经确认，本次申请终止办理。"],
        "proof_of_service": [f"送达方式：{data.get('mode', '')}；签收人：{data.get('receiver', '')}。"],
    }
    lines = said.get(one.kind, [])
    for label, name in (("决定", "result"), ("每月金额", "amount"), ("起算月份", "starts"), ("理由", "reason"), ("依据", "article")):
        if one.kind in ("decision", "refusal_of_acceptance") and data.get(name):
            lines = [*lines, f"{label}：{data[name]}"]
    return lines


@signed_in
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The letter as PDF."""
    one, _ = _own_letter(request, letter)
    response = HttpResponse(pdf(one.id), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{one.id}.pdf"'
    return response


@door
def query(request: HttpRequest) -> HttpResponse:
    """Number and query code, without signing in."""
    number = request.POST.get("case_no", "").strip().upper()
    bad = {"case_no": "", "query_code": ""}
    found: dict[str, Any] | None = None
    if request.method == "POST":
        found, bad = _look_up(number, "".join(request.POST.get("query_code", "").split()))
    errors = [{"href": f"#{name}", "text": text} for name, text in bad.items() if text]
    context = {"case_no": number, "errors": errors, "bad": bad, "found": found, "action_url": reverse("portal:query")}
    return page(request, "query.html", context, nav="cases", status=422 if errors else 200)


def _look_up(number: str, pin: str) -> tuple[dict[str, Any] | None, dict[str, str]]:
    try:
        parse_case_no(number)
    except CodeError as error:
        return None, {"case_no": str(error), "query_code": ""}
    try:
        case_id = check_pin(at=now(), case_no=number, pin=pin)
    except Problem as problem:
        return None, {"case_no": "", "query_code": title_of(problem)}
    row, at = case(case_id), now()
    return {
        "title": row["title"],
        "state": RESULT_WORDS.get(row["result"], "") if row["closed_at"] else STATE_WORDS.get(row["state"], ""),
        "light": light_of(row, at),
        "stops": stops(row),
        "due_text": f"{due_text(row)}前" if due_text(row) and not row["closed_at"] else "",
        "office": STATE_HOLDERS.get(row["state"], ""),
        "phone": "12349",
    }, {"case_no": "", "query_code": ""}
