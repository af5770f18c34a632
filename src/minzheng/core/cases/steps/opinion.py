"""What an opinion proposes, where it will be noticed: the amount that the rules find, and whether it needs a new notice."""

from typing import Any

from minzheng.core.cases.queries import finding_of
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry.kinds import StepContext

NOTICED = ("objection", "both")


def proposal(step: StepContext) -> dict[str, Any]:
    """Variables of an opinion that agrees: the amount proposed (fen a month), and `notice` emptied when it is not the
    amount that hung without objection (standards 4.4 row 13). {} where nothing is noticed. 0 or 2 statements, 3 for a
    household.

    Raises Problem `cases.not_eligible`: what the rules do not find cannot be noticed.
    """
    service = step.offering.service
    if (
        step.element["outcome"] != "agree"
        or service.get("publicity") not in NOTICED
        or "finding" not in service
    ):
        return {}
    found = finding_of(step.case, step.offering, step.at)
    if not found.eligible:
        raise Problem("cases.not_eligible", reason=found.reason)
    said: dict[str, Any] = {"amount": found.amount, "category": ""}
    noticed = step.case["variables"].get("noticed_amount")
    return said if noticed == found.amount else {**said, "notice": ""}
