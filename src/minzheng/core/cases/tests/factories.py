"""A street, a county bureau, an elder, and the shipped allowance, for tests of this room and those above it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import minzheng
from minzheng.core.cases.actions import Submission, Submitted, reveal_fields, submit
from minzheng.core.cases.actions.permission import reveals
from minzheng.core.cases.queries import case, hidden_in
from minzheng.core.catalogue.actions import publish_found
from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.offices.queries import actor
from minzheng.core.offices.tests.factories import a_clerk, an_office
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY, a_person, an_account, divisions
from minzheng.core.places import actions as places
from minzheng.kernel.rights import Actor

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, 2 March 2026, 9:00 in Shanghai."""

DOMAINS = Path(minzheng.__file__).parent / "domains"


@dataclass(frozen=True, slots=True)
class Town:
    """Who is there, as actors."""

    elder: Actor
    acceptor: Actor
    reviewer: Actor
    approver: Actor
    window: Actor
    other_approver: Actor


def a_town() -> Town:
    """春和社区 in 柳荫街道, 明川区, with its officers; 云溪县 beside it."""
    divisions()
    places.load_calendar(by=BY, at=AT)
    places.load_parameters(by=BY, at=AT, files=sorted(DOMAINS.glob("*/parameters/*.yaml")))
    bureau, street, neighbour = an_office("990101"), an_office("990101001"), an_office("990102")
    publish_found(by=BY, at=AT, folders=[DOMAINS / "elderly" / "services" / "gaoling"])
    clerk = partial(_clerk)
    return Town(
        elder=_actor(an_account(an_elder(), username="elder")),
        acceptor=clerk("acceptor", street, "acceptor_01", "周演川"),
        reviewer=clerk("reviewer", street, "reviewer_01", "沈演秋"),
        approver=clerk("approver", bureau, "approver_01", "罗演江"),
        window=clerk("window", street, "window_01", "宋演月"),
        other_approver=clerk("approver", neighbour, "approver_02", "唐演舟"),
    )


def an_elder(name: str = "陈演松", born: date = date(1943, 2, 15)) -> UUID:
    """A person who is old enough for the allowance on AT."""
    return a_person(name, born=born)


def _clerk(role: str, office: UUID, username: str, name: str) -> Actor:
    return _actor(a_clerk(role, office, username=username, name=name)[0])


def _actor(account: UUID) -> Actor:
    found = actor(account, channel="web", on=AT.date())
    assert found is not None
    return found


def a_submission(elder: Actor, *, key: str = "k1", answers: dict[str, object] | None = None) -> Submission:
    """What the elder applies for."""
    assert elder.person is not None
    applicant = person(elder.person)
    return Submission(
        snapshot=snapshot_for("gaoling", applicant.places),
        applicant=applicant,
        answers=answers or {"for_whom": "self", "phone": "19900001234", "living": "alone"},
        key=key,
    )


def revealed(by: Actor, case_id: UUID, *, at: datetime = AT) -> None:
    """Everything of a case that this person may reveal is revealed."""
    row = case(case_id)
    for level in hidden_in(package(row["snapshot_id"])):
        if reveals(row, level, by, at):
            reveal_fields(
                by=by, at=at, case_id=case_id, level=level, purpose="核对申请表和材料", confirmed=True
            )


def a_case(town: Town, *, at: datetime = AT, key: str = "k1") -> Submitted:
    """A case that was just received."""
    return submit(by=town.elder, at=at, what=a_submission(town.elder, key=key))
