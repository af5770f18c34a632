"""The applicant withdraws: at any time before the decision (standards 4.4 row 16)."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.moving import Concluded, Telling, lock, write_move
from minzheng.core.cases.actions.papers import withdrawal_effect
from minzheng.core.cases.actions.take_step import StepTaken
from minzheng.core.cases.rules import WITHDRAWABLE
from minzheng.core.offices.actions import authorise
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target


def withdraw(*, by: Actor, at: datetime, case_id: UUID, reason: str = "") -> StepTaken:
    """Withdraw a case; repeated, it answers with where the case stands.

    Raises Problem: `cases.not_found`, `cases.too_late_to_withdraw`, `offices.denied`.
    """
    with one_transaction():
        locked = lock(case_id)
        fire_locked(locked, at=at)
        case = locked.row
        target = Target(
            owners=frozenset({case["applicant_id"], *filter(None, (case["agent_id"],))}), places=locked.places
        )
        authorise(by=by, right="cases.withdraw", target=target, at=at)
        if case["state"] == "withdrawn":
            return StepTaken(case_id, case["case_no"], case["state"], uuid7(at))
        if case["state"] not in WITHDRAWABLE:
            raise Problem("cases.too_late_to_withdraw")
        event = uuid7()
        effect = withdrawal_effect(case, locked.package, by, at)
        move = workflow.message(locked.package.machine, case["tokens"], "withdraw", case["variables"])
        write_move(
            locked,
            move,
            by=by,
            at=at,
            telling=Telling("cases.withdraw", {"case_no": case["case_no"]}, {"reason": reason[:500]}, event),
            concluded=Concluded(element="withdraw", outcome="withdraw"),
            clauses=effect.clauses,
        )
        return StepTaken(case_id, case["case_no"], case["state"], event)
