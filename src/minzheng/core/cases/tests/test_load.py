"""A case that is taken over stands as if it had been handed in and handled here."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import submit, take_step
from minzheng.core.cases.actions.load import CaseRecord, Stop, load
from minzheng.core.cases.rules import today
from minzheng.core.cases.tests.factories import AT, Town, a_submission, a_town
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.errors import Problem

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OWN = {"id", "case_no", "query_pin", "agent_id", "handled", "channel"}


@pytest.fixture
def town() -> Town:
    return a_town()


def a_record(town: Town, *stops: Stop) -> CaseRecord:
    what = a_submission(town.elder)
    who = person(what.applicant.id)
    return CaseRecord(
        snapshot=what.snapshot,
        applicant=who.id,
        applicant_name=who.name,
        places=who.places,
        answers=what.answers,
        received_at=AT,
        by=town.elder,
        query_pin="123456",
        stops=stops,
    )


def accepted(town: Town) -> Stop:
    changes = {"accepted_on": today(AT + HOUR), "accept_mode": "explicit"}
    return Stop("accept", "accept", AT + HOUR, town.acceptor, changes)


def loaded(town: Town, *stops: Stop) -> dict[str, Any]:
    (number,) = load(by=BY, at=AT, records=[a_record(town, *stops)])
    return queries.case_by_number(number)


def test_it_stands_where_the_verbs_would_have_left_it(town: Town):
    case = submit(by=town.elder, at=AT, what=a_submission(town.elder))
    take_step(by=town.acceptor, at=AT + HOUR, case_id=case.case_id, element="accept", outcome="accept")
    own, taken = queries.case(case.case_id), loaded(town, accepted(town))
    assert {name: own[name] for name in own if name not in OWN} == {
        name: taken[name] for name in taken if name not in OWN
    }
    assert [entry[:4] for entry in own["handled"]] == [entry[:4] for entry in taken["handled"]]
    assert queries.open_tasks(own["id"]) == queries.open_tasks(taken["id"])
    assert queries.answers(own["id"]) == queries.answers(taken["id"])


def test_it_goes_on_from_there(town: Town):
    row = loaded(town, accepted(town))
    form = {"opinion": "户籍在本街道，年龄相符。"}
    at = AT + 2 * HOUR
    done = take_step(
        by=town.reviewer, at=at, case_id=row["id"], element="initial_review", outcome="agree", form=form
    )
    assert done.state == "deciding"


def test_its_events_say_that_they_were_taken_over(town: Town):
    row = loaded(town, accepted(town))
    history = of_case(row["id"], AT)
    assert [(event["kind"], event["element"], event["to_state"]) for event in history] == [
        ("cases.load", "apply", "received"),
        ("cases.load", "accept", "in_review"),
    ]
    assert history[1]["actor_name"] == "周演川"


def test_a_withdrawn_one_waits_for_nothing(town: Town):
    row = loaded(town, Stop("withdraw", "withdraw", AT + HOUR, town.elder))
    assert (row["state"], row["result"], row["closed_at"]) == ("withdrawn", "withdrawn", AT + HOUR)
    assert queries.open_tasks(row["id"]) == []
    assert queries.due_cases(AT + timedelta(days=90), 10) == []


def test_a_step_that_could_not_have_been_taken_refuses_the_whole_load(town: Town):
    wrong = Stop("confirm", "grant", AT + HOUR, town.approver)
    with pytest.raises(Problem) as caught:
        load(by=BY, at=AT, records=[a_record(town), replace(a_record(town), stops=(wrong,))])
    assert caught.value.code == "cases.step_not_allowed"
    assert queries.cases_of(town.elder.person) == []


def test_nobody_but_the_platform_takes_cases_over(town: Town):
    with pytest.raises(Problem) as caught:
        load(by=town.approver, at=AT, records=[a_record(town)])
    assert caught.value.code == "offices.denied"
