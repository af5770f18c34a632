"""What is asked: who this request's actor is, what the roles and rules are, which organisation handles a place."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from django.db import connection
from django.db.models import Q

from minzheng.core.audit.queries import run_named
from minzheng.core.legal_persons.queries import held as mandates_held
from minzheng.core.legal_persons.rules import Held
from minzheng.core.legal_persons.sql import HELD, mandates
from minzheng.core.offices.models import Delegation, Organisation, Position
from minzheng.core.offices.rules import Role, load_roles, rights_of, rules_of
from minzheng.core.offices.sql import grants
from minzheng.core.people.queries import AccountRow, account_row
from minzheng.core.people.sql import household_of, signed_in_by_account, signed_in_by_session
from minzheng.kernel.rights import Actor, Grant, Hat, Rule, Scope, anonymous, load_rules
from minzheng.kernel.sql import Clause, compose

SHANGHAI = ZoneInfo("Asia/Shanghai")
FLOORS = ("core", "blocks", "domains", "faces")
HOUSE = Path(__file__).resolve().parents[3]


# ── Roles and rules: data of all rooms, read once per process ────────────────────────────────────────────────────────


@cache
def roles() -> Mapping[str, Role]:
    """Every role of the house by name, joined from the rooms' `roles.yaml`. No statement."""
    return load_roles(_documents("roles.yaml"))


@cache
def rules() -> Mapping[str, tuple[Rule, ...]]:
    """Every rule of the house by right, joined from the rooms' `rights.yaml` and `roles.yaml`. No statement."""
    joined = load_rules(_documents("rights.yaml"))
    for right, lines in rules_of(roles()).items():
        joined[right] = joined.get(right, ()) + lines
    return joined


@cache
def rights_of_role(role: str) -> frozenset[str]:
    """All rights that a role has somewhere. No statement."""
    return rights_of(role, rules())


def titles() -> dict[str, str]:
    """Chinese titles of the roles by name. No statement."""
    return {name: role.title for name, role in roles().items()}


def _documents(name: str) -> Iterator[Mapping[str, Any]]:
    for floor in FLOORS:
        for path in sorted((HOUSE / floor).glob(f"*/{name}")):
            yield yaml.safe_load(path.read_text(encoding="utf-8")) or {}


# ── The actor ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What one statement finds for a session: its data as stored, when it ends, the account (None = nobody signed in),
    the actor, for whom the person may act today: (person, name, kind of agency), and for which legal persons."""

    session_data: str
    expires: datetime | None
    account: AccountRow | None
    actor: Actor
    principals: tuple[tuple[UUID, str, str], ...] = ()
    mandates: tuple[Held, ...] = ()

    def under_hat_of(self, legal_person: UUID) -> Actor:
        """The same person under the hat of a legal person; the own hat where no mandate is in force. No statement."""
        mandate = next((one for one in self.mandates if one.legal_person == legal_person), None)
        if mandate is None:
            return self.actor
        return replace(
            self.actor,
            hat=Hat.CORPORATE,
            on_behalf_of=None,
            corporate=mandate.legal_person,
            corporate_role=mandate.role,
            services=mandate.services,
            delegation=mandate.id,
        )


def signed_in(session_key: str, *, channel: str, at: datetime) -> SignedIn | None:
    """Session, account, person and grants of a session that has not expired. One statement."""
    on = at.astimezone(SHANGHAI).date()
    row = _row([signed_in_by_session(session_key, at, on), grants(on), mandates(on)], _SELECT_ALL)
    if row is None:
        return None
    account = account_row(row)
    who = anonymous(channel) if account is None else _actor(row, account, channel)
    return SignedIn(
        row["session_data"],
        row["expire_date"],
        account,
        who,
        _principals(row),
        mandates_held(row["mandates"]),
    )


def actor(account_id: UUID, *, channel: str, on: date, on_behalf_of: UUID | None = None) -> Actor | None:
    """The actor of an account on a day; None when it may not sign in. One statement.

    With `on_behalf_of` the hat is that of a representative, if an agency for that person is in force; otherwise the
    person acts for themselves.
    """
    row = _row([signed_in_by_account(account_id, on_behalf_of, on), grants(on)])
    account = None if row is None else account_row(row)
    return None if row is None or account is None else _actor(row, account, channel)


_SELECT = """SELECT signed_in.*, (SELECT json_agg(json_build_array(
    role, level, division, organisation_id, businesses, valid_to, delegation, groups) ORDER BY role, division) FROM grants)
    AS grants FROM signed_in"""
_SELECT_ALL = _SELECT.replace(
    "AS grants",
    f"AS grants, (SELECT json_agg(json_build_array({', '.join(HELD)})) FROM mandates) AS mandates",
)


def _row(clauses: Sequence[Clause], select: str = _SELECT) -> dict[str, Any] | None:
    found = run_named(*compose(clauses, select))
    return found[0] if found else None


def _actor(row: Mapping[str, Any], account: AccountRow, channel: str) -> Actor:
    held = row["grants"] or []
    lines = json.loads(held) if isinstance(held, str) else held
    delegations = [UUID(line[6]) for line in lines if line[6]]
    staff = account.kind == "staff"
    represented = None if staff else row["on_behalf_of"]
    return Actor(
        hat=Hat.STAFF if staff else Hat.REPRESENTATIVE if represented else Hat.SELF,
        account=account.id,
        person=account.person,
        name=(row["person_name"] or account.username)[:64],
        on_behalf_of=represented,
        services=_services(row) if represented else frozenset(),
        assurance=account.assurance,
        channel=channel,
        delegation=delegations[0] if delegations else None,
        grants=tuple(_grant(line) for line in lines),
    )


def _principals(row: Mapping[str, Any]) -> tuple[tuple[UUID, str, str], ...]:
    held = row["principals"] or []
    lines = json.loads(held) if isinstance(held, str) else held
    return tuple((UUID(line[0]), str(line[1]), str(line[2])) for line in lines)


def _services(row: Mapping[str, Any]) -> frozenset[str]:
    """The matters of all agencies for the person represented together; one that names none reaches all."""
    held = row["scopes"] or []
    scopes = json.loads(held) if isinstance(held, str) else held
    return frozenset() if not all(scopes) else frozenset(name for scope in scopes for name in scope)


def _grant(line: Sequence[Any]) -> Grant:
    role, level, division, organisation, businesses, valid_to, _, groups = line
    return Grant(
        role=role,
        rights=rights_of_role(role),
        scope=Scope(level, division),
        organisation=UUID(organisation),
        businesses=frozenset(businesses),
        until=date.fromisoformat(valid_to) - timedelta(days=1),
        groups=frozenset(groups),
    )


# ── Organisations and positions ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as other rooms see it; `places` are its level columns."""

    id: UUID
    uscc: str
    name: str
    short_name: str
    kind: str
    business: str
    level: str
    division: str
    places: Mapping[str, str]
    parent: UUID | None
    phone: str
    small_office: bool


