"""Random block-structured processes: every run ends, no token is lost or doubled, and what is stored comes back."""

import contextlib
import json
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.kernel.bpmn import (
    BpmnError,
    Marking,
    Outcome,
    Process,
    TimerRef,
    Wait,
    check,
    compile_process,
    complete,
    deliver_message,
    fire_timer,
    listening,
    write,
)
from minzheng.kernel.bpmn import (
    start as begin,
)

from .drawing import boundary, end, event_sub, file, flow, flows, multi, node, start, user


@dataclass
class Block:
    """A piece of a process with one way in and one way out; `n` is the number of instances."""

    kind: str
    parts: "list[Block]" = field(default_factory=list)
    n: int = 1


LEAVES = st.sampled_from(["task", "auto", "mark", "wait"]).map(Block)


def bigger(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(blocks, min_size=2, max_size=3)
    return st.one_of(
        st.builds(Block, st.sampled_from(["seq", "xor", "par", "incl"]), several),
        st.builds(Block, st.sampled_from(["loop", "sub", "timed"]), st.lists(blocks, min_size=1, max_size=1)),
        st.builds(
            Block,
            st.sampled_from(["each", "in_turn"]),
            st.lists(blocks, min_size=1, max_size=1),
            st.integers(0, 2),
        ),
    )


BLOCKS = st.recursive(LEAVES, bigger, max_leaves=8)


class Drawer:
    """Draws blocks; every element gets the number of its block."""

    def __init__(self) -> None:
        self.count = 0
        self.names: dict[int, int] = {}

    def number(self, block: Block) -> int:
        if id(block) not in self.names:
            self.names[id(block)] = self.count
            self.count += 1
        return self.names[id(block)]

    def draw(self, block: Block) -> tuple[str, str, str]:
        """XML, way in, way out."""
        k = self.number(block)
        if block.kind == "task":
            return user(f"task{k}"), f"task{k}", f"task{k}"
        if block.kind == "auto":
            return node("serviceTask", f"auto{k}"), f"auto{k}", f"auto{k}"
        if block.kind == "mark":
            return node("intermediateThrowEvent", f"mark{k}"), f"mark{k}", f"mark{k}"
        if block.kind == "wait":
            event = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
            return node("intermediateCatchEvent", f"wait{k}", event), f"wait{k}", f"wait{k}"
        if block.kind == "seq":
            return self._sequence(block)
        if block.kind in ("xor", "par", "incl"):
            return self._branches(block, k)
        if block.kind == "loop":
            xml, way_in, way_out = self.draw(block.parts[0])
            xml += node("exclusiveGateway", f"in{k}") + node(
                "exclusiveGateway", f"out{k}", default=f"out{k}-end{k}"
            )
            xml += node("intermediateThrowEvent", f"end{k}") + user(f"turn{k}")
            xml += flows(f"in{k} {way_in}", f"{way_out} turn{k} out{k} end{k}") + flow(
                f"out{k}", f"in{k}", f"again{k} = true"
            )
            return xml, f"in{k}", f"end{k}"
        return self._layer(block, k)

    def _sequence(self, block: Block) -> tuple[str, str, str]:
        drawn = [self.draw(part) for part in block.parts]
        xml = "".join(each[0] for each in drawn)
        xml += "".join(flows(f"{a[2]} {b[1]}") for a, b in pairwise(drawn))
        return xml, drawn[0][1], drawn[-1][2]

    def _branches(self, block: Block, k: int) -> tuple[str, str, str]:
        kind = {"xor": "exclusiveGateway", "par": "parallelGateway", "incl": "inclusiveGateway"}[block.kind]
        xml, default = "", {}
        for place, part in enumerate(block.parts):
            inner, way_in, way_out = self.draw(part)
            if place == 0 and block.kind != "par":
                default = {"default": f"f{k}-{way_in}"}
            condition = f"c{k}_{place} = true" if place and block.kind != "par" else ""
            xml += inner + flow(f"f{k}", way_in, condition) + flows(f"{way_out} j{k}")
        return node(kind, f"f{k}", **default) + node(kind, f"j{k}") + xml, f"f{k}", f"j{k}"

    def _layer(self, block: Block, k: int) -> tuple[str, str, str]:
        xml, way_in, way_out = self.draw(block.parts[0])
        if block.kind == "timed":
            xml, way_in = xml + user(f"turn{k}") + flows(f"turn{k} {way_in}"), f"turn{k}"
        xml = start(f"s{k}") + xml + end(f"e{k}") + flows(f"s{k} {way_in}", f"{way_out} e{k}")
        if block.kind in ("each", "in_turn"):
            marker = multi(
                f"<loopCardinality>{block.n}</loopCardinality>", sequential=block.kind == "in_turn"
            )
            return node("subProcess", f"sub{k}", marker + xml), f"sub{k}", f"sub{k}"
        xml = node("subProcess", f"sub{k}", xml)
        if block.kind == "sub":
            return xml, f"sub{k}", f"sub{k}"
        xml += boundary(f"late{k}", f"sub{k}", "timer", "P9D") + node("exclusiveGateway", f"m{k}")
        return xml + flows(f"sub{k} m{k}", f"late{k} m{k}"), f"sub{k}", f"m{k}"

    def expected(self, block: Block, context: dict[str, bool]) -> Counter[str]:
        """Which tasks are done how often under fixed values without any boundary timer: read off the tree."""
        k = self.number(block)
        if block.kind == "task":
            return Counter({f"task{k}": 1})
        chosen = block.parts
        if block.kind in ("xor", "incl"):
            true = [part for place, part in enumerate(block.parts) if place and context.get(f"c{k}_{place}")]
            chosen = true or block.parts[:1]
            chosen = chosen[:1] if block.kind == "xor" else chosen
        times = block.n if block.kind in ("each", "in_turn") else 1
        done = Counter({f"turn{k}": 1} if block.kind in ("loop", "timed") else {})
        for _ in range(times):
            for part in chosen:
                done += self.expected(part, context)
        return done


def written(block: Block) -> tuple[Drawer, bytes]:
    drawer = Drawer()
    xml, way_in, way_out = drawer.draw(block)
    withdrawal = event_sub("w", "message", "stop", end("we"), flows("w_s we"))
    return drawer, file(
        start(), end(), user("first"), xml, flows(f"s first {way_in}", f"{way_out} e"), withdrawal
    )


def compiled(block: Block) -> tuple[Drawer, Process]:
    drawer, xml = written(block)
    return drawer, compile_process(xml)


class Walk:
    """Runs a process by chance and checks after every step that what is told agrees with what is stored."""

    def __init__(self, process: Process, chance: random.Random, *, late: bool) -> None:
        self.process = process
        self.chance = chance
        self.late = late
        self.timers: set[TimerRef] = set()
        self.done: Counter[str] = Counter()

    def take(self, before: Marking, outcome: Outcome) -> Marking:
        assert Marking.from_json(json.loads(json.dumps(outcome.marking.to_json()))) == outcome.marking
        was = Counter(wait.element_id for wait in before.waiting())
        was.subtract(outcome.left)
        was.update(wait.element_id for wait in outcome.entered)
        assert +was == Counter(wait.element_id for wait in outcome.marking.waiting())
        assert min(was.values(), default=0) >= 0
        cancelled = set(outcome.timers_cancelled)
        assert cancelled <= self.timers
        self.timers -= cancelled
        self.timers |= {TimerRef(timer.element_id, timer.token) for timer in outcome.timers_set}
        heard = {each.timer for each in listening(self.process, outcome.marking) if each.kind == "timer"}
        assert self.timers == heard
        assert outcome.ended == outcome.marking.ended == (not outcome.marking.tokens)
        return outcome.marking

    def run(self, values: "list[dict[str, bool]]", *, limit: int) -> Outcome:
        outcome = begin(self.process, values[0], auto=lambda element, context: {})
        marking = self.take(Marking(), outcome)
        for step in range(limit + 200):
            if outcome.ended:
                return outcome
            context = values[min(step, len(values) - 1)] if step < limit else {}
            outcome = self.step(marking, context, late=self.late and step < limit)
            marking = self.take(marking, outcome)
        raise AssertionError("the run does not end")

    def step(self, marking: Marking, context: dict[str, bool], *, late: bool) -> Outcome:
        timers = [timer for timer in sorted(self.timers) if late or not timer.element_id.startswith("late")]
        tasks = [wait for wait in marking.waiting() if wait.kind == "user"]
        pick = self.chance.choice([*timers, *tasks])
        if isinstance(pick, TimerRef):
            self.timers.discard(pick)
            return fire_timer(
                self.process,
                marking,
                pick.element_id,
                context,
                token=pick.token,
                auto=lambda element, context: {},
            )
        self.done[pick.element_id] += 1
        return complete(self.process, marking, pick.token, context, auto=lambda element, context: {})


def contexts(drawer: Drawer, chance: random.Random, count: int, *, again: bool) -> "list[dict[str, bool]]":
    names = [f"c{k}_{place}" for k in range(drawer.count) for place in range(3)]
    names += [f"again{k}" for k in range(drawer.count)] if again else []
    return [{name: chance.random() < 0.4 for name in names} for _ in range(count)]


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.integers())
def test_every_run_ends_and_tells_the_truth_about_itself(block: Block, seed: int) -> None:
    drawer, process = compiled(block)
    chance = random.Random(seed)  # noqa: S311 - a test
    outcome = Walk(process, chance, late=True).run(contexts(drawer, chance, 40, again=True), limit=40)
    assert outcome.end_event == "e"
    assert outcome.marking.scopes == outcome.marking.joins == outcome.marking.fired == ()


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.integers())
def test_exactly_the_tasks_of_the_tree_are_done_in_whatever_order(block: Block, seed: int) -> None:
    drawer, process = compiled(block)
    chance = random.Random(seed)  # noqa: S311 - a test
    values = contexts(drawer, chance, 1, again=False)
    walk = Walk(process, chance, late=False)
    walk.run(values, limit=1000)
    assert walk.done == drawer.expected(block, values[0]) + Counter(["first"])


