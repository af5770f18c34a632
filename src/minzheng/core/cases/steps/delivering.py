"""The paper reaches the person, and how that is proved."""

from minzheng.core.cases.actions.papers import organ, paper
from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect

DELIVERY_WORDS = {"electronic": "网上送达", "in_person": "当面送达", "post": "邮寄送达", "left": "留置送达"}


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


step_kinds.add(Deliver())
