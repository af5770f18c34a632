"""The shape of the allowance services, run along each of its roads."""

import json
from pathlib import Path

import pytest

from minzheng.kernel.bpmn import (
    Marking,
    Outcome,
    Process,
    StepError,
    compile_process,
    complete,
    deliver_message,
    fire_timer,
)
from minzheng.kernel.bpmn import (
    start as begin,
)


@pytest.fixture(scope="module")
def process() -> Process:
    return compile_process((Path(__file__).parent / "samples" / "allowance.bpmn").read_bytes())


def at(outcome: Outcome) -> list[str]:
    return [wait.element_id for wait in outcome.marking.waiting()]


def walk(process: Process, outcome: Outcome, *steps: str, **values: object) -> Outcome:
    for step in steps:
        outcome = complete(process, outcome.marking, step, values)
    return outcome


def test_an_application_is_accepted_reviewed_confirmed_and_delivered(process: Process) -> None:
    outcome = begin(process, {}, at="received")
    assert at(outcome) == ["accept"]
    (limit,) = outcome.timers_set
    assert (limit.element_id, limit.form, limit.value) == ("accept_by_lapse", "duration", "P5D")
    assert process.elements["accept_by_lapse"].properties["clock"] == "working_days"
    outcome = complete(process, outcome.marking, "accept", {"acceptance": "accepted"})
    assert outcome.timers_cancelled == ((limit.element_id, limit.token),)
    assert outcome.passed == ("accept", "accepted")
    outcome = walk(process, outcome, "initial_review")
    outcome = walk(process, outcome, "confirm", decision="confirmed")
    assert at(outcome) == ["deliver"]
    outcome = walk(process, outcome, "deliver")
    assert outcome.ended
    assert outcome.end_event == "closed"


def test_nobody_answers_and_it_counts_as_accepted(process: Process) -> None:
    outcome = fire_timer(process, begin(process, {}, at="received").marking, "accept_by_lapse", {})
    assert at(outcome) == ["initial_review"]
    assert outcome.left == ("accept",)
    assert outcome.passed == ("accept_by_lapse",)


def test_acceptance_may_be_refused(process: Process) -> None:
    outcome = walk(process, begin(process, {}, at="received"), "accept", acceptance="refused")
    assert outcome.end_event == "acceptance_refused"


def test_it_goes_back_for_inquiry_as_often_as_needed(process: Process) -> None:
    outcome = walk(process, begin(process, {}, at="received"), "accept", "initial_review")
    for _ in range(5):
        outcome = walk(process, outcome, "confirm", "initial_review_again", decision="return_for_inquiry")
        assert at(outcome) == ["confirm"]
        assert len(json.dumps(outcome.marking.to_json())) < 60
    assert at(walk(process, outcome, "confirm", decision="refused")) == ["deliver"]


@pytest.mark.parametrize("done", [(), ("accept",), ("accept", "initial_review")])
def test_it_may_be_withdrawn_at_every_step(process: Process, done: tuple[str, ...]) -> None:
    outcome = walk(process, begin(process, {}, at="received"), *done)
    was = at(outcome)
    outcome = deliver_message(process, outcome.marking, "withdraw", {})
    assert outcome.end_event == "withdrawn"
    assert outcome.left == tuple(was)
    with pytest.raises(StepError, match="withdraw"):
        deliver_message(process, outcome.marking, "withdraw", {})


def test_somebody_on_the_list_consents_or_declines(process: Process) -> None:
    outcome = begin(process, {}, at="listed")
    assert at(outcome) == ["ascertain"]
    assert outcome.timers_set == ()
    outcome = walk(process, outcome, "ascertain")
    assert at(walk(process, outcome, "consent", consent=True)) == ["confirm"]
    assert walk(process, outcome, "consent", consent=False).end_event == "declined"
    assert walk(process, outcome, "consent").end_event == "declined"


def test_the_stored_state_is_what_sql_reads(process: Process) -> None:
    outcome = walk(process, begin(process, {}, at="received"), "accept")
    assert outcome.marking.to_json() == {"n": 3, "t": [[2, "initial_review", "user"]]}
    assert Marking.from_json({"n": 3, "t": [[2, "initial_review", "user"]]}) == outcome.marking
