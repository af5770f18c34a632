"""终止: an approver ends a case before its decision, on a ground that the package lists (standards 4.4 row 17)."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.moving import Concluded, Telling, lock, write_move
from minzheng.core.cases.actions.papers import deciding_organ, paper, remedy_of
from minzheng.core.cases.actions.permission import require_decider
from minzheng.core.cases.actions.take_step import StepTaken, standing
from minzheng.core.cases.rules import BEFORE_DECISION, reasons_given
from minzheng.core.offices.actions import authorise
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor


def terminate(*, by: Actor, at: datetime, case_id: UUID, ground: str, reason: str) -> StepTaken:
    """Terminate a case on `ground` (a code of the package's `terminations`); the notice with reason and remedy must be
    delivered. Repeated, it answers with where the case stands.

    Raises Problem: `cases.not_found`, `cases.too_late_to_end`, `cases.reason_needed`, `offices.denied`,
    `offices.same_person`; Invalid (`ground`).
    """
    with one_transaction():
        locked = lock(case_id)
        fire_locked(locked, at=at)
        case, found = locked.row, locked.package
        require_decider(case, locked.parties, by, at, right="cases.terminate", ask=authorise)
        if case["state"] == "terminated":
            return standing(locked, uuid7(at))
        if case["state"] not in BEFORE_DECISION:
            raise Problem("cases.too_late_to_end")
        words = next((one for one in found.service.get("terminations", ()) if one["code"] == ground), None)
        if words is None:
            raise Invalid([FieldProblem("ground", "请选这项服务列明的终止事由", "终止事由")])
        reason, event = reasons_given({"reason": reason}), uuid7()
        signer = deciding_organ(case, found, str(found.service.get("implementing_level", "county")), at)
        data = {
            "reason": f"{words['name']}：{reason}",
            "article": str(words["article"]),
            "remedy": remedy_of(case, found, signer),
        }
        move = workflow.message(found.machine, case["tokens"], "terminate", case["variables"])
        facts = {"case_no": case["case_no"], "ground": ground}
        write_move(
            locked,
            move,
            by=by,
            at=at,
            telling=Telling("cases.terminate", facts, {"reason": reason}, event),
            concluded=Concluded(element="terminate", outcome="terminate"),
            changes={"result": "terminated", "decided_at": at},
            clauses=paper(case, found, "terminate", signer, at=at, data=data),
        )
        return standing(locked, event)
