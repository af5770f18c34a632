"""The machine over the shared allowance process: plates, overrides, moves, timers, ends, and what is refused."""

import json
from pathlib import Path

import pytest
import yaml

from minzheng.core import workflow
from minzheng.core.workflow import rules
from minzheng.core.workflow.rules import Machine, Move, build
from minzheng.kernel.bpmn import BpmnError, StepError
from minzheng.kernel.errors import Problem

ALLOWANCE = (Path(workflow.__file__).parents[1] / "catalogue" / "processes" / "allowance.bpmn").read_bytes()


@pytest.fixture(scope="module")
def machine() -> Machine:
    return build(ALLOWANCE)


def go(machine: Machine, *outcomes: str) -> Move:
    """The last move of an application that was concluded so, step after step."""
    move = rules.start(machine, {})
    for outcome in outcomes:
        (token,) = rules.waiting(move.tokens)
        move = rules.complete(machine, move.tokens, token, {"outcome": outcome})
    return move


def test_a_plate_says_whose_step_it_is_and_how_it_may_end(machine: Machine):
    plate = machine.plates["accept"]
    assert (plate.name, plate.kind, plate.state) == ("受理", "accept", "received")
    assert (plate.role, plate.level, plate.limit) == ("acceptor", "town", "accept_period")
    assert plate.outcomes == ("accept", "propose_refusal")
    assert plate.applicant == ()
    assert machine.plates["deliver"].applicant == ("served",)
    assert machine.plates["withdrawn"].result == "withdrawn"


def test_every_step_for_people_has_a_role_a_level_a_limit_a_state_a_kind_and_outcomes(machine: Machine):
    tasks = [
        machine.plates[key] for key, element in machine.process.elements.items() if element.type == "userTask"
    ]
    assert len(tasks) == 7
    for plate in tasks:
        assert all((plate.role, plate.level, plate.limit, plate.state, plate.kind, plate.outcomes)), (
            plate.element
        )
        assert set(plate.applicant) <= set(plate.outcomes)


def test_a_packages_own_words_override_single_properties_and_leave_the_rest(machine: Machine):
    other = build(ALLOWANCE, {"confirm": {"level": "town", "limit": "statutory_limit"}})
    before, after = machine.plates["confirm"], other.plates["confirm"]
    assert (after.level, after.limit) == ("town", "statutory_limit")
    assert (after.role, after.outcomes, after.kind) == (before.role, before.outcomes, before.kind)
    assert other.plates["accept"] == machine.plates["accept"]


def test_an_application_starts_with_one_step_and_one_timer(machine: Machine):
    move = rules.start(machine, {})
    assert [opening.plate.element for opening in move.opened] == ["accept"]
    assert [(timer.plate.element, timer.plate.limit) for timer in move.timers] == [
        ("accept_lapsed", "accept_period")
    ]
    assert (move.state, move.result, move.ended, move.closed) == ("received", "", False, ())


def test_a_list_starts_elsewhere_by_the_name_of_its_message(machine: Machine):
    move = rules.start(machine, {}, at="listed")
    assert (move.state, [opening.plate.element for opening in move.opened]) == ("draft", ["ascertain"])
    assert move.timers == ()


@pytest.mark.parametrize(
    ("outcomes", "state", "waits"),
    [
        (("accept",), "in_review", ["initial_review"]),
        (("accept", "agree"), "deciding", ["confirm"]),
        (("accept", "disagree"), "deciding", ["confirm"]),
        (("accept", "agree", "grant"), "delivering", ["deliver"]),
        (("propose_refusal",), "received", ["sign_refusal"]),
        (("propose_refusal", "send_back"), "received", ["accept"]),
        (("propose_refusal", "sign"), "delivering", ["deliver"]),
        (("accept", "agree", "refuse", "served"), "delivered", []),
    ],
)
def test_outcomes_lead_where_the_process_says(
    machine: Machine, outcomes: tuple[str, ...], state: str, waits: list[str]
):
    move = go(machine, *outcomes)
    assert (move.state, sorted(rules.waiting(move.tokens).values())) == (state, waits)
    assert move.ended is not bool(waits)


