"""Nobody appoints themselves, nobody stands in for each other in a circle, and what is left behind ends with a transfer."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from minzheng.core.audit.tests.at_once import at_once
from minzheng.core.offices import actions, queries
from minzheng.core.offices.rules import check_no_circle
from minzheng.core.offices.tests.factories import AT, BY, TODAY, a_clerk, a_position, an_office
from minzheng.core.people.tests.factories import a_person, divisions
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

A, B, C, D = (UUID(int=n) for n in range(1, 5))
FIRST, LAST = date(2026, 3, 1), date(2026, 6, 1)


def code_of(verb: Any) -> str:
    with pytest.raises(Problem) as caught:
        verb()
    return str(caught.value.code)


@pytest.mark.parametrize("known", [[(B, A)], [(B, C), (C, A)], [(B, C), (C, D), (D, A), (B, D)]])
def test_a_circle_of_any_length_is_refused(known: list[tuple[UUID, UUID]]) -> None:
    assert code_of(lambda: check_no_circle(A, B, known)) == "offices.circular_delegation"


@pytest.mark.parametrize("known", [[], [(A, B)], [(A, C), (C, B)], [(B, C), (C, D)], [(C, D), (D, C)]])
def test_what_does_not_lead_back_is_none(known: list[tuple[UUID, UUID]]) -> None:
    check_no_circle(A, B, known)
    assert (B, A) not in known


@pytest.mark.django_db
class TestInTheDatabase:
    @pytest.fixture(autouse=True)
    def _offices(self) -> None:
        divisions()
        self.street, self.bureau = an_office(), an_office("990101")

    def clerk(self, role: str, username: str, office: UUID | None = None) -> Actor:
        account, _ = a_clerk(role, office or self.street, username=username)
        found = queries.actor(account, channel="web", on=TODAY)
        assert found is not None
        return found

    def stand_in(self, holder: Actor, deputy: Actor, first: date = FIRST, last: date = LAST) -> UUID:
        assert holder.person is not None
        assert deputy.person is not None
        position = queries.positions_of(holder.person, TODAY)[0].id
        return actions.delegate(
            by=BY,
            at=AT,
            position_id=position,
            deputy=deputy.person,
            valid_from=first,
            valid_to=last,
            reason="外出",
        )

    def test_two_do_not_stand_in_for_each_other_in_the_same_days(self) -> None:
        one, two, three = (self.clerk("reviewer", f"clerk_{n}") for n in range(3))
        self.stand_in(one, two)
        assert code_of(lambda: self.stand_in(two, one)) == "offices.circular_delegation"
        self.stand_in(two, three)
        assert code_of(lambda: self.stand_in(three, one)) == "offices.circular_delegation"
        assert self.stand_in(two, one, LAST, date(2026, 7, 1)), "afterwards they may"

    def test_nobody_appoints_or_names_themselves(self) -> None:
        admin, chief = (
            self.clerk("sec_admin", "admin", self.bureau),
            self.clerk("approver", "chief", self.bureau),
        )
        assert admin.person is not None
        ask = {
            "by": admin,
            "at": AT,
            "person": admin.person,
            "organisation_id": self.street,
            "role": "window",
        }
        call = lambda: actions.appoint(**ask, valid_from=FIRST, valid_to=LAST)  # noqa: E731
        assert code_of(call) == "offices.own_appointment"
        assert chief.person is not None
        position = queries.positions_of(chief.person, TODAY)[0].id
        ask = {"by": admin, "at": AT, "position_id": position, "deputy": admin.person, "reason": "外出"}
        call = lambda: actions.delegate(**ask, valid_from=FIRST, valid_to=LAST)  # noqa: E731
        assert code_of(call) == "offices.own_appointment"

    def test_a_transfer_ends_positions_deputies_and_standing_in_of_the_old_unit_only(self) -> None:
        mover, other = self.clerk("reviewer", "mover"), self.clerk("reviewer", "other")
        assert mover.person is not None
        a_position(mover.person, self.bureau, "reviewer")
        self.stand_in(other, mover)
        own = next(
            row for row in queries.positions_of(mover.person, TODAY) if row.organisation == self.street
        )
        actions.delegate(
            by=BY,
            at=AT,
            position_id=own.id,
            deputy=other.person or UUID(int=0),
            valid_from=LAST,
            valid_to=date(2026, 7, 1),
            reason="外出",
        )
        actions.transfer_staff(
            by=BY,
            at=AT,
            person=mover.person,
            leaves=self.street,
            organisation_id=self.bureau,
            role="approver",
            on=TODAY,
            valid_to=date(2027, 1, 1),
            basis="任〔2026〕1 号",
        )
        held = queries.positions_of(mover.person, TODAY)
        assert {(row.organisation, row.role) for row in held} == {
            (self.bureau, "reviewer"),
            (self.bureau, "approver"),
        }
        assert queries.delegations_received(mover.person, TODAY) == []
        assert queries.delegations_of(mover.person, TODAY) == []

    def test_a_transfer_needs_the_scope_of_both_units(self) -> None:
        admin = self.clerk("sec_admin", "admin", self.bureau)
        away = an_office("990102")
        person = a_person("许演河")
        a_position(person, self.street, "window")
        ask = {"by": admin, "at": AT, "person": person, "role": "window", "on": TODAY, "basis": "任"}
        ask |= {"valid_to": date(2027, 1, 1), "leaves": self.street, "organisation_id": away}
        assert code_of(lambda: actions.transfer_staff(**ask)) == "offices.denied"
        assert [row.organisation for row in queries.positions_of(person, TODAY)] == [self.street], (
            "all undone"
        )


def two_reviewers() -> tuple[Actor, Actor]:
    """Two reviewers of one street."""
    divisions()
    street = an_office()
    found = []
    for number in (1, 2):
        account, _ = a_clerk(
            "reviewer", street, username=f"reviewer_0{number}", name=f"赵演{'川河'[number - 1]}"
        )
        found.append(queries.actor(account, channel="web", on=TODAY))
    assert found[0] is not None
    assert found[1] is not None
    return found[0], found[1]


def naming(holder: Actor, deputy: Actor, first: date = FIRST) -> Callable[[], UUID]:
    """The holder names the deputy."""
    assert holder.person is not None
    assert deputy.person is not None
    (held,) = queries.positions_of(holder.person, TODAY)
    return partial(
        actions.delegate,
        by=holder,
        at=AT,
        position_id=held.id,
        deputy=deputy.person,
        valid_from=first,
        valid_to=LAST,
        reason="外出培训",
    )


@pytest.mark.django_db(transaction=True)
def test_a_deputy_who_is_named_twice_at_once_is_named_once() -> None:
    one, other = two_reviewers()
    first, second = at_once([naming(one, other), naming(one, other)])
    assert first == second
    assert len(queries.delegations_of(one.person, FIRST)) == 1
    assert code_of(naming(one, other, date(2026, 4, 1))) == "offices.deputy_named"


@pytest.mark.django_db(transaction=True)
def test_two_who_name_each_other_at_once_close_no_circle() -> None:
    one, other = two_reviewers()
    answers = at_once([naming(one, other), naming(other, one)])
    (refused,) = [answer for answer in answers if isinstance(answer, Problem)]
    assert refused.code == "offices.circular_delegation"