@dataclass(frozen=True, slots=True)
class PositionRow:
    """Who holds which role where and until when (`valid_to` is the first day without it)."""

    id: UUID
    person: UUID
    organisation: UUID
    organisation_name: str
    role: str
    level: str
    division: str
    businesses: frozenset[str]
    valid_from: date
    valid_to: date


def organisation(organisation_id: UUID) -> OrganisationRow | None:
    """One organisation. One statement."""
    row = Organisation.objects.filter(id=organisation_id).first()
    return None if row is None else _organisation(row)


def organisation_by_uscc(uscc: str) -> OrganisationRow | None:
    """The organisation with this unified social credit code. One statement."""
    row = Organisation.objects.filter(uscc=uscc).first()
    return None if row is None else _organisation(row)


def organisation_named(name: str, on: date) -> OrganisationRow | None:
    """The organisation in force that has exactly this name. One statement."""
    row = Organisation.objects.filter(_in_force(on), name=name).order_by("uscc").first()
    return None if row is None else _organisation(row)


def organisations(ids: Iterable[UUID]) -> dict[UUID, OrganisationRow]:
    """Several organisations by id. One statement."""
    return {row.id: _organisation(row) for row in Organisation.objects.filter(id__in=set(ids))}


def organisations_in(level: str, division: str, on: date, kinds: Iterable[str] = ()) -> list[OrganisationRow]:
    """The organisations in force inside a division (equality on its level column), by division. One statement."""
    rows = Organisation.objects.filter(_in_force(on), **({} if level == "nation" else {level: division}))
    wanted = list(kinds)
    rows = rows.filter(kind__in=wanted) if wanted else rows
    return [_organisation(row) for row in rows.order_by("division", "uscc")]


def authority_for(places: Mapping[str, str], level: str, on: date) -> OrganisationRow | None:
    """Who handles civil affairs for a place at a level: the civil affairs bureau, below the county the street office
    or town government, in the village its committee. One statement."""
    kinds = ("authority", "street_office", "town_government", "residents_committee", "villagers_committee")
    division = places.get(level, "")
    row = (
        Organisation.objects.filter(_in_force(on), division=division, level=level, kind__in=kinds)
        .filter(Q(business="") | Q(business="self_government"))
        .order_by("uscc")
        .first()
    )
    return None if row is None or not division else _organisation(row)


def positions_of(person: UUID, on: date) -> list[PositionRow]:
    """The positions that a person holds on a day, delegations not counted. One statement."""
    return _positions(Q(person=person), on)


def holders(role: str, places: Mapping[str, str], level: str, on: date) -> list[PositionRow]:
    """Who holds a role for exactly this place at this level on a day. One statement."""
    return _positions(Q(role=role, level=level, division=places.get(level, "")), on)


