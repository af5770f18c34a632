"""Sub-processes, event sub-processes, calls and multi-instance, each by a process drawn for it."""

from collections.abc import Mapping

import pytest

from minzheng.kernel.bpmn import (
    Element,
    complete,
    deliver_message,
    deliver_signal,
    fire_timer,
    listening,
    throw_error,
)
from minzheng.kernel.bpmn import (
    start as begin,
)

from .drawing import (
    at,
    boundary,
    drawn,
    end,
    event_sub,
    flow,
    flows,
    multi,
    node,
    refused,
    start,
    user,
    when,
)

# layers


def inner_error() -> str:
    return node(
        "subProcess", "sub", start("is") + user("a") + end("ie", when("error", "stop")) + flows("is a ie")
    )


def test_a_sub_process_runs_and_goes_on_when_all_in_it_has_ended() -> None:
    inside = (
        start("is")
        + node("parallelGateway", "f")
        + user("a")
        + user("b")
        + end("e1")
        + end("e2")
        + flows("is f a e1", "f b e2")
    )
    process = drawn(start(), node("subProcess", "sub", inside), user("after"), end(), flows("s sub after e"))
    outcome = begin(process, {})
    assert outcome.marking.to_json() == {
        "n": 4,
        "t": [[2, "a", "user", 1], [3, "b", "user", 1]],
        "s": [[1, "sub"]],
    }
    outcome = complete(process, outcome.marking, "a", {})
    assert at(outcome) == ["b"]
    outcome = complete(process, outcome.marking, "b", {})
    assert at(outcome) == ["after"]
    assert outcome.passed == ("b", "e2", "sub")


def test_an_error_end_is_caught_on_the_border_of_its_sub_process() -> None:
    process = drawn(
        start(),
        inner_error(),
        boundary("b", "sub", "error", "stop"),
        user("mend"),
        end(),
        flows("s sub e", "b mend e"),
    )
    outcome = complete(process, begin(process, {}).marking, "a", {})
    assert at(outcome) == ["mend"]
    assert outcome.error is None


def test_a_boundary_timer_on_a_sub_process_takes_all_of_it_away() -> None:
    inside = (
        start("is")
        + user("a")
        + boundary("deep", "a", "timer", "P1D")
        + end("ie")
        + flows("is a ie", "deep ie")
    )
    process = drawn(
        start(),
        node("subProcess", "sub", inside),
        boundary("late", "sub", "timer", "P9D"),
        user("other"),
        end(),
        flows("s sub e", "late other e"),
    )
    outcome = begin(process, {})
    assert {timer.element_id for timer in outcome.timers_set} == {"late", "deep"}
    late = fire_timer(process, outcome.marking, "late", {})
    assert at(late) == ["other"]
    assert [timer.element_id for timer in late.timers_cancelled] == ["deep"]
    done = complete(process, outcome.marking, "a", {})
    assert {timer.element_id for timer in done.timers_cancelled} == {"late", "deep"}


def withdrawable(*, interrupting: bool = True) -> tuple[str, ...]:
    return (
        start(),
        user("a"),
        boundary("late", "a", "timer", "P5D"),
        end(),
        flows("s a e", "late e"),
        event_sub(
            "w",
            "message",
            "stop",
            user("ask") + end("withdrawn") + flows("w_s ask withdrawn"),
            interrupting=interrupting,
        ),
        event_sub(
            "remind", "timer", "P30D", end("reminded") + flows("remind_s reminded"), interrupting=False
        ),
    )


def test_an_interrupting_event_sub_process_takes_over_the_case() -> None:
    process = drawn(*withdrawable())
    outcome = begin(process, {})
    assert {(timer.element_id, timer.token) for timer in outcome.timers_set} == {("remind_s", 0), ("late", 1)}
    assert ("message", "stop", "w_s", 0) in listening(process, outcome.marking)
    taken = deliver_message(process, outcome.marking, "stop", {})
    assert at(taken) == ["ask"]
    assert taken.left == ("a",)
    assert {timer.element_id for timer in taken.timers_cancelled} == {"remind_s", "late"}
    assert listening(process, taken.marking) == ()
    with refused("no_receiver"):
        deliver_message(process, taken.marking, "stop", {})
    done = complete(process, taken.marking, "ask", {})
    assert done.ended
    assert done.end_event == "withdrawn"
    assert done.timers_cancelled == ()


