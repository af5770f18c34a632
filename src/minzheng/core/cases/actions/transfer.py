"""转报、移送: the case goes to the organ that decides or is competent; the applicant gets a copy (standards 4.4 row 18)."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.moving import Concluded, Telling, lock, write_move
from minzheng.core.cases.actions.papers import deciding_organ, paper
from minzheng.core.cases.actions.permission import require_decider
from minzheng.core.cases.actions.take_step import StepTaken, standing
from minzheng.core.cases.rules import BEFORE_DECISION, TRANSFER_WORDS, reasons_given
from minzheng.core.offices.actions import authorise
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor


def transfer(*, by: Actor, at: datetime, case_id: UUID, way: str, to: str, reason: str) -> StepTaken:
    """Send a case up (`report`, 转报) or to the competent organ (`hand_over`, 移送) named `to`. Here it ends; there it
    begins. Repeated, it answers with where the case stands.

    Raises Problem: `cases.not_found`, `cases.too_late_to_end`, `cases.reason_needed`, `offices.denied`,
    `offices.same_person`; Invalid (`way`, `to`).
    """
    with one_transaction():
        locked = lock(case_id)
        fire_locked(locked, at=at)
        case, found = locked.row, locked.package
        require_decider(case, locked.parties, by, at, right="cases.transfer", ask=authorise)
        if case["state"] == "transferred":
            return standing(locked, uuid7(at))
        if case["state"] not in BEFORE_DECISION:
            raise Problem("cases.too_late_to_end")
        problems = []
        if way not in TRANSFER_WORDS:
            problems.append(FieldProblem("way", "请选转报还是移送", "方式"))
        if not to.strip():
            problems.append(FieldProblem("to", "请写明转到哪个机关", "接收机关"))
        if problems:
            raise Invalid(problems)
        reason, event = reasons_given({"reason": reason}), uuid7()
        signer = deciding_organ(case, found, str(found.service.get("implementing_level", "county")), at)
        data = {"way": TRANSFER_WORDS[way], "to": to.strip()[:80], "reason": reason}
        letter = paper(case, found, "transfer", signer, at=at, data=data, title=f"{TRANSFER_WORDS[way]}函")
        move = workflow.message(found.machine, case["tokens"], "transfer", case["variables"])
        facts = {"case_no": case["case_no"], "way": way, "to": data["to"]}
        write_move(
            locked,
            move,
            by=by,
            at=at,
            telling=Telling("cases.transfer", facts, {"reason": reason}, event),
            concluded=Concluded(element="transfer", outcome="transfer"),
            clauses=letter,
        )
        return standing(locked, event)
