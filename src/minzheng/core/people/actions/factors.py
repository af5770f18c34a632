"""The second factor of who works at a desk: one-time codes of an app (RFC 6238), recovery codes, passkeys.

The rows are allauth's (`mfa_authenticator`, secrets sealed by the key ring); what a wrong code costs, that a code holds
once, and what the book says of it is decided here. This module and `passkeys` are those that touch allauth.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people.actions.accounts import note_failed_sign_in
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import Account, Session
from minzheng.core.people.queries import AccountRow
from minzheng.core.people.rules import (
    CODE_PERIOD,
    CODES_BESIDE,
    METHODS,
    RECOVERY_DIGITS,
    is_locked,
    typed_code,
)
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

KINDS = ("totp", "webauthn")
KEPT = "factor_to_set_up"
"""Key of a session's data: the sealed secret that is on the screen."""


def fresh_secret() -> str:
    """A new secret for an app: 20 random bytes in base 32."""
    return str(generate_totp_secret())


def code_at(secret: str, at: datetime, ahead: int = 0) -> str:
    """The six digits that an app with this secret shows at `at`; `ahead` periods of 30 seconds later."""
    return str(format_hotp_value(hotp_value(secret, _counter(at) + ahead)))


def has_factor(account_id: UUID) -> bool:
    """Whether the account has a factor set up. 1 statement."""
    return bool(Authenticator.objects.filter(user_id=account_id, type__in=KINDS).exists())


def set_up_factor(*, by: Actor, at: datetime, account_id: UUID, secret: str, code: str) -> list[str]:
    """Set up an app as the account's factor with the code that it shows first; the recovery codes, shown once.

    Problem `people.wrong_code`, `people.locked` (wrong codes count like wrong passwords), `people.factor_exists`.
    """
    account = Account.objects.get(id=account_id)
    if is_locked(account.locked_until, at):
        raise Problem("people.locked")
    if has_factor(account_id):
        raise Problem("people.factor_exists")
    counter = _matching(secret, typed_code(code), at, 0)
    if counter is None:
        _refuse(by, at, account_id)
    with transaction.atomic():
        made = TOTP.activate(account, secret).instance
        made.data["counter"] = counter
        made.save(update_fields=["data"])
        codes = [str(one) for one in RecoveryCodes.activate(account).get_unused_codes()]
        Account.objects.filter(id=account_id).update(failed_count=0, last_login=at)
        facts = {"account": account_id, "type": "totp"}
        audit.record(by=by, at=at, kind="people.set_up_factor", facts=facts)
    return codes


def pass_factor(*, by: Actor, at: datetime, account_id: UUID, code: str) -> str:
    """Check a code of the app, or a recovery code; returns which it was (`totp`, `recovery_codes`).

    A code holds once. A wrong one counts like a wrong password: Problem `people.wrong_code`, `people.locked`. The
    failure is written before the Problem is raised, so a door that rolls back on Problems must not wrap this verb.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().get(id=account_id)
        if is_locked(account.locked_until, at):
            raise Problem("people.locked")
        if account.suspended_at is not None:
            raise Problem("people.suspended")
        kind = _kind_of(account_id, typed_code(code), at)
        if kind:
            Account.objects.filter(id=account_id).update(failed_count=0, locked_until=None, last_login=at)
            facts = {"account": account_id, "type": kind}
            audit.record(by=by, at=at, kind="people.pass_factor", facts=facts)
            return kind
    _refuse(by, at, account_id)
    return ""


def pass_second_factor(*, by: Actor, at: datetime, account: AccountRow, code: str) -> str:
    """For doors that take everything at once: as `pass_factor`, '' for an account that needs no second factor.

    Problem `people.code_missing`, `people.factor_missing` besides.
    """
    if account.kind != "staff":
        return ""
    if not has_factor(account.id):
        raise Problem("people.factor_missing")
    if not code:
        raise Problem("people.code_missing")
    return pass_factor(by=by, at=at, account_id=account.id, code=code)


def reset_factor(*, by: Actor, at: datetime, account_id: UUID) -> None:
    """Take an account's factors away (a lost phone): its sessions end, the next sign-in sets up a new one."""
    check(by, "people.reset_factor", at)
    with transaction.atomic():
        Authenticator.objects.filter(user_id=account_id).delete()
        Session.objects.filter(account=account_id).delete()
        audit.record(by=by, at=at, kind="people.reset_factor", facts={"account": account_id})


