"""Passkeys (WebAuthn): a citizen's way to sign in without a password, and a second factor of who works at a desk.

The ceremony and its rows are allauth's (`mfa_authenticator`); that a passkey is added and taken off, that the last way in
stays, and what the book says of it is decided here. The challenge waits in the session of the request under way.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as ceremony
from django.core.exceptions import ValidationError
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people.actions.factors import keeps_factor_without
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import Account
from minzheng.core.people.queries.sessions import ways_of
from minzheng.core.people.rules import MOST_PASSKEYS, is_locked, last_way
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

KIND = "webauthn"
MALFORMED = (AttributeError, KeyError, TypeError, ValueError)
"""What the ceremony's own reading raises on an answer that no browser sends."""


def add_passkey(*, by: Actor, at: datetime, name: str, credential: dict[str, Any]) -> None:
    """Add a passkey to the own account; the door has checked `credential` against the challenge of the session. 4
    statements. Problem `people.passkeys_full`."""
    check(by, "people.add_passkey", at)
    account = _own(by)
    with transaction.atomic():
        if ways_of(account, lock=True).passkeys >= MOST_PASSKEYS:
            raise Problem("people.passkeys_full", most=MOST_PASSKEYS)
        ceremony.WebAuthn.add(Account(id=account), name, credential)
        audit.record(by=by, at=at, kind="people.add_passkey", facts={"account": account})


def remove_passkey(*, by: Actor, at: datetime, passkey: int) -> None:
    """Take a passkey off the own account. 5 statements, 6 for staff. Problem `people.passkey_missing`, and as
    `require_way_without`."""
    check(by, "people.remove_passkey", at)
    account = _own(by)
    with transaction.atomic():
        Account.objects.select_for_update().get(id=account)
        row = Authenticator.objects.filter(user_id=account, type=KIND, pk=passkey).first()
        if row is None:
            raise Problem("people.passkey_missing")
        require_way_without(row, staff=by.is_staff)
        row.delete()
        audit.record(by=by, at=at, kind="people.remove_passkey", facts={"account": account})


def require_way_without(row: Authenticator, *, staff: bool) -> None:
    """Problem `people.last_way` when a citizen could not sign in without this passkey, `people.last_factor` when somebody
    at a desk would be left without a second factor. 1 statement."""
    if staff:
        if not keeps_factor_without(row.user_id, row.pk):
            raise Problem("people.last_factor")
    elif row.type == KIND:
        ways = ways_of(row.user_id)
        left = {"phone": bool(ways.phone), "passkeys": ways.passkeys, "partners": ways.partners}
        if last_way(password=ways.password, **left):
            raise Problem("people.last_way")


def passkey_challenge(account_id: UUID) -> dict[str, Any]:
    """What a browser is asked to sign with one of the account's passkeys, {} for an account without; waits in the session
    of the request under way. 1 statement, 2 with passkeys."""
    if not Authenticator.objects.filter(user_id=account_id, type=KIND).exists():
        return {}
    return ceremony.begin_authentication(Account(id=account_id))


def pass_passkey(*, by: Actor, at: datetime, account_id: UUID, credential: str) -> str:
    """Check what a passkey of the account signed, as its second factor; returns `webauthn`.

    Problem `people.passkey_wrong`, `people.locked`, `people.suspended`. A wrong one is not counted: it cannot be guessed.
    """
    try:
        said = json.loads(credential)
        ceremony.parse_authentication_response(said)
        row = ceremony.complete_authentication(Account(id=account_id), said)
    except (*MALFORMED, ValidationError):
        raise Problem("people.passkey_wrong") from None
    note_passkey(by=by, at=at, account_id=account_id)
    row.record_usage()
    return KIND


def note_passkey(*, by: Actor, at: datetime, account_id: UUID) -> None:
    """An account was opened by its passkey. Problem `people.locked`, `people.suspended`."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(id=account_id)
        if is_locked(account.locked_until, at):
            raise Problem("people.locked")
        if account.suspended_at is not None:
            raise Problem("people.suspended")
        Account.objects.filter(id=account_id).update(failed_count=0, locked_until=None, last_login=at)
        facts = {"account": account_id, "type": KIND}
        audit.record(by=by, at=at, kind="people.pass_factor", facts=facts)


def _own(by: Actor) -> UUID:
    if by.account is None:
        raise Problem("offices.denied", right="people.add_passkey")
    return by.account
