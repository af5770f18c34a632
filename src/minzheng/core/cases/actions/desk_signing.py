"""Signing before an officer: by hand on the printed sheet, by thumb-print with two witnesses, or a guardian on paper."""

from collections.abc import Sequence
from dataclasses import replace
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
from minzheng.core.cases.rules import checked_witnesses, today
from minzheng.core.offices.actions import authorise
from minzheng.core.people.actions import name_representative, note_claimed_persons
from minzheng.core.people.queries import representatives_of
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, system

SEEN_IN_PERSON = 3
"""What a signature before an officer is worth: a3."""
GUARDIAN_UNKNOWN = "监护人的姓名和号码在登记里对不上，请照着身份证再看一遍"
GUARDIAN_WRONG = "监护人要是另一位满 18 周岁的人，请改写"
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


def sign_for_ward_at_desk(
    *, by: Actor, at: datetime, authorisation_id: UUID, guardian: tuple[str, str], file: UUID | None
) -> None:
    """Note that a guardian (name, ID number) signed the sheet before this officer for somebody who cannot; `file` shows
    sheet and proof. Who is not entered as guardian yet is entered for this service. 12 statements for one whom the register knows.

    Raises Invalid for a missing photo, a number that does not belong to the name, and a guardian who is the ward
    himself or no adult; Problem as `sign_at_desk`. A guardian whom nobody knows is noted first, by the verb of the register.
    """
    with one_transaction():
        row = _for_officer(authorisation_id, by, at)
        who = signer_of(row, at, of_age=False)
        if file is None:
            raise Invalid([FieldProblem("photo", NEEDS_PHOTO, "照片")])
        agent = _guardian(guardian, by, at)
        held = representatives_of(row.person, today(at))
        if not any(one.kind == "guardian" and one.agent == agent for one in held):
            _enter_guardian(row, agent, file, by, at)
        how = Signature("guardian", SEEN_IN_PERSON, agent, file=file)
        write_signature(row, how, by=by, at=at, who=who)


def _guardian(guardian: tuple[str, str], by: Actor, at: datetime) -> UUID:
    name, number = guardian[0].strip(), "".join(guardian[1].split()).upper()
    try:
        return note_claimed_persons(by=by, at=at, named=[(name, number)])[number]
    except Invalid as invalid:
        fields = [replace(one, path=f"guardian_{one.path}") for one in invalid.fields]
        raise Invalid(fields) from invalid
    except Problem as problem:
        if problem.code != "people.id_number_taken":
            raise
        raise Invalid([FieldProblem("guardian_id_number", GUARDIAN_UNKNOWN, "监护人")]) from problem


def _enter_guardian(row: AuthorisationRow, agent: UUID, file: UUID, by: Actor, at: datetime) -> None:
    """The officer who saw the proof enters the guardian: in the officer's name, by the platform, since a ward whom only
    the application names belongs to no place yet."""
    recorder = replace(
        system("cases.guardian"), account=by.account, person=by.person, name=by.name, channel=by.channel
    )
    try:
        name_representative(
            by=recorder,
            at=at,
            principal=row.person,
            agent=agent,
            kind="guardian",
            services=[row.case["service"]],
            since=today(at),
            evidence=file,
        )
    except Problem as problem:
        if problem.code not in ("people.own_representative", "people.minor_as_agent"):
            raise
        raise Invalid([FieldProblem("guardian_name", GUARDIAN_WRONG, "监护人")]) from problem


def _for_officer(authorisation_id: UUID, by: Actor, at: datetime) -> AuthorisationRow:
    row = lock_authorisation(authorisation_id)
    authorise(by=by, right="cases.sign_at_desk", target=target_of(row), at=at)
    return row
