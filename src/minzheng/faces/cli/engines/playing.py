"""Playing a process: a clock that only the script moves, and the timers that come due on the way."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from minzheng.faces.cli.engines.reading import Refused
from minzheng.faces.cli.engines.script import Step
from minzheng.kernel import bpmn
from minzheng.kernel.feel import DateTime, FeelValueError, YearsMonths, to_feel
from minzheng.kernel.feel.errors import Null
from minzheng.kernel.feel.temporal import parse_date_time, parse_duration

MOST_FIRINGS = 1000


class Play:
    """A running process. `now` begins at `at`; every step answers with lines to print."""

    def __init__(self, process: bpmn.Process, at: datetime) -> None:
        self.process = process
        self.now: DateTime = to_feel(at)
        self.values: dict[str, Any] = {}
        self.marking: bpmn.Marking | None = None
        self.timers: dict[bpmn.TimerRef, tuple[DateTime, bpmn.TimerRequest]] = {}
        self.firings = 0

    def take(self, step: Step) -> list[str]:
        """Take one step. Raises BpmnError or Refused."""
        self.values |= step.values
        if step.verb == "start":
            if self.marking is not None:
                raise Refused("已经开始了，start 只能写在第一步。")
            return [self._begin(str(step.target))]
        lines = [] if self.marking is not None else [self._begin(None)]
        if step.verb == "advance":
            return [*lines, *self._advance(str(step.target))]
        return [*lines, self._shown(str(step), self._done(step))]

    def _begin(self, at: str | None) -> str:
        outcome = bpmn.start(self.process, self.values, at=at)
        return self._shown("start" if at is None else f"start: {at}", outcome)

    def _done(self, step: Step) -> bpmn.Outcome:
        marking = self._standing()
        name = str(step.target)
        if step.verb == "complete":
            return bpmn.complete(self.process, marking, step.target, self.values)
        if step.verb == "message":
            return bpmn.deliver_message(self.process, marking, name, self.values)
        if step.verb == "signal":
            return bpmn.deliver_signal(self.process, marking, name, self.values)
        outcome = bpmn.fire_timer(self.process, marking, name, self.values)
        self._forget(name)
        return outcome

    def _standing(self) -> bpmn.Marking:
        if self.marking is None:
            raise Refused("流程还没有开始。")
        return self.marking

    def _forget(self, name: str) -> None:
        for timer in [timer for timer in self.timers if timer.element_id == name]:
            del self.timers[timer]

    def _shown(self, what: str, outcome: bpmn.Outcome) -> str:
        """Keep the outcome and say where the tokens are."""
        self.marking = outcome.marking
        self.values |= outcome.variables
        for cancelled in outcome.timers_cancelled:
            self.timers.pop(cancelled, None)
        for request in outcome.timers_set:
            due = self._due(request)
            if due is not None:
                self.timers[bpmn.TimerRef(request.element_id, request.token)] = (due, request)
        end = outcome.error or outcome.end_event or ""
        return f"{what} -> {self._tokens(end)}"

    def _tokens(self, end: str = "") -> str:
        """Say where the tokens are."""
        marking = self._standing()
        if marking.is_over:
            return f"结束（{end}）" if end else "结束"
        shown = []
        for wait in marking.waiting():
            label = self.process.element(wait.element_id).name
            number = f"#{wait.item}" if wait.item >= 0 else ""
            shown.append(f"{wait.element_id}{number}" + (f"（{label}）" if label else ""))
        return ", ".join(shown)

    def _due(self, request: bpmn.TimerRequest) -> DateTime | None:
        """Say when a timer is due; None where only the package says how long it is."""
        if request.value is None:
            return None
        try:
            if request.form == "date":
                return parse_date_time(request.value)
            return self._after(self.now, request.value.rpartition("/")[2])
        except (Null, FeelValueError) as error:
            raise Refused(f"定时“{request.element_id}”：{error}") from error

    def _after(self, start: DateTime, text: str) -> DateTime:
        span = parse_duration(text)
        return (
            start.plus_months(span.months) if isinstance(span, YearsMonths) else start.plus_nanos(span.nanos)
        )

    def _advance(self, text: str) -> Iterator[str]:
        try:
            target = self._after(self.now, text)
        except (Null, ArithmeticError, OverflowError) as error:
            raise Refused(f"{error}，例如 advance: P3D。") from error
        if target.instant() < self.now.instant():
            raise Refused("时间只能往前走。")
        fired = False
        while (due := self._next(target)) is not None:
            timer, self.now = due
            self.firings += 1
            if self.firings > MOST_FIRINGS:
                raise Refused(f"定时响了 {MOST_FIRINGS} 次还没有走到头，请把 advance 写短一些。")
            del self.timers[timer]
            outcome = bpmn.fire_timer(
                self.process, self._standing(), timer.element_id, self.values, token=timer.token
            )
            yield self._shown(f"advance: {text} 定时 {timer.element_id}", outcome)
            fired = True
        self.now = target
        if not fired:
            yield f"advance: {text} -> {self._tokens()}"

    def _next(self, target: DateTime) -> tuple[bpmn.TimerRef, DateTime] | None:
        """Give the timer that is due first, not after `target`."""
        due = [
            (when.instant(), number, timer, when)
            for number, (timer, (when, _)) in enumerate(self.timers.items())
            if when.instant() <= target.instant()
        ]
        if not due:
            return None
        _, _, timer, when = min(due, key=lambda each: each[:2])
        return timer, when if when.instant() > self.now.instant() else self.now
