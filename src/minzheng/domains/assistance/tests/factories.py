"""A street of 明川区 with its officers, and the families of the worked examples as they fill in the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import minzheng
from minzheng.core.cases.actions import Submission, Submitted, submit
from minzheng.core.catalogue.actions import publish_found
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.offices.queries import actor
from minzheng.core.offices.tests.factories import a_clerk, an_office
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY, a_person, an_account
from minzheng.core.places import actions as places
from minzheng.core.places.tests.factories import demo_divisions
from minzheng.kernel.rights import Actor

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, 2 March 2026, 9:00 in Shanghai."""
DOMAIN = Path(minzheng.__file__).parent / "domains" / "assistance"


@dataclass(frozen=True, slots=True)
class Family:
    """Who lives together, and who owes support: names with the ids of persons."""

    applicant: Actor
    members: Mapping[str, UUID]


def ground() -> None:
    """Divisions, calendar, standards and the package of the minimum allowance."""
    places.load_divisions(by=BY, at=AT, rows=demo_divisions(), source="test")
    places.load_calendar(by=BY, at=AT)
    places.load_parameters(by=BY, at=AT, files=sorted(DOMAIN.glob("parameters/*.yaml")))
    publish_found(by=BY, at=AT, folders=[DOMAIN / "services" / "dibao"])


def officers(county: str = "990101", town: str = "990101001") -> dict[str, Actor]:
    """One officer for each role of the road, at its level."""
    bureau, street = an_office(county), an_office(town)
    staff = (
        ("acceptor", street, "acceptor", "周演川"),
        ("investigator", street, "investigator", "沈演秋"),
        ("reviewer", street, "reviewer", "罗演江"),
        ("window", street, "window", "宋演月"),
        ("checker", bureau, "checker", "唐演舟"),
        ("county_reviewer", bureau, "reviewer", "韩演溪"),
        ("county_investigator", bureau, "investigator", "彭演荷"),
        ("approver", bureau, "approver", "董演坤"),
    )
    return {
        key: as_actor(a_clerk(role, office, username=key, name=name)[0]) for key, office, role, name in staff
    }


def as_actor(account: UUID) -> Actor:
    """The actor behind an account."""
    found = actor(account, channel="web", on=AT.date())
    assert found is not None
    return found


def a_family(*people: tuple[str, date], at: str = "990101001001", username: str = "head") -> Family:
    """Persons who live at one place; the first has an account and applies."""
    ids = {name: a_person(name, born=born, at=at) for name, born in people}
    return Family(as_actor(an_account(next(iter(ids.values())), username=username)), ids)


def ref(person_id: UUID) -> dict[str, str]:
    """What stands in answers in place of an ID number."""
    return {"ref": str(person_id), "shown": "9***********6"}


def row(name: str, person_id: UUID, relation: str, **more: Any) -> dict[str, Any]:
    """A member of the household as the form keeps it."""
    return {
        "name": name,
        "id_number": ref(person_id),
        "relation": relation,
        "together": "yes",
        "situation": "home",
        "work": "none",
        "health": "well",
        **more,
    }


def answers(household: Sequence[Mapping[str, Any]] = (), **more: Any) -> dict[str, Any]:
    """A filled-in form; money in fen."""
    return {
        "for_whom": "self",
        "lives": "here",
        "whole": "family",
        "receiving": "none",
        "marital": "widowed",
        "health": "well",
        "income_kinds": [],
        "household": list(household),
        "obligors": [],
        "financial": 0,
        "homes": 1,
        "cars": 0,
        "causes": ["labour"],
        "phone": "19900001234",
        "home": "柳荫街道春和社区 2 号",
        "bank_name": "青岚农商银行",
        "promise_truth": True,
        "consent_check": True,
        "consent_notice": True,
        **more,
    }


def three_of_lin() -> tuple[Family, dict[str, Any]]:
    """Worked example 1: 林演兰 with her son and grandson, and what she fills in."""
    family = a_family(
        ("林演兰", date(1952, 8, 9)), ("袁演岭", date(1978, 3, 16)), ("袁演禾", date(2014, 3, 12))
    )
    son = row(
        "袁演岭",
        family.members["袁演岭"],
        "child",
        marital="widowed",
        work="work",
        income_kinds=["wage"],
        wage=150000,
    )
    grandson = row("袁演禾", family.members["袁演禾"], "grandchild", work="school", school="basic")
    return family, answers([son, grandson], income_kinds=["pension"], pension=62000)


def an_application(
    family: Family, filled: Mapping[str, Any], *, at: datetime = AT, key: str = "k1"
) -> Submitted:
    """A case of the minimum allowance that was just received."""
    assert family.applicant.person is not None
    who = person(family.applicant.person)
    what = Submission(snapshot=snapshot_for("dibao", who.places), applicant=who, answers=filled, key=key)
    return submit(by=family.applicant, at=at, what=what)