@settings(max_examples=30, deadline=None)
@given(BLOCKS, st.integers(), st.integers(0, 10))
def test_one_may_withdraw_at_any_time_and_nothing_is_left_behind(block: Block, seed: int, steps: int) -> None:
    drawer, process = compiled(block)
    chance = random.Random(seed)  # noqa: S311 - a test
    walk = Walk(process, chance, late=True)
    outcome = begin(process, {}, auto=lambda element, context: {})
    marking = walk.take(Marking(), outcome)
    for context in contexts(drawer, chance, steps, again=True):
        if outcome.ended:
            return
        outcome = walk.step(marking, context, late=True)
        marking = walk.take(marking, outcome)
    if not outcome.ended:
        outcome = deliver_message(process, marking, "stop", {})
        walk.take(marking, outcome)
        assert outcome.end_event == "we"
        assert walk.timers == set()


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_block_structured_processes_are_proved_sound(block: Block) -> None:
    _, process = compiled(block)
    findings = check(process, max_states=800)
    assert [finding for finding in findings if finding.severity == "error"] == []


def ends(process: Process, chance: random.Random, context: dict[str, bool]) -> bool:
    """Walk by chance, without withdrawing; False where the case is stuck or an end is reached twice."""
    marking = begin(process, context).marking
    finished = 0
    while marking.tokens:
        timers = [each for each in listening(process, marking) if each.kind == "timer"]
        pick = chance.choice(
            [*timers, *(wait for wait in marking.waiting() if wait.kind in ("user", "service"))]
        )
        if isinstance(pick, Wait):
            outcome = complete(process, marking, pick.token, context)
        else:
            outcome = fire_timer(process, marking, pick.element_id, context, token=pick.token)
        finished += outcome.passed.count("e")
        marking = outcome.marking
    return marking.ended and finished == 1


