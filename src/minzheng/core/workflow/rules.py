"""The machine: a compiled process with the plate of every element, and moves over it as plain values."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from minzheng.kernel import bpmn
from minzheng.kernel.errors import Problem

Tokens = Mapping[str, Any]
"""The stored marking (see `kernel.bpmn.Marking.to_json`)."""


@dataclass(frozen=True, slots=True)
class Plate:
    """What an element says of itself beyond BPMN: whose it is, what state the case is in there, its limit and kind.

    `outcomes` are the conclusions that may be given there, `applicant` those that the applicant may give himself;
    `also` are (outcome, role) pairs: a further role that may give this one conclusion.
    """

    element: str
    name: str
    kind: str = ""
    state: str = ""
    role: str = ""
    level: str = ""
    limit: str = ""
    effect: str = ""
    result: str = ""
    outcomes: tuple[str, ...] = ()
    applicant: tuple[str, ...] = ()
    also: tuple[tuple[str, str], ...] = ()

    def role_for(self, outcome: str, held: Collection[str]) -> str:
        """In which role somebody who holds `held` gives `outcome`: the element's own, unless only a further one is held."""
        further = [role for known, role in self.also if known == outcome and role in held]
        return further[0] if further and self.role not in held else self.role


@dataclass(frozen=True, slots=True)
class Machine:
    """A process that is ready to run."""

    process: bpmn.Process
    plates: Mapping[str, Plate]


@dataclass(frozen=True, slots=True)
class Opening:
    """Something that waits from now on: a user task (its plate has a role) with its token."""

    token: int
    plate: Plate


@dataclass(frozen=True, slots=True)
class TimerStart:
    """A timer to be set: at which element, for which token, with which named limit or ISO duration."""

    token: int
    plate: Plate
    duration: str


@dataclass(frozen=True, slots=True)
class Move:
    """What a step changes: the new tokens, what opens, which tokens close, timers, and the state that follows."""

    tokens: dict[str, Any]
    opened: tuple[Opening, ...]
    closed: tuple[int, ...]
    timers: tuple[TimerStart, ...]
    timers_gone: tuple[tuple[str, int], ...]
    passed: tuple[str, ...]
    state: str
    result: str
    ended: bool


def build(xml: bytes, steps: Mapping[str, Mapping[str, str]] | None = None) -> Machine:
    """Compile a process; `steps` (a package's own words for elements) override the plates in the file.

    Raises bpmn.BpmnError with every finding.
    """
    process = bpmn.compile_process(xml)
    overrides = steps or {}
    plates = {
        key: _plate(key, element.label, {**element.properties, **overrides.get(key, {})})
        for key, element in process.elements.items()
    }
    return Machine(process, plates)


def _plate(key: str, name: str, words: Mapping[str, str]) -> Plate:
    texts = ("kind", "state", "role", "level", "limit", "effect", "result")
    plain: dict[str, Any] = {field: words.get(field, "") for field in texts}
    outcomes, applicant = (
        tuple(word for word in words.get(field, "").split(",") if word) for field in ("outcomes", "applicant")
    )
    pairs = (word.partition(":") for word in words.get("also", "").split(",") if word)
    also = tuple((outcome, role) for outcome, _, role in pairs)
    return Plate(key, name, **plain, outcomes=outcomes, applicant=applicant, also=also)


def start(machine: Machine, variables: Mapping[str, Any], *, at: str | None = None) -> Move:
    """Start a case, at the plain start event or at the one named `at`."""
    return _move(machine, None, bpmn.start(machine.process, variables, at=at))


def complete(machine: Machine, tokens: Tokens, token: int, variables: Mapping[str, Any]) -> Move:
    """A waiting token goes on. Raises Problem(`workflow.not_waiting`) when it waits no longer."""
    marking = bpmn.Marking.from_json(tokens)
    with _told():
        return _move(machine, marking, bpmn.complete(machine.process, marking, token, variables))


def fire(machine: Machine, tokens: Tokens, element: str, token: int, variables: Mapping[str, Any]) -> Move:
    """A timer is due. Raises Problem(`workflow.not_waiting`) when it is no longer set."""
    marking = bpmn.Marking.from_json(tokens)
    with _told():
        return _move(
            machine, marking, bpmn.fire_timer(machine.process, marking, element, variables, token=token)
        )


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except bpmn.StepError as error:
        if error.code != "not_waiting":
            raise
        raise Problem("workflow.not_waiting") from error


def message(machine: Machine, tokens: Tokens, name: str, variables: Mapping[str, Any]) -> Move:
    """Something arrives from outside, such as a withdrawal. Raises Problem when nothing waits for it."""
    marking = bpmn.Marking.from_json(tokens)
    try:
        outcome = bpmn.deliver_message(machine.process, marking, name, variables)
    except bpmn.StepError as error:
        raise Problem("workflow.nothing_waits", name=name) from error
    return _move(machine, marking, outcome)


def waiting(tokens: Tokens) -> dict[int, str]:
    """Token -> element of everything that waits."""
    return {wait.token: wait.element_id for wait in bpmn.Marking.from_json(tokens).waiting()}


def _move(machine: Machine, before: bpmn.Marking | None, outcome: bpmn.Outcome) -> Move:
    old = {wait.token for wait in before.waiting()} if before else set()
    new = {wait.token for wait in outcome.marking.waiting()}
    state, result = _standing(machine, outcome)
    return Move(
        tokens=outcome.marking.to_json(),
        opened=tuple(Opening(wait.token, machine.plates[wait.element_id]) for wait in outcome.entered),
        closed=tuple(sorted(old - new)),
        timers=tuple(
            TimerStart(timer.token, machine.plates[timer.element_id], str(timer.value or ""))
            for timer in outcome.timers_set
        ),
        timers_gone=tuple((timer.element_id, timer.token) for timer in outcome.timers_cancelled),
        passed=outcome.passed,
        state=state,
        result=result,
        ended=outcome.ended,
    )


def _standing(machine: Machine, outcome: bpmn.Outcome) -> tuple[str, str]:
    """State and result that the tokens mean: the end event's when it is over, else that of what waits first."""
    if outcome.ended and outcome.end_event:
        plate = machine.plates[outcome.end_event]
        return plate.state, plate.result
    for wait in outcome.marking.waiting():
        plate = machine.plates[wait.element_id]
        if plate.state:
            return plate.state, ""
    return "", ""


def with_timers_gone(move: Move, gone: tuple[tuple[str, int], ...]) -> Move:
    """The move with another set of ended timers (the one that fired is over too)."""
    return replace(move, timers_gone=gone)
