"""免申即享: who is listed, who is left alone, and that declining or agreeing ends in the right place."""

from datetime import date, timedelta

import pytest

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import start_from_list, take_step
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town, an_elder
from minzheng.core.offices.queries import actor
from minzheng.core.people.actions import add_bank_account
from minzheng.core.people.tests.factories import BY, an_account
from minzheng.kernel.errors import Invalid
from minzheng.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
APRIL = date(2026, 4, 1)
CARD = "9999990000000000006"


@pytest.fixture
def town() -> Town:
    return a_town()


def listed(at=AT, month=APRIL):
    return start_from_list(by=BY, at=at, service="gaoling", county="990101", month=month)


def asked(town: Town, person, name: str = "listed"):
    """A case by list that waits for the person's word, and the person as an actor."""
    (case_id,) = listed()
    take_step(by=town.reviewer, at=AT + HOUR, case_id=case_id, element="ascertain", outcome="eligible")
    by = actor(an_account(person, username=name), channel="web", on=AT.date())
    assert by is not None
    return case_id, by


def test_who_agrees_goes_to_the_decision_with_the_card_and_is_accepted_that_day(town: Town):
    person = an_elder("韩演溪", born=date(1946, 4, 10))
    case_id, by = asked(town, person)
    card = add_bank_account(by=BY, at=AT, person_id=person, card=CARD, bank_name="青岚农商银行")
    later = AT + timedelta(days=2)
    with pytest.raises(Invalid):
        take_step(by=by, at=later, case_id=case_id, element="consent", outcome="agree")
    take_step(
        by=by, at=later, case_id=case_id, element="consent", outcome="agree", form={"bank_account": str(card)}
    )
    row = queries.case(case_id)
    assert (row["state"], row["accepted_on"], row["accept_mode"]) == (
        "deciding",
        date(2026, 3, 4),
        "explicit",
    )
    take_step(by=town.approver, at=later + HOUR, case_id=case_id, element="confirm", outcome="grant")
    row = queries.case(case_id)
    assert (row["result"], row["variables"]["tier"], row["variables"]["starts"]) == (
        "granted",
        "80",
        "2026-04-01",
    )
    assert [event["element"] for event in of_case(case_id, AT)] == [
        "listed",
        "ascertain",
        "consent",
        "confirm",
    ]


def test_who_declines_is_left_alone_for_a_year_and_asked_again_at_the_next_age(town: Town):
    case_id, by = asked(town, an_elder("韩演溪", born=date(1946, 4, 10)))
    take_step(by=by, at=AT + HOUR, case_id=case_id, element="consent", outcome="decline")
    row = queries.case(case_id)
    assert (row["state"], row["result"], queries.open_tasks(case_id)) == ("withdrawn", "declined", [])
    assert listed() == []
    assert len(listed(AT.replace(year=2036), date(2036, 4, 1))) == 1


def test_who_was_granted_at_eighty_is_listed_again_at_ninety_but_not_for_the_same_age(town: Town):
    person = an_elder("韩演溪", born=date(1946, 4, 10))
    case_id, by = asked(town, person)
    card = add_bank_account(by=BY, at=AT, person_id=person, card=CARD, bank_name="青岚农商银行")
    form = {"bank_account": str(card)}
    take_step(by=by, at=AT + HOUR, case_id=case_id, element="consent", outcome="agree", form=form)
    take_step(by=town.approver, at=AT + 2 * HOUR, case_id=case_id, element="confirm", outcome="grant")
    assert listed() == [], "the case is still open"
    take_step(by=by, at=AT + 3 * HOUR, case_id=case_id, element="deliver", outcome="served")
    assert listed() == [], "granted for this age"
    assert len(listed(AT.replace(year=2036), date(2036, 4, 1))) == 1


def test_a_listed_case_shows_itself_when_it_waits_for_the_person_and_not_when_it_was_struck_off(town: Town):
    asked_one, struck = an_elder("韩演溪", born=date(1946, 4, 10)), an_elder("董演坤", born=date(1936, 4, 30))
    made = {queries.case(case_id)["applicant_id"]: case_id for case_id in listed()}
    assert [queries.cases_of(one) for one in (asked_one, struck)] == [[], []]
    take_step(by=town.reviewer, at=AT, case_id=made[asked_one], element="ascertain", outcome="eligible")
    take_step(
        by=town.reviewer,
        at=AT,
        case_id=made[struck],
        element="ascertain",
        outcome="not_eligible",
        form={"reason": "已经搬到外省，户口也迁走了。"},
    )
    assert [row["id"] for row in queries.cases_of(asked_one)] == [made[asked_one]]
    assert queries.cases_of(struck) == []
    assert queries.case(made[struck])["result"] == "struck_off"


def test_who_has_applied_already_is_not_listed(town: Town):
    a_case(town)
    assert town.elder.person is not None
    known = queries.listed_already("gaoling", {town.elder.person: 80, uuid7(): 80}, AT)
    assert known == {town.elder.person}


def test_drawing_a_list_twice_counts_what_both_started(town: Town):
    an_elder("韩演溪", born=date(1946, 4, 10))
    assert len(listed()) == 1
    an_elder("董演坤", born=date(1936, 4, 30))
    assert len(listed()) == 1
    assert queries.lists_drawn(APRIL) == {("gaoling", "990101")}
