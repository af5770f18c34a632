"""How the parts of a process may hang together: refused at compile, so that a running process never meets it."""

from collections.abc import Iterable, Mapping

from .model import ROOT, Flow, Process
from .profile import ACTIVITIES
from .reader import Draft, Reader
from .vocabulary import Words

_CONDITIONAL = ACTIVITIES | {"exclusiveGateway", "inclusiveGateway"}


def check_structure(reader: Reader, words: Words, callees: Mapping[str, Process]) -> None:
    """Note into `words` every flow, event, layer and call that does not fit."""
    for flow, parent in reader.flows.values():
        _flow(reader, words, flow, parent)
    into, out = _by_end(reader, "target"), _by_end(reader, "source")
    for draft in reader.drafts.values():
        incoming, outgoing = into.get(draft.id, []), out.get(draft.id, [])
        _ends(words, draft, incoming, outgoing)
        _default(words, draft, outgoing)
        if draft.type == "boundaryEvent":
            _boundary(reader, words, draft)
        elif draft.type == "eventBasedGateway":
            _event_gateway(reader, words, draft, outgoing, into)
        elif draft.type == "subProcess":
            _layer(words, draft, _inner_starts(reader, draft.id))
        elif draft.type == "callActivity":
            _call(words, draft, callees)
        if draft.event.form == "cycle" and not _may_repeat(draft):
            words.wrong(
                draft.id, draft.line, "重复的定时只能用在流程开始和不打断的事件上，请改成 timeDuration。"
            )
        if draft.loop is not None and (draft.triggered or draft.type not in ACTIVITIES):
            words.wrong(draft.id, draft.line, "多实例只能用在任务、子流程和调用活动上，请去掉。")
    if not _inner_starts(reader, ROOT):
        words.wrong("", 0, "流程没有开始事件，请画一个。")


def _by_end(reader: Reader, end: str) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow, _ in reader.flows.values():
        found.setdefault(getattr(flow, end), []).append(flow)
    return found


def _inner_starts(reader: Reader, parent: str) -> list[Draft]:
    return [
        draft for draft in reader.drafts.values() if draft.type == "startEvent" and draft.parent == parent
    ]


def _flow(reader: Reader, words: Words, flow: Flow, parent: str) -> None:
    for end, what in ((flow.source, "起点"), (flow.target, "终点")):
        draft = reader.drafts.get(end)
        if draft is None:
            words.wrong(flow.id, flow.line, f"这条线的{what}“{end}”找不到，请重新连线。")
        elif draft.parent != parent:
            words.wrong(flow.id, flow.line, f"这条线的{what}“{end}”不在同一层，线不能穿过子流程的边。")
    source = reader.drafts.get(flow.source)
    if flow.text and source is not None and source.type not in _CONDITIONAL:
        words.wrong(
            flow.id, flow.line, f"从“{source.name or source.id}”出来的线不看条件，请去掉条件或改用排他网关。"
        )


def _ends(words: Words, draft: Draft, incoming: list[Flow], outgoing: list[Flow]) -> None:
    if draft.type in ("startEvent", "boundaryEvent") and incoming:
        words.wrong(draft.id, draft.line, "不能有线连进这个事件，请删掉进来的线。")
    if draft.type == "endEvent" and outgoing:
        words.wrong(draft.id, draft.line, "结束事件后面不能再有线，请删掉。")
    if draft.triggered and (incoming or outgoing):
        words.wrong(draft.id, draft.line, "事件子流程不连线，由它的开始事件触发，请删掉这些线。")


def _default(words: Words, draft: Draft, outgoing: Iterable[Flow]) -> None:
    if not draft.default:
        return
    found = [flow for flow in outgoing if flow.id == draft.default]
    if not found or draft.type not in _CONDITIONAL:
        words.wrong(draft.id, draft.line, f"默认的线“{draft.default}”不是从这里出去的，请重选。")
    elif found[0].text:
        words.wrong(draft.default, found[0].line, "默认的线上不写条件，请去掉条件。")


def _boundary(reader: Reader, words: Words, draft: Draft) -> None:
    host = reader.drafts.get(draft.attached_to)
    if host is None or host.type not in ACTIVITIES or host.parent != draft.parent or host.triggered:
        words.wrong(draft.id, draft.line, "边界事件要贴在同一层的任务、子流程或调用活动上，请重贴。")
    if draft.event.kind == "error" and not draft.interrupting:
        words.wrong(draft.id, draft.line, "错误事件总是打断，请去掉“不打断”。")


def _event_gateway(
    reader: Reader, words: Words, draft: Draft, outgoing: list[Flow], into: Mapping[str, list[Flow]]
) -> None:
    if len(outgoing) < 2:
        words.wrong(draft.id, draft.line, "事件网关后面至少要有两个事件。")
    targets = {flow.target for flow in outgoing}
    for name in targets:
        target = reader.drafts.get(name)
        if target is None:
            continue
        if target.type not in ("intermediateCatchEvent", "receiveTask"):
            words.wrong(
                draft.id, draft.line, f"事件网关后面只能接捕获事件或接收任务，“{target.name or name}”不行。"
            )
        elif target.type == "receiveTask" and (target.event.kind != "message" or target.loop is not None):
            words.wrong(name, target.line, "事件网关后面的接收任务要写明等哪个消息，也不能是多实例。")
        if len(into[name]) > 1:
            words.wrong(name, target.line, "接在事件网关后面的事件不能再有别的线进来。")


def _may_repeat(draft: Draft) -> bool:
    return (draft.type == "startEvent" and draft.parent == ROOT) or not draft.interrupting


def _layer(words: Words, draft: Draft, starts: list[Draft]) -> None:
    if len(starts) != 1:
        words.wrong(draft.id, draft.line, f"子流程里要正好有一个开始事件，现在有 {len(starts)} 个。")
    elif draft.triggered and starts[0].event.kind == "error" and not starts[0].interrupting:
        words.wrong(starts[0].id, starts[0].line, "错误事件总是打断，请去掉“不打断”。")


def _call(words: Words, draft: Draft, callees: Mapping[str, Process]) -> None:
    callee = callees.get(draft.calls)
    if not draft.calls:
        words.wrong(draft.id, draft.line, "没有写调用哪个流程（calledElement）。")
    elif callee is None:
        known = "、".join(sorted(callees)) or "一个也没有"
        words.wrong(draft.id, draft.line, f"要调用的流程“{draft.calls}”没有找到，现有：{known}。")
    elif sum(callee.elements[name].event.kind == "none" for name in callee.starts) != 1:
        words.wrong(draft.id, draft.line, f"被调用的流程“{draft.calls}”要正好有一个空开始事件。")