def test_a_move_closes_its_token_and_takes_its_timer_away(machine: Machine):
    start = rules.start(machine, {})
    (token,) = rules.waiting(start.tokens)
    move = rules.complete(machine, start.tokens, token, {"outcome": "accept"})
    assert move.closed == (token,)
    assert move.timers_gone == (("accept_lapsed", token),)
    assert token not in rules.waiting(move.tokens)


def test_coming_back_to_a_step_opens_a_new_token_and_a_new_timer(machine: Machine):
    first = rules.start(machine, {})
    again = go(machine, "propose_refusal", "send_back")
    assert set(rules.waiting(first.tokens)).isdisjoint(rules.waiting(again.tokens))
    assert [timer.plate.element for timer in again.timers] == ["accept_lapsed"]


@pytest.mark.parametrize(
    ("outcomes", "timer"), [((), "accept_lapsed"), (("propose_refusal",), "sign_lapsed")]
)
def test_silence_leads_to_the_review_with_or_without_a_drafted_refusal(
    machine: Machine, outcomes: tuple[str, ...], timer: str
):
    move = go(machine, *outcomes)
    (token,) = rules.waiting(move.tokens)
    assert [one.plate.element for one in move.timers] == [timer]
    lapsed = rules.fire(machine, move.tokens, timer, token, {"outcome": "lapsed"})
    assert (lapsed.state, lapsed.closed) == ("in_review", (token,))
    assert machine.plates[timer].effect == "accept_by_lapse"


@pytest.mark.parametrize("outcomes", [(), ("propose_refusal",), ("accept",), ("accept", "agree")])
def test_a_withdrawal_ends_whatever_waits(machine: Machine, outcomes: tuple[str, ...]):
    before = go(machine, *outcomes)
    move = rules.message(machine, before.tokens, "withdraw", {})
    assert (move.state, move.result, move.ended) == ("withdrawn", "withdrawn", True)
    assert move.closed == tuple(rules.waiting(before.tokens))
    assert {name for name, _ in move.timers_gone} == {timer.plate.element for timer in before.timers}
    assert rules.waiting(move.tokens) == {}


def test_nothing_waits_for_a_withdrawal_twice(machine: Machine):
    move = rules.message(machine, go(machine).tokens, "withdraw", {})
    with pytest.raises(Problem, match=r"workflow\.nothing_waits"):
        rules.message(machine, move.tokens, "withdraw", {})
    with pytest.raises(Problem, match=r"workflow\.nothing_waits"):
        rules.message(machine, go(machine).tokens, "no such message", {})


def test_a_token_that_has_gone_on_is_told_as_a_problem(machine: Machine):
    move = go(machine, "accept")
    with pytest.raises(Problem, match=r"workflow\.not_waiting"):
        rules.complete(machine, move.tokens, 1, {"outcome": "accept"})
    with pytest.raises(Problem, match=r"workflow\.not_waiting"):
        rules.fire(machine, move.tokens, "accept_lapsed", 1, {})


def test_what_is_wrong_with_the_store_is_not_dressed_up_as_a_late_step(machine: Machine):
    with pytest.raises(StepError):
        rules.complete(machine, {"n": 2, "t": [[1, "nowhere", "user"]]}, 1, {})


def test_every_problem_of_this_room_has_its_sentence():
    words = yaml.safe_load((Path(workflow.__file__).parent / "errors.yaml").read_text(encoding="utf-8"))
    assert set(words) == {"workflow.nothing_waits", "workflow.not_waiting"}


def test_the_tokens_are_plain_json(machine: Machine):
    move = go(machine, "accept", "agree")
    back = json.loads(json.dumps(move.tokens))
    (token,) = rules.waiting(back)
    assert rules.complete(machine, back, token, {"outcome": "grant"}).state == "delivering"


def test_an_unsound_process_is_refused_with_its_place():
    broken = ALLOWANCE.replace(b'targetRef="deliver"', b'targetRef="delivver"')
    with pytest.raises(BpmnError) as caught:
        build(broken)
    assert "delivver" in str(caught.value) or "f_deliver" in str(caught.value)


def test_ended_timers_can_be_named_anew(machine: Machine):
    move = rules.with_timers_gone(go(machine), (("accept_lapsed", 1),))
    assert move.timers_gone == (("accept_lapsed", 1),)
    assert move.state == "received"
