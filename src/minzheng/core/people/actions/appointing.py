"""Agency online: one appoints and the other accepts; a guardian says so and an officer checks the paper; and changing the
hat from one person to another."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from minzheng.core.audit import actions as audit
from minzheng.core.files.queries import own_files
from minzheng.core.messages.actions import deliver
from minzheng.core.people import queries
from minzheng.core.people.actions.binding import let_through
from minzheng.core.people.actions.persons import note_claimed_persons
from minzheng.core.people.actions.rights import check, day_of
from minzheng.core.people.models import Consent, NaturalPerson, Representative
from minzheng.core.people.rules import (
    ADULT,
    CHILD,
    CHILD_DATA,
    CHILD_DATA_TEXT,
    NewPerson,
    age_on,
    checked_person,
    require_level,
    require_term,
)
from minzheng.core.places import queries as places
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, system

PAGE = "/account/agency"


def appoint(
    *, by: Actor, at: datetime, name: str, id_number: str, services: Iterable[str], until: date
) -> UUID:
    """Offer to somebody (name and ID number) to act for oneself in these services (empty = all) from today until before
    `until`; returns the id. It holds once the other has accepted. 12 statements. Whether the other has an account is not
    told. A representative cannot appoint another.

    Invalid for what cannot be a name or number; Problem `people.assurance_needed` (a2), `people.own_representative`,
    `people.agent_unknown`, `people.agency_days`, `people.agency_too_long`, `people.minor_as_agent`, `people.agency_there`.
    """
    if by.person is None:
        raise Problem("people.assurance_needed", level=2, word="实名")
    check(by, "people.appoint", at, owners=[by.person])
    require_level(by, 2)
    agent, born = _named(name, id_number, by, at)
    if agent == by.person:
        raise Problem("people.own_representative")
    require_term(since=day_of(at), until=until, agent_born=born)
    return _offer("representative", by.person, agent, sorted(set(services)), until, None, by=by, at=at)


def accept_appointment(*, by: Actor, at: datetime, agency_id: UUID, accepts: bool = True) -> None:
    """Accept an offer, or say no. 7 statements. Problem `people.agency_missing`, `people.assurance_needed` (a2)."""
    row = Representative.objects.filter(id=agency_id, kind="representative", status="offered").first()
    if row is None or row.agent_id != by.person:
        raise Problem("people.agency_missing")
    check(by, "people.accept_appointment", at, owners=[row.agent_id])
    require_level(by, 2)
    status = "active" if accepts else "declined"
    with transaction.atomic():
        _move(row, status)
        facts = {"agency": row.id, "accepts": accepts}
        event = audit.record(
            by=by,
            at=at,
            kind="people.accept_appointment",
            facts=facts,
            subjects=[row.principal_id, row.agent_id],
        )
        word = "同意替您办事了" if accepts else "没有同意替您办事"
        _tell(row.principal_id, f"{by.name}{word}", event, at)


def claim_guardianship(*, by: Actor, at: datetime, name: str, id_number: str, evidence: UUID) -> UUID:
    """Say that one is the guardian of somebody, with a paper; returns the id. It holds once an officer has checked it.
    12 statements. Problem as `appoint`, and `files.missing` for a paper that oneself has not handed in."""
    if by.person is None:
        raise Problem("people.assurance_needed", level=2, word="实名")
    check(by, "people.claim_guardianship", at, owners=[by.person])
    require_level(by, 2)
    if not own_files([evidence], by.account):
        raise Problem("files.missing")
    ward, _ = _named(name, id_number, by, at)
    if ward == by.person:
        raise Problem("people.own_representative")
    return _offer("guardian", ward, by.person, [], None, evidence, by=by, at=at)


def check_guardianship(
    *, by: Actor, at: datetime, agency_id: UUID, confirms: bool, until: date | None = None
) -> None:
    """An officer has looked at the paper: the guardian may act from now on (for a child until it is of age), or not.
    For a child below fourteen the guardian's consent that its data are handled begins with it. 12 statements.

    Problem `people.agency_missing`, `people.own_guardianship`, `people.ward_is_adult` (of age and no end named).
    """
    row = Representative.objects.filter(id=agency_id, kind="guardian", status="offered").first()
    if row is None:
        raise Problem("people.agency_missing")
    found = queries.persons([row.principal_id, row.agent_id])
    ward, guardian = found[row.principal_id], found[row.agent_id]
    where = ward.places if ward.places.get("county") else guardian.places
    check(by, "people.check_guardianship", at, places=where)
    if by.person in (ward.id, guardian.id):
        raise Problem("people.own_guardianship")
    today, born = day_of(at), ward.birth_date
    minor = born is not None and age_on(born, today) < ADULT
    if confirms and not minor and until is None:
        raise Problem("people.ward_is_adult")
    ends = _of_age(born) if minor and born is not None and until is None else until
    with transaction.atomic():
        _move(row, "active" if confirms else "declined", valid_from=today, valid_to=ends)
        if confirms and not ward.places.get("county"):
            let_through(ward.id)
            NaturalPerson.objects.filter(id=ward.id).update(
                registered_at=guardian.registered_at, **places.ancestry(guardian.registered_at)
            )
        if confirms and born is not None and age_on(born, today) < CHILD:
            Consent.objects.get_or_create(
                person_id=ward.id,
                purpose=CHILD_DATA,
                withdrawn_at=None,
                defaults={"text_version": CHILD_DATA_TEXT, "given_at": at},
            )
        facts = {"agency": row.id, "confirms": confirms}
        event = audit.record(
            by=by,
            at=at,
            kind="people.check_guardianship",
            facts=facts,
            subjects=[ward.id, guardian.id],
            places=where,
        )
        _tell(
            guardian.id,
            f"{ward.name}的监护关系{'核对好了，可以替他办' if confirms else '没有核对上'}",
            event,
            at,
        )


def reveal_evidence(*, by: Actor, at: datetime, agency_id: UUID) -> UUID:
    """The file of a guardian's paper, for the officer who checks it; that it was looked at stands in the book.
    4 statements. Problem `people.agency_missing`."""
    row = Representative.objects.filter(id=agency_id, kind="guardian").exclude(evidence=None).first()
    if row is None or row.evidence is None:
        raise Problem("people.agency_missing")
    found = queries.persons([row.principal_id, row.agent_id])
    ward, guardian = found[row.principal_id], found[row.agent_id]
    where = ward.places if ward.places.get("county") else guardian.places
    check(by, "people.check_guardianship", at, places=where)
    audit.record(
        by=replace(by, purpose="核对监护关系"),
        at=at,
        kind="people.reveal_evidence",
        subjects=[ward.id, guardian.id],
        places=where,
    )
    return row.evidence


def act_for(*, by: Actor, at: datetime, principal: UUID | None) -> None:
    """Put on the hat of somebody's representative, or one's own again (None); the door then says so in the session.
    2 statements. Problem `people.nobody_to_act_for`."""
    check(by, "people.act_for", at)
    if by.person is None:
        raise Problem("people.nobody_to_act_for")
    if principal is not None:
        held = queries.principals_of(by.person, day_of(at))
        if principal not in {one.principal for one in held}:
            raise Problem("people.nobody_to_act_for")
    audit.record(by=by, at=at, kind="people.act_for", subjects=[principal] if principal else [])


def _named(name: str, id_number: str, by: Actor, at: datetime) -> tuple[UUID, date | None]:
    """Somebody by name and number: who is known, or now noted as claimed. 1 to 4 statements."""
    new = NewPerson(name=name, id_kind="resident_id", id_number=id_number, registered_at="")
    checked = checked_person(new, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    try:
        ids = note_claimed_persons(by=by, at=at, named=[(checked.name, checked.id_number)])
    except Problem as problem:
        if problem.code != "people.id_number_taken":
            raise
        raise Problem("people.agent_unknown") from problem
    return ids[checked.id_number], checked.birth_date


def _offer(
    kind: str,
    principal: UUID,
    agent: UUID,
    services: list[str],
    until: date | None,
    evidence: UUID | None,
    *,
    by: Actor,
    at: datetime,
) -> UUID:
    there = Representative.objects.filter(
        principal=principal, agent=agent, kind=kind, status__in=("offered", "active")
    )
    if any(one.status == "offered" or queries.in_force(one, day_of(at)) for one in there):
        raise Problem("people.agency_there")
    with transaction.atomic():
        row = Representative.objects.create(
            kind=kind,
            principal_id=principal,
            agent_id=agent,
            scope=services,
            valid_from=day_of(at),
            valid_to=until,
            evidence=evidence,
            status="offered",
        )
        facts = {"kind": kind, "services": services, "agency": row.id}
        event = audit.record(
            by=by, at=at, kind="people.offer_agency", facts=facts, subjects=[principal, agent]
        )
        if kind == "representative":
            _tell(agent, f"{by.name}想请您替他办事，请看一遍，再答复", event, at)
    return row.id


def _move(row: Representative, status: str, **changes: date | None) -> None:
    if not Representative.objects.filter(id=row.id, status="offered").update(status=status, **changes):
        raise Problem("people.agency_missing")


def _tell(person: UUID, words: str, event: UUID, at: datetime) -> None:
    deliver(
        by=system("people.agency"),
        at=at,
        person=person,
        event_id=event,
        title=words[:100],
        body=f"{words}。可办的事项、从哪天到哪天，都在“替谁办，谁替我办”里，随时可以撤回。",
        link=PAGE,
    )


def _of_age(born: date) -> date:
    """The day on which somebody turns eighteen."""
    day = born.replace(day=28) if (born.month, born.day) == (2, 29) else born
    return day.replace(year=day.year + ADULT)
