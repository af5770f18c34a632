"""Receipt is answered: accept, or refuse acceptance, which another person signs."""

from typing import Any

from minzheng.core.cases.actions.papers import deciding_organ, organ, paper, remedy_of
from minzheng.core.cases.rules import reasons_given, today
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.text import letter_date


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
