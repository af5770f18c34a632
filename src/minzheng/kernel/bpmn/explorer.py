"""Walking every state of a process by the engine itself, with conditions and counts as free choices.

An automatic task counts as one that waits: whatever can happen while it waits is looked at too.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .conditions import Expression
from .errors import StepError
from .evaluator import Context, Evaluator
from .listeners import Listener, listeners
from .marking import Arrival, Fired, Marking, Scope, Token
from .model import Element, Event, Flow, Process
from .profile import TASK_KINDS
from .run import Run
from .walk import Move

_COMPLETABLE = frozenset(TASK_KINDS.values())


class State(NamedTuple):
    """A canonical marking, the tokens under way, and the end events already reached in open layers."""

    marking: Marking
    queue: tuple[tuple[str, str, int, int], ...]
    ends: frozenset[tuple[int, str]]

    @property
    def final(self) -> bool:
        """True for an ended case."""
        return self.marking.ended and not self.queue


class Edge(NamedTuple):
    """One way on from a state; `plain` is False where an event sub-process breaks in, which proves nothing about the
    road that it leaves."""

    to: State
    labels: tuple[str, ...]
    plain: bool
    passed: tuple[str, ...]
    again: tuple[str, ...]


class Chooser(Evaluator):
    """Answers every question of the engine by a script, then by the first choice, and keeps what was asked."""

    def __init__(self, process: Process, script: tuple[int, ...]) -> None:
        self.process = process
        self.script = script
        self.asked: list[int] = []
        self.chosen: list[int] = []
        self.labels: list[str] = []

    def choose(self, count: int) -> int:
        """The next choice out of `count`."""
        place = len(self.chosen)
        choice = self.script[place] if place < len(self.script) else 0
        self.asked.append(count)
        self.chosen.append(choice)
        return choice

    def others(self) -> Iterator[tuple[int, ...]]:
        """The scripts that differ from this one in their last choice."""
        for place in range(len(self.script), len(self.asked)):
            for choice in range(1, self.asked[place]):
                yield (*self.chosen[:place], choice)

    def truth(self, expression: Expression, context: Context, element: Element, flow_id: str) -> bool:
        """A condition holds, or it does not."""
        if self.choose(2):
            return False
        for flow in element.outgoing:
            if flow.id == flow_id:
                self.took_default(element, flow)
        return True

    def took_default(self, element: Element, flow: Flow) -> None:
        """Write a flow that was taken into the path."""
        self.labels.append(f"“{element.label}”走“{flow.name or self.process.elements[flow.target].label}”")

    def count(self, element: Element, context: Context) -> int:
        """One, two or no instances."""
        count = (1, 2, 0)[self.choose(3)]
        self.labels.append(f"“{element.label}”有 {count} 份")
        return count

    def time(self, event: Event, context: Context, element: Element) -> str | None:
        """Time passes freely."""
        return event.text

    def value(self, expression: Expression, context: Context, element: Element) -> object:
        """Values are not known."""
        return None


class Explorer:
    """The state space of a process, breadth first, up to `max_states`."""

    def __init__(self, process: Process, max_states: int) -> None:
        self.process = process
        self.max_states = max_states
        self.errors = {name: _catchable(process, element) for name, element in process.elements.items()}
        self.came: dict[State, tuple[State | None, tuple[str, ...]]] = {}
        self.edges: dict[State, list[Edge]] = {}
        self.resting: list[State] = []
        self.complete = True

    def explore(self, stop: Callable[[State, Edge], bool]) -> None:
        """Visit every state; `stop` looks at each edge and says whether to leave its end unvisited."""
        todo: deque[State] = deque()
        for name in self.process.starts:
            first = State(Marking(), ((name, "", 0, -1),), frozenset())
            self.came[first] = (None, (f"“{self.process.elements[name].label}”",))
            todo.append(first)
        while todo:
            state = todo.popleft()
            self.edges[state] = edges = []
            if state.final:
                continue
            for edge in self._ways(state):
                if stop(state, edge):
                    continue
                edges.append(edge)
                if edge.to not in self.came:
                    if len(self.came) >= self.max_states:
                        self.complete = False
                        continue
                    self.came[edge.to] = (state, edge.labels)
                    todo.append(edge.to)

    def path(self, state: State, last: tuple[str, ...] = ()) -> str:
        """How a state was reached, in Chinese, by the shortest way."""
        steps = list(reversed(last))
        at: State | None = state
        while at is not None:
            before, labels = self.came[at]
            steps.extend(reversed(labels))
            at = before
        steps.reverse()
        return " → ".join(steps if len(steps) <= 16 else [*steps[:2], "……", *steps[-13:]])

    def _ways(self, state: State) -> Iterator[Edge]:
        moved = False
        for edge in self._branches(state, Run.advance, (), plain=True):
            moved = True
            yield edge
        if not moved:
            self.resting.append(state)
            yield from self._actions(state)

    def _actions(self, state: State) -> Iterator[Edge]:
        """Everything that can happen while all tokens rest."""
        for token in state.marking.tokens:
            element = self.process.elements[token.element]
            if token.kind not in _COMPLETABLE:
                continue
            yield from self._branches(state, _completing(token), (f"办完“{element.label}”",), plain=True)
            for code in self.errors[element.id]:
                labels = (f"“{element.label}”出错“{code}”",)
                yield from self._branches(state, _failing(token, code), labels, plain=True)
        run = self._load(state, Chooser(self.process, ()))
        for listener in listeners(run):
            event = self.process.elements[listener.element_id]
            if not event.interrupting and self._is_under_way(state, event, listener.token):
                continue
            what = {"timer": "“{}”到时", "message": "收到消息“{}”", "signal": "收到信号“{}”"}[listener.kind]
            labels = (what.format(listener.name or event.label),)
            plain = event.type != "startEvent"
            yield from self._branches(state, _happening(listener), labels, plain=plain)

    def _is_under_way(self, state: State, event: Element, host: int) -> bool:
        """Whether a side road that does not interrupt is being walked already; it is tried one at a time."""
        if event.type == "startEvent":
            return any(
                scope.element == event.parent and scope.parent == host for scope in state.marking.scopes
            )
        ahead = reachable(self.process, [event.id], through_side=False) - main_road(self.process)
        here = [token.element for token in state.marking.tokens]
        here += [scope.element for scope in state.marking.scopes]
        return any(name in ahead for name in here)

    def _branches(
        self, state: State, act: Callable[[Run], bool], labels: tuple[str, ...], *, plain: bool
    ) -> Iterator[Edge]:
        """Do one thing in every way that the free choices allow."""
        scripts: list[tuple[int, ...]] = [()]
        while scripts:
            chooser = Chooser(self.process, scripts.pop())
            run = self._load(state, chooser)
            try:
                moved = act(run)
            except StepError:
                moved = False  # no condition holds and there is no default: said by `duties`
                if not chooser.asked:
                    raise
            scripts.extend(chooser.others())
            if moved:
                again = tuple(name for scope, name in run.ends if (scope, name) in state.ends)
                yield Edge(_save(run, state), (*labels, *chooser.labels), plain, tuple(run.passed), again)

    def _load(self, state: State, chooser: Chooser) -> Run:
        run = Run(self.process, state.marking, {}, None, chooser)
        run.queue.extend(
            Move(self.process.elements[name], flow, scope, item) for name, flow, scope, item in state.queue
        )
        return run


def _completing(token: Token) -> Callable[[Run], bool]:
    def act(run: Run) -> bool:
        run.take(token)
        run.finish(run.elements[token.element], token.scope, token.item)
        return True

    return act


def _happening(listener: Listener) -> Callable[[Run], bool]:
    def act(run: Run) -> bool:
        run.trigger(listener)
        return True

    return act


def _failing(token: Token, code: str) -> Callable[[Run], bool]:
    def act(run: Run) -> bool:
        return run.throw(code, run.elements[token.element], token.id, token.scope, token.item)

    return act


def _save(run: Run, before: State) -> State:
    """The canonical form of where a run stands: numbers say nothing, the count of a cycle is cut short."""
    number: dict[int, int] = {0: 0}
    scopes: list[Scope] = []
    level = [0]
    while level:
        inner = [scope for scope in run.scopes.values() if scope.parent in level]
        for scope in sorted(inner, key=lambda each: (number[each.parent], each.element, each.item)):
            number[scope.id] = len(number)
            scopes.append(scope._replace(id=number[scope.id], parent=number[scope.parent]))
        level = [scope.id for scope in inner]
    tokens = []
    for token in sorted(run.tokens.values(), key=lambda each: (number[each.scope], each.element, each.item)):
        number[token.id] = len(number)
        tokens.append(token._replace(id=number[token.id], scope=number[token.scope]))
    fired = sorted(
        Fired(number[host], event, min(left, 1))
        for (host, event), left in run.fired.items()
        if host in number
    )
    marking = Marking(
        len(number),
        tuple(tokens),
        tuple(scopes),
        tuple(sorted(Arrival(a.element, a.flow, number[a.scope]) for a in run.joins)),
        tuple(fired),
    )
    queue = tuple((move.element.id, move.flow, number[move.scope], move.item) for move in run.queue)
    ends = frozenset(
        (number[scope], name)
        for scope, name in (*before.ends, *run.ends)
        if scope in number and (scope == 0 or scope in run.scopes)
    )
    return State(marking, queue, ends)


def _catchable(process: Process, element: Element) -> tuple[str, ...]:
    """The error codes that some event around an element catches."""
    if element.type not in TASK_KINDS:
        return ()
    names = list(element.boundaries)
    layer: str | None = element.parent
    while layer is not None:
        names += [process.elements[sub].starts[0] for sub in process.event_subs_of(layer)]
        owner = process.elements.get(layer)
        names += owner.boundaries if owner else ()
        layer = owner.parent if owner else None
    events = [process.elements[name].event for name in names]
    return tuple(dict.fromkeys(event.name or "任何错误" for event in events if event.kind == "error"))


def reachable(process: Process, origins: list[str], *, through_side: bool) -> frozenset[str]:
    """The elements of the same layer that flows and boundary events lead to (`through_side`: also those that do not
    interrupt)."""
    seen: set[str] = set()
    todo = list(origins)
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        element = process.elements[name]
        todo.extend(flow.target for flow in element.outgoing)
        todo.extend(
            boundary
            for boundary in element.boundaries
            if through_side or process.elements[boundary].interrupting
        )
    return frozenset(seen)


def main_road(process: Process) -> frozenset[str]:
    """Every element that a case can reach without a boundary event that does not interrupt."""
    starts = [element.id for element in process.elements.values() if element.type == "startEvent"]
    return reachable(process, starts, through_side=False)
