"""邮寄送达: a paper of a case goes out by post to the person's address in the register; the post tells how far it has come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from minzheng.core.audit.actions import record
from minzheng.core.cases.actions.moving import lock_for
from minzheng.core.cases.actions.request_key import RequestKey, note_key
from minzheng.core.cases.rules import subjects_of
from minzheng.core.documents.queries import letters_of, may_be_posted
from minzheng.core.messages.actions import send_post
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import met
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Target, system


def post_letter(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    letter_id: UUID,
    address: str = "",
    key: RequestKey | None = None,
) -> UUID | None:
    """Post a letter of a case to `address`, '' for the one in the register; returns the posting's id, None when `key`
    stands for this posting already.

    Raises Problem: `cases.not_found`, `offices.denied`, `cases.letter_overtaken`, `messages.address`,
    `cases.key_reused`, `cases.in_flight`.
    """
    locked = lock_for(by, at, case_id, key)
    row = locked.row
    target = Target(places=locked.places, business=row["service"], sensitivity=row["sensitivity"])
    authorise(by=by, right="cases.post_letter", target=target, at=at)
    if locked.repeated:
        return None
    letter = next((one for one in letters_of(case_id) if one.id == letter_id and may_be_posted(one)), None)
    if letter is None or letter.recipient is None:
        raise Problem("cases.letter_overtaken")
    name, known = _addressee(row, letter.recipient)
    posting = send_post(
        by=system("cases.post_letter"),
        at=at,
        letter_id=letter_id,
        name=name,
        address=address.strip() or known,
    )
    record(
        by=by,
        at=at,
        kind="cases.post_letter",
        case=case_id,
        places=locked.places,
        subjects=subjects_of(row),
        service=row["service"],
        facts={"case_no": row["case_no"], "letter": str(letter_id), "posting": str(posting)},
    )
    note_key(key, case_id, at)
    return posting


def _addressee(row: Mapping[str, Any], recipient: UUID) -> tuple[str, str]:
    """To whom a letter of a case goes, and where the register has them; of a legal person the street is not known here.
    1 statement for a person."""
    if row["legal_person_id"]:
        return str(row["applicant_name"]), ""
    who = met(recipient)
    return who.name, who.address
