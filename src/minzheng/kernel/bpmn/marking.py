"""Where a case stands: the marking, what waits in it, and what one step did.

The JSON form is made to be read by SQL and stays at a few dozen bytes for an ordinary case::

    {"n": 7, "t": [[6, "initial_review", "user"]]}

- `n`  the next free number (tokens and layers share the count, so a number never comes back in one case)
- `t`  what waits: `[number, element, kind]`, then `layer` where it is not the top (0), then the instance of a
       multi-instance element, from 0. Kinds: user, manual, receive, send, service, rule, timer, message, signal, event.
- `s`  open layers: `[number, element]`, then `layer around it`, then an instance number or, for a multi-instance
       element, `[total, started, done]`
- `j`  tokens that have reached a join: `[element, flow]`, then `layer`
- `f`  timers that have fired and left their host waiting: `[host number, event, firings left]` (-1: without end)

Empty lists are left out. A token gets a new number wherever it comes to rest, so that a late click cannot hit the next
task. With a GIN index (`jsonb_path_ops`) every case that waits at an element is `marking @> '{"t": [["review"]]}'`,
every case that waits for a person `marking @> '{"t": [["user"]]}'`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from .errors import StepError


class Token(NamedTuple):
    """A token at rest."""

    id: int
    element: str
    kind: str
    scope: int = 0
    item: int = -1


class Scope(NamedTuple):
    """An open layer: a sub-process, a called process, or the bracket (`multi`) around several instances."""

    id: int
    element: str
    parent: int = 0
    item: int = -1
    multi: tuple[int, int, int] | None = None


class Arrival(NamedTuple):
    """A token that has come to a join by one of its flows and waits there for others."""

    element: str
    flow: str
    scope: int = 0


class Fired(NamedTuple):
    """A timer that fired without interrupting its host."""

    host: int
    event: str
    left: int


class Wait(NamedTuple):
    """Something that waits: `kind` says for what, `scope` is the layer (0 the top), `item` the instance or -1."""

    token: int
    element_id: str
    kind: str
    scope: int
    item: int = -1


class TimerRef(NamedTuple):
    """A timer: the event's id and the number of its host (a token, or a layer; 0 is the whole case)."""

    element_id: str
    token: int


class TimerRequest(NamedTuple):
    """A timer to be set. `form` is duration, date or cycle, `text` as written; `value` is the ISO text, also
    where `text` is an expression after `=`; None where the process leaves the limit to the element's properties. `left`
    counts the firings that remain for a cycle (-1: without end)."""

    element_id: str
    token: int
    form: str
    text: str
    value: str | None
    left: int = 1


class Thrown(NamedTuple):
    """A message or signal that the process sends; the caller carries it out of the case."""

    kind: str
    name: str
    element_id: str


@dataclass(frozen=True, slots=True)
class Marking:
    """The whole state of a running process; made by the steps, stored by `to_json`."""

    next: int = 1
    tokens: tuple[Token, ...] = ()
    scopes: tuple[Scope, ...] = ()
    joins: tuple[Arrival, ...] = ()
    fired: tuple[Fired, ...] = ()

    @property
    def ended(self) -> bool:
        """True when nothing is left to wait for."""
        return not (self.tokens or self.scopes or self.joins)

    @property
    def is_over(self) -> bool:
        """True for a case that has run to its end, False for the blank marking from which a case starts."""
        return self.next > 1 and self.ended

    def waiting(self) -> tuple[Wait, ...]:
        """Everything that waits, oldest first."""
        return tuple(
            Wait(token.id, token.element, token.kind, token.scope, token.item) for token in self.tokens
        )

    def at(self, element_id: str) -> tuple[Wait, ...]:
        """What waits at one element."""
        return tuple(wait for wait in self.waiting() if wait.element_id == element_id)

    def elements(self) -> Iterator[str]:
        """The ids of every element where something is: waits, open layers, joins."""
        yield from (token.element for token in self.tokens)
        yield from (scope.element for scope in self.scopes)
        yield from (arrival.element for arrival in self.joins)

    def to_json(self) -> dict[str, Any]:
        """The stored form (see the module)."""
        form: dict[str, Any] = {"n": self.next, "t": [_short(token, 3) for token in self.tokens]}
        if self.scopes:
            form["s"] = [_scope_row(scope) for scope in self.scopes]
        if self.joins:
            form["j"] = [_short(arrival, 2) for arrival in self.joins]
        if self.fired:
            form["f"] = [list(fired) for fired in self.fired]
        return form

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> "Marking":
        """Read the stored form; StepError `marking` where it is none."""
        try:
            return cls(
                _number(form["n"]),
                tuple(_token(row) for row in form["t"]),
                tuple(_scope(row) for row in form.get("s", ())),
                tuple(_arrival(row) for row in form.get("j", ())),
                tuple(_fired(row) for row in form.get("f", ())),
            )
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise StepError("marking", "这份流程状态读不出来，请把办件编号告诉管理员。") from error


def _short(row: Token | Arrival, least: int) -> list[Any]:
    """A row without the defaults at its end."""
    values = list(row)
    while len(values) > least and values[-1] == row._field_defaults[row._fields[len(values) - 1]]:
        values.pop()
    return values


def _scope_row(scope: Scope) -> list[Any]:
    if scope.multi is not None:
        return [scope.id, scope.element, scope.parent, list(scope.multi)]
    values: list[Any] = [scope.id, scope.element, scope.parent, scope.item]
    return values if scope.item >= 0 else values[: 3 if scope.parent else 2]


def _number(value: object) -> int:
    if type(value) is not int:
        raise ValueError(value)
    return value


def _word(value: object) -> str:
    if type(value) is not str:
        raise ValueError(value)
    return value


def _token(row: list[Any]) -> Token:
    number, element, kind, *rest = row
    return Token(_number(number), _word(element), _word(kind), *map(_number, rest))


def _arrival(row: list[Any]) -> Arrival:
    element, flow, *rest = row
    return Arrival(_word(element), _word(flow), *map(_number, rest))


def _fired(row: list[Any]) -> Fired:
    host, event, left = row
    return Fired(_number(host), _word(event), _number(left))


def _scope(row: list[Any]) -> Scope:
    number, element, *rest = row
    parent = _number(rest[0]) if rest else 0
    last = rest[1] if len(rest) > 1 else -1
    if isinstance(last, list):
        total, started, done = map(_number, last)
        return Scope(_number(number), _word(element), parent, -1, (total, started, done))
    return Scope(_number(number), _word(element), parent, _number(cast(object, last)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step did.

    - `marking` the new state
    - `entered` what waits now and did not before; `left` the elements where something waited and no longer does
      (done or cancelled: the done ones stand in `passed` too)
    - `timers_set`, `timers_cancelled`: differences (the timer that fired is in neither)
    - `passed` every element that a token passed, in order, gateways, events and automatic tasks included
    - `thrown` messages and signals to carry out
    - `ended`, `end_event`: the case is over, and the last end event; `error` the code where an error ended it
    - `variables` what automatic tasks answered in this step
    """

    marking: Marking
    entered: tuple[Wait, ...]
    left: tuple[str, ...]
    timers_set: tuple[TimerRequest, ...]
    timers_cancelled: tuple[TimerRef, ...]
    passed: tuple[str, ...]
    thrown: tuple[Thrown, ...]
    ended: bool
    end_event: str | None
    variables: Mapping[str, object]
    error: str | None = None
