"""Signing by a link: sent to an absent member, bound to one case and one person, good for some hours and one use.

Whoever opens it has to know the end of the person's ID number and the code that is sent to the phone then. A phone that a
couple shares works: the link is bound to the person. Only digests of link and code are stored.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.audit.queries import run
from minzheng.core.cases import sql
from minzheng.core.cases.actions.signing import (
    Signature,
    lock_authorisation,
    signer_of,
    target_of,
    text_of,
    write,
    write_refusal,
    write_signature,
)
from minzheng.core.cases.queries import AuthorisationRow, authorisation_row, fills_in
from minzheng.core.cases.rules import (
    CODE_AGAIN_AFTER,
    CODE_HOLDS,
    ID_TAIL,
    LINK_TRIES,
    may_still_sign,
    today,
)
from minzheng.core.messages.actions import send_sms
from minzheng.core.offices.actions import authorise
from minzheng.core.people.queries import id_number_is, met
from minzheng.core.people.queries.sealing import keys
from minzheng.kernel.codes import CodeError, parse_phone
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, system
from minzheng.kernel.text import chinese_date, mask_name

CODE_FIELD = "cases_authorisation.code"


def send_link(
    *, by: Actor, at: datetime, authorisation_id: UUID, phone: str, address: str, by_sms: bool = True
) -> str:
    """Make a link to one authorisation, queue it as a short message to `phone`, and give back its token; `address` is
    what stands before the token. An earlier link ends. Without `by_sms` the page is opened here and now, on the phone
    of who asks; the code still goes to `phone`. 8 statements.

    Raises Invalid for a phone that is none; Problem: `offices.denied`, `cases.authorisation_missing`,
    `cases.signing_over`, `cases.already_signed`, `cases.minor_signs`, `cases.signer_gone`, `cases.too_many_sms`.
    """
    with one_transaction():
        row = lock_authorisation(authorisation_id)
        known = {**row.case, "id": row.case_id}
        owners = [
            row.case["applicant_id"],
            *([by.person] if by.person and fills_in(known, frozenset({by.person}), today(at)) else []),
        ]
        authorise(by=by, right="cases.send_link", target=target_of(row, owners), at=at)
        who = signer_of(row, at)
        _require_unsigned(row)
        number = _phone(phone)
        token, until = secrets.token_urlsafe(16), at + timedelta(hours=text_of(row).hours)
        changes = {
            "link_digest": link_digest(token),
            "link_phone": number,
            "link_expires": until,
            "link_failed": 0,
            "code_digest": None,
            "code_sent_at": None,
        }
        facts = {"role": row.role, "by_sms": by_sms, "hours": text_of(row).hours}
        event = write(row, changes, "cases.send_link", facts, by=by, at=at)
        if by_sms:
            day = chinese_date(today(until), year=False)
            words = (
                f"{mask_name(row.case['applicant_name'])}请{mask_name(who.name)}签一份授权书，{day}前有效：{address}{token} "
                "签的时候要身份证号后 6 位和验证码，不收钱，不要银行卡号和密码。"
            )
            _send(number, words, event, at)
    return token


def send_code(*, by: Actor, at: datetime, token: str, tail: str) -> str:
    """Who opened a link names the end of the ID number; if it is right a code goes to the phone. Gives back the phone.
    9 statements. What is counted is written before the Problem is raised: a door that rolls back on Problems must not
    wrap this verb.

    Raises Problem: `cases.link_gone` (used, expired, unknown, locked), `cases.link_wrong` (with tries left),
    `cases.code_too_soon`, `cases.too_many_sms`.
    """
    with one_transaction():
        row = _open(by, at, token)
        wrong = _wrong_tail(row, tail, by, at)
        if wrong is None:
            sent = row.values["code_sent_at"]
            if sent is not None and at < sent + CODE_AGAIN_AFTER:
                raise Problem("cases.code_too_soon")
            code = f"{secrets.randbelow(1_000_000):06d}"
            changes = {"code_digest": _code_digest(row.id, code), "code_sent_at": at}
            event = write(row, changes, "cases.send_code", {"role": row.role}, by=by, at=at)
            words = f"验证码 {code}，10 分钟内有效，只用来签授权书。不要告诉别人。"
            _send(row.values["link_phone"], words, event, at)
    if wrong is not None:
        raise wrong
    return str(row.values["link_phone"])


def sign_by_link(*, by: Actor, at: datetime, token: str, tail: str, code: str) -> None:
    """Sign by a link, with the end of the ID number and the code. 5 statements. The assurance is a2 when the code went to
    the phone that is registered for the signer, else a1.

    Raises Problem as `send_code` (and counts as there), `cases.code_old`, `cases.code_wrong`, `cases.minor_signs`,
    `cases.signer_gone`.
    """
    with one_transaction():
        row = _open(by, at, token)
        wrong = _unproven(row, tail, code, by, at)
        if wrong is None:
            who = signer_of(row, at)
            known = who.phone == row.values["link_phone"] and not who.claimed
            how = Signature("link", 2 if known else 1, row.person)
            write_signature(row, how, by=by, at=at, who=who)
    if wrong is not None:
        raise wrong


def refuse_by_link(*, by: Actor, at: datetime, token: str, tail: str, code: str, reason: str = "") -> None:
    """Say by a link that one does not sign, with the same proofs. 4 statements. Raises Problem as `sign_by_link`."""
    with one_transaction():
        row = _open(by, at, token)
        wrong = _unproven(row, tail, code, by, at)
        if wrong is None:
            write_refusal(row, reason, by=by, at=at)
    if wrong is not None:
        raise wrong


def open_link(*, by: Actor, at: datetime, token: str) -> AuthorisationRow:
    """The authorisation to which a link leads. 2 statements. Raises Problem(`cases.link_gone`)."""
    return _live(_led_to(token), by, at)


def link_digest(token: str) -> bytes:
    """What is stored of a link: SM3 of its 128 random bits."""
    return hashlib.new("sm3", b"cases.link" + token.encode()).digest()


def _code_digest(authorisation_id: UUID, code: str) -> bytes:
    return keys().blind_index(f"{authorisation_id}:{code}", CODE_FIELD, size=32)


def _open(by: Actor, at: datetime, token: str) -> AuthorisationRow:
    return _live(_led_to(token, "FOR UPDATE OF a"), by, at)


def _led_to(token: str, lock: str = "") -> list[tuple[object, ...]]:
    """The row of a link; the wall lets through whoever has the link, until the transaction ends. 2 statements."""
    digest = link_digest(token)
    run("SELECT set_config('mz.link', %s, true)", [digest.hex()])
    return run(f"{sql.AUTHORISATION} WHERE a.link_digest = %s {lock}", [digest])


def _live(found: list[tuple[object, ...]], by: Actor, at: datetime) -> AuthorisationRow:
    """A link that can be used; what it was is told to nobody who only has the address."""
    row = authorisation_row(found[0]) if found else None
    if row is None or row.link_expires is None or at >= row.link_expires:
        raise Problem("cases.link_gone")
    if row.state == "signed" or row.values["link_failed"] >= LINK_TRIES or not may_still_sign(row.case):
        raise Problem("cases.link_gone")
    authorise(by=by, right="cases.sign_by_link", target=target_of(row), at=at)
    return row


def _unproven(row: AuthorisationRow, tail: str, code: str, by: Actor, at: datetime) -> Problem | None:
    wrong = _wrong_tail(row, tail, by, at)
    if wrong is not None:
        return wrong
    sent, digest = row.values["code_sent_at"], row.values["code_digest"]
    if sent is None or digest is None or at >= sent + CODE_HOLDS:
        return Problem("cases.code_old")
    if secrets.compare_digest(bytes(digest), _code_digest(row.id, "".join(code.split()))):
        return None
    left = _count(row, by, at)
    return Problem("cases.code_wrong", left=left) if left else Problem("cases.link_gone")


def _wrong_tail(row: AuthorisationRow, tail: str, by: Actor, at: datetime) -> Problem | None:
    if id_number_is(row.person, tail, tail=ID_TAIL):
        return None
    left = _count(row, by, at)
    return Problem("cases.link_wrong", left=left) if left else Problem("cases.link_gone")


def _count(row: AuthorisationRow, by: Actor, at: datetime) -> int:
    """Write down one more wrong try; returns how many are left, 0 when the link is locked by it."""
    failed = row.values["link_failed"] + 1
    facts = {"failed": failed, "locked": failed >= LINK_TRIES}
    write(row, {"link_failed": failed}, "cases.link_wrong", facts, by=by, at=at)
    return max(LINK_TRIES - failed, 0)


def _require_unsigned(row: AuthorisationRow) -> None:
    if not may_still_sign(row.case):
        raise Problem("cases.signing_over")
    if row.state == "signed":
        name = met(row.person).name
        raise Problem(
            "cases.already_signed",
            name=name,
            when=chinese_date(today(row.signed_at or row.values["asked_at"])),
        )


def _phone(typed: str) -> str:
    try:
        return parse_phone(typed, allow_demo=True).number
    except CodeError as error:
        raise Invalid([FieldProblem("phone", str(error), "手机号")]) from error


def _send(number: str, words: str, event: UUID, at: datetime) -> None:
    if send_sms(by=system("cases.links"), at=at, phone=number, text=words, event_id=event) == "held":
        raise Problem("cases.too_many_sms")
