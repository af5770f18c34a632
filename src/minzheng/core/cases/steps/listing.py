"""What was started by a list (免申即享): ascertained by an officer, wished for by the person."""

from typing import Any
from uuid import UUID

from minzheng.core.cases.rules import reasons_given, today
from minzheng.core.people.queries import bank_accounts
from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect


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


for kind in (Ascertain(), Consent()):
    step_kinds.add(kind)
