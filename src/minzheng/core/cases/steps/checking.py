"""The county checks the household's means and reports (services 2.1 row 4)."""

from minzheng.core.cases.actions import check_clauses
from minzheng.core.cases.queries import check_of
from minzheng.core.cases.rules import CONCLUSIONS, LATE, clock, reasons_given, today
from minzheng.core.places.queries import calendar
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect

VALIDITY = {"n": 180, "unit": "natural_day", "from": "entry"}
"""How long a report holds, where the package has no `check_validity`."""


class MeansCheck(StepKind):
    """家庭经济状况核对: what the sources said becomes a report with a conclusion and a last day."""

    name, title = "means_check", "家庭经济状况核对"

    def complete(self, step: StepContext) -> StepEffect:
        """All sources have answered, or are late with their letter and the checker says why nothing more is waited for.

        Not consistent with what was declared needs its reason. 3 statements. Raises Problem: `cases.check_not_begun`,
        `cases.check_waits`, `cases.reason_needed`; Invalid without a conclusion.
        """
        known = check_of(step.case["id"])
        if known is None or known.reported_at is not None:
            raise Problem("cases.check_not_begun")
        conclusion = str(step.form.get("conclusion", ""))
        if conclusion not in CONCLUSIONS:
            raise Invalid([FieldProblem("conclusion", "请选一个核对结论", "核对结论")])
        late, still = known.late(step.at), known.open
        if len(late) < len(still):
            raise Problem("cases.check_waits", number=len(still))
        note = str(step.form.get("opinion", "")).strip()[:2000]
        if still or conclusion != "consistent":
            note = reasons_given({"reason": note})
        words = step.offering.service["limits"].get("check_validity", VALIDITY)
        _, deadline = clock("check_validity", words, today(step.at), calendar(step.case["calendar_version"]))
        changes = {
            "reported_at": step.at,
            "conclusion": conclusion,
            "note": note,
            "valid_until": deadline.last_day,
        }
        clauses = (check_clauses.update_check(known.id, changes), check_clauses.sources_late(known.id, LATE))
        lines = sum(len(one.lines) for one in known.sources)
        facts = {"conclusion": conclusion, "lines": lines, "unanswered": len(still)}
        return StepEffect({"check": conclusion}, {}, clauses, facts, {"note": note, "opinion": note})


step_kinds.add(MeansCheck())
