"""Small readings from one XML element: its local name, properties, event, timer and loop, each with its findings."""

import re
from collections.abc import Iterator
from datetime import datetime

from minzheng.kernel.xml import Element as Xml

from .conditions import CompileExpression, Expression
from .errors import Finding
from .model import Event, Loop
from .profile import BPMN, EVENT_KINDS, MZ

_DURATION = re.compile(
    r"P(?=\d|T\d)(\d{1,6}Y)?(\d{1,6}M)?(\d{1,6}W)?(\d{1,6}D)?(T(?=\d)(\d{1,6}H)?(\d{1,6}M)?(\d{1,6}S)?)?"
)
_CYCLE = re.compile(r"R(\d{0,6})/(P.+)")
_FORMS = {"timeDuration": "duration", "timeDate": "date", "timeCycle": "cycle"}
_EXAMPLES = {
    "duration": "P5D（5 天）、PT2H（2 小时）",
    "date": "2026-03-13T09:00:00+08:00",
    "cycle": "R3/P1D（每天一次，共 3 次）",
}


def local(node: Xml) -> str:
    """The name without its namespace."""
    return node.tag.rpartition("}")[2]


def namespace(node: Xml) -> str:
    """The namespace of an element's name, '' for none."""
    return node.tag[1:].partition("}")[0] if node.tag.startswith("{") else ""


def line_of(node: Xml) -> int:
    """The line where the element begins."""
    return node.sourceline or 0


def own(node: Xml, name: str) -> Iterator[Xml]:
    """The BPMN children of that name."""
    return (child for child in node if child.tag == f"{{{BPMN}}}{name}")


def cycle_count(text: str) -> int:
    """How often a cycle fires; -1 without end. 1 for what is not written as a cycle."""
    match = _CYCLE.fullmatch(text)
    return 1 if match is None else int(match[1]) if match[1] else -1


class Words:
    """Reads values out of elements and collects what is wrong with them."""

    def __init__(self, compile_expression: CompileExpression) -> None:
        self.findings: list[Finding] = []
        self._compile = compile_expression

    def wrong(self, element_id: str, line: int, message: str) -> None:
        """Note one finding."""
        self.findings.append(Finding(element_id, line, message))

    def expression(self, text: str, element_id: str, line: int, what: str) -> Expression | None:
        """Compile an expression (a leading `=` is allowed)."""
        source = text.strip().removeprefix("=").strip()
        if not source:
            self.wrong(element_id, line, f"{what}是空的，请写一个 FEEL 表达式。")
            return None
        try:
            return self._compile(source)
        except Exception as error:  # noqa: BLE001 - the language is handed in, so are its errors
            self.wrong(element_id, line, f"{what}“{source[:60]}”读不懂：{error}")
            return None

    def child_expression(self, node: Xml, name: str, element_id: str, what: str) -> Expression | None:
        """Compile the text of a child element, where there is one."""
        for child in own(node, name):
            language = child.get("language") or ""
            if language and "feel" not in language.lower():
                self.wrong(element_id, line_of(child), f"{what}用了 {language} 语言，这里只能写 FEEL。")
            return self.expression(child.text or "", element_id, line_of(child), what)
        return None

    def properties(self, node: Xml, element_id: str) -> dict[str, str]:
        """All that stands under our namespace: attributes, and `mz:property` in `extensionElements`."""
        found = {
            key.rpartition("}")[2]: value for key, value in node.attrib.items() if key.startswith(f"{{{MZ}}}")
        }
        for child in property_nodes(node):
            name = child.get("name")
            if local(child) != "property" or not name:
                self.wrong(
                    element_id,
                    line_of(child),
                    f"mz:{local(child)} 不认识，请写成 <mz:property name=… value=…/>。",
                )
            elif name in found:
                self.wrong(element_id, line_of(child), f"属性 {name} 写了两次，请留一个。")
            else:
                found[name] = child.get("value") or (child.text or "").strip()
        return found

    def timer(self, node: Xml, element_id: str) -> Event:
        """The timer definition; its text may be empty where the limit is a property."""
        children = [child for child in node if namespace(child) == BPMN and local(child) in _FORMS]
        if not children:
            return Event("timer", form="duration")
        if len(children) > 1:
            self.wrong(
                element_id, line_of(node), "一个定时里只能写一种：timeDuration、timeDate 或 timeCycle。"
            )
        child = children[0]
        form, text = _FORMS[local(child)], (child.text or "").strip()
        if text.startswith("="):
            value = self.expression(text, element_id, line_of(child), "定时的表达式")
            return Event("timer", form=form, text=text, value=value)
        if text and not is_timer_text(form, text):
            self.wrong(
                element_id,
                line_of(child),
                f"定时“{text[:40]}”读不懂，请写成 {_EXAMPLES[form]}，或以 = 开头写 FEEL。",
            )
        return Event("timer", form=form, text=text)

    def loop(self, node: Xml, element_id: str) -> Loop:
        """The multi-instance marker."""
        line = line_of(node)
        for child in node:
            if local(child) in ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"):
                self.wrong(
                    element_id,
                    line_of(child),
                    f"多实例里不用 {local(child)}，请写 mz:collection 和 mz:item。",
                )
        text = node.get(f"{{{MZ}}}collection") or ""
        collection = self.expression(text, element_id, line, "多实例的 mz:collection") if text else None
        cardinality = self.child_expression(node, "loopCardinality", element_id, "多实例的份数")
        if (not text) == (next(own(node, "loopCardinality"), None) is None):
            self.wrong(
                element_id, line, "多实例要写清有几份：loopCardinality 或 mz:collection，写一个，不要都写。"
            )
        return Loop(
            node.get("isSequential") == "true",
            cardinality,
            collection,
            node.get(f"{{{MZ}}}item") or "",
            self.child_expression(node, "completionCondition", element_id, "多实例提前结束的条件"),
        )


def property_nodes(node: Xml) -> Iterator[Xml]:
    """The elements of our namespace in `extensionElements`, those inside `mz:properties` too."""
    for extension in own(node, "extensionElements"):
        for child in extension:
            if namespace(child) == MZ:
                yield from child if local(child) == "properties" else (child,)


def event_definitions(node: Xml) -> list[Xml]:
    """The event definitions of an event, known or not."""
    return [child for child in node if local(child).endswith(("EventDefinition", "eventDefinitionRef"))]


def is_event_definition(name: str) -> bool:
    """True for the definitions that the profile runs."""
    return name in EVENT_KINDS


def is_timer_text(form: str, text: str) -> bool:
    """True for an ISO 8601 duration, date or repeating interval."""
    if form == "duration":
        return _DURATION.fullmatch(text) is not None
    if form == "cycle":
        match = _CYCLE.fullmatch(text)
        return match is not None and _DURATION.fullmatch(match[2]) is not None and match[1] != "0"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
