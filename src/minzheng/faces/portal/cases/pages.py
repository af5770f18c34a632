"""Following a case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minzheng.core.audit.queries import of_case
from minzheng.core.cases.actions import take_step, withdraw
from minzheng.core.cases.queries import (
    authorisation_in,
    finding_of,
)
from minzheng.core.cases.rules import (
    WITHDRAWABLE,
    begun_at,
    owner_of,
    reckoned_on,
    today,
)
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import MARKS, LetterRow, letters_of
from minzheng.core.feedback.queries import rating_of
from minzheng.core.feedback.rules import RATEABLE
from minzheng.core.people.actions import add_bank_account
from minzheng.core.people.queries import bank_accounts
from minzheng.faces.kit.typed import given_back, keeps_typed
from minzheng.faces.portal.cases.commitment import commitment_todo
from minzheng.faces.portal.cases.linked import linked
from minzheng.faces.portal.cases.supplement import supplement_todo
from minzheng.faces.portal.frame import (
    STATE_HOLDERS,
    actor_of,
    day_words,
    due_sentence,
    due_text,
    list_name,
    moment,
    now,
    organ_for,
    own_case,
    page,
    signed_in,
    signing_todo,
    under_any_hat,
)
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.money import format_money
from minzheng.kernel.text import chinese_date

STOPS = (("received", "提交"), ("in_review", "受理、初审"), ("deciding", "审核确认"), ("delivering", "送达"))
PLACE_OF = {
    **dict.fromkeys(("awaiting_supplement", "awaiting_further_material", "special_procedure"), 1),
    "objection_notice": 1,
    "draft": 0,
    "received": 1,
    "accepted": 1,
    "in_review": 1,
    "deciding": 2,
    "delivering": 3,
}
ANSWERS = ("decision", "permit_decision", "refusal_of_acceptance", "termination_notice")
"""The papers that answer an application: opening one of them serves it."""
SERVED_IN = ("delivering", "terminated")
"""States in which such a paper is on its way."""
EVENT_WORDS = {
    ("cases.submit", ""): "提交申请",
    ("cases.receipt", ""): "收件凭证已出",
    ("cases.list", ""): "系统把您列入名单",
    ("cases.lapse", ""): "逾期没有答复，视为已受理",
    ("cases.withdraw", ""): "您撤回了申请",
    ("cases.step", "accept"): "已受理",
    ("cases.step", "accept_conditionally"): "已受理，有的材料后补",
    ("cases.propose_conditional", ""): "有的材料可以后补，请您签承诺",
    ("cases.sign_commitment", ""): "您签了容缺承诺",
    ("cases.step", "supplement"): "请您补正",
    ("cases.step", "still_missing"): "请您把没有补齐的补上",
    ("cases.step", "handed_in"): "收到您补的材料",
    ("cases.step", "close_overdue"): "补正逾期，终止",
    ("cases.step", "ask_further"): "请您补充材料",
    ("cases.step", "not_provided"): "到期没有补充，按现有材料接着办",
    ("cases.step", "approve"): "进入特别程序",
    ("cases.step", "finished"): "特别程序做完了",
    ("cases.remind_supplement", ""): "提醒您补正的期限到了",
    ("cases.hand_in", ""): "收到您后补的材料",
    ("cases.extend", ""): "办理期限延长",
    ("cases.terminate", ""): "终止办理",
    ("cases.transfer", ""): "转到别的机关办理",
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
    ("cases.later", "amends"): "文书更正，出了新的一份",
    ("cases.later", "reissues"): "文书补发",
    ("cases.later", "revokes"): "原决定撤销",
    ("cases.later", "cancels"): "原确认注销",
    ("cases.sign", ""): "签了一份授权书",
    ("cases.refuse_authorisation", ""): "有人不愿意签授权书",
    ("cases.object_to_agency", ""): "申请人不要别人代办了",
    ("feedback.rate", ""): "您作了评价",
}
_TOLD_BY = {"cases.step": "outcome", "cases.later": "act"}
"""Which fact of an event tells its kinds apart."""


@under_any_hat
def case_page(request: HttpRequest, case_no: str) -> HttpResponse:
    """One case: what to do now, where it stands, who has it, until when and why."""
    at = now()
    try:
        row = own_case(request, case_no)
    except Problem:
        mine = authorisation_in(case_no, actor_of(request).person)
        if mine is None:
            raise
        return HttpResponseRedirect(reverse("portal:authorisation", args=[mine]))
    letters = [one for one in letters_of(row["id"]) if one.recipient is not None]
    rated = rating_of(row["id"]) if row["closed_at"] else None
    own = owner_of(row) in actor_of(request).acts_for
    may_withdraw = row["state"] in WITHDRAWABLE and own
    context = {
        "crumbs": [
            {"text": "首页", "href": reverse("portal:home")},
            {"text": list_name(row), "href": reverse("portal:my_cases")},
            {"text": row["title"], "href": ""},
        ],
        "title": row["title"],
        "case_no": row["case_no"],
        "todo": supplement_todo(row)
        or commitment_todo(row, own=own)
        or _todo(row, letters, own=own)
        or _explain_todo(row, own=own, at=at)
        or signing_todo(row),
        "result": _result(row, letters),
        "stops": stops(row),
        "due": {"text": f"{due_sentence(row)}。", "explain": [row["clock"]["explanation"]]}
        if due_sentence(row) and not row["closed_at"]
        else None,
        "letters": [letter_line(one) for one in letters],
        "events": events(of_case(row["id"], begun_at(row))),
        "sent": [],
        "holder": _holder(row, at),
        "rate_url": reverse("portal:rate", args=[case_no])
        if row["closed_at"] and row["state"] in RATEABLE and not rated and own
        else "",
        "others": _others(row),
        "withdraw": {
            "url": reverse("portal:withdraw", args=[case_no]),
            "note": "决定作出以前都可以撤回，以后还能再申请。",
        }
        if may_withdraw
        else None,
        "withdraw_reason": "" if may_withdraw or row["closed_at"] else _why_not_withdraw(row, own=own),
        "hidden": [],
    }
    return page(request, "case.html", context, nav="cases")


def _others(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """What else one can look at."""
    case_no, found = row["case_no"], package(row["snapshot_id"])
    lines = [{"text": "看编号和查询码", "href": reverse("portal:receipt", args=[case_no])}]
    if found.authorisation is not None or found.service.get("agency"):
        lines.append({"text": "看谁签了字、谁代办", "href": reverse("portal:signing", args=[case_no])})
    return [*lines, *linked(row)]


PERMIT_STOPS = ((0, "提交"), (1, "受理、审查"), (2, "决定"), (3, "送达"))
"""The stops of a permit: one organ does all of it."""
PERMIT_WORDS = {
    ("examine", "agree"): "审查同意",
    ("examine", "disagree"): "审查不同意",
    ("decide", "grant"): "决定准予",
    ("decide", "refuse"): "决定不予",
}
LEVEL_OF = {
    "special_procedure": "county",
    "objection_notice": "town",
    "received": "town",
    "accepted": "town",
    "in_review": "town",
    "deciding": "county",
}


def _holder(row: Mapping[str, Any], at: datetime) -> dict[str, str] | None:
    """Which office has the case now; nobody when it waits for the person, or has ended. 1 statement at most."""
    if row["closed_at"] or row["state"] not in LEVEL_OF:
        return None
    found_package = package(row["snapshot_id"])
    level = found_package.receiving_level if found_package.is_permit else LEVEL_OF[row["state"]]
    found = organ_for(row, level, today(at))
    return {
        "office": found.name if found else STATE_HOLDERS[row["state"]],
        "unit": "",
        "phone": "12349",
        "hours": "工作日 9:00–12:00、13:30–17:30",
    }


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
    answer = next((one for one in letters if one.kind in ANSWERS), None)
    if row["state"] in SERVED_IN and not row["closed_at"] and answer:
        return {
            "title": "有结果了，请看通知书",
            "paragraphs": ["打开看了就算送到。理由、钱数和不同意怎么办，都写在里面。"],
            "act": "看通知书",
            "href": reverse("portal:letter", args=[answer.id]),
            "note": "",
        }
    return None


def _explain_todo(row: Mapping[str, Any], *, own: bool, at: datetime) -> dict[str, Any] | None:
    """The family was told of a contradiction and may explain it."""
    last = row["variables"].get("explain_until", "")
    if not own or not last or today(at).isoformat() > last or "check" in row["variables"]:
        return None
    return {
        "title": "核对到的情况和申报的不一样，请您说明",
        "paragraphs": ["看一看哪里不一样。有证明的拍照上传；没有的，写几句也行。"],
        "act": "去说明",
        "href": reverse("portal:check_told", args=[row["case_no"]]),
        "note": f"{chinese_date(date.fromisoformat(last), weekday=True)}前说明就行。",
    }


def _result(row: Mapping[str, Any], letters: Sequence[LetterRow]) -> dict[str, Any] | None:
    if row["result"] not in ("granted", "refused", "refused_acceptance") or not row["closed_at"]:
        return None  # until it was opened, the letter itself is what there is to do
    granted = row["result"] == "granted"
    answer = next((one for one in letters if one.kind in ANSWERS), None)
    amount = row["variables"].get("amount")
    return {
        "kind": "green" if granted else "yellow",
        "title": "已经批准" if granted else "没有批准" if row["result"] == "refused" else "没有受理",
        "text": ("每月发到您的银行卡上。" if amount else "内容写在决定书里。")
        if granted
        else "理由写在通知书里。不同意的，可以申请复议或者起诉。",
        "sum": f"每月 {format_money(int(amount), trim=True)}" if granted and amount else "",
        "letter_url": reverse("portal:letter", args=[answer.id]) if answer else "",
        "formula": str(answer.data.get("formula", "")) if answer else "",
        "changes": [str(item["value"]) for item in answer.data.get("items", ())] if answer else [],
    }


def stops(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """The way of a case as four stops: done, now, next. One that ended on the way stops where it ended."""
    listed = row["origin"] == "list" and row["state"] == "draft"
    first = ("list_notice", "请您确认") if listed else STOPS[0]
    if row["state"] in ENDED_EARLY:
        return [
            {"name": first[1], "state": "done", "when": day_words(row["received_at"]), "who": "您"},
            {
                "name": ENDED_EARLY[row["state"]],
                "state": "done",
                "when": day_words(row["closed_at"] or row["decided_at"]),
                "who": "",
            },
        ]
    permit = package(row["snapshot_id"]).is_permit
    handled = {entry[0]: entry[4] for entry in row["handled"]}
    reviewed = handled.get("examine" if permit else "initial_review")
    moments = (row["received_at"], _moment(reviewed), row["decided_at"], row["closed_at"])
    who = (
        ("您", "登记机关", "登记机关", "决定书")
        if permit
        else ("您", "街道、镇", "县（市、区）民政局", "通知书")
    )
    place = 4 if row["closed_at"] else PLACE_OF.get(row["state"], 4)
    result = []
    for n, (_, name) in enumerate(PERMIT_STOPS if permit else (first, *STOPS[1:])):
        state = "done" if n < place else "now" if n == place else "next"
        at = moments[n]
        when = day_words(at) if at and state == "done" else ""
        result.append({"name": name, "state": state, "when": when, "who": who[n]})
    return result


ENDED_EARLY = {"withdrawn": "您撤回了", "terminated": "已经终止", "transferred": "转到别的机关办理"}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def events(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The history in a person's words, newest first."""
    lines = []
    for row in reversed(rows):
        outcome = str(row["facts"].get(_TOLD_BY.get(row["kind"], ""), ""))
        if row["kind"] == "cases.step" and row["element"] == "consent" and outcome == "agree":
            words: str | None = "您同意领取"
        else:
            words = PERMIT_WORDS.get((row["element"], outcome)) or EVENT_WORDS.get((row["kind"], outcome))
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
        "tag": {"kind": "yellow", "text": MARKS[one.status]} if one.status in MARKS else None,
    }


