"""What can be seen in a process without running it: who, how long, which way if nothing fits, and roads that break off."""

from collections.abc import Iterator

from .errors import Finding, Severity
from .model import Element, Process

_PEOPLE = frozenset({"userTask", "manualTask"})
_EVENTS = frozenset({"receiveTask", "eventBasedGateway"})


def duties(process: Process) -> Iterator[Finding]:
    """Findings element by element, in the order of the file."""
    for element in process.elements.values():
        yield from _gateway(element)
        yield from _wait(process, element)
        if element.event.kind == "timer" and not _has_limit(process, element):
            yield _finding(element, "定时没有写多久，请写 timeDuration，或写属性 mz:limit。")
        if not element.outgoing and element.type != "endEvent" and not element.triggered:
            yield _finding(element, "走到这里就断了，请连到下一步或结束事件。")


def _finding(element: Element, message: str, severity: Severity = "error") -> Finding:
    return Finding(element.id, element.line, f"“{element.label}”{message}", severity)


def _gateway(element: Element) -> Iterator[Finding]:
    outgoing = element.outgoing
    open_flows = [flow for flow in outgoing if flow.condition is None and flow.id != element.default]
    if element.type == "exclusiveGateway" and len(outgoing) > 1 and open_flows:
        names = "、".join(f"“{flow.name or flow.id}”" for flow in open_flows)
        yield _finding(element, f"后面的线 {names} 没有写条件，也不是默认的线，请补条件或设为默认。")
    elif outgoing and not element.default and not open_flows and element.type != "parallelGateway":
        yield _finding(element, "后面每条线都有条件，可能都不成立，请设一条默认的线。")


def _wait(process: Process, element: Element) -> Iterator[Finding]:
    people = element.type in _PEOPLE
    if not people and not _waits_for_others(process, element):
        return
    has_role = bool(element.properties.get("role") or element.lane)
    has_limit = bool(element.properties.get("limit")) or _has_timer(process, element)
    if not has_role and not has_limit:
        yield _finding(
            element, "会一直等下去：没有写由谁办（mz:role 或泳道），也没有期限（mz:limit 或定时边界事件）。"
        )
    elif people and not has_role:
        yield _finding(element, "没有写由谁办，请写 mz:role 或放进泳道。", "warning")
    elif people and not has_limit:
        yield _finding(element, "没有期限，请写 mz:limit 或加一个定时边界事件。", "warning")


def _waits_for_others(process: Process, element: Element) -> bool:
    if element.type in _EVENTS or (
        element.type == "intermediateCatchEvent" and element.event.kind in ("message", "signal")
    ):
        sources = [process.elements[flow.source].type for flow in element.incoming]
        return "eventBasedGateway" not in sources
    return False


def _has_timer(process: Process, element: Element) -> bool:
    """A timer ends the wait: beside it after the event gateway, or on the border of it or of a layer around it."""
    if any(process.elements[flow.target].event.kind == "timer" for flow in element.outgoing) and (
        element.type == "eventBasedGateway"
    ):
        return True
    names = list(element.boundaries)
    layer = element.parent
    while layer:
        names += process.elements[layer].boundaries
        layer = process.elements[layer].parent
    return any(process.elements[name].event.kind == "timer" for name in names)


def _has_limit(process: Process, event: Element) -> bool:
    host = process.elements[event.attached_to].properties if event.attached_to else {}
    return bool(event.event.text or event.properties.get("limit") or host.get("limit"))
