"""Rating a case: once, by whose case it is, when it has come to an end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from minzheng.core.audit.queries import contents, of_case
from minzheng.core.audit.tests.at_once import at_once
from minzheng.core.cases.actions import submit, take_step, withdraw
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_submission, a_town
from minzheng.core.feedback import queries
from minzheng.core.feedback.actions import rate
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import anonymous, system

HOUR = timedelta(hours=1)


def ended(town: Town, key: str = "k1"):
    """A case that was withdrawn."""
    case = a_case(town, key=key)
    withdraw(by=town.elder, at=AT + HOUR, case_id=case.case_id)
    return case


def rated(town: Town, case_id, level: int = 5, **more):
    return rate(by=town.elder, at=AT + 2 * HOUR, case_id=case_id, level=level, **more)


@pytest.mark.django_db
def test_a_rating_is_kept_as_it_was_given_and_told_in_the_book(django_assert_num_queries):
    town = a_town()
    case = ended(town)
    rated(town, case.case_id, 2, tags=["网站好用", "自己写的", "办事效率"], text="  等了很久  ")
    with django_assert_num_queries(1):
        row = queries.rating_of(case.case_id)
    assert row is not None
    assert (row.level, row.tags, row.text) == (2, ("办事效率", "网站好用"), "等了很久")
    event = of_case(case.case_id, AT)[-1]
    assert event["kind"] == "feedback.rate"
    assert event["facts"] == {"level": 2, "bad": True, "case_no": case.case_no}
    assert contents([event["id"]]) == {event["id"]: {"text": "等了很久", "tags": ["办事效率", "网站好用"]}}


@pytest.mark.django_db
def test_a_second_rating_is_refused_and_the_first_one_stays():
    town = a_town()
    case = ended(town)
    rated(town, case.case_id, 4)
    with pytest.raises(Problem, match=r"feedback\.rated"):
        rated(town, case.case_id, 1)
    row = queries.rating_of(case.case_id)
    assert row is not None
    assert row.level == 4
    assert [event["kind"] for event in of_case(case.case_id, AT)].count("feedback.rate") == 1


@pytest.mark.django_db
def test_a_case_is_rated_at_its_end_and_not_before():
    town = a_town()
    case = a_case(town)
    steps = [
        (town.acceptor, "accept", "accept"),
        (town.reviewer, "initial_review", "agree"),
        (town.approver, "confirm", "grant"),
    ]
    for n, (by, element, outcome) in enumerate(steps, 1):
        with pytest.raises(Problem, match=r"feedback\.not_yet"):
            rated(town, case.case_id)
        take_step(by=by, at=AT + n * HOUR, case_id=case.case_id, element=element, outcome=outcome)
    assert rated(town, case.case_id)


@pytest.mark.django_db
def test_nobody_else_rates_it_no_officer_no_other_citizen_and_not_the_platform():
    town = a_town()
    case = ended(town)
    stranger = replace(town.elder, person=uuid7())
    for by in (town.acceptor, town.approver, stranger, system("test")):
        with pytest.raises(Problem, match=r"offices\.denied"):
            rate(by=by, at=AT + 2 * HOUR, case_id=case.case_id, level=5)
    assert queries.rating_of(case.case_id) is None


@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_face_must_be_chosen(level: int):
    with pytest.raises(Invalid) as caught:
        rate(by=anonymous(), at=AT, case_id=uuid7(), level=level)
    assert caught.value.fields[0].path == "level"


@pytest.mark.django_db
def test_a_unit_sees_how_many_gave_each_level(django_assert_num_queries):
    town = a_town()
    for n, level in enumerate((5, 5, 1)):
        rated(town, ended(town, key=f"n{n}").case_id, level)
    with django_assert_num_queries(1):
        assert queries.counts("990101", "gaoling") == {5: 2, 1: 1}
    assert queries.counts("990102", "gaoling") == {}


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_counts():
    town = a_town()
    what = a_submission(town.elder)
    case = submit(by=town.elder, at=AT, what=what)
    withdraw(by=town.elder, at=AT + HOUR, case_id=case.case_id)
    answers = at_once([lambda level=level: rated(town, case.case_id, level) for level in (5, 1)])
    assert [answer.code for answer in answers if isinstance(answer, Problem)] == ["feedback.rated"]
