"""Receipt is answered: accept, ask for what is missing once, or refuse acceptance, which another person signs."""

from datetime import date
from typing import Any

from minzheng.core.cases.actions.commitments import signed_commitment
from minzheng.core.cases.actions.papers import deciding_organ, organ, paper, remedy_of
from minzheng.core.cases.queries import supplements
from minzheng.core.cases.rules import complete_on, key_of, reasons_given, today
from minzheng.core.cases.steps.asking import ask, items_of, limit_day, said
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.text import letter_date


class Accept(StepKind):
    """受理: complete, in form and within competence; what is missing is asked for once; or a refusal is drafted for
    signature (standards 4.4 rows 2, 3, 5, 7, 8)."""

    name, title = "accept", "受理"

    def complete(self, step: StepContext) -> StepEffect:
        """Acceptance dates from today, or from the day on which what was asked for was complete."""
        outcome = step.element["outcome"]
        if outcome == "propose_refusal":
            return StepEffect(variables={}, case={}, content={"reason": reasons_given(step.form)})
        if outcome in ("supplement", "still_missing"):
            return _ask(step)
        return _conditionally(step) if outcome == "accept_conditionally" else _accept(step)


def _accept(step: StepContext) -> StepEffect:
    accepted = _accepted_on(step)
    data = {"accepted_on": letter_date(accepted), "limit": limit_words(step.offering, "promised_limit")}
    signer = organ(step.case, step.element["level"], step.at)
    clauses = paper(step.case, step.offering, "accept", signer, at=step.at, data=data)
    changes = {"accepted_on": accepted, "accept_mode": "explicit"}
    return StepEffect({}, changes, clauses, {"mode": "explicit"})


def _ask(step: StepContext) -> StepEffect:
    """补正: one notice lists everything. Whoever looks again may only ask for what is left of it (列外不得再要)."""
    notice = next((row for row in supplements(step.case["id"]) if row.kind == "supplement"), None)
    items, kind = items_of(step), "supplement"
    if notice is not None:
        named, kind = {key_of(item) for item in notice.items}, "still_missing"
        new = [item["label"] for item in items if key_of(item) not in named]
        if new:
            raise Problem("cases.supplement_once", items="、".join(new))
    due_on = limit_day(step, "supplement_period")
    clauses, facts = ask(step, kind, items, due_on=due_on, moment="supplement")
    return StepEffect({"supplemented": None, "conditional": None}, {}, clauses, facts, said(items))


def _conditionally(step: StepContext) -> StepEffect:
    """容缺受理: the applicant has signed which papers follow until when (the acceptor proposed them), and is not barred."""
    if not step.form.get("no_restriction"):
        told = "请查过失信限制，没有限制才能容缺受理"
        raise Invalid([FieldProblem("no_restriction", told, "失信限制")])
    row = signed_commitment(step.case["id"], step.element["id"])
    items = [dict(item) for item in row.items]
    clauses, facts = ask(step, "deferred", items, due_on=row.due_on, moment="accept_conditionally")
    changes = {"accepted_on": _accepted_on(step), "accept_mode": "conditional"}
    facts |= {"mode": "conditional", "text_digest": row.text_digest}
    return StepEffect({"conditional": None}, changes, clauses, facts, said(items))


def _accepted_on(step: StepContext) -> date:
    return complete_on(step.case) if step.case["variables"].get("supplemented") else today(step.at)


class SignRefusal(StepKind):
    """签发不予受理: another person signs or sends back (row 8)."""

    name, title = "sign_refusal", "签发不予受理"

    def complete(self, step: StepContext) -> StepEffect:
        """Signing issues the stamped, reasoned notice with its remedy."""
        if step.element["outcome"] == "send_back":
            return StepEffect({}, {}, content={"reason": reasons_given(step.form)})
        reason = reasons_given(step.form)
        signer = deciding_organ(step.case, step.offering, step.element["level"], step.at)
        data = {"reason": reason, "remedy": remedy_of(step.case, step.offering, signer)}
        if basis := step.offering.service["limits"].get("accept_period", {}).get("basis"):
            data["article"] = str(basis)
        clauses = paper(step.case, step.offering, "refuse_acceptance", signer, at=step.at, data=data)
        changes = {"result": "refused_acceptance", "decided_at": step.at}
        return StepEffect({}, changes, clauses, content={"reason": reason})


def limit_words(found: Any, name: str) -> str:
    """A limit as letters say it: “10 个工作日”."""
    words = found.service["limits"][name]
    unit = {"working_day": "个工作日", "natural_day": "日", "hour": "小时"}[words["unit"]]
    return f"{words['n']} {unit}"


for kind in (Accept(), SignRefusal()):
    step_kinds.add(kind)
