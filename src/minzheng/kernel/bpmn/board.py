"""The working copy of a marking during one step: what rests where, which timers are set, and the differences."""

from collections.abc import Mapping

from .evaluator import Evaluator, member
from .marking import Arrival, Fired, Marking, Outcome, Scope, Thrown, TimerRef, TimerRequest, Token, Wait
from .model import Element, Process
from .vocabulary import cycle_count


class Board:
    """Tokens, layers and timers of one case while a step runs; `outcome` freezes them.

    A host is whatever a boundary event or a timer hangs on: a token, or a layer (0 is the whole case).
    """

    def __init__(
        self, process: Process, marking: Marking, context: Mapping[str, object], evaluator: Evaluator
    ) -> None:
        self.process = process
        self.elements = process.elements
        self.before = marking
        self.evaluator = evaluator
        self.context: dict[str, object] = dict(context)
        self.variables: dict[str, object] = {}
        self.next = marking.next
        self.tokens = {token.id: token for token in marking.tokens}
        self.scopes = {scope.id: scope for scope in marking.scopes}
        self.joins = list(marking.joins)
        self.interrupted = {
            scope.parent
            for scope in marking.scopes
            if self.elements[scope.element].triggered and self.sub_start(scope.element).interrupting
        }
        if marking.is_over:
            self.interrupted.add(0)
        self.fired = {(fired.host, fired.event): fired.left for fired in marking.fired}
        self.timers_set: dict[TimerRef, TimerRequest] = {}
        self.timers_cancelled: list[TimerRef] = []
        self.firing: TimerRef | None = None
        self.passed: list[str] = []
        self.thrown: list[Thrown] = []
        self.ends: list[tuple[int, str]] = []
        self.end_event: str | None = None
        self.error: str | None = None

    def number(self) -> int:
        """A new number."""
        self.next += 1
        return self.next - 1

    # what rests

    def rest(self, element: Element, kind: str, scope: int, item: int = -1) -> None:
        """A token comes to rest; timers on it are set."""
        number = self.number()
        self.tokens[number] = Token(number, element.id, kind, scope, item)
        for event in self.timers_of(element, item):
            self.arm(event, number, scope)

    def take(self, token: Token) -> None:
        """A resting token goes, and its timers with it."""
        del self.tokens[token.id]
        for event in self.timers_of(self.elements[token.element], token.item):
            self.disarm(event, token.id)

    def timers_of(self, element: Element, item: int) -> list[Element]:
        """The timers that run while a token rests at the element: its own, its boundary, its event gateway's."""
        if element.type == "eventBasedGateway":
            found = [self.elements[flow.target] for flow in element.outgoing]
        elif element.type == "intermediateCatchEvent":
            found = [element]
        elif item < 0:
            found = [self.elements[name] for name in element.boundaries]
        else:
            return []
        return [event for event in found if event.event.kind == "timer"]

    # layers

    def open_scope(self, element: Element, parent: int, item: int, multi: tuple[int, int, int] | None) -> int:
        """Open a layer and set the timers on it and in it."""
        number = self.number()
        self.scopes[number] = Scope(number, element.id, parent, item, multi)
        for event in self.boundary_timers(self.scopes[number]):
            self.arm(event, number, parent)
        if multi is None:
            for event in self.sub_timers(element.id):
                self.arm(event, number, number)
        return number

    def drop_scope(self, scope: Scope) -> None:
        """A layer goes with everything in it."""
        self.clear(scope.id)
        del self.scopes[scope.id]
        for event in self.boundary_timers(scope):
            self.disarm(event, scope.id)
        if scope.multi is None:
            self.silence(scope.id, scope.element)

    def silence(self, scope: int, layer: str) -> None:
        """No event sub-process of the layer may start any more; their timers go, once."""
        if scope not in self.interrupted:
            self.interrupted.add(scope)
            for event in self.sub_timers(layer):
                self.disarm(event, scope)

    def clear(self, scope: int) -> None:
        """Take away everything inside a layer; the layer stays."""
        for token in [token for token in self.tokens.values() if token.scope == scope]:
            self.take(token)
        self.joins = [arrival for arrival in self.joins if arrival.scope != scope]
        for inner in [inner for inner in self.scopes.values() if inner.parent == scope]:
            self.drop_scope(inner)

    def boundary_timers(self, scope: Scope) -> list[Element]:
        """The boundary timers that hang on a layer (on the bracket, not on each instance)."""
        if scope.item >= 0:
            return []
        found = [self.elements[name] for name in self.elements[scope.element].boundaries]
        return [event for event in found if event.event.kind == "timer"]

    def sub_timers(self, layer: str) -> list[Element]:
        """The timers that start event sub-processes of a layer ('' the top)."""
        found = [self.sub_start(name) for name in self.process.event_subs_of(layer)]
        return [event for event in found if event.event.kind == "timer"]

    def sub_start(self, event_sub: str) -> Element:
        """The start event of an event sub-process."""
        return self.elements[self.elements[event_sub].starts[0]]

    # timers

    def arm(self, event: Element, host: int, scope: int) -> None:
        """Ask for a timer."""
        value = self.evaluator.time(event.event, self.view(scope), event)
        left = self.fired.get((host, event.id))
        if left is None:
            left = cycle_count(value or "")
        ref = TimerRef(event.id, host)
        self.timers_set[ref] = TimerRequest(event.id, host, event.event.form, event.event.text, value, left)

    def disarm(self, event: Element, host: int) -> None:
        """Take a timer back, unless it has fired its last."""
        ref = TimerRef(event.id, host)
        left = self.fired.pop((host, event.id), None)
        if self.timers_set.pop(ref, None) is None and ref != self.firing and left != 0:
            self.timers_cancelled.append(ref)

    def note_fired(self, event: Element, host: int, scope: int) -> None:
        """A timer fired and its host goes on waiting; a cycle is set again until nothing is left of it."""
        left = self.fired.get((host, event.id))
        if left is None:
            left = cycle_count(self.evaluator.time(event.event, self.view(scope), event) or "")
        self.fired[host, event.id] = left - 1 if left > 0 else left
        if self.fired[host, event.id]:
            self.arm(event, host, scope)

    # values

    def view(self, scope: int, element: Element | None = None, item: int = -1) -> Mapping[str, object]:
        """What expressions see: the case's values, and inside multi-instance `loopCounter` and the member's name."""
        chain = [(element, item)] if element is not None and item >= 0 else []
        while scope:
            layer = self.scopes[scope]
            if layer.item >= 0:
                chain.append((self.elements[layer.element], layer.item))
            scope = layer.parent
        if not chain:
            return self.context
        seen = dict(self.context)
        for owner, index in reversed(chain):
            seen["loopCounter"] = index + 1
            loop = owner.loop
            if loop is not None and loop.item and loop.collection is not None:
                seen[loop.item] = member(self.evaluator.value(loop.collection, seen, owner), index)
        return seen

    # the end of the step

    def outcome(self) -> Outcome:
        """Freeze the board and say what changed."""
        first = self.before.next
        ended = not (self.tokens or self.scopes or self.joins)
        if ended:
            self.silence(0, "")
        marking = Marking(
            max(self.next, 2) if ended else self.next,
            tuple(self.tokens.values()),
            tuple(self.scopes.values()),
            tuple(self.joins),
            tuple(Fired(host, event, left) for (host, event), left in self.fired.items()),
        )
        return Outcome(
            marking,
            tuple(
                Wait(token.id, token.element, token.kind, token.scope, token.item)
                for token in self.tokens.values()
                if token.id >= first
            ),
            tuple(token.element for token in self.before.tokens if token.id not in self.tokens),
            tuple(self.timers_set.values()),
            tuple(self.timers_cancelled),
            tuple(self.passed),
            tuple(self.thrown),
            ended,
            self.end_event if ended else None,
            self.variables,
            self.error,
        )

    def arrive(self, element: Element, flow: str, scope: int) -> None:
        """A token reaches a join."""
        self.joins.append(Arrival(element.id, flow, scope))
