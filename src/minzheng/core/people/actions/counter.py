"""At a counter: an officer has seen document and face. What no page can sort out is sorted out here."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.accounts import close_account
from minzheng.core.people.actions.binding import bind, let_through, person_for, tell_bound
from minzheng.core.people.actions.persons import update_person
from minzheng.core.people.actions.proofs import Proven, note_proof
from minzheng.core.people.actions.rights import check, day_of
from minzheng.core.people.queries import proofs as proven
from minzheng.core.people.rules import NewPerson, checked_person
from minzheng.core.places import queries as places
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, system


@dataclass(frozen=True, slots=True)
class Shown:
    """What the person showed: the document, whose name and number; where they live (for who is not registered)."""

    name: str
    id_kind: str
    id_number: str
    registered_at: str


def verify_at_counter(
    *,
    by: Actor,
    at: datetime,
    account_id: UUID,
    shown: Shown,
    office: str,
    correct_name: bool = False,
    close_others: bool = False,
) -> UUID:
    """a3 by a document that an officer saw; returns the person. 12 statements at most, 2 more for each account closed.

    `correct_name`: the document's name goes before the registered one; `close_others`: other accounts of the person are
    closed. Invalid for what cannot be; Problem `offices.denied` (also for oneself), `people.account_unclear`,
    `people.name_differs`, `people.person_has_account`, `people.account_is_anothers`, `people.recorded_dead`.
    """
    if shown.id_kind == "none":
        raise Invalid([FieldProblem("id_kind", "没有证件的，先登记这个人，等有了证件再核验账号", "证件种类")])
    new = NewPerson(shown.name, shown.id_kind, shown.id_number, shown.registered_at)
    checked = checked_person(new, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    known = queries.person_by_id_number(checked.id_kind, checked.id_number)
    settled = known is not None and bool(known.places.get("county"))
    where = known.places if known is not None and settled else places.ancestry(shown.registered_at)
    check(by, "people.verify_at_counter", at, places=where)
    account = proven.account_by_id(account_id)
    if account is None or account.kind != "citizen":
        raise Problem("people.account_unclear")
    if known is not None and known.id == by.person:
        raise Problem("offices.denied", right="people.verify_at_counter")
    with transaction.atomic():
        if known is not None and known.name != checked.name and correct_name:
            let_through(known.id)
            update_person(
                by=replace(system("people.verify_at_counter"), account=by.account, name=by.name),
                at=at,
                person_id=known.id,
                version=known.version,
                changes={"name": checked.name},
            )
        person = person_for(checked, by=by, at=at)
        if not settled:
            _settle(person, shown.registered_at, by, at)
        if close_others:
            for other in proven.accounts_of(person):
                if other != account_id:
                    close_account(by=system("people.verify_at_counter"), at=at, account_id=other)
        bound = bind(account=account_id, bound=account.person, person=person)
        evidence = f"{checked.id_kind}:{checked.id_number}"
        proof = Proven("counter", 3, office, evidence)
        note_proof(by=by, at=at, account=account_id, person=person, proof=proof)
        facts = {"method": "counter", "level": 3, "account": account_id, "id_kind": checked.id_kind}
        event = audit.record(by=by, at=at, kind="people.verify", facts=facts, subjects=[person], places=where)
        if bound:
            tell_bound(account=account_id, at=at, event=event)
    return person


def _settle(person: UUID, registered_at: str, by: Actor, at: datetime) -> None:
    """Where somebody lives of whom that was not known."""
    row = queries.person(person)
    update_person(
        by=replace(system("people.verify_at_counter"), account=by.account, name=by.name),
        at=at,
        person_id=person,
        version=row.version,
        changes={"registered_at": registered_at},
    )
