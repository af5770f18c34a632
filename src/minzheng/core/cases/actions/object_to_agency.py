"""The applicant says no to somebody who filled in for him."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.audit.sql import event_clauses
from minzheng.core.cases import sql
from minzheng.core.cases.actions.moving import Telling, event_of, lock
from minzheng.core.cases.rules import may_still_sign, owner_of
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target
from minzheng.kernel.sql import compose


def object_to_agency(*, by: Actor, at: datetime, case_id: UUID, reason: str = "") -> None:
    """End what somebody does for the applicant: the case stays, the other one sees nothing of it any more, and the
    acceptor is shown the words. 3 statements; repeated, nothing more happens.

    Raises Problem: `cases.not_found`, `cases.no_agent`, `cases.signing_over` (decided), `offices.denied`.
    """
    with one_transaction():
        locked = lock(case_id)
        case = locked.row
        target = Target(owners=frozenset({owner_of(case)}), places=locked.places)
        authorise(by=by, right="cases.object_to_agency", target=target, at=at)
        if case["agent_id"] is None:
            raise Problem("cases.no_agent")
        if not may_still_sign(case):
            raise Problem("cases.signing_over")
        words = reason.strip()[:500]
        telling = Telling(
            "cases.object_to_agency", {"case_no": case["case_no"]}, {"reason": words} if words else None
        )
        event = event_of(case, by=by, at=at, telling=telling, element="", before=case["state"])
        parts = [
            sql.update_case(case_id, case["revision"], {"agent_id": None}),
            *sql.end_agency(case_id, words, at),
            *event_clauses(event),
        ]
        if not run(*compose(parts, "SELECT id FROM case_row")):
            raise Problem("cases.moved_on")
