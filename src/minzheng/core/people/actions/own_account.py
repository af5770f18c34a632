"""Looking after one's own account: ending sessions, and changing the ways by which one signs in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.audit.queries import run
from minzheng.core.messages.actions import send_sms
from minzheng.core.people import queries
from minzheng.core.people.actions.phone_codes import proven_phone
from minzheng.core.people.actions.rights import check, day_of
from minzheng.core.people.models import Account, PartnerAccount, Session
from minzheng.core.people.queries import proofs as proven
from minzheng.core.people.queries.sessions import Ways, sessions_of, ways_of
from minzheng.core.people.rules import ACCOUNTS_OF_A_PHONE, last_way, password_fault, require_level
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, system


def end_session(*, by: Actor, at: datetime, handle: str) -> None:
    """End one session of the own account, at once. 4 statements. Problem `people.session_missing`."""
    check(by, "people.end_session", at)
    account = _own(by)
    found = next((one for one in sessions_of(account, at) if one.handle == handle), None)
    if found is None:
        raise Problem("people.session_missing")
    with transaction.atomic():
        Session.objects.filter(session_key=found.key, account=account).delete()
        audit.record(by=by, at=at, kind="people.end_session", facts={"account": account, "sessions": 1})


def end_other_sessions(*, by: Actor, at: datetime, keep: str) -> int:
    """End every session of the own account but the one with this key; returns how many. 3 statements."""
    check(by, "people.end_session", at)
    account = _own(by)
    with transaction.atomic():
        ended, _ = Session.objects.filter(account=account).exclude(session_key=keep).delete()
        facts = {"account": account, "sessions": ended}
        audit.record(by=by, at=at, kind="people.end_session", facts=facts)
    return ended


def set_password(*, by: Actor, at: datetime, new: str) -> None:
    """Give the own account, which has none, a password; the door has seen a fresh sign-in. 4 statements. Invalid for a
    password that will not do; Problem `people.has_password`."""
    check(by, "people.set_password", at)
    account = _own(by)
    with transaction.atomic():
        ways = ways_of(account, lock=True)
        if ways.password:
            raise Problem("people.has_password")
        fault = password_fault(new, ways.username, staff=by.is_staff)
        if fault:
            raise Invalid([FieldProblem("new", fault, "新密码")])
        Account.objects.filter(id=account).update(password=make_password(new))
        audit.record(by=by, at=at, kind="people.set_password", facts={"account": account})


def change_phone(*, by: Actor, at: datetime, proof: UUID) -> None:
    """Put a proven telephone in the place of the own account's, and tell the old one. 9 statements. Problem
    `people.code_old`, `people.phone_full`."""
    check(by, "people.change_phone", at)
    account = _own(by)
    with transaction.atomic():
        phone = proven_phone(proof, "change_phone", at, use=True)
        before = ways_of(account, lock=True).phone
        if phone != before and len(proven.accounts_on_phone(phone)) >= ACCOUNTS_OF_A_PHONE:
            raise Problem("people.phone_full")
        Account.objects.filter(id=account).update(phone=phone)
        event = audit.record(by=by, at=at, kind="people.change_phone", facts={"account": account})
        if before and before != phone:
            words = "您账号的手机号已经换掉，以后验证码不再发到这里。不是您换的，请马上打 12349。"
            send_sms(by=system("people.change_phone"), at=at, phone=before, text=words, event_id=event)


def remove_phone(*, by: Actor, at: datetime) -> None:
    """Take the telephone off the own account. 4 statements. Problem `people.last_way` when nothing else leads in."""
    check(by, "people.change_phone", at)
    account = _own(by)
    with transaction.atomic():
        ways = ways_of(account, lock=True)
        _require_another(ways)
        Account.objects.filter(id=account).update(phone="")
        audit.record(by=by, at=at, kind="people.remove_phone", facts={"account": account})


def unbind_partner(*, by: Actor, at: datetime, bound: UUID) -> None:
    """Take an account elsewhere off the own account. 5 statements. Problem `people.last_way` when nothing else leads in."""
    check(by, "people.unbind_partner", at)
    account = _own(by)
    with transaction.atomic():
        ways = ways_of(account, lock=True)
        rows = PartnerAccount.objects.filter(id=bound, account=account)
        found = rows.values_list("partner", flat=True).first()
        if found is None:
            raise Problem("people.partner_missing")
        _require_another(ways)
        rows.delete()
        facts = {"account": account, "partner": found}
        audit.record(by=by, at=at, kind="people.unbind_partner", facts=facts)


def _require_another(ways: Ways) -> None:
    left = {"phone": bool(ways.phone), "passkeys": ways.passkeys, "partners": ways.partners}
    if last_way(password=ways.password, **left):
        raise Problem("people.last_way")


def give_up_account(*, by: Actor, at: datetime) -> None:
    """Give the own account up: telephone, mail, password, passkeys and name in it are erased, every session ends, and it
    cannot be opened again. Proofs, cases and the book stay, as the law on archives wants. 7 statements."""
    check(by, "people.give_up_account", at)
    account = _own(by)
    with transaction.atomic():
        Account.objects.filter(id=account).update(
            username=f"gone-{account}",
            phone="",
            email="",
            password=make_password(None),
            is_active=False,
        )
        run("DELETE FROM mfa_authenticator WHERE user_id = %s", [account])
        PartnerAccount.objects.filter(account=account).delete()
        Session.objects.filter(account=account).delete()
        subjects = [by.person] if by.person else []
        facts = {"account": account}
        audit.record(by=by, at=at, kind="people.give_up_account", facts=facts, subjects=subjects)


def take_copy(*, by: Actor, at: datetime) -> dict[str, Any]:
    """What this room holds about oneself, to be taken away (PIPL art. 45); the ID number in clear. That it was taken
    stands in the book. 8 statements. Problem `people.assurance_needed` (a2)."""
    if by.person is None:
        raise Problem("people.assurance_needed", level=2, word="实名")
    check(by, "people.take_copy", at, owners=[by.person])
    require_level(by, 2)
    assert by.account is not None
    who, ways = queries.person(by.person), ways_of(by.account)
    _, number = proven.person_with_number(by.person)
    audit.record(by=by, at=at, kind="people.take_copy", subjects=[by.person], places=who.places)
    return {
        "姓名": who.name,
        "性别": who.sex,
        "出生日期": str(who.birth_date or ""),
        "证件种类": who.id_kind,
        "证件号码": number,
        "手机": who.phone,
        "区划": who.registered_at,
        "住址": who.address,
        "账号": {"用户名": ways.username, "手机": ways.phone, "通行密钥": ways.passkeys},
        "核验记录": [
            {"方式": one.words, "等级": one.level, "由谁": one.provider, "时间": one.at.isoformat()}
            for one in proven.proofs_of(by.account)
        ],
        "银行卡": [
            {"银行": one.bank_name, "后四位": one.last4}
            for one in queries.bank_accounts(by.person, day_of(at))
        ],
        "同意": queries.consents(by.person),
        "代理与监护": [
            {
                "被代理人": one.principal_name,
                "代理人": one.agent_name,
                "事项": list(one.scope) or "全部",
                "自": str(one.valid_from),
                "至": str(one.valid_to or ""),
                "状态": one.status,
            }
            for one in queries.agencies_of(by.person)
        ],
    }


def _own(by: Actor) -> UUID:
    if by.account is None:
        raise Problem("offices.denied", right="people.end_session")
    return by.account
