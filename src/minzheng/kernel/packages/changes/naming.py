"""Where in a file a change stands, in the words of whoever edits it: a step, a row and its column, a question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from minzheng.kernel.packages.changes.keyed import MISSING, Keyed
from minzheng.kernel.packages.changes.trees import plain
from minzheng.kernel.packages.changes.xml_trees import ATTRIBUTES, CHILDREN, COMMENT, RAW, TAG, TEXT, local

Path = tuple[str, ...]
_MOST: Final = 60
_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask"), "环节"
    ),
    **dict.fromkeys(("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"), "网关"),
    **dict.fromkeys(("startEvent", "endEvent", "boundaryEvent"), "事件"),
    **dict.fromkeys(("intermediateCatchEvent", "intermediateThrowEvent"), "事件"),
    **dict.fromkeys(("subProcess", "callActivity"), "子流程"),
    "sequenceFlow": "连线",
    "process": "流程",
    "message": "消息",
    "decision": "判断",
    "inputData": "输入",
    "businessKnowledgeModel": "业务知识模型",
    "decisionService": "决策服务",
    "itemDefinition": "类型",
    "decisionTable": "判断表",
    "input": "条件列",
    "output": "结果列",
    "annotation": "说明列",
    "rule": "行",
}
_CELLS: Final = frozenset({"inputEntry", "outputEntry", "annotationEntry"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change stands; `kind` is what was added or taken away ('' where the value itself says it)."""

    text: str
    kind: str = ""
    drawing: bool = False


def place_of(name: str, path: Path, *roots: Any) -> Place:
    """The place of a path in a file; `roots` are the trees in which it may be found, the newer first."""
    if name.endswith((".bpmn", ".dmn")):
        return _xml(path, roots)
    if name.endswith(".form.json"):
        return _form(path, roots)
    return Place(".".join(path))


def short(value: Any) -> str:
    """A value in quotes, cut where it is long."""
    if isinstance(value, dict) and TAG in value:
        text = _said(value) or local(str(value[TAG]))
    elif isinstance(value, bool) or value is None:
        text = {True: "true", False: "false", None: "空"}[value]
    else:
        text = str(plain(value)).strip()
    text = " ".join(text.split())
    return f"“{text[:_MOST]}…”" if len(text) > _MOST else f"“{text}”"


def _said(node: Mapping[str, Any]) -> str:
    return str(
        node.get(RAW) or node[TEXT] or " ".join(filter(None, map(_said, node[CHILDREN].items.values())))
    )


