"""Signing before an officer: by hand on the printed sheet, by thumb-print with two witnesses, or a guardian on paper."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases.actions.signing import (
    Signature,
    lock_authorisation,
    signer_of,
    target_of,
    write_signature,
)
from minzheng.core.cases.queries import AuthorisationRow
from minzheng.core.cases.rules import checked_witnesses
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import FieldProblem, Invalid
from minzheng.kernel.rights import Actor

SEEN_IN_PERSON = 3
"""What a signature before an officer is worth: a3."""
NEEDS_PHOTO = "请给签好的授权书拍一张照片，传上来"


def sign_at_desk(*, by: Actor, at: datetime, authorisation_id: UUID, file: UUID | None) -> None:
    """Note that the signer signed the printed sheet by hand before this officer; `file` is its photo. 4 statements.

    Raises Invalid without a photo, Problem as `sign_authorisation`, `offices.denied`.
    """
    with one_transaction():
        row = _for_officer(authorisation_id, by, at)
        if file is None:
            raise Invalid([FieldProblem("photo", NEEDS_PHOTO, "照片")])
        how = Signature("desk", SEEN_IN_PERSON, row.person, file=file)
        write_signature(row, how, by=by, at=at, who=signer_of(row, at))


def sign_by_thumb_print(
    *,
    by: Actor,
    at: datetime,
    authorisation_id: UUID,
    file: UUID | None,
    witnesses: Sequence[tuple[str, str]],
) -> None:
    """Note the thumb-print of somebody who cannot write, with two witnesses (name, kind) who heard it read out and
    signed, and the photo of the sheet. 4 statements.

    Raises Invalid for a missing photo, witness or kind, for one witness named twice, and for a witness who is the
    signer, the applicant or the officer; Problem as `sign_at_desk`.
    """
    with one_transaction():
        row = _for_officer(authorisation_id, by, at)
        who = signer_of(row, at)
        seen = checked_witnesses(witnesses, (who.name, row.case["applicant_name"], by.name))
        if file is None:
            raise Invalid([FieldProblem("photo", NEEDS_PHOTO, "照片")])
        how = Signature("thumb_print", SEEN_IN_PERSON, row.person, tuple(seen), file)
        write_signature(row, how, by=by, at=at, who=who)


def _for_officer(authorisation_id: UUID, by: Actor, at: datetime) -> AuthorisationRow:
    row = lock_authorisation(authorisation_id)
    authorise(by=by, right="cases.sign_at_desk", target=target_of(row), at=at)
    return row
