"""The merits are looked at, item by item."""

from minzheng.core.cases.rules import reasons_given
from minzheng.core.cases.steps.spot_check import with_draw
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect


class Review(StepKind):
    """初审: item by item, with an opinion (row 9)."""

    name, title = "review", "初审"

    def complete(self, step: StepContext) -> StepEffect:
        """An opinion is written down; who disagrees says why."""
        opinion = str(step.form.get("opinion", "")).strip()
        if step.element["outcome"] == "disagree":
            opinion = reasons_given(step.form)
        said = StepEffect({"review": step.element["outcome"]}, {}, content={"opinion": opinion[:2000]})
        return with_draw(step, said)


step_kinds.add(Review())