def _walk(path: Path, roots: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """The parts on the way, each with its name, as far as the first tree that has all of it (else the longest)."""
    best: list[tuple[str, Any]] = []
    for root in roots:
        found, part = [], root
        for name in path:
            part = (part.items if isinstance(part, Keyed) else part if isinstance(part, dict) else {}).get(
                name, MISSING
            )
            if part is MISSING:
                break
            found.append((name, part))
        if len(found) > len(best):
            best = found
    return best


# forms


def _form(path: Path, roots: tuple[Any, ...]) -> Place:
    walked, question, rest = _walk(path, roots), "", list[str]()
    for name, part in walked:
        if isinstance(part, dict) and part.get("type") and (part.get("key") or part.get("id")):
            label = str(part.get("label", ""))
            question = (
                f"{part.get('key') or part.get('id')}（{label}）"
                if label
                else str(part.get("key") or part.get("id"))
            )
            rest = []
        else:
            rest.append(name)
    rest += path[len(walked) :]
    whole = bool(walked) and not rest and len(walked) == len(path)
    kind = ""
    if whole:
        kind = {"group": "这一页", "dynamiclist": "这个列表"}.get(str(walked[-1][1].get("type")), "这一项")
    elif rest == ["components"]:
        rest = []
    return Place(" ".join(filter(None, (question, ".".join(rest)))), kind)


# processes and tables


def _xml(path: Path, roots: tuple[Any, ...]) -> Place:
    walked = _walk(path, roots)
    if any(_is_drawing(part) for _, part in walked):
        return Place("", drawing=True)
    said: list[str] = []
    last, kind = "", ""
    parents: list[Any] = [roots[0] if roots else None]
    for at, (name, part) in enumerate(walked):
        if not (isinstance(part, dict) and TAG in part):
            continue
        tag = local(str(part[TAG]))
        found = _called(tag, name, part, parents)
        if found:
            said, last = ([] if tag in _FRESH else said) + [found], ""
        elif tag not in ("text", "definitions", "extensionElements"):
            last = _inner(tag, part)
        kind = _KINDS.get(tag, "") if at == len(walked) - 1 else ""
        parents.append(part)
    attribute = ""
    if len(path) > 1 and path[-2] == ATTRIBUTES:
        attribute = local(path[-1])
    text = " ".join(filter(None, (*said, last, attribute)))
    whole = len(walked) == len(path) and walked and isinstance(walked[-1][1], dict) and TAG in walked[-1][1]
    return Place(text, f"这{_COUNTED.get(kind, '一处')}" if whole and kind else "")


_FRESH: Final = frozenset(_KINDS) - {"rule", "input", "output", "annotation", "decisionTable"}
"""What is named by itself, without what stands around it."""
_COUNTED: Final[Mapping[str, str]] = {
    "环节": "个环节",
    "网关": "个网关",
    "事件": "个事件",
    "子流程": "个子流程",
    "连线": "条连线",
    "判断": "个判断",
    "输入": "个输入",
    "行": "一行",
    "条件列": "一列",
    "结果列": "一列",
    "说明列": "一列",
    "类型": "个类型",
}


def _is_drawing(part: Any) -> bool:
    return isinstance(part, dict) and local(str(part.get(TAG, ""))) in ("BPMNDiagram", "DMNDI", "DMNDiagram")


def _called(tag: str, name: str, part: Mapping[str, Any], parents: list[Any]) -> str:
    if part[TAG] == COMMENT:
        return "注释"
    attributes = part[ATTRIBUTES]
    if tag in _CELLS:
        return f"“{_column(name.partition(' ')[2], parents)}”"
    if tag == "rule":
        number = _number(name, parents[-1])
        own = attributes.get("id")
        return f"第 {number} 行（{own}）" if own else f"第 {number} 行"
    if tag in ("input", "output", "annotation"):
        return (
            f"{_KINDS[tag]}“{attributes.get('label') or attributes.get('name') or attributes.get('id', '')}”"
        )
    if tag in _KINDS and tag != "decisionTable":
        own, label = attributes.get("id", ""), attributes.get("name", "")
        return f"{_KINDS[tag]} {own}（{label}）" if label and label != own else f"{_KINDS[tag]} {own}"
    return ""


def _inner(tag: str, part: Mapping[str, Any]) -> str:
    own = part[ATTRIBUTES].get("name") or part[ATTRIBUTES].get("id") or ""
    return f"{tag} {own}".strip()


def _number(name: str, table: Any) -> int:
    """The number of a row among the rows of its table, from 1."""
    rows = [key for key, one in table[CHILDREN].items.items() if local(str(one[TAG])) == "rule"]
    return rows.index(name) + 1 if name in rows else len(rows)


def _column(name: str, parents: list[Any]) -> str:
    """What people call a column: its label, else what it looks at."""
    for table in reversed(parents):
        if isinstance(table, dict) and TAG in table and local(str(table[TAG])) == "decisionTable":
            return next(filter(None, map(_labelled(name), table[CHILDREN].items.values())), name)
    return name


def _labelled(name: str) -> Callable[[Mapping[str, Any]], str]:
    def label(column: Mapping[str, Any]) -> str:
        words = column[ATTRIBUTES]
        if local(str(column[TAG])) not in ("input", "output", "annotation"):
            return ""
        if name not in (words.get("id"), words.get("label"), words.get("name")):
            return ""
        return str(words.get("label") or words.get("name") or "")

    return label