def test_nothing_can_reach_a_case_that_is_over() -> None:
    process = drawn(
        start(),
        end(),
        flows("s e"),
        event_sub("w", "message", "stop", end("we") + flows("w_s we")),
        event_sub("h", "signal", "ping", end("he") + flows("h_s he")),
    )
    outcome = begin(process, {})
    assert outcome.ended
    assert listening(process, outcome.marking) == ()
    with refused("no_receiver"):
        deliver_message(process, outcome.marking, "stop", {})
    assert deliver_signal(process, outcome.marking, "ping", {}).passed == ()


def test_an_event_sub_process_that_does_not_interrupt_runs_beside() -> None:
    process = drawn(*withdrawable(interrupting=False))
    outcome = deliver_message(process, begin(process, {}).marking, "stop", {})
    assert at(outcome) == ["a", "ask"]
    again = deliver_message(process, outcome.marking, "stop", {})
    assert at(again) == ["a", "ask", "ask"]
    done = complete(process, outcome.marking, "a", {})
    assert not done.ended
    assert complete(process, done.marking, "ask", {}).ended


def test_a_timer_event_sub_process_fires_once_and_is_cancelled_at_the_end() -> None:
    process = drawn(*withdrawable())
    outcome = begin(process, {})
    fired = fire_timer(process, outcome.marking, "remind_s", {})
    assert fired.passed == ("remind_s", "reminded", "remind")
    assert at(fired) == ["a"]
    with refused("not_waiting"):
        fire_timer(process, fired.marking, "remind_s", {})
    assert {t.element_id for t in complete(process, outcome.marking, "a", {}).timers_cancelled} == {
        "remind_s",
        "late",
    }
    assert {t.element_id for t in complete(process, fired.marking, "a", {}).timers_cancelled} == {"late"}


def test_an_error_event_sub_process_catches_inside_before_the_border() -> None:
    inside = (
        start("is")
        + user("a")
        + end("ie", when("error", "stop"))
        + flows("is a ie")
        + event_sub("caught", "error", "stop", user("mend") + end("ce") + flows("caught_s mend ce"))
    )
    process = drawn(
        start(),
        node("subProcess", "sub", inside),
        boundary("b", "sub", "error", "stop"),
        end(),
        end("e2"),
        flows("s sub e", "b e2"),
    )
    outcome = complete(process, begin(process, {}).marking, "a", {})
    assert at(outcome) == ["mend"]
    assert throw_error(process, outcome.marking, "mend", "stop", {}).end_event == "e2"
    assert complete(process, outcome.marking, "mend", {}).end_event == "e"


def test_an_error_beside_the_main_road_is_caught_by_the_layer() -> None:
    process = drawn(
        start(),
        user("a"),
        end(),
        flows("s a e"),
        event_sub("w", "message", "ping", user("b") + end("we") + flows("w_s b we"), interrupting=False),
        event_sub("oops", "error", "stop", user("mend") + end("oe") + flows("oops_s mend oe")),
    )
    outcome = deliver_message(process, begin(process, {}).marking, "ping", {})
    outcome = throw_error(process, outcome.marking, "b", "stop", {})
    assert at(outcome) == ["mend"]
    with refused("uncaught_error", "mend"):
        throw_error(process, outcome.marking, "mend", "stop", {})


def test_a_called_process_becomes_a_layer_with_its_own_names() -> None:
    callee = drawn(
        start(),
        node("exclusiveGateway", "x", default="x-e"),
        user("a"),
        end(),
        flows("s x e", "a e"),
        flow("x", "a", "needed"),
        event_sub("w", "message", "stop", end("we") + flows("w_s we")),
    )
    process = drawn(
        start(),
        node("callActivity", "one", calledElement="p"),
        node("callActivity", "two", calledElement="p"),
        boundary("late", "two", "timer", "P5D"),
        end(),
        flows("s one two e", "late e"),
        callees={"p": callee},
    )
    outcome = begin(process, {"needed": True})
    assert at(outcome) == ["one/a"]
    outcome = complete(process, outcome.marking, "one/a", {"needed": True})
    assert at(outcome) == ["two/a"]
    assert [timer.element_id for timer in outcome.timers_set] == ["late"]
    assert deliver_message(process, outcome.marking, "stop", {}).end_event == "e"
    assert begin(process, {}).ended


