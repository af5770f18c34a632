"""Start, intermediate, end and boundary events, each by a process drawn for it."""

from collections.abc import Mapping
from datetime import date

import pytest

from minzheng.kernel.bpmn import (
    Element,
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

from .drawing import (
    at,
    boundary,
    catch,
    drawn,
    end,
    flows,
    node,
    refused,
    start,
    user,
    when,
)

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


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('=duration("P" + string(days) + "D")', "P3D"),
        ('=duration("PT90M")', "P0DT1H30M0S"),
        ('=duration("P1Y2M")', "P1Y2M"),
        ('="P" + string(days) + "D"', "P3D"),
    ],
)
def test_an_intermediate_timer_asks_for_a_time_and_waits(expression: str, value: str) -> None:
    process = drawn(start(), catch("t", "timer", expression), end(), flows("s t e"))
    outcome = begin(process, {"days": 3})
    (request,) = outcome.timers_set
    assert (request.element_id, request.token) == ("t", outcome.entered[0].token)
    assert (request.text, request.value) == (expression, value)
    with refused("not_completable", "t"):
        complete(process, outcome.marking, "t", {})
    fired = fire_timer(process, outcome.marking, "t", {})
    assert fired.ended
    assert fired.timers_cancelled == ()


def test_a_timer_may_wait_for_a_day_that_the_case_names() -> None:
    timer = "<timerEventDefinition><timeDate>=day</timeDate></timerEventDefinition>"
    process = drawn(start(), node("intermediateCatchEvent", "t", timer), end(), flows("s t e"))
    assert begin(process, {"day": date(2026, 3, 13)}).timers_set[0].value == "2026-03-13"
    assert (
        begin(process, {"day": "2026-03-13T09:00:00+08:00"}).timers_set[0].value
        == "2026-03-13T09:00:00+08:00"
    )
    for wrong in (None, 3, "soon"):
        with refused("condition", "t"):
            begin(process, {"day": wrong})


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
    assert fired.marking.to_json()["f"] == [[1, "b", 0]]
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


def test_a_cycle_by_expression_is_counted_once_and_one_without_end_goes_on() -> None:
    cycle = "<timerEventDefinition><timeCycle>=rhythm</timeCycle></timerEventDefinition>"
    process = drawn(
        start(),
        user("a"),
        node("boundaryEvent", "b", cycle, attachedToRef="a", cancelActivity="false"),
        end(),
        end("e2"),
        flows("s a e", "b e2"),
    )
    marking = begin(process, {"rhythm": "R2/P1D"}).marking
    once = fire_timer(process, marking, "b", {"rhythm": "R2/P1D"})
    assert [(timer.value, timer.left) for timer in once.timers_set] == [("R2/P1D", 1)]
    assert ("timer", "", "b", 1) in listening(process, once.marking)
    twice = fire_timer(process, once.marking, "b", {"rhythm": "R2/P1D"})
    assert listening(process, twice.marking) == ()
    for _ in range(3):
        outcome = fire_timer(process, marking, "b", {"rhythm": "R/P1D"})
        assert outcome.timers_set[0].left == -1
        marking = outcome.marking


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
