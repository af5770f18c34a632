"""Opening one's own account with a proven telephone, and signing in by it. A couple may share a telephone: what stands
behind a verified account is opened only with its own proof, the end of the ID number."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.accounts import note_sign_in
from minzheng.core.people.actions.phone_codes import count_wrong, proven_phone
from minzheng.core.people.actions.proofs import Proven, note_proof
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import Account, PhoneCode
from minzheng.core.people.queries import proofs as proven
from minzheng.core.people.rules import (
    ACCOUNTS_OF_A_PHONE,
    CODE_TRIES,
    checked_username,
    is_locked,
    password_fault,
)
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

ID_TAIL = 6


def register_account(
    *, by: Actor, at: datetime, proof: UUID, username: str = "", password: str = ""
) -> queries.AccountRow:
    """Open an account of level a1 for whoever has proven a telephone; without a password one signs in by code.
    10 statements. An empty user name is made up.

    Invalid for a name or password that will not do; Problem `people.code_old`, `people.phone_full`.
    """
    check(by, "people.register_account", at)
    name = checked_username(username) if username.strip() else f"yh{secrets.randbelow(10**10):010d}"
    fault = password_fault(password, name, staff=False) if password else None
    if fault:
        raise Invalid([FieldProblem("password", fault, "密码")])
    account_id = uuid7()
    try:
        with transaction.atomic():
            phone = proven_phone(proof, "sign_in", at, use=True)
            if len(proven.accounts_on_phone(phone)) >= ACCOUNTS_OF_A_PHONE:
                raise Problem("people.phone_full")
            Account.objects.create_user(
                id=account_id, username=name, password=password or None, phone=phone, created_at=at
            )
            note_proof(by=by, at=at, account=account_id, person=None, proof=Proven("phone", 1, "短信网关"))
            facts = {"account": account_id, "password": bool(password)}
            audit.record(by=by, at=at, kind="people.register_account", facts=facts)
    except IntegrityError as error:
        raise Invalid([FieldProblem("username", "这个用户名已经有人用了，请换一个", "用户名")]) from error
    account = queries.account_by_username(name)
    assert account is not None
    return account


def sign_in_by_phone(
    *, by: Actor, at: datetime, proof: UUID, account_id: UUID, tail: str = ""
) -> queries.AccountRow:
    """The account that a proven telephone opens. An account with an ID number wants its last six signs as well (the
    telephone may be shared). 6 statements. A wrong end is counted with the code before the Problem is raised: a door
    that rolls back on Problems must not wrap this verb.

    Problem `people.code_old`, `people.tail_wrong`, `people.locked`, `people.needs_password` (a person without an ID
    number, whom nothing but a password tells from others).
    """
    check(by, "people.sign_in_by_phone", at)
    phone = proven_phone(proof, "sign_in", at)
    there = next((one for one in proven.accounts_on_phone(phone) if one.id == account_id), None)
    row = proven.account_by_id(account_id) if there is not None else None
    if there is None or row is None:
        raise Problem("people.code_old")
    if is_locked(row.values["locked_until"], at):
        raise Problem("people.locked")
    if there.person is not None:
        _own_number(there, tail, proof)
    with transaction.atomic():
        proven_phone(proof, "sign_in", at, use=True)
        note_sign_in(by=by, at=at, account_id=row.id, whole=row.kind != "staff")
    return row


def _own_number(there: proven.PhoneAccount, tail: str, proof: UUID) -> None:
    assert there.person is not None
    if not there.verified:
        raise Problem("people.needs_password")
    if queries.id_number_is(there.person, tail, tail=ID_TAIL):
        return
    count_wrong(proof)
    spent = PhoneCode.objects.filter(id=proof, tries__gte=CODE_TRIES).exists()
    raise Problem("people.code_old" if spent else "people.tail_wrong")
