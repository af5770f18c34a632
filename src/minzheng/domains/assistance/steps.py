"""Step kinds of means-tested assistance: an opinion with category and amount, a decision that begins an entitlement."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from minzheng.blocks.benefits.sql import grant
from minzheng.core.cases.queries import Finding, finding_of
from minzheng.core.cases.rules import reasons_given
from minzheng.core.cases.steps.deciding import Decide
from minzheng.core.cases.steps.reviewing import Review
from minzheng.domains.assistance.rules import proposal_of
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.money import MoneyError
from minzheng.kernel.registry import step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.rights import LEVELS


class Propose(Review):
    """初审意见: household, category and amount as the rules find them; who proposes otherwise says why (2.1 row 6)."""

    name, title = "propose", "初审意见"
    asks = (("amount", "拟保障金额（元，每月）", "和算出来的一样就不用填；不一样的，在意见里写明理由。"),)

    def complete(self, step: StepContext) -> StepEffect:
        """The opinion, and with it what the notice will say. Another proposal than the last needs another notice."""
        effect = super().complete(step)
        outcome = step.element["outcome"]
        if outcome not in ("agree", "disagree"):
            return effect
        found = finding_of(step.case, step.offering, step.at)
        eligible = found.eligible and outcome == "agree"
        category, amount = (found.tier, found.amount) if eligible or not found.eligible else ("none", 0)
        try:
            proposed = proposal_of(step.form, category, amount, grants=_grants(step.offering))
        except MoneyError as error:
            raise Invalid([FieldProblem("ask-amount", str(error), "拟保障金额")]) from error
        if outcome == "agree" and (proposed.category != _grants(step.offering) or not proposed.amount):
            raise Problem("cases.not_eligible", reason=found.reason)
        if proposed.differs or (outcome == "agree") != found.eligible:
            reasons_given(step.form)
        said: dict[str, Any] = {
            "review": outcome,
            "category": proposed.category,
            "amount": proposed.amount,
            "people": _people(found),
            "differs": proposed.differs,
        }
        before = step.case["variables"]
        if (before.get("category"), before.get("amount")) != (proposed.category, proposed.amount):
            said["notice"] = ""
        facts = {**(effect.facts or {}), **{name: said[name] for name in ("category", "amount", "differs")}}
        return replace(effect, variables={**effect.variables, **said}, facts=facts)


class DecideEntitlement(Decide):
    """审核确认, from which an entitlement begins in the month after that of the decision (2.1 row 10)."""

    name, title = "decide_entitlement", "审核确认"

    def finding(self, step: StepContext) -> Finding:
        """What the rules find; where the opinion differed with a reason, what it proposed."""
        found = super().finding(step)
        said: Mapping[str, Any] = step.case["variables"]
        if not said.get("differs"):
            return found
        eligible = said["category"] == _grants(step.offering)
        return replace(found, eligible=eligible, tier=str(said["category"]), amount=int(said["amount"]))

    def complete(self, step: StepContext) -> StepEffect:
        """As every decision; a granted one stores the entitlement in the same write."""
        effect = super().complete(step)
        if effect.case.get("result") != "granted":
            return effect
        found = self.finding(step)
        row = step.case
        clause = grant(
            case_id=row["id"],
            service=row["service"],
            person=row["applicant_id"],
            person_name=row["applicant_name"],
            category=found.tier,
            amount=found.amount,
            people=_people(found),
            starts=found.starts,
            formula=found.formula[:1000],
            parameters=[(one.name, str(one.value), one.document, one.valid_from) for one in found.parameters],
            tables_digest=found.digest,
            at=step.at,
            places={level: row[level] for level in LEVELS},
        )
        return replace(effect, clauses=(*effect.clauses, clause))


def _grants(offering: Any) -> str:
    return str(offering.service["finding"]["grants"])


def _people(found: Finding) -> int:
    return int(found.result.get("people", 1) or 1)


for kind in (Propose(), DecideEntitlement()):
    step_kinds.add(kind)
