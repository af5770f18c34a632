"""Registering persons, keeping them current, and showing an ID number to who says what for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F

from minzheng.core.audit import actions as audit
from minzheng.core.people import queries
from minzheng.core.people.actions.rights import check, day_of
from minzheng.core.people.models import NaturalPerson
from minzheng.core.people.queries import sealing
from minzheng.core.people.rules import NewPerson, checked_person, name_key
from minzheng.core.places import queries as places
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

CHANGEABLE = frozenset({"name", "phone", "registered_at", "address"})
LEAST_PURPOSE = 4
MOST_STRANGERS = 60
"""So many persons whom no register knows an account may name in a day: three large families with all their relatives."""
_DAY_S = 86_400


def register_person(*, by: Actor, at: datetime, new: NewPerson) -> UUID:
    """Register a person; returns the id.

    Whom only an application had named becomes verified by this. Invalid names each field to mend; Problem
    `people.id_number_taken` when the number is known, `places.division_unknown` for a division that is not.
    """
    where = places.ancestry(new.registered_at)
    check(by, "people.register_person", at, places=where)
    checked = checked_person(new, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    known = queries.person_by_id_number(checked.id_kind, checked.id_number)
    if known is not None and known.claimed:
        return _verify(known, checked, where, by, at)
    if known is not None:
        raise Problem("people.id_number_taken")
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
        phone=checked.phone,
        registered_at=checked.registered_at,
        address=checked.address.strip(),
        **where,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record(
                by=by,
                at=at,
                kind="people.register_person",
                facts={"id_kind": checked.id_kind},
                subjects=[person_id],
                places=where,
            )
    except IntegrityError as error:
        raise Problem("people.id_number_taken") from error
    return person_id


def _verify(
    known: queries.PersonRow, checked: NewPerson, where: Mapping[str, str], by: Actor, at: datetime
) -> UUID:
    """Somebody of whom only an application spoke is registered now: the register's words go before the claimed ones."""
    columns = {
        "name": checked.name,
        "name_key": name_key(checked.name),
        "phone": checked.phone,
        "registered_at": checked.registered_at,
        "address": checked.address.strip(),
        "claimed": False,
        **where,
    }
    with transaction.atomic():
        _change(known.id, known.version, columns)
        facts = {"id_kind": checked.id_kind, "claimed_before": True}
        audit.record(
            by=by, at=at, kind="people.register_person", facts=facts, subjects=[known.id], places=where
        )
    return known.id


def note_claimed_persons(*, by: Actor, at: datetime, named: Sequence[tuple[str, str]]) -> dict[str, UUID]:
    """Note those whom an application names and no register knows (members, obligors): claimed, not verified, of no
    place; `named` are (name, ID number), returns number -> id. 3 statements and those of the day's count, however many;
    1 when all are known.

    Who is known by number and name already is given back. Problem `people.id_number_taken` when a number is known
    under another name; `people.too_many_named` when one account named too many strangers today; Invalid for a name or
    number that cannot be.
    """
    check(by, "people.note_claimed_persons", at)
    asked = {
        number: checked_person(
            NewPerson(name=name, id_kind="resident_id", id_number=number, registered_at=""),
            day_of(at),
            allow_demo=settings.ALLOW_DEMO_ID,
        )
        for name, number in named
    }
    known = queries.persons_by_id_numbers("resident_id", [one.id_number for one in asked.values()])
    if any(one.id_number in known and known[one.id_number].name != one.name for one in asked.values()):
        raise Problem("people.id_number_taken")
    fresh = {one.id_number: one for one in asked.values() if one.id_number not in known}
    ids = {number: row.id for number, row in known.items()} | {number: uuid7() for number in fresh}
    if fresh:
        _count_strangers(by, at, len(fresh))
        _note_claimed(by, at, [_claimed(ids[number], one, at) for number, one in fresh.items()])
    return {number: ids[one.id_number] for number, one in asked.items()}


def _count_strangers(by: Actor, at: datetime, fresh: int) -> None:
    """Nobody fills the register with numbers: an account that is no office's may name so many unknown persons a day."""
    if by.is_staff or by.account is None:
        return
    key = f"people.strangers.{by.account}.{day_of(at)}"
    named = cache.get(key, 0) + fresh
    if named > MOST_STRANGERS:
        raise Problem("people.too_many_named", most=MOST_STRANGERS)
    cache.set(key, named, _DAY_S)


