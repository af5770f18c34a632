"""What was asked for comes in: before acceptance (补正, rows 3 and 4), after it (补充材料, row 10)."""

from collections.abc import Sequence
from typing import Any

from minzheng.core.cases.actions.handing_in import answers_to, open_row, received
from minzheng.core.cases.actions.papers import deciding_organ, paper, remedy_of
from minzheng.core.cases.rules import reasons_given, today
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.sql import Clause
from minzheng.kernel.text import chinese_date


class Supplement(StepKind):
    """补正: the applicant hands in what the notice listed; the day on which it is complete is the day of acceptance."""

    name, title = "supplement", "补正"

    def complete(self, step: StepContext) -> StepEffect:
        """Keeps the exact bytes of what came in; or closes an overdue case where the package names the article."""
        if step.element["outcome"] == "close_overdue":
            return _close_overdue(step)
        clauses, facts = take_in(step, ("supplement", "still_missing"))
        return StepEffect({"supplemented": today(step.at).isoformat()}, {}, clauses, facts)


class FurtherMaterial(StepKind):
    """补充材料: the case stays accepted whatever comes in, and goes back to who asked."""

    name, title = "further_material", "补充材料"

    def complete(self, step: StepContext) -> StepEffect:
        """What came in; or, after the limit, that it did not."""
        if step.element["outcome"] == "not_provided":
            row = open_row(step.case["id"], ("further_material",))
            if row.due_on is not None and today(step.at) <= row.due_on:
                raise Problem("cases.still_time", until=chinese_date(row.due_on, weekday=True))
            return StepEffect({}, {}, content={"reason": reasons_given(step.form)})
        clauses, facts = take_in(step, ("further_material",))
        return StepEffect({}, {}, clauses, facts)


def take_in(step: StepContext, kinds: Sequence[str]) -> tuple[tuple[Clause, ...], dict[str, Any]]:
    """Clauses that keep what was handed in for the open list, and the facts for the book. 1 statement.

    `step.form["items"]` maps the place of an item in the list to value (of a question), files (ids) and note.
    """
    row = open_row(step.case["id"], kinds)
    answers = answers_to(
        row, step.form.get("items") or {}, step.offering.form, case_id=step.case["id"], by=step.by, at=step.at
    )
    return received(row, answers, step.case["id"], step.by, step.at), {"items": len(row.items)}


def _close_overdue(step: StepContext) -> StepEffect:
    """Only where the package names basis and limit, the limit is over and the system has reminded (row 4)."""
    words = (step.offering.service.get("supplement") or {}).get("overdue")
    row = open_row(step.case["id"], ("supplement", "still_missing"))
    if not words or row.due_on is None:
        raise Problem("cases.no_overdue_basis")
    if today(step.at) <= row.due_on:
        raise Problem("cases.still_time", until=chinese_date(row.due_on, weekday=True))
    if not step.case["variables"].get("supplement_reminded"):
        raise Problem("cases.not_reminded")
    missing = "、".join(item["label"] for item in row.items)
    reason = f"到 {chinese_date(row.due_on)}没有按补正告知书补齐：{missing}。"
    signer = deciding_organ(step.case, step.offering, step.element["level"], step.at)
    data = {
        "reason": reason,
        "article": str(words["article"]),
        "remedy": remedy_of(step.case, step.offering, signer),
    }
    clauses = paper(step.case, step.offering, "terminate", signer, at=step.at, data=data)
    changes = {"result": "terminated", "decided_at": step.at}
    return StepEffect({}, changes, clauses, {"ground": "overdue"}, {"reason": reason})


for kind in (Supplement(), FurtherMaterial()):
    step_kinds.add(kind)
