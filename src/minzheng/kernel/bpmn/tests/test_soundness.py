"""The proof before publishing: each kind of fault is found, with its path, and sound processes are left in peace."""

from pathlib import Path

import pytest

from minzheng.kernel.bpmn import Finding, Process, check, compile_process

from .drawing import boundary, catch, drawn, end, event_sub, flow, flows, multi, node, start, user, when

SAMPLE = (Path(__file__).parent / "samples" / "allowance.bpmn").read_bytes()


def found(process: Process, severity: str = "error") -> dict[str, str]:
    return {each.element_id: each.message for each in check(process) if each.severity == severity}


def test_the_allowance_process_is_sound() -> None:
    assert check(compile_process(SAMPLE)) == []


def test_a_join_of_the_wrong_kind_is_a_deadlock_and_its_path_is_told() -> None:
    process = drawn(
        start(name="收件"),
        node("exclusiveGateway", "x", default="x-b", name="结果"),
        user("a", name="初审"),
        user("b", name="复核"),
        node("parallelGateway", "j", name="汇合"),
        end(),
        flows("s x b j e", "a j"),
        flow("x", "a", "ok"),
    )
    message = found(process)["j"]
    assert "办件会卡住" in message
    assert "“收件” → “结果”走“初审” → 办完“初审”" in message


def test_a_deadlock_is_found_although_one_may_always_withdraw() -> None:
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        user("a"),
        node("exclusiveGateway", "x", default="x-j"),
        node("parallelGateway", "j"),
        end(),
        end("out"),
        flows("s f a j e", "f x j"),
        flow("x", "out", "gone"),
        event_sub("w", "message", "stop", end("we") + flows("w_s we")),
    )
    assert "j" in found(process)


def test_branches_that_meet_without_a_join_double_the_token() -> None:
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        user("a"),
        user("b"),
        node("exclusiveGateway", "m"),
        user("c"),
        end(),
        flows("s f a m c e", "f b m"),
    )
    assert "走到两次" in found(process)["c"]
    process = drawn(
        start(), node("parallelGateway", "f"), user("a"), user("b"), end(), flows("s f a e", "f b e")
    )
    assert "走到两次" in found(process)["e"]


def test_a_side_road_may_come_again_in_a_loop() -> None:
    process = drawn(
        start(),
        user("a"),
        boundary("late", "a", "timer", "P1D", interrupting=False),
        node("exclusiveGateway", "x", default="x-e"),
        user("remind"),
        end("reminded"),
        end(),
        flows("s a x e", "late remind reminded"),
        flow("x", "a", "again"),
    )
    assert check(process) == []


def test_a_circle_without_a_way_out_never_ends() -> None:
    process = drawn(start(), user("a"), user("b"), end(), flows("s a b a"))
    errors = found(process)
    assert "走不到结束" in errors["a"]
    assert "走不到" in errors["e"]


def test_an_element_that_nothing_leads_to_is_named() -> None:
    process = drawn(start(), user("a"), user("b"), end(), flows("s a e", "b e"))
    assert found(process) == {"b": "“b”永远走不到，请连上线，或者删掉。"}


def test_a_road_that_breaks_off_is_named() -> None:
    assert "断了" in found(drawn(start(), user("a"), flows("s a")))["a"]


def test_a_gateway_whose_conditions_may_all_fail_is_named() -> None:
    for kind in ("exclusiveGateway", "inclusiveGateway"):
        process = drawn(
            start(),
            node(kind, "x"),
            end("e1"),
            end("e2"),
            flows("s x"),
            flow("x", "e1", "n = 1"),
            flow("x", "e2", "n != 1"),
        )
        assert "默认" in found(process)["x"]
    process = drawn(
        start(),
        node("exclusiveGateway", "x"),
        end("e1"),
        end("e2"),
        flows("s x e1"),
        flow("x", "e2", "n = 1"),
    )
    assert "没有写条件" in found(process)["x"]


