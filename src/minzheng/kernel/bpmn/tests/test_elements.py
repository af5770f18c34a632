"""Each element of the profile, by a process drawn for it."""

from collections.abc import Mapping

import pytest

from minzheng.kernel.bpmn import (
    Element,
    Marking,
    Outcome,
    StepError,
    ThrownError,
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

from .drawing import boundary, catch, drawn, end, event_sub, flow, flows, multi, node, start, user, when


def at(outcome: Outcome) -> list[str]:
    """Where tokens wait, sorted."""
    return sorted(wait.element_id for wait in outcome.marking.waiting())


def refused(code: str, element_id: str = "") -> object:
    """Expect a StepError of that code (and at that element)."""

    class Expectation:
        def __enter__(self) -> None:
            self.raises = pytest.raises(StepError)
            self.info = self.raises.__enter__()

        def __exit__(self, *args: object) -> bool:
            caught = self.raises.__exit__(*args)
            assert self.info.value.code == code
            assert element_id in self.info.value.findings[0].element_id
            return bool(caught)

    return Expectation()


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
    done = complete(process, outcome.marking, "b", {})
    assert done.ended
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


# events


def test_a_process_may_have_several_starts() -> None:
    process = drawn(
        start(),
        start("listed", when("message", "ping")),
        start("yearly", when("timer", "R/P1Y")),
        user("a"),
        user("b"),
        end(),
        flows("s a e", "listed b e", "yearly b"),
    )
    assert at(begin(process, {})) == ["a"]
    assert at(begin(process, {}, at="listed")) == ["b"]
    assert at(begin(process, {}, at="ping")) == ["b"]
    assert begin(process, {}, at="yearly").passed == ("yearly",)
    with refused("no_start"):
        begin(process, {}, at="nothing")


def test_an_intermediate_timer_asks_for_a_time_and_waits() -> None:
    process = drawn(
        start(), catch("t", "timer", '=duration("P" + string(days) + "D")'), end(), flows("s t e")
    )
    outcome = begin(process, {"days": 3})
    (request,) = outcome.timers_set
    assert (request.element_id, request.token) == ("t", outcome.entered[0].token)
    assert getattr(request.value, "days", None) == 3
    with refused("not_completable", "t"):
        complete(process, outcome.marking, "t", {})
    fired = fire_timer(process, outcome.marking, "t", {})
    assert fired.ended
    assert fired.timers_cancelled == ()


def test_messages_and_signals_are_caught_and_thrown() -> None:
    process = drawn(
        start(),
        node("intermediateThrowEvent", "tell", when("message", "ping")),
        catch("hear", "message", "pong"),
        node("intermediateThrowEvent", "shout", when("signal", "stop")),
        catch("listen", "signal", "ping"),
        node("intermediateThrowEvent", "mark"),
        end("e", when("message", "stop")),
        flows("s tell hear shout listen mark e"),
    )
    outcome = begin(process, {})
    assert [(each.kind, each.name, each.element_id) for each in outcome.thrown] == [
        ("message", "ping", "tell")
    ]
    with refused("no_receiver"):
        deliver_message(process, outcome.marking, "ping", {})
    outcome = deliver_message(process, outcome.marking, "pong", {})
    assert outcome.thrown[0].name == "stop"
    assert deliver_signal(process, outcome.marking, "pong", {}).marking == outcome.marking
    done = deliver_signal(process, outcome.marking, "ping", {})
    assert done.passed == ("listen", "mark", "e")
    assert done.thrown[0][:2] == ("message", "stop")


def test_a_signal_reaches_every_listener_of_its_own_case() -> None:
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        user("a"),
        node("intermediateThrowEvent", "shout", when("signal", "stop")),
        catch("one", "signal", "stop"),
        user("b"),
        boundary("two", "b", "signal", "stop"),
        end(),
        end("e1"),
        end("e2"),
        flows("s f a shout e", "f one e1", "f b e2", "two e2"),
    )
    outcome = complete(process, begin(process, {}).marking, "a", {})
    assert outcome.ended
    assert {"one", "two"} <= set(outcome.passed)


def test_a_signal_may_take_away_the_layer_of_its_own_thrower() -> None:
    inside = (
        start("is")
        + node("intermediateThrowEvent", "shout", when("signal", "stop"))
        + user("never")
        + end("ie")
        + flows("is shout never ie")
    )
    process = drawn(
        start(),
        node("subProcess", "sub", inside),
        boundary("heard", "sub", "signal", "stop"),
        user("after"),
        end(),
        flows("s sub e", "heard after e"),
    )
    outcome = begin(process, {})
    assert at(outcome) == ["after"]
    assert outcome.marking.scopes == ()


def test_a_terminate_end_takes_everything_with_it() -> None:
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        user("a"),
        user("b"),
        boundary("late", "b", "timer", "P1D"),
        end("stop", when("terminate")),
        end(),
        flows("s f a stop", "f b e", "late e"),
    )
    outcome = complete(process, begin(process, {}).marking, "a", {})
    assert outcome.ended
    assert outcome.end_event == "stop"
    assert outcome.left == ("a", "b")
    assert [timer.element_id for timer in outcome.timers_cancelled] == ["late"]