@settings(max_examples=60, deadline=None)
@given(BLOCKS.filter(lambda block: re.search("'(xor|par|incl)'", repr(block))), st.integers())
def test_what_gets_stuck_after_a_gateway_was_changed_is_never_proved_sound(block: Block, seed: int) -> None:
    drawer, xml = written(block)
    chance = random.Random(seed)  # noqa: S311 - a test
    gates = re.findall(r'<(\w+)Gateway id="([fj]\d+)"', xml.decode())
    kind, name = chance.choice(gates)
    other = chance.choice([each for each in ("exclusive", "parallel", "inclusive") if each != kind])
    pattern = rf'<{kind}Gateway id="{name}"(.*?)></{kind}Gateway>'
    changed = re.sub(pattern, rf'<{other}Gateway id="{name}"\1></{other}Gateway>', xml.decode()).encode()
    assert changed != xml
    try:
        process = compile_process(changed)
        context = contexts(drawer, chance, 1, again=False)[0]
        well = all(ends(process, chance, context) for _ in range(5))
    except BpmnError:
        return  # a parallel gateway with conditions, a gateway without a way out
    found = [finding.element_id for finding in check(process, max_states=800) if finding.severity == "error"]
    assert well or found


@settings(max_examples=25, deadline=None)
@given(
    BLOCKS,
    st.dictionaries(st.sampled_from(["role", "limit", "a b", "状态"]), st.text("abc&<'\"甲 ", max_size=6)),
)
def test_writing_and_compiling_give_the_same_process(block: Block, given_properties: dict[str, str]) -> None:
    _, process = compiled(block)
    changed = process.with_properties({name: dict(given_properties) for name in process.elements})
    again = compile_process(write(changed))
    for name, element in changed.elements.items():
        other = again.elements[name]
        stripped = {key: value.strip() for key, value in element.properties.items()}
        assert {key: value.strip() for key, value in other.properties.items()} == stripped
        assert [each.id for each in other.outgoing] == [each.id for each in element.outgoing]
        assert (other.type, other.parent, other.default, other.boundaries) == (
            element.type,
            element.parent,
            element.default,
            element.boundaries,
        )
    assert write(again) == write(changed)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_damaged_files_are_refused_with_findings_or_read(noise: bytes, place: int) -> None:
    xml = file(start(), user("a"), end(), flows("s a e"))
    damaged = xml[:place] + noise + xml[place + len(noise) // 2 :]
    with contextlib.suppress(BpmnError):
        compile_process(damaged)
