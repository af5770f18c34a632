"""Compiling: XML in, a `Process` out, or every finding at once."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from minzheng.kernel.xml import Element as Xml
from minzheng.kernel.xml import XmlError, parse

from .conditions import CompileExpression, feel
from .errors import BpmnError, Finding
from .joins import upstream
from .model import ROOT, Element, Flow, Process
from .profile import BPMN, MAX_ELEMENTS, MAX_NESTING
from .reader import Draft, Reader
from .structure import check_structure
from .vocabulary import Words, line_of


def compile_process(
    xml: bytes,
    *,
    process_id: str | None = None,
    callees: Mapping[str, Process] | None = None,
    expressions: CompileExpression = feel,
) -> Process:
    """Compile one process of a BPMN 2.0 file.

    `process_id` picks it where the file holds several (else the one with isExecutable, or the only one). `callees`
    gives the compiled process for each `calledElement`; it is taken in as a layer, its elements get `call/inner` as
    ids. `expressions` compiles conditions (FEEL by default). Raises BpmnError with every finding of the file.
    """
    words = Words(expressions)
    reader = Reader(words)
    node = _pick(reader.definitions(_root(xml)), process_id)
    reader.scope(node, ROOT)
    properties = words.properties(node, "")
    _refuse(words)
    check_structure(reader, words, callees or {})
    _refuse(words)
    elements = _elements(reader)
    for draft in reader.drafts.values():
        if draft.type == "callActivity":
            _take_in(elements, draft.id, (callees or {})[draft.calls])
    _bound(elements)
    return Process(
        node.get("id") or "",
        (node.get("name") or "").strip(),
        MappingProxyType(elements),
        _starts(elements, ROOT),
        _event_subs(elements, ROOT),
        MappingProxyType(properties),
        xml,
    )


def _root(xml: bytes) -> Xml:
    try:
        root = parse(xml)
    except XmlError as error:
        raise BpmnError([Finding("", error.line or 0, error.text)]) from error
    if root.tag != f"{{{BPMN}}}definitions":
        raise BpmnError(
            [Finding("", line_of(root), "这不是 BPMN 2.0 文件，请选流程编辑器保存的 .bpmn 文件。")]
        )
    return root


def _pick(processes: list[Xml], process_id: str | None) -> Xml:
    names = "、".join(node.get("id") or "" for node in processes)
    if process_id is not None:
        found = [node for node in processes if node.get("id") == process_id]
        if not found:
            raise BpmnError(
                [Finding(process_id, 0, f"文件里没有这个流程，有的是：{names or '一个也没有'}。")]
            )
        return found[0]
    runnable = [node for node in processes if node.get("isExecutable") == "true"]
    chosen = processes if len(processes) == 1 else runnable
    if len(chosen) != 1:
        text = (
            f"文件里有几个流程（{names}），请说明用哪一个。"
            if processes
            else "文件里没有流程，请画一个再保存。"
        )
        raise BpmnError([Finding("", 0, text)])
    return chosen[0]


def _refuse(words: Words) -> None:
    if words.findings:
        raise BpmnError(sorted(words.findings, key=lambda finding: finding.line))


def _elements(reader: Reader) -> dict[str, Element]:
    """Tie the drafts: flows in the order of the file, boundary events, starts and event sub-processes."""
    incoming: dict[str, list[Flow]] = {}
    outgoing: dict[str, list[Flow]] = {}
    boundaries: dict[str, list[str]] = {}
    for flow, _ in reader.flows.values():
        outgoing.setdefault(flow.source, []).append(flow)
        incoming.setdefault(flow.target, []).append(flow)
    for draft in reader.drafts.values():
        if draft.attached_to:
            boundaries.setdefault(draft.attached_to, []).append(draft.id)
    plain = {
        draft.id: _element(
            draft,
            tuple(incoming.get(draft.id, ())),
            tuple(outgoing.get(draft.id, ())),
            tuple(boundaries.get(draft.id, ())),
            reader.lanes.get(draft.id, ""),
        )
        for draft in reader.drafts.values()
    }
    return {element.id: _finished(element, plain) for element in plain.values()}


def _element(
    draft: Draft,
    incoming: tuple[Flow, ...],
    outgoing: tuple[Flow, ...],
    boundaries: tuple[str, ...],
    lane: str,
) -> Element:
    return Element(
        id=draft.id,
        type=draft.type,
        name=draft.name,
        line=draft.line,
        parent=draft.parent,
        event=draft.event,
        incoming=incoming,
        outgoing=outgoing,
        default=draft.default,
        attached_to=draft.attached_to,
        interrupting=draft.interrupting,
        boundaries=boundaries,
        loop=draft.loop,
        triggered=draft.triggered,
        calls=draft.calls,
        lane=lane,
        properties=MappingProxyType(draft.properties),
    )


def _finished(element: Element, elements: Mapping[str, Element]) -> Element:
    if element.type == "inclusiveGateway" and len(element.incoming) > 1:
        return replace(element, upstream=upstream(element, elements))
    if element.type == "subProcess":
        return replace(
            element, starts=_starts(elements, element.id), event_subs=_event_subs(elements, element.id)
        )
    return element


def _starts(elements: Mapping[str, Element], parent: str) -> tuple[str, ...]:
    return tuple(
        element.id
        for element in elements.values()
        if element.type == "startEvent" and element.parent == parent
    )


def _event_subs(elements: Mapping[str, Element], parent: str) -> tuple[str, ...]:
    return tuple(
        element.id for element in elements.values() if element.triggered and element.parent == parent
    )


def _take_in(elements: dict[str, Element], call: str, callee: Process) -> None:
    """Lay the called process under the call activity, every id with `call/` before it."""

    def under(name: str) -> str:
        return f"{call}/{name}" if name else ""

    def flow(given: Flow) -> Flow:
        return Flow(
            under(given.id),
            under(given.source),
            under(given.target),
            given.name,
            given.line,
            given.condition,
            given.text,
        )

    for inner in callee.elements.values():
        elements[under(inner.id)] = replace(
            inner,
            id=under(inner.id),
            parent=under(inner.parent) or call,
            incoming=tuple(flow(given) for given in inner.incoming),
            outgoing=tuple(flow(given) for given in inner.outgoing),
            default=under(inner.default),
            attached_to=under(inner.attached_to),
            boundaries=tuple(under(name) for name in inner.boundaries),
            starts=tuple(under(name) for name in inner.starts),
            event_subs=tuple(under(name) for name in inner.event_subs),
            upstream=MappingProxyType(
                {under(name): frozenset(map(under, found)) for name, found in inner.upstream.items()}
            ),
        )
    none_start = [name for name in callee.starts if callee.elements[name].event.kind == "none"]
    elements[call] = replace(
        elements[call], starts=(under(none_start[0]),), event_subs=tuple(map(under, callee.event_subs))
    )


def _bound(elements: Mapping[str, Element]) -> None:
    """Refuse what called processes make too large or too deep."""
    if len(elements) > MAX_ELEMENTS:
        raise BpmnError([Finding("", 0, f"连同调用的流程超过 {MAX_ELEMENTS} 个元素，请拆开。")])
    for element in elements.values():
        depth, parent = 0, element.parent
        while parent:
            depth, parent = depth + 1, elements[parent].parent
        if depth > MAX_NESTING:
            message = f"连同调用的流程套得太深，最多 {MAX_NESTING} 层。"
            raise BpmnError([Finding(element.id, element.line, message)])
