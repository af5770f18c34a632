"""Tokens on their way: along flows, through conditions, into and out of joins."""

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from .board import Board
from .errors import StepError
from .evaluator import Evaluator
from .marking import Marking
from .model import Element, Flow, Process


class Move(NamedTuple):
    """A token on its way to an element; `item` is its instance number inside a multi-instance bracket, or -1."""

    element: Element
    flow: str
    scope: int
    item: int = -1


class Walk(Board):
    """A board with tokens under way."""

    def __init__(
        self, process: Process, marking: Marking, context: Mapping[str, object], evaluator: Evaluator
    ) -> None:
        super().__init__(process, marking, context, evaluator)
        self.queue: deque[Move] = deque()

    def clear(self, scope: int) -> None:
        """Take away everything inside a layer, tokens on their way too."""
        if self.queue:
            self.queue = deque(move for move in self.queue if move.scope != scope)
        super().clear(scope)

    def go(self, flow: Flow, scope: int) -> None:
        """Send a token along a flow."""
        self.queue.append(Move(self.elements[flow.target], flow.id, scope))

    def leave(self, element: Element, scope: int) -> None:
        """A token has passed an element and goes on by all flows that are open to it."""
        self.passed.append(element.id)
        self.follow(element, scope)

    def follow(self, element: Element, scope: int) -> None:
        """Send tokens along the flows that are open."""
        outgoing = element.outgoing
        if len(outgoing) == 1 and outgoing[0].condition is None:
            self.go(outgoing[0], scope)
            return
        if element.type == "exclusiveGateway":
            self.go(self._first_open(element, scope), scope)
            return
        for flow in self._all_open(element, scope):
            self.go(flow, scope)

    def _first_open(self, element: Element, scope: int) -> Flow:
        context = self.view(scope)
        for flow in element.outgoing:
            if flow.id != element.default and self._is_open(flow, element, context):
                return flow
        return self._default(element)

    def _all_open(self, element: Element, scope: int) -> list[Flow]:
        if all(flow.condition is None for flow in element.outgoing) and not element.default:
            return list(element.outgoing)
        context = self.view(scope)
        flows = [
            flow
            for flow in element.outgoing
            if flow.id != element.default and self._is_open(flow, element, context)
        ]
        return flows or [self._default(element)]

    def _is_open(self, flow: Flow, element: Element, context: Mapping[str, object]) -> bool:
        return flow.condition is None or self.evaluator.truth(flow.condition, context, element, flow.id)

    def _default(self, element: Element) -> Flow:
        for flow in element.outgoing:
            if flow.id == element.default:
                self.evaluator.took_default(element, flow)
                return flow
        raise StepError(
            "no_way_out",
            f"“{element.label}”后面的条件都不成立，也没有默认的线，请补一条默认的线。",
            element.id,
            element.line,
        )

    def release(self, element: Element, scope: int) -> None:
        """Take one token of each flow that has one, and go on."""
        flows: set[str] = set()
        rest = []
        for arrival in self.joins:
            if arrival.element == element.id and arrival.scope == scope and arrival.flow not in flows:
                flows.add(arrival.flow)
            else:
                rest.append(arrival)
        self.joins = rest
        self.leave(element, scope)

    def open_inclusive(self) -> bool:
        """Open the first inclusive join to which no further token can come."""
        for arrival in self.joins:
            element = self.elements[arrival.element]
            if element.type == "inclusiveGateway" and not self._may_still_come(element, arrival.scope):
                self.release(element, arrival.scope)
                return True
        return False

    def _may_still_come(self, join: Element, scope: int) -> bool:
        arrived = {a.flow for a in self.joins if a.element == join.id and a.scope == scope}
        reached = [names for flow, names in join.upstream.items() if flow in arrived]
        empty = [names for flow, names in join.upstream.items() if flow not in arrived]
        places = [token.element for token in self.tokens.values() if token.scope == scope]
        places += [inner.element for inner in self.scopes.values() if inner.parent == scope]
        places += [a.element for a in self.joins if a.scope == scope and a.element != join.id]
        return any(
            any(place in names for names in empty) and not any(place in names for names in reached)
            for place in places
        )
