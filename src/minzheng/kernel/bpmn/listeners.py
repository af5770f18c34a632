"""Who listens: which messages, signals and timers could reach a case as it stands, and what they do to it."""

from collections.abc import Iterator
from typing import NamedTuple

from .board import Board
from .errors import StepError
from .marking import TimerRef, Token
from .model import Element


class Listener(NamedTuple):
    """An event that may come now: `kind` timer, message or signal, its name ('' for timers), the event's element and
    the number of its host (a token, or a layer; 0 is the whole case)."""

    kind: str
    name: str
    element_id: str
    token: int

    @property
    def timer(self) -> TimerRef:
        """The timer that it is, for kind timer."""
        return TimerRef(self.element_id, self.token)


def listeners(board: Board) -> list[Listener]:
    """All of them: what rests first (oldest first), then boundary events (innermost first), then event
    sub-processes (innermost first)."""
    return [*_resting(board), *_boundaries(board), *_subs(board)]


def _listener(event: Element, host: int) -> Listener:
    return Listener(event.event.kind, event.event.name, event.id, host)


def _resting(board: Board) -> Iterator[Listener]:
    for token in board.tokens.values():
        element = board.elements[token.element]
        if token.kind == "event":
            for flow in element.outgoing:
                yield _listener(board.elements[flow.target], token.id)
        elif token.kind in ("timer", "message", "signal") or (
            token.kind == "receive" and element.event.kind == "message"
        ):
            yield _listener(element, token.id)


def _boundaries(board: Board) -> Iterator[Listener]:
    hosts = [(token.id, token.element) for token in board.tokens.values() if token.item < 0]
    hosts += [(scope.id, scope.element) for scope in board.scopes.values() if scope.item < 0]
    for host, name in sorted(hosts, reverse=True):
        for boundary in board.elements[name].boundaries:
            yield from _open(board, board.elements[boundary], host)


def _subs(board: Board) -> Iterator[Listener]:
    layers = [(scope.id, scope.element) for scope in board.scopes.values() if scope.multi is None]
    for host, name in [*sorted(layers, reverse=True), (0, "")]:
        if host not in board.interrupted:
            for sub in board.process.event_subs_of(name):
                yield from _open(board, board.sub_start(sub), host)


def _open(board: Board, event: Element, host: int) -> Iterator[Listener]:
    if event.event.kind == "error":
        return
    if board.fired.get((host, event.id)) != 0:
        yield _listener(event, host)


def find_token(board: Board, which: int | str) -> Token:
    """The resting token of that number, or the only one at that element; StepError where none or several."""
    if isinstance(which, int):
        token = board.tokens.get(which)
        if token is None:
            raise StepError("not_waiting", f"第 {which} 号环节已经不在等了，可能别人刚办过，请刷新再看。")
        return token
    found = [token for token in board.tokens.values() if token.element == which]
    if len(found) > 1:
        raise StepError("ambiguous", f"“{which}”有 {len(found)} 份在等，请说明是哪一份。", which)
    if not found:
        label = board.elements[which].label if which in board.elements else which
        raise StepError("not_waiting", f"现在不在“{label}”这一步，可能别人刚办过，请刷新再看。", which)
    return found[0]