def test_a_terminate_end_in_a_sub_process_ends_only_that() -> None:
    process = drawn(
        start(),
        node(
            "subProcess",
            "sub",
            start("is")
            + node("parallelGateway", "f")
            + user("a")
            + user("b")
            + end("stop", when("terminate"))
            + end("ie")
            + flows("is f a stop", "f b ie"),
        ),
        user("after"),
        end(),
        flows("s sub after e"),
    )
    outcome = complete(process, begin(process, {}).marking, "a", {})
    assert at(outcome) == ["after"]


# boundary events


def hosted(kind: str, what: str, *, interrupting: bool = True) -> tuple[str, ...]:
    return (
        start(),
        user("a"),
        boundary("b", "a", kind, what, interrupting=interrupting),
        user("other"),
        end(),
        end("e2"),
        flows("s a e", "b other e2"),
    )


def test_an_interrupting_boundary_timer_takes_the_task_away() -> None:
    process = drawn(*hosted("timer", "P5D"))
    outcome = begin(process, {})
    assert outcome.timers_set[0][:4] == ("b", outcome.entered[0].token, "duration", "P5D")
    fired = fire_timer(process, outcome.marking, "b", {})
    assert at(fired) == ["other"]
    assert fired.left == ("a",)
    assert fired.passed == ("b",)
    assert fired.timers_cancelled == ()
    with refused("not_waiting", "b"):
        fire_timer(process, fired.marking, "b", {})


def test_completing_in_time_cancels_the_boundary_timer() -> None:
    process = drawn(*hosted("timer", "P5D"))
    outcome = begin(process, {})
    done = complete(process, outcome.marking, "a", {})
    assert done.timers_cancelled == ((outcome.timers_set[0].element_id, outcome.timers_set[0].token),)
    with refused("not_waiting"):
        fire_timer(process, done.marking, "b", {})


def test_a_boundary_timer_that_does_not_interrupt_fires_once() -> None:
    process = drawn(*hosted("timer", "P5D", interrupting=False))
    fired = fire_timer(process, begin(process, {}).marking, "b", {})
    assert at(fired) == ["a", "other"]
    assert fired.marking.to_json()["f"] == [[1, "b", 1]]
    with refused("not_waiting", "b"):
        fire_timer(process, fired.marking, "b", {})
    done = complete(process, fired.marking, "a", {})
    assert done.timers_cancelled == ()
    assert "f" not in done.marking.to_json()


def test_a_repeating_boundary_timer_is_set_again_until_its_count_is_used() -> None:
    process = drawn(*hosted("timer", "R2/P1D", interrupting=False))
    outcome = begin(process, {})
    assert outcome.timers_set[0].left == 2
    once = fire_timer(process, outcome.marking, "b", {})
    assert once.timers_set[0].left == 1
    twice = fire_timer(process, once.marking, "b", {})
    assert twice.timers_set == ()
    assert at(twice) == ["a", "other", "other"]
    done = complete(process, once.marking, "a", {})
    assert [timer.element_id for timer in done.timers_cancelled] == ["b"]
    with refused("ambiguous", "other"):
        complete(process, twice.marking, "other", {})


def test_boundary_messages_and_signals_interrupt_or_not() -> None:
    for interrupting, expected in ((True, ["other"]), (False, ["a", "other"])):
        process = drawn(*hosted("message", "ping", interrupting=interrupting))
        assert at(deliver_message(process, begin(process, {}).marking, "ping", {})) == expected
        process = drawn(*hosted("signal", "ping", interrupting=interrupting))
        assert at(deliver_signal(process, begin(process, {}).marking, "ping", {})) == expected


def test_an_error_goes_to_the_boundary_event_of_its_code() -> None:
    process = drawn(
        start(),
        node("serviceTask", "a"),
        boundary("any", "a", "error"),
        boundary("known", "a", "error", "stop"),
        end(),
        end("e_any"),
        end("e_known"),
        flows("s a e", "any e_any", "known e_known"),
    )
    marking = begin(process, {}).marking
    assert throw_error(process, marking, "a", "stop", {}).end_event == "e_known"
    assert throw_error(process, marking, "a", "else", {}).end_event == "e_any"

    def failing(element: Element, context: Mapping[str, object]) -> None:
        raise ThrownError("stop")

    assert begin(process, {}, auto=failing).end_event == "e_known"


def test_an_error_that_nobody_catches_is_refused_and_an_error_end_ends_the_case() -> None:
    process = drawn(start(), user("a"), user("b"), end("e", when("error", "stop")), flows("s a e", "s b e"))
    marking = begin(process, {}).marking
    with refused("uncaught_error", "a"):
        throw_error(process, marking, "a", "stop", {})
    outcome = complete(process, marking, "a", {})
    assert outcome.ended
    assert outcome.error == "stop"
    assert outcome.left == ("a", "b")


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
