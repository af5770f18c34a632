"""Opening accounts, signing in, and locking after five failures."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models.functions import Greatest

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.proofs import Proven, note_proof
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import Account, Session
from minzheng.core.people.queries import sealing
from minzheng.core.people.rules import (
    LOCK_MINUTES,
    MAX_FAILURES,
    UNUSED_DAYS,
    after_failure,
    checked_username,
    is_locked,
    is_unused,
    password_fault,
)
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

STRANGER_KEPT = 7 * 24 * 3600
"""Seconds for which failures of a user name that does not exist are remembered."""


def open_account(
    *,
    by: Actor,
    at: datetime,
    username: str,
    password: str,
    kind: str = "citizen",
    person: UUID | None = None,
    phone: str = "",
    assurance: int = 1,
    password_once: bool = False,
) -> UUID:
    """Open an account; returns its id. Invalid for a user name that is taken or a password that will not do (R8)."""
    check(by, "people.open_account", at)
    name = checked_username(username)
    fault = password_fault(password, name, staff=kind == "staff")
    if fault:
        raise Invalid([FieldProblem("password", fault, "密码")])
    account_id = uuid7()
    try:
        with transaction.atomic():
            Account.objects.create_user(
                id=account_id,
                username=name,
                password=password,
                kind=kind,
                person_id=person,
                phone=phone,
                assurance=assurance,
                created_at=at,
                password_once=password_once,
            )
            note_proof(
                by=by, at=at, account=account_id, person=person, proof=Proven("taken_over", assurance, "")
            )
            subjects = [] if person is None else [person]
            audit.record(by=by, at=at, kind="people.open_account", facts={"kind": kind}, subjects=subjects)
    except IntegrityError as error:
        raise Invalid([FieldProblem("username", "这个用户名已经有人用了，请换一个", "用户名")]) from error
    return account_id


def close_account(*, by: Actor, at: datetime, account_id: UUID) -> None:
    """Close an account and end its sessions; the row stays, so that the book keeps its meaning."""
    person = Account.objects.values_list("person_id", flat=True).filter(id=account_id).first()
    check(by, "people.close_account", at, owners=[] if person is None else [person])
    with transaction.atomic():
        Account.objects.filter(id=account_id).update(is_active=False)
        Session.objects.filter(account=account_id).delete()
        audit.record(by=by, at=at, kind="people.close_account", subjects=[] if person is None else [person])


def change_password(*, by: Actor, at: datetime, account_id: UUID, old: str, new: str) -> None:
    """Change one's own password and end the account's other sessions. Invalid says what will not do."""
    account = Account.objects.filter(id=account_id).first()
    if account is None or by.account != account_id:
        raise Problem("offices.denied", right="people.change_password")
    if not check_password(old, account.password):
        raise Invalid([FieldProblem("old", "现在的密码不对，请再试一次", "现在的密码")])
    fault = password_fault(new, account.username, staff=account.kind == "staff")
    if fault:
        raise Invalid([FieldProblem("new", fault, "新密码")])
    with transaction.atomic():
        Account.objects.filter(id=account_id).update(password=make_password(new))
        Session.objects.filter(account=account_id).delete()
        audit.record(by=by, at=at, kind="people.change_password")


def sign_in(*, by: Actor, at: datetime, username: str, password: str) -> queries.AccountRow:
    """The account that this name and password open; the framework then starts the session.

    Problem `people.wrong_password`, or `people.locked` from the fifth failure on for thirty minutes (R8). Whether the
    user name exists cannot be told: every answer costs one hash, a stranger's name, a wrong password, a locked account
    alike, and a stranger's name is counted like any other. The failure is written
    before the Problem is raised, so a door that rolls back on Problems must not wrap this verb.
    """
    name = username.strip().lower()
    account = queries.account_by_username(name)
    if account is None or not account.values["is_active"]:
        make_password(password)
        raise Problem("people.locked" if _stranger_locked(name) else "people.wrong_password")
    if is_locked(account.values["locked_until"], at):
        make_password(password)
        raise Problem("people.locked")
    if not check_password(password, account.values["password"]):
        locked = note_failed_sign_in(by=by, at=at, account_id=account.id)
        raise Problem("people.locked" if locked else "people.wrong_password")
    if account.kind == "staff":
        _refuse_unused(by, at, account)
    note_sign_in(by=by, at=at, account_id=account.id, whole=account.kind != "staff")
    return account


def _refuse_unused(by: Actor, at: datetime, account: queries.AccountRow) -> None:
    """Only after the right password: who does not know it cannot learn that the account is suspended."""
    known = account.values
    unused = is_unused(
        at, opened=known["created_at"], last=known["last_login"], reopened=known["reopened_at"]
    )
    if unused and known["suspended_at"] is None:
        _suspend(by, at, [account.id])
    if unused or known["suspended_at"] is not None:
        raise Problem("people.suspended")


def suspend_unused(*, by: Actor, at: datetime) -> int:
    """Suspend the staff accounts that were not used for ninety days (R7); how many. Only the platform itself."""
    check(by, "people.suspend_unused", at)
    since = at - timedelta(days=UNUSED_DAYS)
    latest = Greatest("created_at", "last_login", "reopened_at")  # a null does not count
    rows = Account.objects.filter(kind="staff", is_active=True, suspended_at=None).annotate(latest=latest)
    unused = list(rows.filter(latest__lt=since).values_list("id", flat=True)[:1000])
    if unused:
        _suspend(by, at, unused)
    return len(unused)


def reopen_account(*, by: Actor, at: datetime, account_id: UUID) -> None:
    """Open an account again that was suspended. Problem `people.not_suspended`."""
    check(by, "people.reopen_account", at)
    with transaction.atomic():
        mine = Account.objects.filter(id=account_id).exclude(suspended_at=None)
        if not mine.update(suspended_at=None, reopened_at=at):
            raise Problem("people.not_suspended")
        audit.record(by=by, at=at, kind="people.reopen_account", facts={"account": account_id})


def give_once_password(*, by: Actor, at: datetime, account_id: UUID) -> str:
    """A new password that opens the account once, to be changed at once; returned to be handed over. Ends sessions."""
    check(by, "people.give_once_password", at)
    password = once_password()
    with transaction.atomic():
        Account.objects.filter(id=account_id, kind="staff").update(
            password=make_password(password), password_once=True, failed_count=0, locked_until=None
        )
        Session.objects.filter(account=account_id).delete()
        audit.record(by=by, at=at, kind="people.give_once_password", facts={"account": account_id})
    return password


def once_password() -> str:
    """A random password that keeps to R8 and has no signs that look alike."""
    signs = "abcdefghjkmnpqrstuvwxyz"
    return "-".join(
        [
            "".join(secrets.choice(signs.upper()) for _ in range(4)),
            "".join(secrets.choice("23456789") for _ in range(4)),
            "".join(secrets.choice(signs) for _ in range(4)),
        ]
    )


def replace_once_password(*, by: Actor, at: datetime, account_id: UUID, new: str) -> queries.AccountRow:
    """Who came with a one-time password chooses their own; the account as it then is. Invalid says what will not do."""
    account = Account.objects.get(id=account_id)
    if not account.password_once:
        raise Problem("offices.denied", right="people.replace_once_password")
    fault = password_fault(new, account.username, staff=account.kind == "staff")
    if fault is None and check_password(new, account.password):
        fault = "请换一个新的，不能还用原来那个"
    if fault:
        raise Invalid([FieldProblem("password", fault, "新密码")])
    with transaction.atomic():
        Account.objects.filter(id=account_id).update(password=make_password(new), password_once=False)
        audit.record(by=by, at=at, kind="people.replace_once_password", facts={"account": account_id})
    found = queries.account_by_username(account.username)
    if found is None:
        raise Problem("people.not_found")
    return found


def _suspend(by: Actor, at: datetime, accounts: Sequence[UUID]) -> None:
    with transaction.atomic():
        Account.objects.filter(id__in=accounts).update(suspended_at=at)
        facts = {"accounts": [str(one) for one in accounts]}
        audit.record(by=by, at=at, kind="people.suspend", facts=facts)


def note_failed_sign_in(*, by: Actor, at: datetime, account_id: UUID) -> bool:
    """Count one failure; returns whether the account is locked now (R8: five failures, thirty minutes)."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(id=account_id)
        count, locked_until = after_failure(account.failed_count, at)
        Account.objects.filter(id=account_id).update(failed_count=count, locked_until=locked_until)
        facts = {"account": account_id, "locked": locked_until is not None}
        audit.record(by=by, at=at, kind="people.sign_in_failed", facts=facts)
    return locked_until is not None


def note_sign_in(*, by: Actor, at: datetime, account_id: UUID, whole: bool = True) -> None:
    """A password was right: the count of failures starts anew, unless (not `whole`) a second factor is still asked."""
    with transaction.atomic():
        if whole:
            Account.objects.filter(id=account_id).update(failed_count=0, locked_until=None, last_login=at)
        audit.record(by=by, at=at, kind="people.sign_in", facts={"account": account_id})


def _stranger_locked(name: str) -> bool:
    """Count a failure for a name that no account has, as if it had one; returns whether it is locked now."""
    digest = sealing.keys().blind_index(name, "people_account.username").hex()
    if cache.get(f"sign_in_lock_{digest}"):
        return True
    count = int(cache.get(f"sign_in_count_{digest}", 0)) + 1
    if count < MAX_FAILURES:
        cache.set(f"sign_in_count_{digest}", count, STRANGER_KEPT)
        return False
    cache.delete(f"sign_in_count_{digest}")
    cache.set(f"sign_in_lock_{digest}", 1, LOCK_MINUTES * 60)
    return True
