"""One-time codes by telephone: sent, answered, used up. What is answered never tells whether anybody is known there."""

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from minzheng.core.audit import actions as audit
from minzheng.core.messages.actions import send_sms
from minzheng.core.messages.rules import day_of as bounds_of_day
from minzheng.core.people.actions.rights import check
from minzheng.core.people.models import PhoneCode
from minzheng.core.people.queries import proofs as proven
from minzheng.core.people.rules import CODE_HOLDS, CODE_TRIES, SOURCE_WINDOW, require_quiet
from minzheng.kernel.codes import CodeError, parse_phone
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, system

PURPOSES = {
    "sign_in": "登录或注册",
    "change_phone": "换手机号",
    "help": "让村里的帮办给您填申请",
    "confirm_help": "确认提交村里帮您填的申请",
}


def send_phone_code(
    *, by: Actor, at: datetime, phone: str, purpose: str, source: str, sum_right: bool = False
) -> UUID:
    """Send a code to a telephone; returns its id. The same happens whether or not an account is known there.
    8 statements.

    `source` is the network address of who asks; `sum_right` that the small sum was answered. Invalid for a number that
    is none; Problem `people.code_too_soon`, `people.phone_full_today`, `people.source_full`, `people.sum_first`.
    """
    check(by, "people.send_phone_code", at)
    number, where = _mobile(phone), proven.source_digest(source)
    sent = proven.codes_sent(number, where, since=bounds_of_day(at)[0], window=at - SOURCE_WINDOW)
    require_quiet(
        phone_today=sent.phone_today,
        last_sent=sent.last_sent,
        source_window=sent.source_window,
        sum_right=sum_right,
        at=at,
    )
    code, code_id = f"{secrets.randbelow(1_000_000):06d}", uuid7()
    with transaction.atomic():
        PhoneCode.objects.create(
            id=code_id,
            phone=number,
            purpose=purpose,
            digest=proven.code_digest(number, code),
            source=where,
            sent_at=at,
        )
        event = audit.record(by=by, at=at, kind="people.send_phone_code", facts={"purpose": purpose})
        words = (
            f"验证码 {code}，10 分钟内有效，只用来{PURPOSES[purpose]}。不要告诉别人，工作人员也不会问您要。"
        )
        send_sms(by=system("people.send_phone_code"), at=at, phone=number, text=words, event_id=event)
    return code_id


def prove_phone(*, by: Actor, at: datetime, code_id: UUID, code: str) -> str:
    """Answer a code; returns the telephone that is proven by it. 4 statements. The wrong try is counted before the
    Problem is raised: a door that rolls back on Problems must not wrap this verb.

    Problem `people.code_old` (also after five wrong tries), `people.code_wrong` with how many are left.
    """
    check(by, "people.prove_phone", at)
    with transaction.atomic():
        row = PhoneCode.objects.select_for_update().filter(id=code_id).first()
        wrong = _wrong(row, code, at)
        if row is not None and wrong is None:
            PhoneCode.objects.filter(id=code_id).update(proven_at=at)
        elif row is not None and wrong is not None and wrong.code == "people.code_wrong":
            count_wrong(code_id)
    if wrong is not None:
        raise wrong
    assert row is not None
    return row.phone


def _wrong(row: PhoneCode | None, code: str, at: datetime) -> Problem | None:
    if row is None or row.used_at or row.tries >= CODE_TRIES or at >= row.sent_at + CODE_HOLDS:
        return Problem("people.code_old")
    if secrets.compare_digest(bytes(row.digest), proven.code_digest(row.phone, "".join(code.split()))):
        return None
    left = CODE_TRIES - row.tries - 1
    return Problem("people.code_wrong", left=left) if left else Problem("people.code_old")


def count_wrong(code_id: UUID) -> None:
    """Count one wrong answer that belongs to a code. 1 statement."""
    PhoneCode.objects.filter(id=code_id).update(tries=F("tries") + 1)


def proven_phone(code_id: UUID, purpose: str, at: datetime, *, use: bool = False) -> str:
    """The telephone that a code has proven within ten minutes, for the verb that goes on from there; with `use` the
    code cannot be used again. 1 or 2 statements. Problem `people.code_old`."""
    rows = PhoneCode.objects.filter(id=code_id, purpose=purpose, used_at=None, proven_at__gt=at - CODE_HOLDS)
    found = rows.filter(tries__lt=CODE_TRIES).values_list("phone", flat=True).first()
    if found is None or (use and not rows.update(used_at=at)):
        raise Problem("people.code_old")
    return found


def _mobile(typed: str) -> str:
    try:
        phone = parse_phone(typed, allow_demo=settings.ALLOW_DEMO_ID)
    except CodeError as error:
        raise Invalid([FieldProblem("phone", str(error), "手机号")]) from error
    if phone.kind != "mobile":
        raise Invalid([FieldProblem("phone", "请填 11 位手机号，座机收不到验证码", "手机号")])
    return phone.number