def test_waits_without_owner_and_limit_are_named() -> None:
    process = drawn(
        start(),
        node("userTask", "nobody"),
        node("userTask", "no_limit", mz_role="clerk"),
        node("userTask", "no_role", mz_limit="P3D"),
        catch("letter", "message", "ping"),
        node("receiveTask", "paper", mz_limit="P3D"),
        node("eventBasedGateway", "open"),
        catch("m1", "message", "ping"),
        catch("g1", "signal", "ping"),
        node("eventBasedGateway", "bounded"),
        catch("m2", "message", "ping"),
        catch("t2", "timer", "P3D"),
        end(),
        flows("s nobody no_limit no_role letter paper open m1 bounded m2 e", "open g1 bounded t2 e"),
    )
    assert set(found(process)) == {"nobody", "letter", "open"}
    assert set(found(process, "warning")) == {"no_limit", "no_role"}


def test_a_timer_around_the_layer_bounds_the_waits_inside() -> None:
    inside = start("is") + node("userTask", "a", mz_role="clerk") + end("ie") + flows("is a ie")
    process = drawn(
        start(),
        node("subProcess", "sub", inside),
        boundary("late", "sub", "timer", "P9D"),
        end(),
        flows("s sub e", "late e"),
    )
    assert check(process) == []


def test_a_timer_without_a_limit_is_named_unless_a_property_gives_it() -> None:
    empty = "<timerEventDefinition/>"
    process = drawn(start(), node("intermediateCatchEvent", "t", empty), end(), flows("s t e"))
    assert "多久" in found(process)["t"]
    assert check(process.with_properties({"t": {"limit": "P3D"}})) == []


def test_work_thrown_away_by_a_terminate_event_is_a_warning() -> None:
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        user("a"),
        user("b", name="家访"),
        end("stop", when("terminate")),
        end(),
        flows("s f a stop", "f b e"),
    )
    assert found(process) == {}
    assert "“家访”" in found(process, "warning")["stop"]


def test_errors_layers_calls_and_instances_are_walked() -> None:
    callee = drawn(
        start(),
        user("a"),
        end("e", when("error", "stop")),
        end("ok"),
        flows("s a x ok"),
        flow("x", "e", "bad"),
        node("exclusiveGateway", "x", default="x-ok"),
    )
    inside = (
        multi("<loopCardinality>n</loopCardinality>") + start("is") + user("v") + end("ie") + flows("is v ie")
    )
    process = drawn(
        start(),
        node("callActivity", "call", calledElement="p"),
        boundary("failed", "call", "error", "stop"),
        node("subProcess", "visits", inside),
        node("serviceTask", "work"),
        boundary("broken", "work", "error"),
        boundary("slow", "work", "timer", "P1D"),
        user("mend"),
        end(),
        flows("s call visits work e", "failed mend e", "broken mend", "slow e"),
        event_sub("oops", "error", "ping", end("oe") + flows("oops_s oe")),
        event_sub("news", "signal", "ping", end("ne") + flows("news_s ne"), interrupting=False),
        callees={"p": callee},
    )
    assert check(process) == []


def test_an_automatic_loop_is_no_trouble_for_the_proof() -> None:
    process = drawn(
        start(),
        node("serviceTask", "work"),
        node("exclusiveGateway", "x", default="x-e"),
        end(),
        flows("s work x e"),
        flow("x", "work", "again"),
    )
    assert check(process) == []


@pytest.mark.parametrize("branches", [3, 5])
def test_inclusive_branches_are_sound_and_a_parallel_join_after_them_is_not(branches: int) -> None:
    names = [f"b{number}" for number in range(branches)]

    def process(join: str) -> Process:
        return drawn(
            start(),
            node("inclusiveGateway", "f", default="f-b0"),
            *(user(name) for name in names),
            node(join, "j"),
            end(),
            flows("s f b0", "j e", *(f"{name} j" for name in names)),
            *(flow("f", name, f"{name} = true") for name in names[1:]),
        )

    assert check(process("inclusiveGateway")) == []
    assert "j" in found(process("parallelGateway"))
    assert "走到两次" in found(process("exclusiveGateway"))["e"]


def test_a_process_too_large_to_explore_says_so() -> None:
    names = [f"b{number}" for number in range(9)]
    process = drawn(
        start(),
        node("parallelGateway", "f"),
        *(user(name) for name in names),
        node("parallelGateway", "j"),
        end(),
        flows("s f", "j e", *(f"f {name} j" for name in names)),
    )
    assert check(process) == []
    findings: list[Finding] = check(process, max_states=100)
    assert [finding.severity for finding in findings] == ["warning"]
    assert "100" in findings[0].message
