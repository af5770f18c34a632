"""Whose an account is: the person of a checked name and number, once, never silently another."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from minzheng.core.audit import actions as audit
from minzheng.core.audit.queries import run
from minzheng.core.messages.actions import send_sms
from minzheng.core.people import queries
from minzheng.core.people.models import Account, NaturalPerson
from minzheng.core.people.queries import sealing
from minzheng.core.people.rules import NewPerson, name_key
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, system
from minzheng.kernel.text import mask_name

BOUND = "{name}，刚有账号用您的身份实名了，账号手机尾号{tail}。不是您办的，请马上打 12349，或者带身份证到街道、乡镇的窗口停用它。"


def person_for(checked: NewPerson, *, by: Actor, at: datetime) -> UUID:
    """The person of a name and number that a register has found to fit: the one who is known, no longer claimed only,
    or a new one. The wall lets it through from here on. 2 to 4 statements. Problem `people.name_differs`, `people.recorded_dead`."""
    known = queries.person_by_id_number(checked.id_kind, checked.id_number)
    if known is None:
        return _new(checked, by, at)
    if known.name != checked.name:
        raise Problem("people.name_differs")
    if not known.alive:
        raise Problem("people.recorded_dead")
    let_through(known.id)
    if known.claimed:
        NaturalPerson.objects.filter(id=known.id, claimed=True).update(
            claimed=False, version=F("version") + 1
        )
    return known.id


def bind(*, account: UUID, bound: UUID | None, person: UUID) -> bool:
    """Bind an account to a person; whether it was not bound before. 0 or 2 statements. Problem `people.account_is_anothers` when it is bound to somebody
    else, `people.person_has_account` when the person has another account: both are for a counter to sort out."""
    if bound is not None:
        if bound != person:
            raise Problem("people.account_is_anothers")
        return False
    others = Account.objects.filter(person=person, kind=Account.Kind.CITIZEN, is_active=True)
    if others.exclude(id=account).exists():
        raise Problem("people.person_has_account")
    if not Account.objects.filter(id=account, person=None).update(person_id=person):
        raise Problem("people.account_is_anothers")
    return True


def tell_bound(*, account: UUID, at: datetime, event: UUID) -> None:
    """Tell the telephone on file of a person, when it is another than the account's own, that an account was bound to them
    now (`event` of the book), and what to do if it was not them. 1 statement, 5 with the message."""
    row = (
        Account.objects.select_related("person")
        .only("phone", "person__phone", "person__name")
        .get(id=account)
    )
    on_file = row.person.phone if row.person else ""
    if on_file in ("", row.phone):
        return
    text = BOUND.format(name=mask_name(row.person.name), tail=row.phone[-4:] or "没有留")
    try:
        send_sms(by=system("people.tell_bound"), at=at, phone=on_file, text=text, event_id=event)
    except Problem as problem:
        if problem.code != "messages.phone":  # what is on file is no number that takes messages
            raise


def _new(checked: NewPerson, by: Actor, at: datetime) -> UUID:
    person_id = uuid7()
    row = NaturalPerson(
        id=person_id,
        created_at=at,
        name=checked.name,
        name_key=name_key(checked.name),
        sex=checked.sex,
        birth_date=checked.birth_date,
        id_kind=checked.id_kind,
        id_number_enc=sealing.sealed_id_number(person_id, checked.id_number),
        id_number_bix=sealing.id_number_digest(checked.id_kind, checked.id_number),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # two sign-ups for the same person at the same moment
        raise Problem("people.person_has_account") from error
    let_through(person_id)
    facts = {"id_kind": checked.id_kind, "by_proof": True}
    audit.record(by=by, at=at, kind="people.register_person", facts=facts, subjects=[person_id])
    return person_id


def let_through(person: UUID) -> None:
    """For the rest of this transaction the wall of the database takes the person for the actor's own: name and number
    were proven, or an officer saw the document. 1 statement."""
    run(
        "SELECT set_config('mz.person', concat_ws(',', nullif(current_setting('mz.person', true), ''), %s::text), true)",
        [str(person)],
    )
