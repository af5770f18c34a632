"""Signing in with the account of another identity platform: the first time the file is built and bound, a duplicate only by a
checked rule (same number, same name, level a2 at least) and after the person has said yes."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.accounts import note_sign_in
from minzheng.core.people.actions.binding import person_for, tell_bound
from minzheng.core.people.actions.proofs import Proven, note_proof
from minzheng.core.people.actions.rights import check, day_of
from minzheng.core.people.models import Account, PartnerAccount
from minzheng.core.people.queries.proofs import account_by_id
from minzheng.core.people.rules import CHILD, NewPerson, age_on, checked_person, is_locked
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

LEAST = 2
"""A file is built or found only for whom the partner has verified by name and number (a2)."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a partner says of who signed in there: its address, its number for the person, who it is, how far verified."""

    partner: str
    issuer: str
    subject: str
    name: str
    id_number: str
    level: int


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody is known here already under this name and number: what the person is shown before they say yes."""

    name: str
    id_number_masked: str
    has_account: bool


def sign_in_by_partner(
    *, by: Actor, at: datetime, vouched: Vouched, agreed: bool = False
) -> queries.AccountRow | Known:
    """The account that goes with a partner's account. Without `agreed`, somebody who is known here already is only told so
    (`Known`), and nothing is written. 3 statements when bound, 12 at most.

    Problem `people.partner_level` below a2, `people.name_differs`, `people.recorded_dead`, `people.child_alone`,
    `people.locked`, `people.partner_bound` (the account here goes with another one there); Invalid for an impossible number.
    """
    check(by, "people.sign_in_by_partner", at)
    bound = (
        PartnerAccount.objects.select_related("account")
        .filter(issuer=vouched.issuer, subject=vouched.subject, account__is_active=True)
        .first()
    )
    if bound is not None:
        return _enter(by, at, bound.account, vouched)
    if vouched.level < LEAST or not vouched.name or not vouched.id_number:
        raise Problem("people.partner_level")
    new = NewPerson(name=vouched.name, id_kind="resident_id", id_number=vouched.id_number, registered_at="")
    checked = checked_person(new, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    if checked.birth_date is not None and age_on(checked.birth_date, day_of(at)) < CHILD:
        raise Problem("people.child_alone")
    known = queries.person_by_id_number(checked.id_kind, checked.id_number)
    if known is not None and known.name != checked.name:
        raise Problem("people.name_differs")
    account = None if known is None else _account_of(known.id)
    if known is not None and not agreed:
        return Known(known.name_masked, known.id_number_masked, account is not None)
    return _bind(by, at, vouched, checked, account)


def _enter(by: Actor, at: datetime, account: Account, vouched: Vouched) -> queries.AccountRow:
    if is_locked(account.locked_until, at):
        raise Problem("people.locked")
    with transaction.atomic():
        if vouched.level > account.assurance:
            proof = Proven("partner", vouched.level, vouched.partner, vouched.subject)
            note_proof(by=by, at=at, account=account.id, person=account.person_id, proof=proof)
        note_sign_in(by=by, at=at, account_id=account.id, whole=account.kind != "staff")
    return _row(account.id)


def _account_of(person: UUID) -> Account | None:
    return Account.objects.filter(person=person, kind=Account.Kind.CITIZEN, is_active=True).first()


def _bind(
    by: Actor, at: datetime, vouched: Vouched, checked: NewPerson, account: Account | None
) -> queries.AccountRow:
    if account is not None and is_locked(account.locked_until, at):
        raise Problem("people.locked")
    try:
        with transaction.atomic():
            person = person_for(checked, by=by, at=at)
            account_id = _open(person, at) if account is None else account.id
            PartnerAccount.objects.create(
                partner=vouched.partner,
                issuer=vouched.issuer,
                subject=vouched.subject,
                account_id=account_id,
                bound_at=at,
            )
            level = max(vouched.level, 0 if account is None else account.assurance)
            proof = Proven("partner", level, vouched.partner, vouched.subject)
            note_proof(by=by, at=at, account=account_id, person=person, proof=proof)
            facts = {
                "partner": vouched.partner,
                "level": vouched.level,
                "known": account is not None,
                "account": account_id,
            }
            event = audit.record(by=by, at=at, kind="people.bind_partner", facts=facts, subjects=[person])
            if account is None:
                tell_bound(account=account_id, at=at, event=event)
            note_sign_in(by=by, at=at, account_id=account_id)
    except IntegrityError as error:
        raise Problem("people.partner_bound") from error
    return _row(account_id)


def _open(person: UUID, at: datetime) -> UUID:
    """An account without a password: the partner's is the way in until its owner adds another."""
    account_id = uuid7()
    name = f"pt{secrets.randbelow(10**10):010d}"
    Account.objects.create_user(
        id=account_id, username=name, password=None, person_id=person, assurance=1, created_at=at
    )
    return account_id


def _row(account_id: UUID) -> queries.AccountRow:
    found = account_by_id(account_id)
    assert found is not None
    return found
