"""An administrator appoints agents and withdraws them; an agent lays a mandate down; and changing the hat."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from minzheng.core.audit import actions as audit
from minzheng.core.audit.queries import done_by_under_hat_of, done_under_hat_of
from minzheng.core.legal_persons import queries
from minzheng.core.legal_persons.actions.rights import check
from minzheng.core.legal_persons.actions.telling import tell
from minzheng.core.legal_persons.models import Mandate
from minzheng.core.legal_persons.rules import AGENT, APPOINTMENTS_A_DAY
from minzheng.core.messages.rules import day_of as bounds_of_day
from minzheng.core.people.actions import note_claimed_persons
from minzheng.core.people.actions.rights import day_of
from minzheng.core.people.rules import NewPerson, checked_person, require_term
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, system


def appoint_agent(
    *, by: Actor, at: datetime, name: str, id_number: str, services: Iterable[str], until: date
) -> UUID:
    """Let somebody (name and ID number) act for the legal person whose hat the administrator wears, in these services
    (empty = all) from today until before `until`; returns the id. 9 statements, 3 more for who is not known yet. Whether the other has an account is not told.

    Invalid for what cannot be a name or number; Problem `offices.denied` (no administrator), `legal_persons.oneself`,
    `legal_persons.appointments_full` (tried too often today), `legal_persons.agent_unknown`, `legal_persons.mandate_there`, `people.agency_days`, `people.agency_too_long`,
    `people.minor_as_agent`.
    """
    if by.corporate is None or by.person is None:
        raise Problem("offices.denied", right="legal_persons.appoint_agent")
    check(by, "legal_persons.appoint_agent", at, [by.corporate])
    new = NewPerson(name=name, id_kind="resident_id", id_number=id_number, registered_at="")
    checked = checked_person(new, day_of(at), allow_demo=settings.ALLOW_DEMO_ID)
    require_term(since=day_of(at), until=until, agent_born=checked.birth_date)
    _require_tries(by, at)
    agent = _named(checked, by, at)
    if agent == by.person:
        raise Problem("legal_persons.oneself")
    body, scope = queries.legal_person(by.corporate), sorted(set(services))
    with transaction.atomic():
        _clear_lapsed(by.corporate, agent, day_of(at), at)
        mandate = _given(by.corporate, agent, by.person, scope, day_of(at), until)
        event = audit.record(
            by=by,
            at=at,
            kind="legal_persons.appoint_agent",
            facts={"mandate": mandate, "services": scope, "until": until},
            subjects=[agent, by.corporate],
            places=body.places,
        )
        words = "您可以替它办授权的事项；不想办了，可以自己退出。"
        tell(agent, f"{body.name}请您做经办人", words, event, at)
    return mandate


def end_mandate(*, by: Actor, at: datetime, mandate_id: UUID) -> None:
    """Withdraw an agent (the administrator, under the hat), or lay one's own mandate down (one's own hat). It ends at once,
    whatever sessions say. 5 statements at most. Problem `legal_persons.mandate_missing`, `offices.denied`."""
    row = queries.mandate(mandate_id)
    check(by, "legal_persons.end_mandate", at, [row.legal_person, row.agent])
    if by.corporate is not None and row.kind != AGENT:
        raise Problem("offices.denied", right="legal_persons.end_mandate")
    with transaction.atomic():
        ended = Mandate.objects.filter(id=mandate_id, status="active").update(status="withdrawn", ended_at=at)
        if not ended:
            raise Problem("legal_persons.mandate_missing")
        event = audit.record(
            by=by,
            at=at,
            kind="legal_persons.end_mandate",
            facts={"mandate": mandate_id},
            subjects=[row.agent, row.legal_person],
        )
        if by.person != row.agent:
            tell(row.agent, f"{row.legal_person_name}撤回了给您的授权", "从现在起不能再替它办。", event, at)


def act_for(*, by: Actor, at: datetime, legal_person: UUID | None) -> str:
    """Put on the hat of a legal person, or one's own again (None); the door then says so in the session. Returns the name
    of the legal person. 2 statements. Problem `legal_persons.nobody_to_act_for`."""
    check(by, "legal_persons.act_for", at)
    name = ""
    if by.person is None:
        raise Problem("legal_persons.nobody_to_act_for")
    if legal_person is not None:
        held = queries.names_held(by.person, day_of(at))
        if legal_person not in held:
            raise Problem("legal_persons.nobody_to_act_for")
        name = held[legal_person]
    audit.record(by=by, at=at, kind="legal_persons.act_for", subjects=[legal_person] if legal_person else [])
    return name


def look(*, by: Actor, at: datetime, legal_person: UUID) -> list[dict[str, object]]:
    """What stands in the book as done under the hat of a legal person, newest first, for who wears it. 1 statement."""
    check(by, "legal_persons.look", at, [legal_person])
    return [dict(row) for row in done_under_hat_of(legal_person)]


def _require_tries(by: Actor, at: datetime) -> None:
    """Whoever names people to see which name fits which number does not get far: each try stands in the book, whatever
    came of it, and an administrator has so many a day. 3 statements."""
    assert by.corporate is not None
    since = bounds_of_day(at)[0]
    if done_by_under_hat_of(by.corporate, by.person, "legal_persons.name_agent", since) >= APPOINTMENTS_A_DAY:
        raise Problem("legal_persons.appointments_full", most=APPOINTMENTS_A_DAY)
    audit.record(by=by, at=at, kind="legal_persons.name_agent", subjects=[by.corporate])


def _named(checked: NewPerson, by: Actor, at: datetime) -> UUID:
    """Somebody by name and number: who is known, or now noted as claimed. 1 to 4 statements."""
    platform = replace(
        system("legal_persons.appoint_agent"), account=by.account, person=by.person, name=by.name
    )
    try:
        ids = note_claimed_persons(by=platform, at=at, named=[(checked.name, checked.id_number)])
    except Problem as problem:
        if problem.code != "people.id_number_taken":
            raise
        raise Problem("legal_persons.agent_unknown") from problem
    return ids[checked.id_number]


def _clear_lapsed(legal_person: UUID, agent: UUID, today: date, at: datetime) -> None:
    """What ran out makes room for a new one. 1 statement."""
    lapsed = Q(legal_person=legal_person, agent=agent, status="active", valid_to__lte=today)
    Mandate.objects.filter(lapsed).update(status="withdrawn", ended_at=at)


def _given(
    legal_person: UUID, agent: UUID, granted_by: UUID, scope: list[str], since: date, until: date
) -> UUID:
    mandate = uuid7()
    try:
        with transaction.atomic():
            Mandate.objects.create(
                id=mandate,
                legal_person_id=legal_person,
                agent_id=agent,
                kind=AGENT,
                basis="appointed",
                scope=scope,
                valid_from=since,
                valid_to=until,
                granted_by_id=granted_by,
            )
    except IntegrityError as error:
        raise Problem("legal_persons.mandate_there") from error
    return mandate