# multi-instance


def assessed(marker: str, *more: str) -> tuple[str, ...]:
    return (start(), user("a", marker), *more, user("after"), end(), flows("s a after e"))


def test_parallel_instances_each_see_their_member() -> None:
    process = drawn(
        start(),
        node("serviceTask", "a", multi(mz_collection="people", mz_item="person")),
        end(),
        flows("s a e"),
    )
    seen: list[tuple[object, object]] = []

    def auto(element: Element, context: Mapping[str, object]) -> Mapping[str, object]:
        seen.append((context["loopCounter"], context["person"]))
        return {}

    assert begin(process, {"people": ["甲", "乙"]}, auto=auto).ended
    assert seen == [(1, "甲"), (2, "乙")]


def test_parallel_instances_are_all_waited_for() -> None:
    process = drawn(*assessed(multi("<loopCardinality>3</loopCardinality>")))
    outcome = begin(process, {})
    assert [wait.item for wait in outcome.entered] == [0, 1, 2]
    assert outcome.marking.to_json()["s"] == [[1, "a", 0, [3, 3, 0]]]
    with refused("ambiguous", "a"):
        complete(process, outcome.marking, "a", {})
    for token in (3, 2):
        outcome = complete(process, outcome.marking, token, {})
        assert not outcome.ended
    outcome = complete(process, outcome.marking, 4, {})
    assert at(outcome) == ["after"]
    assert outcome.marking.scopes == ()


def test_instances_in_sequence_come_one_after_the_other() -> None:
    process = drawn(*assessed(multi("<loopCardinality>n</loopCardinality>", sequential=True)))
    outcome = begin(process, {"n": 2})
    assert [wait.item for wait in outcome.entered] == [0]
    outcome = complete(process, outcome.marking, "a", {"n": 2})
    assert [wait.item for wait in outcome.entered] == [1]
    assert at(complete(process, outcome.marking, "a", {"n": 2})) == ["after"]
    assert at(begin(process, {"n": 0})) == ["after"]
    with refused("condition", "a"):
        begin(process, {"n": "many"})
    with refused("too_many", "a"):
        begin(process, {"n": 100000})


def test_a_completion_condition_ends_the_rest() -> None:
    rule = "<completionCondition>numberOfCompletedInstances >= 2</completionCondition>".replace(">=", "&gt;=")
    process = drawn(*assessed(multi("<loopCardinality>5</loopCardinality>" + rule)))
    outcome = complete(process, begin(process, {}).marking, 2, {})
    assert at(outcome) == ["a"] * 4
    outcome = complete(process, outcome.marking, 4, {})
    assert at(outcome) == ["after"]
    assert outcome.left == ("a",) * 4


def test_a_boundary_timer_hangs_on_all_instances_together() -> None:
    process = drawn(
        *assessed(multi("<loopCardinality>2</loopCardinality>"), boundary("late", "a", "timer", "P5D")),
        flows("late e"),
    )
    outcome = begin(process, {})
    assert [timer.element_id for timer in outcome.timers_set] == ["late"]
    late = fire_timer(process, outcome.marking, "late", {})
    assert late.ended
    assert late.left == ("a", "a")


@pytest.mark.parametrize("sequential", [False, True])
def test_a_multi_instance_sub_process_runs_once_for_each(sequential: bool) -> None:
    inside = (
        multi(mz_collection="homes", mz_item="home", sequential=sequential)
        + start("is")
        + node("exclusiveGateway", "x", default="x-ie")
        + user("visit")
        + end("ie")
        + flows("is x ie", "visit ie")
        + flow("x", "visit", "home.far = true")
    )
    process = drawn(start(), node("subProcess", "sub", inside), end(), flows("s sub e"))
    homes = {"homes": [{"far": True}, {"far": False}, {"far": True}]}
    outcome = begin(process, homes)
    assert at(outcome) == (["visit"] if sequential else ["visit", "visit"])
    outcome = complete(process, outcome.marking, outcome.marking.tokens[0].id, homes)
    assert at(outcome) == ["visit"]
    done = complete(process, outcome.marking, "visit", homes)
    assert done.ended
    assert done.passed.count("sub") == 1
