"""Conflicts of interest hold for the person (R1, R2): through a second account, as a deputy, after a transfer."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from minzheng.core.cases.actions import take_step
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town
from minzheng.core.offices import actions as offices
from minzheng.core.offices.queries import actor, organisation_by_uscc, positions_of
from minzheng.core.offices.tests.factories import UNITS, a_position
from minzheng.core.people.actions import open_household
from minzheng.core.people.tests.factories import BY, an_account
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

pytestmark = pytest.mark.django_db

OPINION = {"opinion": "户籍和年龄相符"}
DAY = AT.date()
YEAR = date(2026, 1, 1), date(2027, 1, 1)


@pytest.fixture
def town() -> Town:
    return a_town()


def unit(division: str) -> UUID:
    found = organisation_by_uscc(UNITS[division][0])
    assert found is not None
    return found.id


def account_of(person: UUID | None, username: str) -> Actor:
    """A staff account of somebody who may have another one already."""
    found = actor(an_account(person, username=username, kind="staff"), channel="web", on=DAY)
    assert found is not None
    return found


def again(by: Actor) -> Actor:
    """The same account after a change of positions."""
    assert by.account is not None
    found = actor(by.account, channel="web", on=DAY)
    assert found is not None
    return found


def accepted(town: Town, by: Actor | None = None) -> UUID:
    made = a_case(town)
    take_step(
        by=by or town.acceptor,
        at=AT + timedelta(hours=1),
        case_id=made.case_id,
        element="accept",
        outcome="accept",
    )
    return made.case_id


def review(by: Actor, case_id: UUID) -> None:
    take_step(
        by=by,
        at=AT + timedelta(hours=2),
        case_id=case_id,
        element="initial_review",
        outcome="agree",
        form=OPINION,
    )


def test_who_accepted_does_not_review_with_another_account(town: Town) -> None:
    case_id = accepted(town)
    assert town.acceptor.person is not None
    a_position(town.acceptor.person, unit("990101001"), "reviewer")
    second = account_of(town.acceptor.person, "acceptor_01_b")
    assert "reviewer" in second.roles, "the right is there, the person is the same"
    with pytest.raises(Problem, match="same_person"):
        review(second, case_id)


def test_who_accepted_does_not_review_as_a_deputy(town: Town) -> None:
    case_id = accepted(town)
    assert town.acceptor.person is not None
    assert town.reviewer.person is not None
    (held,) = positions_of(town.reviewer.person, DAY)
    offices.delegate(
        by=town.reviewer,
        at=AT,
        position_id=held.id,
        deputy=town.acceptor.person,
        valid_from=DAY,
        valid_to=DAY + timedelta(days=9),
        reason="外出培训",
    )
    deputy = again(town.acceptor)
    assert "reviewer" in deputy.roles
    with pytest.raises(Problem, match="same_person"):
        review(deputy, case_id)


def test_a_relative_stays_one_after_a_transfer(town: Town) -> None:
    """Who is of the applicant's household comes from another unit to the one that reviews."""
    assert town.elder.person is not None
    assert town.other_approver.person is not None
    case_id = accepted(town)
    open_household(
        by=BY,
        at=AT,
        head=town.elder.person,
        registered_at="990101001001",
        address="春和社区 2 号",
        members={town.other_approver.person: "child"},
        since=YEAR[0],
    )
    offices.transfer_staff(
        by=BY,
        at=AT,
        person=town.other_approver.person,
        leaves=unit("990102"),
        organisation_id=unit("990101001"),
        role="reviewer",
        on=DAY,
        valid_to=YEAR[1],
        basis="调动通知",
    )
    moved = again(town.other_approver)
    assert moved.roles == ("reviewer",)
    with pytest.raises(Problem, match="close_to_party"):
        review(moved, case_id)


def test_who_handled_it_stays_so_after_a_transfer(town: Town) -> None:
    case_id = accepted(town)
    assert town.acceptor.person is not None
    offices.transfer_staff(
        by=BY,
        at=AT,
        person=town.acceptor.person,
        leaves=unit("990101001"),
        organisation_id=unit("990101"),
        role="approver",
        on=DAY,
        valid_to=YEAR[1],
        basis="调动通知",
    )
    review(town.reviewer, case_id)
    with pytest.raises(Problem, match="same_person"):
        take_step(
            by=again(town.acceptor),
            at=AT + timedelta(hours=3),
            case_id=case_id,
            element="confirm",
            outcome="grant",
        )


def test_an_officer_does_not_handle_the_own_matter_with_a_staff_account(town: Town) -> None:
    case_id = accepted(town)
    assert town.elder.person is not None
    a_position(town.elder.person, unit("990101001"), "reviewer")
    with pytest.raises(Problem, match="own_matter"):
        review(account_of(town.elder.person, "elder_staff"), case_id)
