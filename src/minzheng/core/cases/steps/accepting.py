"""Receipt is answered: accept, ask for what is missing once, or refuse acceptance, which another person signs."""

from datetime import date
from typing import Any

from minzheng.core.cases.actions.papers import deciding_organ, organ, paper, remedy_of
from minzheng.core.cases.queries import supplements
from minzheng.core.cases.rules import clock, complete_on, key_of, reasons_given, today
from minzheng.core.cases.steps.asking import ask, items_of, limit_day, said
from minzheng.core.places.queries import calendar
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
    return StepEffect({"supplemented": None}, {}, clauses, facts, said(items))


def _conditionally(step: StepContext) -> StepEffect:
    """容缺受理: the main papers are there, what is missing may follow, and the applicant has signed that it will."""
    allowed = {
        str(one["code"]): one
        for one in step.offering.service["materials"]
        if one.get("necessity") == "deferrable"
    }
    named = step.form.get("deferred")
    chosen = [str(code) for code in named] if isinstance(named, list | tuple) else []
    problems = []
    if not chosen:
        problems.append(FieldProblem("deferred", "请选可以以后再交的材料", "容缺材料"))
    if not step.form.get("commitment"):
        problems.append(FieldProblem("commitment", "申请人签了容缺承诺，才能容缺受理", "容缺承诺"))
    if not step.form.get("no_restriction"):
        problems.append(FieldProblem("no_restriction", "请查过失信限制，没有限制才能容缺受理", "失信限制"))
    if problems:
        raise Invalid(problems)
    refused = [code for code in chosen if code not in allowed]
    if refused:
        names = {str(one["code"]): str(one["name"]) for one in step.offering.service["materials"]}
        raise Problem("cases.not_deferrable", items="、".join(names.get(code, code) for code in refused))
    accepted = _accepted_on(step)
    words = step.offering.service["limits"]["promised_limit"]
    due_on = clock("promised_limit", words, accepted, calendar(step.case["calendar_version"]))[1].last_day
    reason = f"{letter_date(due_on)}前、领取结果以前补齐"
    items = [
        {"code": code, "label": str(allowed[code]["name"]), "field": "", "reason": reason}
        for code in dict.fromkeys(chosen)
    ]
    clauses, facts = ask(step, "deferred", items, due_on=due_on, moment="accept_conditionally")
    changes = {"accepted_on": accepted, "accept_mode": "conditional"}
    return StepEffect({}, changes, clauses, {"mode": "conditional", **facts}, said(items))


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
