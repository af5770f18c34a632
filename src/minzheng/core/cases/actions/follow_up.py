"""变更决定 and 重作: a new case that follows from the first one, with its answers and papers, so that nobody is asked twice."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases import sql
from minzheng.core.cases.actions.later_acts import LaterAct, checked, closed
from minzheng.core.cases.actions.submit import InNameOf, Submission, Submitted, submit
from minzheng.core.cases.queries import answers, materials
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.people.queries import met
from minzheng.kernel.rights import Actor, system


def alter(*, by: Actor, at: datetime, case_id: UUID, act: LaterAct, key: str) -> Submitted:
    """Circumstances have changed: a new case of the same service, linked; it holds from its own decision on.

    `key` makes a retry harmless. Raises Problem (see `later_acts` and `submit`).
    """
    return _follow("alters", by=by, at=at, case_id=case_id, act=act, key=key)


def redo(
    *, by: Actor, at: datetime, case_id: UUID, act: LaterAct, key: str, ordered_by: date | None = None
) -> Submitted:
    """Decide anew as a review decision or judgment orders (`act.legal_doc`), by its day or within the legal limit."""
    return _follow("redo_of", by=by, at=at, case_id=case_id, act=act, key=key, ordered_by=ordered_by)


def _follow(
    kind: str,
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    act: LaterAct,
    key: str,
    ordered_by: date | None = None,
) -> Submitted:
    with one_transaction():
        over = closed(kind, by=by, at=at, case_id=case_id)
        act = checked(act, needs=("legal_doc",) if kind == "redo_of" else ())
        case, applicant = over.row, met(over.row["applicant_id"])
        body = InNameOf.of_case(case)
        link = sql.NewLink(
            to_case=case_id,
            kind=kind,
            reason=act.reason,
            effective_on=act.effective_on,
            by_name=by.name,
            at=at,
            legal_doc=act.legal_doc,
            article=act.article,
        )
        ordered = {"ordered_by": ordered_by.isoformat(), "ordered_in": act.legal_doc} if ordered_by else {}
        what = Submission(
            snapshot=snapshot_for(case["service"], body.places if body else applicant.places),
            applicant=applicant,
            answers=answers(case_id)[0],
            key=key,
            origin="desk",
            materials=[(one.code, one.name, one.file, one.waived_by) for one in materials(case_id)],
            follows=link,
            variables=ordered,
            in_name_of=body,
        )
        recorder = replace(
            system("cases.follow_up"), account=by.account, person=by.person, name=by.name, channel=by.channel
        )
        return submit(by=recorder, at=at, what=what)