def able_to_stand_in(roles_held: Iterable[str], persons: Iterable[UUID], on: date) -> frozenset[UUID]:
    """Those of the persons whose own roles exclude none, or not every one, of the roles held: who may be asked to stand in.

    1 statement.
    """
    known = roles()
    wanted = [known[name] for name in roles_held if name in known]
    own: dict[UUID, list[Role]] = {person: [] for person in persons}
    for row in _positions(Q(person__in=list(own)), on):
        if row.role in known:
            own[row.person].append(known[row.role])
    return frozenset(
        person
        for person, mine in own.items()
        if any(not any(role.excludes(other) for other in mine) for role in wanted)
    )


def staff_of(organisation_id: UUID, on: date) -> list[PositionRow]:
    """Everybody who holds a position in an organisation on a day, by role. One statement."""
    return _positions(Q(organisation=organisation_id), on)


def colleagues_of(person: UUID, on: date) -> list[PositionRow]:
    """Every position in the organisations in which a person holds one on a day, the person's own among them. One
    statement."""
    own = Position.objects.filter(person=person, valid_from__lte=on, valid_to__gt=on)
    return _positions(Q(organisation__in=own.values("organisation")), on)


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """Who stands in for the holder of a position, from when until when (`valid_to` is the first day without)."""

    id: UUID
    role: str
    deputy: UUID
    valid_from: date
    valid_to: date
    reason: str


def delegations_of(person: UUID, on: date) -> list[DelegationRow]:
    """The deputies that stand in for a person now or later, soonest first. One statement."""
    rows = Delegation.objects.filter(position__person=person, valid_to__gt=on).select_related("position")
    return [
        DelegationRow(row.id, row.position.role, row.deputy_id, row.valid_from, row.valid_to, row.reason)
        for row in rows.order_by("valid_from", "id")
    ]


def delegations_received(person: UUID, on: date) -> list[DelegationRow]:
    """For whom a person stands in now or later, soonest first (`deputy` is that person). One statement."""
    rows = Delegation.objects.filter(deputy=person, valid_to__gt=on).select_related("position")
    return [
        DelegationRow(row.id, row.position.role, row.deputy_id, row.valid_from, row.valid_to, row.reason)
        for row in rows.order_by("valid_from", "id")
    ]


def close_to(persons: Iterable[UUID], on: date) -> frozenset[UUID]:
    """Who is too close to these persons to handle their matter: same household, agency either way. One statement."""
    text, params = compose([household_of(list(persons), on)], "SELECT person_id FROM close_persons")
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return frozenset(row[0] for row in cursor.fetchall())


def employers_of(person: UUID, on: date) -> list[OrganisationRow]:
    """The organisations in which a person holds a position on a day or later; if none, the one they left last. Two
    statements."""
    rows = list(Position.objects.filter(person=person).order_by("-valid_to").select_related("organisation"))
    holding = [row for row in rows if row.valid_to > on] or rows[:1]
    return list({row.organisation_id: _organisation(row.organisation) for row in holding}.values())


def serving_in(persons: Iterable[UUID], divisions: Iterable[str], on: date) -> frozenset[UUID]:
    """Who of these persons holds a position in one of these divisions on a day. One statement."""
    rows = Position.objects.filter(
        person__in=list(persons),
        division__in=[code for code in divisions if code],
        valid_from__lte=on,
        valid_to__gt=on,
    )
    return frozenset(rows.values_list("person_id", flat=True))


def units_of(persons: Iterable[UUID], on: date) -> dict[UUID, str]:
    """The name of an organisation in which each of these persons holds a position on a day. One statement."""
    rows = Position.objects.filter(person__in=set(persons), valid_from__lte=on, valid_to__gt=on)
    return dict(rows.order_by("-valid_from").values_list("person_id", "organisation__name"))


def _in_force(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def _positions(which: Q, on: date) -> list[PositionRow]:
    rows = Position.objects.filter(which, valid_from__lte=on, valid_to__gt=on).select_related("organisation")
    return [
        PositionRow(
            id=row.id,
            person=row.person_id,
            organisation=row.organisation_id,
            organisation_name=row.organisation.name,
            role=row.role,
            level=row.level,
            division=row.division,
            businesses=frozenset(row.businesses),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows.order_by("role", "division", "id")
    ]


def _organisation(row: Organisation) -> OrganisationRow:
    return OrganisationRow(
        id=row.id,
        uscc=row.uscc,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        business=row.business,
        level=row.level,
        division=row.division,
        places={
            "province": row.province,
            "city": row.city,
            "county": row.county,
            "town": row.town,
            "village": row.village,
        },
        parent=row.parent_id,
        phone=row.phone,
        small_office=row.small_office,
    )
