"""特别程序 (row 11): an approver approves what a reviewer proposed; the clock stops only by the article of the package."""

from minzheng.core.cases import sql
from minzheng.core.cases.actions.papers import organ, paper
from minzheng.core.cases.queries import SpecialRow, specials
from minzheng.core.cases.rules import go_on, reasons_given, stop, today
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.text import letter_date


class ApproveSpecial(StepKind):
    """批准特别程序: the applicant is told how long it takes and whether the time counts."""

    name, title = "approve_special", "批准特别程序"

    def complete(self, step: StepContext) -> StepEffect:
        """Approved, it stops the clock from the next day on if an article says so; denied, it needs its reason."""
        row = _open(step)
        if step.element["outcome"] == "deny":
            reason = reasons_given(step.form)
            clauses = (sql.deny_special(row.id, step.at, step.by.person),)
            return StepEffect({}, {}, clauses, {"special": row.kind}, {"reason": reason})
        signer = organ(step.case, step.element["level"], step.at)
        data = {
            "procedure": row.name,
            "reason": row.basis,
            "planned_end": letter_date(row.planned_end) if row.planned_end else "",
            "stop_article": row.stop_article,
        }
        letters = paper(step.case, step.offering, "special", signer, at=step.at, data=data)
        variables = {}
        if row.stop_article:
            known = step.case["variables"]
            variables["stops"] = stop(known, today(step.at), row.stop_article, row.name)
        clauses = (sql.approve_special(row.id, step.at, step.by.person), *letters)
        facts = {"special": row.kind, "stops": bool(row.stop_article)}
        return StepEffect(variables, {}, clauses, facts)


class Special(StepKind):
    """特别程序 is over: its result goes to who asked for it, and the clock goes on."""

    name, title = "special_procedure", "特别程序"

    def complete(self, step: StepContext) -> StepEffect:
        """Needs the result; the days up to today do not count where an article stopped the clock."""
        row = _open(step)
        result = reasons_given(step.form)
        variables = {"stops": go_on(step.case["variables"], today(step.at))} if row.stop_article else {}
        clauses = (sql.end_special(row.id, step.at, result[:500]),)
        return StepEffect(variables, {}, clauses, {"special": row.kind}, {"reason": result})


def _open(step: StepContext) -> SpecialRow:
    found = [row for row in specials(step.case["id"]) if row.denied_at is None and row.ended_at is None]
    if not found:
        raise Problem("cases.nothing_asked")
    return found[-1]


for kind in (ApproveSpecial(), Special()):
    step_kinds.add(kind)
