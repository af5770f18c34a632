"""Tasks, gateways and the bounds of a step, each by a process drawn for it."""

from collections.abc import Mapping

import pytest

from minzheng.kernel.bpmn import (
    Element,
    Marking,
    StepError,
    complete,
    deliver_message,
    deliver_signal,
    fire_timer,
)
from minzheng.kernel.bpmn import (
    start as begin,
)

from .drawing import (
    at,
    boundary,
    catch,
    drawn,
    end,
    flow,
    flows,
    node,
    refused,
    start,
    user,
)

# tasks


@pytest.mark.parametrize(
    ("task", "kind"),
    [
        ("userTask", "user"),
        ("manualTask", "manual"),
        ("receiveTask", "receive"),
        ("sendTask", "send"),
        ("serviceTask", "service"),
        ("businessRuleTask", "rule"),
    ],
)
def test_every_task_waits_under_its_kind_until_it_is_completed(task: str, kind: str) -> None:
    process = drawn(start(), node(task, "a"), end(), flows("s a e"))
    outcome = begin(process, {})
    assert [(wait.element_id, wait.kind) for wait in outcome.entered] == [("a", kind)]
    done = complete(process, outcome.marking, "a", {})
    assert done.ended
    assert done.end_event == "e"
    assert done.left == ("a",)
    assert done.passed == ("a", "e")


@pytest.mark.parametrize("task", ["serviceTask", "businessRuleTask", "sendTask"])
def test_an_automatic_task_puts_its_answer_under_the_next_condition(task: str) -> None:
    process = drawn(
        start(),
        node(task, "a"),
        node("exclusiveGateway", "x", default="x-no"),
        end("yes"),
        end("no"),
        flows("s a x no"),
        flow("x", "yes", "score &gt;= 60".replace("&gt;", ">")),
    )
    given: list[tuple[str, Mapping[str, object]]] = []

    def auto(element: Element, context: Mapping[str, object]) -> Mapping[str, object]:
        given.append((element.id, dict(context)))
        return {"score": 61}

    context = {"name": "甲"}
    outcome = begin(process, context, auto=auto)
    assert outcome.end_event == "yes"
    assert outcome.variables == {"score": 61}
    assert given == [("a", {"name": "甲"})]
    assert context == {"name": "甲"}


def test_an_automatic_task_without_an_answer_waits() -> None:
    process = drawn(start(), node("serviceTask", "a"), end(), flows("s a e"))
    outcome = begin(process, {}, auto=lambda element, context: None)
    assert at(outcome) == ["a"]
    assert complete(process, outcome.marking, "a", {}).ended


def test_a_late_click_cannot_hit_the_next_task() -> None:
    process = drawn(start(), user("a"), user("b"), end(), flows("s a b e"))
    first = begin(process, {})
    token = first.entered[0].token
    second = complete(process, first.marking, token, {})
    with refused("not_waiting"):
        complete(process, second.marking, token, {})
    with refused("not_waiting", "a"):
        complete(process, second.marking, "a", {})


def test_a_loop_gives_new_numbers_to_the_same_task() -> None:
    process = drawn(
        start(),
        user("a"),
        node("exclusiveGateway", "x", default="x-e"),
        end(),
        flows("s a x e"),
        flow("x", "a", "again"),
    )
    outcome = begin(process, {})
    seen = {outcome.entered[0].token}
    for _ in range(3):
        outcome = complete(process, outcome.marking, "a", {"again": True})
        seen.add(outcome.entered[0].token)
    assert len(seen) == 4
    assert complete(process, outcome.marking, "a", {"again": False}).ended


# gateways


def diamond(kind: str, **attributes: str) -> tuple[str, ...]:
    return (
        start(),
        node(kind, "f", **attributes),
        user("a"),
        user("b"),
        node(kind, "j"),
        user("c"),
        end(),
        flows("s f", "a j", "b j", "j c e"),
    )


def test_an_exclusive_gateway_takes_the_first_flow_that_holds() -> None:
    process = drawn(*diamond("exclusiveGateway", default="f-b"), flow("f", "a", "n > 1"), flows("f b"))
    assert at(begin(process, {"n": 2})) == ["a"]
    assert at(begin(process, {"n": 1})) == ["b"]
    assert at(begin(process, {})) == ["b"]


def test_an_exclusive_gateway_without_a_way_out_is_a_clear_error() -> None:
    process = drawn(*diamond("exclusiveGateway"), flow("f", "a", "n = 1"), flow("f", "b", "n = 2"))
    with refused("no_way_out", "f"):
        begin(process, {"n": 3})


def test_a_condition_that_is_neither_yes_nor_no_is_a_clear_error() -> None:
    process = drawn(*diamond("exclusiveGateway", default="f-b"), flow("f", "a", "n"), flows("f b"))
    with refused("condition", "f"):
        begin(process, {"n": 3})


def test_a_parallel_join_waits_for_every_branch() -> None:
    process = drawn(*diamond("parallelGateway"), flows("f a", "f b"))
    outcome = begin(process, {})
    assert at(outcome) == ["a", "b"]
    outcome = complete(process, outcome.marking, "b", {})
    assert at(outcome) == ["a"]
    assert outcome.marking.to_json()["j"] == [["j", "b-j"]]
    assert at(complete(process, outcome.marking, "a", {})) == ["c"]


