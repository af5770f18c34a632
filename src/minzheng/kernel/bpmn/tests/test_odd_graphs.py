"""Graphs that nobody would draw: whatever compiles runs with clear refusals only, and the proof always comes back."""

import json
import random
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.kernel.bpmn import (
    Marking,
    Outcome,
    Process,
    StepError,
    check,
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

GATES = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")


def random_node(chance: random.Random, name: str) -> str:
    kind = chance.choice(["user", "user", "service", *GATES, *GATES, "catch", "throw", "multi", "event"])
    if kind == "user":
        return user(name)
    if kind == "service":
        return node("serviceTask", name)
    if kind == "catch":
        what, of = chance.choice([("timer", "P1D"), ("message", "ping"), ("signal", "ping")])
        return catch(name, what, of)
    if kind == "throw":
        return node("intermediateThrowEvent", name, when("signal", "ping"))
    if kind == "multi":
        return user(name, multi("<loopCardinality>2</loopCardinality>", sequential=chance.random() < 0.5))
    if kind == "event":
        return end(
            name, chance.choice([when("terminate"), when("error", "stop"), when("signal", "ping"), ""])
        )
    return node(kind, name)


def random_layer(chance: random.Random, prefix: str, depth: int) -> str:
    names = [f"{prefix}{number}" for number in range(chance.randint(2, 6))]
    xml = start(f"{prefix}s") + end(f"{prefix}e")
    ends = {f"{prefix}e"}
    layers = set()
    for name in names:
        if depth and chance.random() < 0.2:
            xml += node("subProcess", name, random_layer(chance, f"{name}_", depth - 1))
            layers.add(name)
        else:
            drawn_node = random_node(chance, name)
            ends |= {name} if drawn_node.startswith("<endEvent") else set()
            xml += drawn_node
    sources = [f"{prefix}s", *(name for name in names if name not in ends)]
    for name in list(sources[1:]):
        if (name in layers or f'<userTask id="{name}"' in xml) and chance.random() < 0.4:
            kind, of = chance.choice(
                [("timer", "P1D"), ("message", "ping"), ("signal", "ping"), ("error", "stop")]
            )
            xml += boundary(f"{name}b", name, kind, of, interrupting=kind == "error" or chance.random() < 0.6)
            sources.append(f"{name}b")
    if depth and chance.random() < 0.4:
        inner = random_layer(chance, f"{prefix}w_", 0).replace(start(f"{prefix}w_s"), "")
        kind, of = chance.choice(
            [("timer", "P2D"), ("message", "stop"), ("signal", "ping"), ("error", "stop")]
        )
        interrupting = kind == "error" or chance.random() < 0.5
        xml += event_sub(f"{prefix}w", kind, of, inner, interrupting=interrupting)
    return xml + random_flows(chance, sources, [*names, f"{prefix}e"], xml)


def random_flows(chance: random.Random, sources: list[str], targets: list[str], xml: str) -> str:
    drawn_flows: set[tuple[str, str]] = set()
    for place, source in enumerate(sources):
        for _ in range(chance.choice([1, 1, 2])):
            ahead = targets[place:] or targets
            drawn_flows.add((source, chance.choice(ahead if chance.random() < 0.8 else targets)))
    written = ""
    for source, target in sorted(drawn_flows):
        choosing = f'<exclusiveGateway id="{source}"' in xml or f'<inclusiveGateway id="{source}"' in xml
        written += (
            flow(source, target, "yes = true")
            if choosing and chance.random() < 0.5
            else flows(f"{source} {target}")
        )
    return written


def random_process(seed: int) -> tuple[random.Random, Process]:
    chance = random.Random(seed)  # noqa: S311 - a test
    return chance, drawn(random_layer(chance, "n", 2))


def refusal(act: Callable[[], Outcome]) -> "tuple[str, Outcome | None]":
    """The code of a refused step, or its outcome."""
    try:
        return "", act()
    except StepError as error:
        return error.code, None


def any_step(process: Process, marking: Marking, chance: random.Random) -> Outcome:
    context = {"yes": chance.random() < 0.5}
    options = [("wait", wait) for wait in marking.waiting()] + [
        ("event", each) for each in listening(process, marking)
    ]
    what, pick = chance.choice(options)
    if what == "wait":
        if chance.random() < 0.1:
            return throw_error(process, marking, pick[0], "stop", context)
        return complete(process, marking, pick[0], context)
    kind, name, element_id, token = pick
    if kind == "timer":
        return fire_timer(process, marking, element_id, context, token=token)
    if kind == "message":
        return deliver_message(process, marking, name, context, token=token)
    return deliver_signal(process, marking, name, context)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_odd_graphs_run_with_clear_refusals_only(seed: int) -> None:
    chance, process = random_process(seed)
    code, outcome = refusal(lambda: begin(process, {}))
    assert code in {"", "no_way_out", "endless"}
    for _ in range(15):
        if outcome is None or not outcome.marking.tokens or len(outcome.marking.tokens) > 30:
            return
        marking = outcome.marking
        assert Marking.from_json(json.loads(json.dumps(marking.to_json()))) == marking
        code, outcome = refusal(lambda marking=marking: any_step(process, marking, chance))
        assert code in {"", "no_way_out", "endless", "not_completable", "uncaught_error"}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_the_proof_of_an_odd_graph_always_comes_back(seed: int) -> None:
    _, process = random_process(seed)
    assert all(finding.message for finding in check(process, max_states=150))
