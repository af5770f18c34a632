"""From XML to drafts: every element is run, kept or refused by name and line; nothing passes unseen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from minzheng.kernel.xml import Element as Xml

from .model import ROOT, Event, Flow, Loop
from .profile import (
    ALLOWED_EVENTS,
    BPMN,
    BPMNDI,
    EVENT_KINDS,
    EVENT_LABELS,
    EVENTS,
    KEPT,
    MAX_ELEMENTS,
    MAX_ID,
    MAX_NESTING,
    NODES,
    REFUSED,
)
from .vocabulary import Words, event_definitions, is_event_definition, line_of, local, namespace, own

_IN_NODE = KEPT | {"incoming", "outgoing"}


@dataclass
class Draft:
    """A flow node as read, before its flows are tied."""

    id: str
    type: str
    name: str
    line: int
    parent: str
    properties: dict[str, str]
    event: Event = field(default_factory=Event)
    default: str = ""
    attached_to: str = ""
    interrupting: bool = True
    triggered: bool = False
    calls: str = ""
    loop: Loop | None = None


@dataclass
class Names:
    """What the file declares beside the process: id → name of messages, signals, and the codes of errors."""

    messages: dict[str, str] = field(default_factory=dict)
    signals: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads one process out of `definitions`; findings go into `words`."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.names = Names()
        self.drafts: dict[str, Draft] = {}
        self.flows: dict[str, tuple[Flow, str]] = {}
        self.lanes: dict[str, str] = {}

    def definitions(self, root: Xml) -> list[Xml]:
        """Read the declarations and give the processes of the file."""
        processes = []
        for child in root:
            name = local(child)
            if namespace(child) == BPMNDI and name == "BPMNDiagram":
                continue
            if namespace(child) != BPMN:
                self.foreign(child)
            elif name == "process":
                processes.append(child)
            elif name in ("message", "signal"):
                self._declare(child, self.names.messages if name == "message" else self.names.signals)
            elif name == "error":
                code = child.get("errorCode") or child.get("name") or child.get("id") or ""
                self.names.errors[child.get("id") or ""] = code
            elif name not in KEPT:
                self.unknown(child)
        return processes

    def _declare(self, node: Xml, into: dict[str, str]) -> None:
        into[node.get("id") or ""] = node.get("name") or node.get("id") or ""

    def scope(self, node: Xml, parent: str, depth: int = 0) -> None:
        """Read a process or sub-process: its nodes, flows and lanes."""
        if depth > MAX_NESTING:
            self.words.wrong(parent, line_of(node), f"子流程套得太深，最多 {MAX_NESTING} 层。")
            return
        for child in node:
            name = local(child)
            if namespace(child) != BPMN:
                self.foreign(child)
            elif name in NODES:
                self._node(child, parent, depth)
            elif name == "sequenceFlow":
                self._flow(child, parent)
            elif name == "laneSet":
                self._lanes(child)
            elif name not in _IN_NODE and not (depth and name == "multiInstanceLoopCharacteristics"):
                self.unknown(child)

    def _lanes(self, node: Xml) -> None:
        for lane in own(node, "lane"):
            for ref in own(lane, "flowNodeRef"):
                self.lanes[(ref.text or "").strip()] = lane.get("name") or ""
            for inner in own(lane, "childLaneSet"):
                self._lanes(inner)

    def _identity(self, node: Xml) -> str:
        given = node.get("id") or ""
        if not given:
            self.words.wrong("", line_of(node), f"{local(node)} 没有编号（id），请写一个。")
        elif len(given) > MAX_ID or "/" in given:
            self.words.wrong(given, line_of(node), f"编号最多 {MAX_ID} 个字，不能有“/”，请改短一点。")
        elif given in self.drafts or given in self.flows:
            self.words.wrong(given, line_of(node), "这个编号用了两次，请改成不同的。")
        elif len(self.drafts) >= MAX_ELEMENTS:
            self.words.wrong(given, line_of(node), f"一个流程最多 {MAX_ELEMENTS} 个元素，请拆成几个流程。")
        else:
            return given
        return ""

    def _node(self, node: Xml, parent: str, depth: int) -> None:
        name, line, element_id = local(node), line_of(node), self._identity(node)
        if not element_id:
            return
        draft = Draft(
            element_id,
            name,
            (node.get("name") or "").strip(),
            line,
            parent,
            self.words.properties(node, element_id),
            default=node.get("default") or "",
            attached_to=node.get("attachedToRef") or "",
            interrupting=(node.get("cancelActivity") or node.get("isInterrupting") or "true") != "false",
            triggered=node.get("triggeredByEvent") == "true",
            calls=(node.get("calledElement") or "").rpartition(":")[2],
        )
        self.drafts[element_id] = draft
        self._odd_attributes(node, draft)
        if name in EVENTS:
            draft.event = self._event(node, draft)
        for marker in own(node, "multiInstanceLoopCharacteristics"):
            draft.loop = self.words.loop(marker, element_id)
        if name in ("receiveTask", "sendTask"):
            ref = node.get("messageRef") or ""
            draft.event = Event("message", self._name_of("message", ref, draft)) if ref else Event()
        if name == "subProcess":
            self.scope(node, element_id, depth + 1)
        else:
            self._inside(node)

    def _inside(self, node: Xml) -> None:
        """Refuse what a node that is no layer must not hold."""
        for child in node:
            name = local(child)
            if namespace(child) != BPMN:
                self.foreign(child)
            elif name == "multiInstanceLoopCharacteristics" or is_event_definition(name):
                continue
            elif name not in _IN_NODE:
                self.unknown(child)

    def _odd_attributes(self, node: Xml, draft: Draft) -> None:
        if node.get("isForCompensation") == "true":
            self.words.wrong(draft.id, draft.line, "不执行补偿，请画出更正的步骤。")
        if node.get("instantiate") == "true":
            self.words.wrong(draft.id, draft.line, "不能用它发起流程，请改用消息开始事件。")
        for quantity in ("startQuantity", "completionQuantity"):
            if node.get(quantity) not in (None, "1"):
                self.words.wrong(draft.id, draft.line, f"{quantity} 只能是 1，请去掉它。")

    def _event(self, node: Xml, draft: Draft) -> Event:
        definitions = event_definitions(node)
        if len(definitions) > 1:
            self.words.wrong(draft.id, draft.line, "一个事件只能有一种触发，请拆成几个事件。")
        if not definitions:
            event = Event()
        elif local(definitions[0]) not in EVENT_KINDS:
            return Event()  # refused by name where the children are walked
        else:
            event = self._definition(definitions[0], draft)
        place = self._place(draft)
        if event.kind not in ALLOWED_EVENTS[place]:
            allowed = "、".join(EVENT_LABELS[kind] for kind in EVENT_LABELS if kind in ALLOWED_EVENTS[place])
            self.words.wrong(
                draft.id, draft.line, f"这里不能用“{EVENT_LABELS[event.kind]}”事件，可以用：{allowed}。"
            )
        return event

    def _place(self, draft: Draft) -> str:
        if draft.type != "startEvent" or draft.parent == ROOT:
            return draft.type
        return "eventStart" if self.drafts[draft.parent].triggered else "innerStart"

    def _definition(self, node: Xml, draft: Draft) -> Event:
        kind = EVENT_KINDS[local(node)]
        if kind == "timer":
            return self.words.timer(node, draft.id)
        if kind == "terminate":
            return Event("terminate")
        ref = node.get(f"{kind}Ref") or ""
        if not ref and kind == "error" and draft.type != "endEvent":
            return Event("error")
        return Event(kind, self._name_of(kind, ref, draft))

    def _name_of(self, kind: str, ref: str, draft: Draft) -> str:
        declared: Mapping[str, str] = {
            "message": self.names.messages,
            "signal": self.names.signals,
            "error": self.names.errors,
        }[kind]
        ref = ref if ref in declared else ref.rpartition(":")[2]
        if ref not in declared:
            self.words.wrong(
                draft.id,
                draft.line,
                f"没有说是哪个{EVENT_LABELS[kind]}，请用 {kind}Ref 指到一个有名字的 {kind}。",
            )
        return declared.get(ref, "")

    def _flow(self, node: Xml, parent: str) -> None:
        flow_id = self._identity(node)
        if not flow_id:
            return
        condition, text = None, ""
        for child in node:
            if namespace(child) != BPMN:
                self.foreign(child)
            elif local(child) == "conditionExpression":
                text = (child.text or "").strip()
                condition = self.words.child_expression(node, "conditionExpression", flow_id, "条件")
            elif local(child) not in KEPT:
                self.unknown(child)
        flow = Flow(
            flow_id,
            node.get("sourceRef") or "",
            node.get("targetRef") or "",
            (node.get("name") or "").strip(),
            line_of(node),
            condition,
            text,
        )
        self.flows[flow_id] = (flow, parent)

    def foreign(self, node: Xml) -> None:
        """Refuse an element of another namespace outside `extensionElements`."""
        self.words.wrong(
            node.get("id") or "", line_of(node), f"{local(node)} 不是 BPMN 元素，请放进 extensionElements。"
        )

    def unknown(self, node: Xml) -> None:
        """Refuse a BPMN element that the profile does not run, by name."""
        name, row = local(node), REFUSED.get(local(node))
        hint = f"{row.label}（{name}）不执行：{row.note}。" if row else f"不认识 {name}，请换成支持的元素。"
        self.words.wrong(node.get("id") or "", line_of(node), hint)