def test_a_parallel_join_does_not_take_two_tokens_of_one_flow_for_two_branches() -> None:
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        user("a"),
        user("b"),
        user("c"),
        node("exclusiveGateway", "m"),
        node("parallelGateway", "j"),
        end(),
        flows("s f a m j e", "f b m", "f c j"),
    )
    outcome = begin(process, {})
    outcome = complete(process, outcome.marking, "a", {})
    outcome = complete(process, outcome.marking, "b", {})
    assert not outcome.ended
    assert outcome.marking.to_json()["j"] == [["j", "m-j"], ["j", "m-j"]]
    assert complete(process, outcome.marking, "c", {}).marking.to_json()["j"] == [["j", "m-j"]]


@pytest.mark.parametrize(
    ("context", "expected"),
    [({"a": True}, ["a"]), ({"b": True}, ["b"]), ({"a": True, "b": True}, ["a", "b"]), ({}, ["d"])],
)
def test_an_inclusive_join_waits_only_for_the_branches_taken(
    context: dict[str, object], expected: list[str]
) -> None:
    process = drawn(
        *diamond("inclusiveGateway", default="f-d"),
        user("d"),
        flow("f", "a", "a"),
        flow("f", "b", "b"),
        flows("f d j"),
    )
    outcome = begin(process, context)
    assert at(outcome) == expected
    for name in expected:
        assert at(outcome) != ["c"]
        outcome = complete(process, outcome.marking, name, context)
    assert at(outcome) == ["c"]


def test_an_inclusive_join_waits_for_a_token_that_may_come_by_a_boundary_event() -> None:
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        user("a"),
        user("b"),
        boundary("late", "b", "timer", "P1D"),
        user("hurry"),
        node("inclusiveGateway", "j"),
        end(),
        end("other"),
        flows("s f a j e", "f b other", "late hurry j"),
    )
    outcome = complete(process, begin(process, {}).marking, "a", {})
    assert at(outcome) == ["b"]
    assert "j" not in outcome.passed
    done = complete(process, outcome.marking, "b", {})
    assert done.ended
    assert done.passed == ("b", "other", "j", "e")
    late = fire_timer(process, outcome.marking, "late", {})
    assert at(late) == ["hurry"]
    assert complete(process, late.marking, "hurry", {}).ended


def test_an_inclusive_join_does_not_wait_for_a_token_that_may_come_where_one_is_already() -> None:
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        user("a"),
        user("b"),
        node("exclusiveGateway", "m"),
        node("exclusiveGateway", "x", default="x-m"),
        user("c"),
        node("inclusiveGateway", "j"),
        user("d"),
        end(),
        flows("s f a m j d e", "f b x m", "c j"),
        flow("x", "c", "more"),
    )
    outcome = complete(process, begin(process, {}).marking, "a", {})
    assert at(outcome) == ["b", "d"]  # BPMN 2.0, 13.4.3: b leads to m-j as well, where a token has arrived


def test_conditions_may_stand_on_the_flows_of_a_task() -> None:
    process = drawn(
        start(),
        node("userTask", "a", default="a-no"),
        user("one"),
        user("two"),
        user("no"),
        end(),
        flows("s a no e", "one e", "two e"),
        flow("a", "one", "n >= 1"),
        flow("a", "two", "n >= 2"),
    )
    marking = begin(process, {}).marking
    assert at(complete(process, marking, "a", {"n": 2})) == ["one", "two"]
    assert at(complete(process, marking, "a", {"n": 1})) == ["one"]
    assert at(complete(process, marking, "a", {"n": 0})) == ["no"]


def event_gateway() -> tuple[str, ...]:
    return (
        start(),
        node("eventBasedGateway", "g"),
        catch("late", "timer", "P5D"),
        catch("answer", "message", "ping"),
        catch("alarm", "signal", "stop"),
        node("receiveTask", "letter", messageRef="m_pong"),
        end(),
        flows("s g late e", "g answer e", "g alarm e", "g letter e"),
    )


def test_the_first_event_after_an_event_gateway_wins() -> None:
    process = drawn(*event_gateway())
    outcome = begin(process, {})
    assert [(wait.element_id, wait.kind) for wait in outcome.entered] == [("g", "event")]
    assert [(timer.element_id, timer.value) for timer in outcome.timers_set] == [("late", "P5D")]
    for step, cancelled in (
        (deliver_message(process, outcome.marking, "ping", {}), ["late"]),
        (deliver_message(process, outcome.marking, "pong", {}), ["late"]),
        (deliver_signal(process, outcome.marking, "stop", {}), ["late"]),
        (fire_timer(process, outcome.marking, "late", {}), []),
    ):
        assert step.ended
        assert [timer.element_id for timer in step.timers_cancelled] == cancelled


# bounds


def test_an_endless_automatic_loop_names_its_elements() -> None:
    process = drawn(
        start(),
        node("serviceTask", "work"),
        node("exclusiveGateway", "again", default="again-work"),
        end(),
        flows("s work again work"),
        flow("again", "e", "done"),
    )
    with pytest.raises(StepError) as caught:
        begin(process, {}, auto=lambda element, context: {})
    assert caught.value.code == "endless"
    assert "work" in str(caught.value)
    assert "again" in str(caught.value)


def test_a_marking_of_another_version_is_refused() -> None:
    process = drawn(start(), user("a"), end(), flows("s a e"))
    with refused("unknown_element", "gone"):
        complete(process, Marking.from_json({"n": 2, "t": [[1, "gone", "user"]]}), "gone", {})


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"n": 1},
        {"n": "1", "t": []},
        {"n": 1, "t": [["a", 1, "user"]]},
        {"n": 1, "t": [[1]]},
        {"n": 1, "t": 3},
        [],
    ],
)
def test_a_stored_state_that_is_no_marking_is_refused(form: dict[str, object]) -> None:
    with refused("marking"):
        Marking.from_json(form)
