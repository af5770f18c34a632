"""The merits are looked at, item by item: by the town (初审) and by the county (审查)."""

from minzheng.core.cases.rules import reasons_given
from minzheng.core.cases.steps.asking import ask_further, propose_special, return_for_inquiry
from minzheng.core.cases.steps.spot_check import with_draw
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect

ASIDE = {
    "ask_further": ask_further,
    "propose_special": propose_special,
    "inquire_again": return_for_inquiry,
    "return_for_inquiry": return_for_inquiry,
}
"""Conclusions that give no opinion yet: the case comes back."""


class Review(StepKind):
    """初审: item by item, with an opinion (row 9); or something is asked for first (rows 10, 11)."""

    name, title = "review", "初审"

    def complete(self, step: StepContext) -> StepEffect:
        """An opinion is written down; who disagrees says why."""
        outcome = step.element["outcome"]
        if outcome in ASIDE:
            return ASIDE[outcome](step)
        opinion = str(step.form.get("opinion", "")).strip()
        if outcome == "disagree":
            opinion = reasons_given(step.form)
        said = StepEffect({self.name: outcome}, {}, content={"opinion": opinion[:2000]})
        return with_draw(step, said)


class Examine(Review):
    """审查 by the county before the decision; what is unclear goes back to the town (row 14)."""

    name, title = "examine", "审查"


for kind in (Review(), Examine()):
    step_kinds.add(kind)