def _note_claimed(by: Actor, at: datetime, rows: list[NaturalPerson]) -> None:
    try:
        with transaction.atomic():
            NaturalPerson.objects.bulk_create(rows)
            facts = {"persons": len(rows)}
            audit.record(
                by=by,
                at=at,
                kind="people.note_claimed_persons",
                facts=facts,
                subjects=[row.id for row in rows],
            )
    except IntegrityError as error:  # somebody named the same person at the same moment
        raise Problem("people.id_number_taken") from error


def _claimed(person_id: UUID, checked: NewPerson, at: datetime) -> NaturalPerson:
    return NaturalPerson(
        id=person_id,
        created_at=at,
        name=checked.name,
        name_key=name_key(checked.name),
        sex=checked.sex,
        birth_date=checked.birth_date,
        id_kind=checked.id_kind,
        id_number_enc=sealing.sealed_id_number(person_id, checked.id_number),
        id_number_bix=sealing.id_number_digest(checked.id_kind, checked.id_number),
        claimed=True,
    )


def update_person(
    *, by: Actor, at: datetime, person_id: UUID, version: int, changes: Mapping[str, str]
) -> None:
    """Change name, phone, division or address of a person who was read at `version`.

    Problem `people.changed_meanwhile` when someone else was faster; Invalid for a field that will not do.
    """
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise ValueError(f"not changeable here: {unknown}")
    known = queries.met(person_id)
    check(by, "people.update_person", at, owners=[person_id], places=known.places)
    asked = NewPerson(
        name=changes.get("name", known.name),
        id_kind="none",
        id_number="",
        registered_at=changes.get("registered_at", known.registered_at),
        phone=changes.get("phone", known.phone),
        address=changes.get("address", known.address),
    )
    checked = checked_person(asked, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    columns: dict[str, Any] = {name: getattr(checked, name).strip() for name in changes}
    if "name" in changes:
        columns["name_key"] = name_key(checked.name)
    if "registered_at" in changes:
        columns |= places.ancestry(checked.registered_at)
    with transaction.atomic():
        _change(person_id, version, columns)
        audit.record(
            by=by,
            at=at,
            kind="people.update_person",
            facts={"fields": sorted(changes)},
            subjects=[person_id],
            places=known.places,
            content={"before": {name: getattr(known, name) for name in changes}, "after": dict(changes)},
        )


def note_death(*, by: Actor, at: datetime, person_id: UUID, version: int, died_on: date) -> None:
    """Note that a person has died. Problem `people.already_dead`, `people.death_date`, `people.changed_meanwhile`."""
    known = queries.met(person_id)
    check(by, "people.note_death", at, places=known.places)
    if not known.alive:
        raise Problem("people.already_dead")
    if died_on > day_of(at) or (known.birth_date is not None and died_on < known.birth_date):
        raise Problem("people.death_date")
    with transaction.atomic():
        _change(person_id, version, {"alive": False, "died_on": died_on})
        audit.record(by=by, at=at, kind="people.note_death", subjects=[person_id], places=known.places)


def reveal_id_number(*, by: Actor, at: datetime, person_id: UUID, purpose: str) -> str:
    """The whole ID number, for a stated purpose; that it was shown, to whom and what for stands in the book.

    Problem `people.purpose_missing` for fewer than four signs, `people.no_id_number`.
    """
    if len(purpose.strip()) < LEAST_PURPOSE:
        raise Problem("people.purpose_missing")
    known = queries.met(person_id)
    check(by, "people.reveal_id_number", at, owners=[person_id], places=known.places)
    sealed = NaturalPerson.objects.values_list("id_number_enc", flat=True).get(id=person_id)
    if sealed is None:
        raise Problem("people.no_id_number")
    with transaction.atomic():
        audit.record(
            by=replace(by, purpose=purpose.strip()[:200]),
            at=at,
            kind="people.reveal_id_number",
            subjects=[person_id],
            places=known.places,
        )
    return sealing.opened_id_number(person_id, bytes(sealed))


def _change(person_id: UUID, version: int, columns: Mapping[str, Any]) -> None:
    changed = NaturalPerson.objects.filter(id=person_id, version=version).update(
        **columns, version=F("version") + 1
    )
    if not changed:
        raise Problem("people.changed_meanwhile")