@require_POST
@under_any_hat
def withdraw_case(request: HttpRequest, case_no: str) -> HttpResponse:
    """Withdraw."""
    row = own_case(request, case_no)
    withdraw(by=actor_of(request), at=now(), case_id=row["id"], reason=request.POST.get("reason", ""))
    messages.success(request, "已经撤回。以后还可以再申请。")
    return HttpResponseRedirect(reverse("portal:case", args=[case_no]))


@keeps_typed()
@signed_in
def consent(request: HttpRequest, case_no: str) -> HttpResponse:
    """免申即享: agree and say where the money goes, or decline."""
    row = own_case(request, case_no)
    if row["state"] != "draft":
        return HttpResponseRedirect(reverse("portal:case", args=[case_no]))
    sent = given_back(request) or request.POST
    typed = {name: sent.get(name, "") for name in ("answer", "holder", "account_number", "bank", "reason")}
    bad: dict[str, str] = {}
    if request.method == "POST":
        bad = _answer(request, row, typed)
        if not bad:
            return HttpResponseRedirect(reverse("portal:case", args=[case_no]))
    return page(
        request, "consent.html", _consent_context(row, typed, bad), nav="cases", status=422 if bad else 200
    )


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
                by=actor,
                at=at,
                person_id=row["applicant_id"],
                card=typed["account_number"],
                bank_name=typed["bank"],
            )
        except Invalid as invalid:
            names = {"card": "account_number", "bank_name": "bank"}
            return {names.get(one.path, one.path): one.message.rstrip("。") for one in invalid.fields}
    form = {"bank_account": str(account)}
    take_step(by=actor, at=at, case_id=row["id"], element="consent", outcome="agree", form=form)
    messages.success(request, "收到了，接下来由民政局确认，不用您跑。")
    return {}


def _consent_context(
    row: Mapping[str, Any], typed: Mapping[str, str], bad: Mapping[str, str]
) -> dict[str, Any]:
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
            {
                "label": f"到 {reckoned_on(row, at).month} 月底",
                "value": f"{result.inputs['age']} 周岁",
                "note": "按身份证上的出生日期",
            },
        ],
        "estimate": {
            "intro": "按现在的标准：",
            "sum": f"从 {result.starts.year} 年 {result.starts.month} 月起，每月 {format_money(result.amount, trim=True)}",
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
