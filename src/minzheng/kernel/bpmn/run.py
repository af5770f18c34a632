"""Moving tokens: what each element does when a token comes to it, until everything rests."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from .errors import StepError, ThrownError
from .evaluator import Evaluator
from .listeners import Listener, listeners
from .marking import Marking, Scope, Thrown
from .model import Element, Process
from .profile import MAX_SIGNALS, MAX_STEPS, TASK_KINDS
from .walk import Move, Walk

Auto = Callable[[Element, Mapping[str, object]], Mapping[str, object] | None]


class Run(Walk):
    """One step: put tokens on their way, then `settle`."""

    def __init__(
        self,
        process: Process,
        marking: Marking,
        context: Mapping[str, object],
        auto: Auto | None,
        evaluator: Evaluator,
    ) -> None:
        super().__init__(process, marking, context, evaluator)
        self.auto = auto
        self.trail: list[str] = []
        self.signals = 0

    def settle(self) -> None:
        """Move until every token rests; StepError `endless` when that takes too long."""
        while self.advance():
            if len(self.trail) > MAX_STEPS:
                raise self._endless()

    def advance(self) -> bool:
        """One token moves by one element, or one layer or inclusive join opens; False when everything rests."""
        if self.queue:
            move = self.queue.popleft()
            self.trail.append(move.element.id)
            self.ENTER[move.element.type](self, move)
            return True
        return self._close_layer() or self.open_inclusive()

    def _endless(self) -> StepError:
        tail = self.trail[len(self.trail) // 2 :]
        loop = [name for name in dict.fromkeys(tail) if tail.count(name) > 2]
        names = " → ".join(f"“{self.elements[name].label}”" for name in loop[:12])
        return StepError(
            "endless",
            f"流程在这里转圈停不下来：{names}。请在圈里放一个要人办或要等的环节，或改条件。",
            loop[0] if loop else "",
        )

    def finish(self, element: Element, scope: int, item: int) -> None:
        """An activity is done: its instance, or the whole of it."""
        if item >= 0:
            self.passed.append(element.id)
            self._instance_done(self.scopes[scope])
        else:
            self.leave(element, scope)

    # entering

    def _pass(self, move: Move) -> None:
        self.leave(move.element, move.scope)

    def _task(self, move: Move) -> None:
        element = move.element
        if element.loop is not None and move.item < 0:
            self._open_multi(move)
        elif element.is_automatic and self.auto is not None:
            self._automatic(move, self.auto)
        else:
            self.rest(element, TASK_KINDS[element.type], move.scope, move.item)

    def _automatic(self, move: Move, auto: Auto) -> None:
        element = move.element
        try:
            answer = auto(element, self.view(move.scope, element, move.item))
        except ThrownError as error:
            if not self.throw(error.code, element, 0, move.scope, move.item):
                raise uncaught(element, error.code) from error
            return
        if answer is None:
            self.rest(element, TASK_KINDS[element.type], move.scope, move.item)
            return
        self.context.update(answer)
        self.variables.update(answer)
        self.finish(element, move.scope, move.item)

    def _layer(self, move: Move) -> None:
        element = move.element
        if element.loop is not None and move.item < 0:
            self._open_multi(move)
            return
        scope = self.open_scope(element, move.scope, move.item, None)
        self.queue.append(Move(self.elements[element.starts[0]], "", scope))

    def _open_multi(self, move: Move) -> None:
        element = move.element
        total = self.evaluator.count(element, self.view(move.scope))
        if total == 0:
            self.leave(element, move.scope)
            return
        started = 1 if element.loop is not None and element.loop.sequential else total
        bracket = self.open_scope(element, move.scope, -1, (total, started, 0))
        for item in range(started):
            self.queue.append(Move(element, "", bracket, item))

    def _instance_done(self, bracket: Scope) -> None:
        element = self.elements[bracket.element]
        total, started, done = bracket.multi or (1, 1, 0)
        done += 1
        completion = element.loop.completion if element.loop is not None else None
        stop = done == total
        if completion is not None and not stop:
            context = {
                **self.view(bracket.parent),
                "numberOfInstances": total,
                "numberOfCompletedInstances": done,
                "numberOfActiveInstances": started - done,
            }
            stop = self.evaluator.truth(completion, context, element, "")
        if stop:
            self.drop_scope(bracket)
            self.follow(element, bracket.parent)
            return
        if started < total and started == done:
            self.queue.append(Move(element, "", bracket.id, started))
            started += 1
        self.scopes[bracket.id] = bracket._replace(multi=(total, started, done))

    def _join(self, move: Move) -> None:
        element, scope = move.element, move.scope
        if len(element.incoming) < 2:
            self.leave(element, scope)
            return
        self.arrive(element, move.flow, scope)
        if element.type == "inclusiveGateway":
            return
        here = {
            arrival.flow for arrival in self.joins if arrival.element == element.id and arrival.scope == scope
        }
        if len(here) == len(element.incoming):
            self.release(element, scope)

    def _wait_event(self, move: Move) -> None:
        kind = "event" if move.element.type == "eventBasedGateway" else move.element.event.kind
        self.rest(move.element, kind, move.scope)

    def _throw_event(self, move: Move) -> None:
        self.leave(move.element, move.scope)
        self._send(move.element)  # last: a signal may take away the layer that this token is in

    def _send(self, element: Element) -> None:
        if element.event.kind in ("message", "signal"):
            self.thrown.append(Thrown(element.event.kind, element.event.name, element.id))
        if element.event.kind == "signal":
            self.broadcast(element.event.name)

    def _end(self, move: Move) -> None:
        element = move.element
        self.passed.append(element.id)
        self.end_event = element.id
        self.ends.append((move.scope, element.id))
        if element.event.kind == "terminate":
            self.clear(move.scope)
        elif element.event.kind == "error":
            if not self.throw(element.event.name, None, 0, move.scope, -1):
                self.clear(0)
                self.error = element.event.name
        else:
            self._send(element)

    # layers

    def _close_layer(self) -> bool:
        """Close one layer in which nothing is left."""
        if not self.scopes:
            return False
        busy = {token.scope for token in self.tokens.values()} | {arrival.scope for arrival in self.joins}
        busy |= {inner.parent for inner in self.scopes.values()}
        for scope in self.scopes.values():
            if scope.multi is None and scope.id not in busy:
                element = self.elements[scope.element]
                self.drop_scope(scope)
                if element.triggered:
                    self.passed.append(element.id)
                else:
                    self.finish(element, scope.parent, scope.item)
                return True
        return False

    def start_sub(self, start: Element, scope: int) -> None:
        """Start an event sub-process in a layer."""
        sub = self.elements[start.parent]
        if start.interrupting:
            self.clear(scope)
            self.silence(scope, sub.parent)
        inner = self.open_scope(sub, scope, -1, None)
        self.leave(start, inner)

    # events

    def broadcast(self, name: str) -> None:
        """A signal reaches every listener that is still there when its turn comes."""
        self.signals += 1
        if self.signals > MAX_SIGNALS:
            raise self._endless()
        for listener in [each for each in listeners(self) if each[:2] == ("signal", name)]:
            if self._still_listens(listener):
                self.trigger(listener)

    def _still_listens(self, listener: Listener) -> bool:
        host = listener.token
        if self.elements[listener.element_id].type == "startEvent" and host in self.interrupted:
            return False
        return host == 0 or host in self.tokens or host in self.scopes

    def trigger(self, listener: Listener) -> None:
        """The event happens: a wait is over, a boundary event or an event sub-process starts."""
        event, host = self.elements[listener.element_id], listener.token
        if event.type == "boundaryEvent":
            self._boundary(event, host)
        elif event.type == "startEvent":
            if event.event.kind == "timer" and not event.interrupting:
                self.note_fired(event, host, host)
            self.start_sub(event, host)
        else:
            token = self.tokens[host]
            self.take(token)
            self.finish(event, token.scope, token.item)

    def _boundary(self, event: Element, host: int) -> None:
        token = self.tokens.get(host)
        scope = token.scope if token is not None else self.scopes[host].parent
        if not event.interrupting:
            if event.event.kind == "timer":
                self.note_fired(event, host, scope)
        elif token is not None:
            self.take(token)
        else:
            self.drop_scope(self.scopes[host])
        self.leave(event, scope)

    # errors

    def throw(self, code: str, element: Element | None, host: int, scope: int, item: int) -> bool:
        """Bring an error to the nearest event that catches it, outwards; False where none does."""
        if element is not None and item < 0:
            boundary = self._catcher(element.boundaries, code)
            if boundary is not None:
                if host:
                    self.take(self.tokens[host])
                self.leave(boundary, scope)
                return True
        while True:
            layer = self.scopes.get(scope)
            if (layer is None or layer.multi is None) and scope not in self.interrupted:
                starts = [
                    self.sub_start(name).id
                    for name in self.process.event_subs_of(layer.element if layer else "")
                ]
                start = self._catcher(starts, code)
                if start is not None:
                    self.start_sub(start, scope)
                    return True
            if layer is None:
                return False
            owner = self.elements[layer.element]
            boundary = self._catcher(owner.boundaries, code) if layer.item < 0 else None
            if boundary is not None:
                self.drop_scope(layer)
                self.leave(boundary, layer.parent)
                return True
            scope = layer.parent

    def _catcher(self, names: "tuple[str, ...] | list[str]", code: str) -> Element | None:
        """The error event for the code, else the one for every code."""
        events = [self.elements[name] for name in names if self.elements[name].event.kind == "error"]
        for wanted in (code, ""):
            for event in events:
                if event.event.name == wanted:
                    return event
        return None

    ENTER: ClassVar[dict[str, Callable[["Run", Move], None]]] = {
        "startEvent": _pass,
        "endEvent": _end,
        "intermediateThrowEvent": _throw_event,
        "intermediateCatchEvent": _wait_event,
        "eventBasedGateway": _wait_event,
        "exclusiveGateway": _pass,
        "inclusiveGateway": _join,
        "parallelGateway": _join,
        "subProcess": _layer,
        "callActivity": _layer,
        **dict.fromkeys(TASK_KINDS, _task),
    }


def uncaught(element: Element, code: str) -> StepError:
    """The refusal of an error that no event catches."""
    return StepError(
        "uncaught_error",
        f"“{element.label}”出了错误“{code}”，流程里没有接它的错误事件。",
        element.id,
        element.line,
    )
