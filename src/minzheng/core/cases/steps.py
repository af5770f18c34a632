"""The kinds of steps that every case knows: accept, refuse acceptance, review, decide, deliver; and those of a list."""

from typing import Any
from uuid import UUID

from minzheng.core.cases.actions.papers import organ, paper, remedy_of
from minzheng.core.cases.queries import finding_of
from minzheng.core.cases.rules import reasons_given, today
from minzheng.core.people.queries import bank_accounts
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.money import format_money
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.text import letter_date

DELIVERY_WORDS = {"electronic": "网上送达", "in_person": "当面送达", "post": "邮寄送达", "left": "留置送达"}


class Accept(StepKind):
    """受理: complete, in form and within competence; or a refusal is drafted for signature (rows 5, 8)."""

    name, title = "accept", "受理"

    def complete(self, step: StepContext) -> StepEffect:
        """Acceptance dates from today and issues the notice; a drafted refusal needs its reason."""
        if step.element["outcome"] == "propose_refusal":
            return StepEffect(variables={}, case={}, content={"reason": reasons_given(step.form)})
        accepted = today(step.at)
        clauses = paper(
            step.case,
            step.offering,
            "accept",
            organ(step.case, step.element["level"], step.at),
            at=step.at,
            data={
                "accepted_on": letter_date(accepted),
                "limit": limit_words(step.offering, "promised_limit"),
            },
        )
        return StepEffect(
            {}, {"accepted_on": accepted, "accept_mode": "explicit"}, clauses, {"mode": "explicit"}
        )


class SignRefusal(StepKind):
    """签发不予受理: another person signs or sends back (row 8)."""

    name, title = "sign_refusal", "签发不予受理"

    def complete(self, step: StepContext) -> StepEffect:
        """Signing issues the stamped, reasoned notice with its remedy."""
        if step.element["outcome"] == "send_back":
            return StepEffect({}, {}, content={"reason": reasons_given(step.form)})
        reason = reasons_given(step.form)
        signer = organ(step.case, step.element["level"], step.at)
        data = {"reason": reason, "remedy": remedy_of(step.case, step.offering, signer)}
        clauses = paper(step.case, step.offering, "refuse_acceptance", signer, at=step.at, data=data)
        changes = {"result": "refused_acceptance", "decided_at": step.at}
        return StepEffect({}, changes, clauses, content={"reason": reason})


class Review(StepKind):
    """初审: item by item, with an opinion (row 9)."""

    name, title = "review", "初审"

    def complete(self, step: StepContext) -> StepEffect:
        """An opinion is written down; who disagrees says why."""
        opinion = str(step.form.get("opinion", "")).strip()
        if step.element["outcome"] == "disagree":
            opinion = reasons_given(step.form)
        return StepEffect({"review": step.element["outcome"]}, {}, content={"opinion": opinion[:2000]})


class Decide(StepKind):
    """审核确认: the decision with its reasons, articles, amount and remedy (row 15)."""

    name, title = "decide", "审核确认"

    def complete(self, step: StepContext) -> StepEffect:
        """Grants what the rules found, or refuses with a reason; both are numbered papers."""
        found = finding_of(step.case, step.offering, step.at)
        signer = organ(step.case, step.element["level"], step.at)
        granted = step.element["outcome"] == "grant"
        if granted and not found.eligible:
            raise Problem("cases.not_eligible", reason=found.reason)
        reason = found.reason if granted else reasons_given(step.form)
        data = {
            "granted": "是" if granted else "",
            "reason": reason,
            "article": found.article,
            "amount": f"每月 {format_money(found.amount, trim=True)}" if granted else "",
            "starts": f"{found.starts.year} 年 {found.starts.month} 月" if granted else "",
            "remedy": remedy_of(step.case, step.offering, signer),
        }
        facts = (
            {"amount": found.amount, "tier": found.tier, "starts": found.starts.isoformat()}
            if granted
            else {}
        )
        result = "granted" if granted else "refused"
        changes = {"result": result, "decided_at": step.at}
        title = (
            str(step.offering.service["result"]["name"])
            if granted
            else f"{step.offering.short}不予确认通知书"
        )
        clauses = paper(step.case, step.offering, "decide", signer, at=step.at, data=data, title=title)
        return StepEffect(dict(facts), changes, clauses, {"result": result, **facts}, {"reason": reason})


class Deliver(StepKind):
    """送达: the paper has reached the person; who, how and when (row 20)."""

    name, title = "deliver", "送达"

    def complete(self, step: StepContext) -> StepEffect:
        """By opening the letter (the applicant) or with a proof of service (an officer)."""
        own = bool(step.by.acts_for & {step.case["applicant_id"]})
        mode = "electronic" if own else str(step.form.get("mode", ""))
        if mode not in DELIVERY_WORDS:
            raise Invalid([FieldProblem("mode", "请选送达方式", "送达方式")])
        receiver = step.case["applicant_name"] if own else str(step.form.get("receiver", "")).strip()
        if not receiver:
            raise Invalid([FieldProblem("receiver", "请写签收人的姓名", "签收人")])
        data = {"mode": DELIVERY_WORDS[mode], "receiver": receiver, "result": step.case["result"]}
        signer = organ(step.case, step.element["level"], step.at)
        clauses = paper(step.case, step.offering, "deliver", signer, at=step.at, data=data)
        return StepEffect({}, {}, clauses, {"mode": mode}, {"receiver": receiver})


class Ascertain(StepKind):
    """核实: is the person on the list there, alive and not yet in benefit?"""

    name, title = "ascertain", "核实名单"

    def complete(self, step: StepContext) -> StepEffect:
        """Striking somebody off needs its reason."""
        striking = step.element["outcome"] == "not_eligible"
        note = reasons_given(step.form) if striking else str(step.form.get("opinion", "")).strip()
        return StepEffect({}, {}, content={"note": note[:2000]})


class Consent(StepKind):
    """意愿确认: the person on the list agrees and says where the money goes, or declines."""

    name, title = "consent", "意愿确认"

    def complete(self, step: StepContext) -> StepEffect:
        """Agreement is the application: it is received and accepted on this day."""
        if step.element["outcome"] == "decline":
            return StepEffect({}, {}, facts={"declined": True})
        account = _account(step)
        changes: dict[str, Any] = {
            "received_at": step.at,
            "accepted_on": today(step.at),
            "accept_mode": "explicit",
        }
        return StepEffect({"bank_account": str(account)}, changes, facts={"declined": False})


def _account(step: StepContext) -> UUID:
    """The card that was chosen: one of the applicant's own, in use today."""
    chosen = str(step.form.get("bank_account", ""))
    for card in bank_accounts(step.case["applicant_id"], today(step.at)):
        if str(card.id) == chosen:
            return card.id
    raise Invalid([FieldProblem("bank_account", "请选一张收钱的银行卡，或者填一张新的", "银行卡")])


def limit_words(found: Any, name: str) -> str:
    """A limit as letters say it: “10 个工作日”."""
    words = found.service["limits"][name]
    unit = {"working_day": "个工作日", "natural_day": "日", "hour": "小时"}[words["unit"]]
    return f"{words['n']} {unit}"


for kind in (Accept(), SignRefusal(), Review(), Decide(), Deliver(), Ascertain(), Consent()):
    step_kinds.add(kind)
