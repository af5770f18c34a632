"""The applicant withdraws: at any time before the decision (standards 4.4 row 16)."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.moving import Concluded, Telling, lock_for, write_move
from minzheng.core.cases.actions.papers import withdrawal_effect
from minzheng.core.cases.actions.permission import require_sight
from minzheng.core.cases.actions.request_key import RequestKey, note_key
from minzheng.core.cases.actions.take_step import StepTaken, standing
from minzheng.core.cases.rules import WITHDRAWABLE, owner_of
from minzheng.core.offices.actions import authorise
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target


def withdraw(
    *, by: Actor, at: datetime, case_id: UUID | str, reason: str = "", key: RequestKey | None = None
) -> StepTaken:
    """Withdraw a case, named by its id or its number as in `take_step`; repeated, it answers with where the case stands.
    The applicant's right, or that of who represents him; not of who only filled in.

    Raises Problem: `cases.not_found`, `cases.too_late_to_withdraw`, `offices.denied`, `cases.key_reused`,
    `cases.in_flight`.
    """
    with one_transaction():
        locked = lock_for(by, at, case_id, key)
        if isinstance(case_id, str):
            require_sight(locked.row, by, at)
        if locked.repeated:
            return standing(locked, uuid7(at))
        fire_locked(locked, at=at)
        case = locked.row
        target = Target(owners=frozenset({owner_of(case)}), places=locked.places, business=case["service"])
        authorise(by=by, right="cases.withdraw", target=target, at=at)
        if case["state"] == "withdrawn":
            note_key(key, case["id"], at)
            return standing(locked, uuid7(at))
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
            key=key,
        )
        return standing(locked, event)
