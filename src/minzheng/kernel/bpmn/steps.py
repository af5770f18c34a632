"""The steps of a process: pure functions from a marking to an outcome.

Every step takes the case's values as `context` (what conditions see; never changed) and `auto`, which does service,
business-rule and send tasks: it answers values that are merged into the context, or None, and the token waits there
(kind service, rule or send) until `complete`; it may raise ThrownError. Without `auto` every such task waits. Every step raises StepError where it cannot be
taken; nothing has happened then.
"""

from collections.abc import Callable, Mapping

from .errors import StepError
from .evaluator import Evaluator
from .listeners import Listener, find_token, listeners
from .marking import Marking, Outcome
from .model import Element, Process
from .profile import EVENT_LABELS, TASK_KINDS
from .run import Auto, Run, uncaught
from .walk import Move

Context = Mapping[str, object]
_COMPLETABLE = frozenset(TASK_KINDS.values())
_EVALUATOR = Evaluator()


def start(
    process: Process,
    context: Context,
    *,
    at: str | None = None,
    auto: Auto | None = None,
    evaluator: Evaluator = _EVALUATOR,
) -> Outcome:
    """Begin a case. `at` is the id of a start event or the name of its message; without it the plain start event."""
    run = Run(process, Marking(), context, auto, evaluator)
    event = _start_event(process, at)
    for timer in run.sub_timers(""):
        run.arm(timer, 0, 0)
    run.queue.append(Move(event, "", 0))
    run.settle()
    return run.outcome()


def _start_event(process: Process, at: str | None) -> Element:
    events = [process.elements[name] for name in process.starts]
    if at is None:
        found = [event for event in events if event.event.kind == "none"] if len(events) > 1 else events
    else:
        found = [event for event in events if event.id == at] or [
            event for event in events if event.event.kind == "message" and event.event.name == at
        ]
    if len(found) != 1:
        names = "、".join(event.id for event in events)
        wish = f"没有叫“{at}”的开始" if at is not None else "没有说从哪里开始"
        raise StepError("no_start", f"{wish}，这个流程的开始有：{names}。")
    return found[0]


def complete(
    process: Process,
    marking: Marking,
    token_or_element: int | str,
    context: Context,
    *,
    auto: Auto | None = None,
    evaluator: Evaluator = _EVALUATOR,
) -> Outcome:
    """A waiting task is done (user, manual, receive, or an automatic one that waited)."""

    def act(run: Run) -> None:
        token = find_token(run, token_or_element)
        element = run.elements[token.element]
        if token.kind not in _COMPLETABLE:
            what = "事件" if token.kind == "event" else EVENT_LABELS[token.kind]
            raise StepError(
                "not_completable", f"“{element.label}”在等{what}，不能由人办完。", element.id, element.line
            )
        run.take(token)
        run.finish(element, token.scope, token.item)

    return _step(process, marking, context, auto, evaluator, act)


def fire_timer(
    process: Process,
    marking: Marking,
    element_id: str,
    context: Context,
    *,
    token: int | None = None,
    auto: Auto | None = None,
    evaluator: Evaluator = _EVALUATOR,
) -> Outcome:
    """A timer is due. `token` is the host number of its TimerRequest, needed only where the event runs several times
    at once. StepError `not_waiting` where the timer is no longer set."""

    def act(run: Run) -> None:
        found = [
            each
            for each in listeners(run)
            if each.kind == "timer" and each.element_id == element_id and token in (None, each.token)
        ]
        if not found:
            raise StepError("not_waiting", f"定时“{element_id}”已经不在等了。", element_id)
        if len(found) > 1:
            raise StepError(
                "ambiguous", f"定时“{element_id}”有 {len(found)} 个，请说明是哪一个。", element_id
            )
        run.firing = found[0].timer
        run.trigger(found[0])

    return _step(process, marking, context, auto, evaluator, act)


def deliver_message(
    process: Process,
    marking: Marking,
    name: str,
    context: Context,
    *,
    token: int | None = None,
    auto: Auto | None = None,
    evaluator: Evaluator = _EVALUATOR,
) -> Outcome:
    """A message comes in. It has one receiver: what rests and waits for it (the oldest), else a boundary event, else an
    event sub-process (both innermost first); `token` names the host. StepError `no_receiver` where nobody listens."""

    def act(run: Run) -> None:
        for each in listeners(run):
            if each[:2] == ("message", name) and token in (None, each.token):
                run.trigger(each)
                return
        raise StepError("no_receiver", f"现在没有环节在等消息“{name}”。")

    return _step(process, marking, context, auto, evaluator, act)


def deliver_signal(
    process: Process,
    marking: Marking,
    name: str,
    context: Context,
    *,
    auto: Auto | None = None,
    evaluator: Evaluator = _EVALUATOR,
) -> Outcome:
    """A signal comes in and reaches everything that listens to it; that may be nothing."""
    return _step(process, marking, context, auto, evaluator, lambda run: run.broadcast(name))


def throw_error(
    process: Process,
    marking: Marking,
    token: int | str,
    code: str,
    context: Context,
    *,
    auto: Auto | None = None,
    evaluator: Evaluator = _EVALUATOR,
) -> Outcome:
    """The work at a waiting task failed with the business error `code`; the nearest error event takes over.
    StepError `uncaught_error` where there is none."""

    def act(run: Run) -> None:
        found = find_token(run, token)
        element = run.elements[found.element]
        if not run.throw(code, element, found.id, found.scope, found.item):
            raise uncaught(element, code)

    return _step(process, marking, context, auto, evaluator, act)


def listening(process: Process, marking: Marking) -> tuple[Listener, ...]:
    """The messages, signals and timers that could come now (may one still withdraw? which timers should be set?)."""
    _known(process, marking)
    return tuple(listeners(Run(process, marking, {}, None, _EVALUATOR)))


def _step(
    process: Process,
    marking: Marking,
    context: Context,
    auto: Auto | None,
    evaluator: Evaluator,
    act: Callable[[Run], None],
) -> Outcome:
    _known(process, marking)
    run = Run(process, marking, context, auto, evaluator)
    act(run)
    run.settle()
    return run.outcome()


def _known(process: Process, marking: Marking) -> None:
    """Refuse a marking of another version of the process."""
    for name in marking.elements():
        if name not in process.elements:
            message = f"这个流程里没有“{name}”，办件可能属于另一个版本，请先做版本对应。"
            raise StepError("unknown_element", message, name)
