"""撤销 and 注销: what was decided holds no longer, from a day and with its article; history stays."""

from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases.actions.later_acts import Closed, LaterAct, checked, closed, write_later
from minzheng.core.cases.actions.papers import deciding_organ, remedy_of
from minzheng.core.cases.rules import CHINA, owner_of
from minzheng.core.documents.queries import LetterRow
from minzheng.core.documents.sql import NewLetter, issue, mark
from minzheng.core.offices.queries import OrganisationRow, organisations
from minzheng.kernel.rights import LEVELS, Actor
from minzheng.kernel.text import letter_date


def revoke(*, by: Actor, at: datetime, case_id: UUID, act: LaterAct) -> UUID:
    """Revoke a decision: by its organ, by one above it, or upon a review decision or judgment (`legal_doc`).

    Returns the new letter's id. Raises Problem (see `later_acts`), Invalid without an article.
    """
    return _end("revokes", "revoked", "revocation", by=by, at=at, case_id=case_id, act=act)


def cancel(*, by: Actor, at: datetime, case_id: UUID, act: LaterAct) -> UUID:
    """Cancel what was granted (a death, a dissolution, the holder's own wish), with reason and day; as `revoke`."""
    return _end("cancels", "cancelled", "cancellation", by=by, at=at, case_id=case_id, act=act)


def _end(
    kind: str, status: str, template: str, *, by: Actor, at: datetime, case_id: UUID, act: LaterAct
) -> UUID:
    with one_transaction():
        over = closed(kind, by=by, at=at, case_id=case_id)
        old = over.decision()
        act = checked(act, needs=("article",))
        signer = _signer(over, by, at)
        letter = _letter(template, over, old, signer, act, at)
        clauses = (*issue(letter), mark([old.id], status, act.reason, at))
        write_later(kind, over, act, by=by, at=at, clauses=clauses, letter=letter.id)
        return letter.id


def _signer(over: Closed, by: Actor, at: datetime) -> OrganisationRow:
    """The organ whose approver acts: the deciding one, or one above it."""
    decided = deciding_organ(over.row, over.package, _level_of_decision(over), at)
    own = organisations(
        grant.organisation
        for grant in by.grants
        if grant.role == "approver" and grant.organisation and grant.scope.covers(over.places)
    )
    above = [one for one in own.values() if LEVELS.index(one.level) < LEVELS.index(decided.level)]
    return above[0] if above else decided


def _level_of_decision(over: Closed) -> str:
    plates = [plate for plate in over.package.machine.plates.values() if plate.kind.startswith("decide")]
    return plates[0].level if plates else "county"


def _letter(
    template: str, over: Closed, old: LetterRow, signer: OrganisationRow, act: LaterAct, at: datetime
) -> NewLetter:
    case, service = over.row, over.package.service
    return NewLetter(
        kind=template,
        case_id=case["id"],
        recipient=owner_of(case),
        organisation=signer.id,
        organisation_name=signer.name,
        organ_word=signer.short_name,
        service_word=str(service.get("document_word", "")),
        issued_at=at,
        places=over.places,
        data={
            "case_no": case["case_no"],
            "applicant": case["applicant_name"],
            "service": service["name"],
            "decided_on": letter_date((case["decided_at"] or at).astimezone(CHINA).date()),
            "doc_no": old.doc_no,
            "reason": act.reason,
            "article": act.article,
            "legal_doc": act.legal_doc,
            "effective_on": letter_date(act.effective_on),
            "remedy": remedy_of(case, over.package, signer),
            "phone": str(service.get("contacts", {}).get("phone", "")),
        },
    )
