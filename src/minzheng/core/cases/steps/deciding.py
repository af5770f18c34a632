"""The decision: granted as the rules found, or refused with reasons and remedy."""

from collections.abc import Mapping
from typing import Any

from minzheng.core.cases.actions.papers import deciding_organ, paper, remedy_of
from minzheng.core.cases.queries import Finding, finding_of, supplements
from minzheng.core.cases.rules import reasons_given
from minzheng.core.cases.steps.asking import return_for_inquiry
from minzheng.kernel.errors import Problem
from minzheng.kernel.money import format_money
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect


class Decide(StepKind):
    """审核确认: the decision with its reasons, articles, amount and remedy (row 15)."""

    name, title = "decide", "审核确认"

    def finding(self, step: StepContext) -> Finding:
        """What the decision rests on: what the rules find."""
        return finding_of(step.case, step.offering, step.at)

    def complete(self, step: StepContext) -> StepEffect:
        """Grants what the rules found, or refuses with a reason; both are numbered papers. Or sends back (row 14)."""
        if step.element["outcome"] == "return_for_inquiry":
            return return_for_inquiry(step)
        if step.element["outcome"] == "grant":
            require_complete(step.case)
        found = self.finding(step)
        signer = deciding_organ(step.case, step.offering, step.element["level"], step.at)
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
            **_reckoned(found, granted=granted),
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


def _reckoned(found: Finding, *, granted: bool) -> dict[str, Any]:
    """The arithmetic of a household's finding for the letter, and with a refusal what would change it."""
    if not found.lines:
        return {}
    said: dict[str, Any] = {"formula": found.formula}
    if not granted and found.changes:
        said["items"] = [{"name": "怎样会不一样", "value": text} for text in found.changes]
    return said


def require_complete(case: Mapping[str, Any]) -> None:
    """What was left open at 容缺受理 must be there before the result is handed out (row 7). 0 statements for other cases.

    Raises Problem(`cases.deferred_missing`).
    """
    if case["accept_mode"] != "conditional":
        return
    missing = [
        item["label"]
        for row in supplements(case["id"])
        if row.kind == "deferred" and row.answered_at is None
        for item in row.items
    ]
    if missing:
        raise Problem("cases.deferred_missing", items="、".join(missing))


step_kinds.add(Decide())