def load_factors(*, by: Actor, at: datetime, secrets: Mapping[UUID, str]) -> int:
    """Give accounts the factor that their demonstration secret makes; returns how many. Only the platform itself."""
    check(by, "people.load", at)
    with transaction.atomic():
        Authenticator.objects.bulk_create(
            Authenticator(
                user_id=account,
                type="totp",
                created_at=at,
                data={"secret": encrypt(secret), "counter": 0, "demo": True},
            )
            for account, secret in secrets.items()
        )
        audit.record(by=by, at=at, kind="people.load_factors", facts={"accounts": len(secrets)})
    return len(secrets)


def demo_code(account_id: UUID, at: datetime) -> str:
    """In a demonstration: the next code of an account of the demonstration that was not used yet; '' for any other
    account, and while the next one is still too far away. 1 statement."""
    if not settings.ALLOW_DEMO_ID:
        return ""
    row = Authenticator.objects.filter(user_id=account_id, type="totp", data__demo=True).first()
    if row is None:
        return ""
    ahead = max(0, int(row.data["counter"]) + 1 - _counter(at))
    return "" if ahead > CODES_BESIDE else code_at(decrypt(row.data["secret"]), at, ahead)


def kept_secret(session: Any) -> str:
    """The secret that a session is about to set up, the same until it is done; sealed in the session. No statement."""
    if KEPT not in session:
        session[KEPT] = encrypt(fresh_secret())
    return str(decrypt(session[KEPT]))


def keeps_factor_without(account_id: UUID, factor_id: int) -> bool:
    """Whether an account has another factor than this one. 1 statement."""
    rows = Authenticator.objects.filter(user_id=account_id, type__in=KINDS).exclude(pk=factor_id)
    return bool(rows.exists())


def mark_passed(session: Any, account_id: UUID, kind: str, at: datetime) -> None:
    """Note in a session that the second factor was given too; the session gets a new key."""
    session.pop(KEPT, None)
    session[METHODS] = [{"method": "password"}, {"method": "mfa", "type": kind, "at": at.timestamp()}]
    session["account_authentication_methods_user"] = str(account_id)  # allauth asks whose ways they are
    session.cycle_key()


def _kind_of(account_id: UUID, code: str, at: datetime) -> str:
    rows: dict[str, Any] = {
        row.type: row
        for row in Authenticator.objects.select_for_update().filter(
            user_id=account_id, type__in=("totp", "recovery_codes")
        )
    }
    if len(code) == RECOVERY_DIGITS and "recovery_codes" in rows:
        return "recovery_codes" if RecoveryCodes(rows["recovery_codes"]).validate_code(code) else ""
    row = rows.get("totp")
    if row is None:
        return ""
    counter = _matching(decrypt(row.data["secret"]), code, at, int(row.data.get("counter", 0)))
    if counter is None:
        return ""
    row.data["counter"], row.last_used_at = counter, at
    row.save(update_fields=["data", "last_used_at"])
    return "totp"


def _matching(secret: str, code: str, at: datetime, used: int) -> int | None:
    """The period whose code this is, one beside now at most and later than the one used last; None when it is none."""
    now = _counter(at)
    return next(
        (
            counter
            for counter in range(now - CODES_BESIDE, now + CODES_BESIDE + 1)
            if counter > used and code == format_hotp_value(hotp_value(secret, counter))
        ),
        None,
    )


def _refuse(by: Actor, at: datetime, account_id: UUID) -> None:
    locked = note_failed_sign_in(by=by, at=at, account_id=account_id)
    raise Problem("people.locked" if locked else "people.wrong_code")


def _counter(at: datetime) -> int:
    return int(at.timestamp()) // CODE_PERIOD
