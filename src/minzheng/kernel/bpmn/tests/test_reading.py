"""Reading: what is refused, by name and line, and what survives writing."""

from pathlib import Path

import pytest
from lxml import etree

from minzheng.kernel.bpmn import BpmnError, Process, compile_process, support_table, write
from minzheng.kernel.bpmn.profile import NODES

from .drawing import boundary, catch, drawn, end, event_sub, file, flow, flows, multi, node, start, user, when

SAMPLE = (Path(__file__).parent / "samples" / "allowance.bpmn").read_bytes()
ROAD = (start(), user("a"), end(), flows("s a e"))


def findings(xml: bytes, **options: object) -> dict[str, tuple[int, str]]:
    """Compile and give what was found, by element."""
    with pytest.raises(BpmnError) as caught:
        compile_process(xml, **options)  # type: ignore[arg-type]
    assert caught.value.findings
    return {finding.element_id: (finding.line, finding.message) for finding in caught.value.findings}


@pytest.mark.parametrize(
    ("element", "word"),
    [
        ("scriptTask", "脚本任务"),
        ("complexGateway", "复杂网关"),
        ("task", "没有类型"),
        ("transaction", "事务"),
        ("adHocSubProcess", "自由子流程"),
        ("teleporter", "teleporter"),
    ],
)
def test_an_element_outside_the_profile_is_refused_by_name_and_line(element: str, word: str) -> None:
    xml = file(*ROAD, node(element, "odd", name="奇怪"))
    line, message = findings(xml)["odd"]
    assert word in message
    assert b'id="odd"' in xml.splitlines()[line - 1]


@pytest.mark.parametrize(
    "definition",
    [
        "compensateEventDefinition",
        "escalationEventDefinition",
        "conditionalEventDefinition",
        "linkEventDefinition",
        "cancelEventDefinition",
    ],
)
def test_a_kind_of_event_outside_the_profile_is_refused_by_name(definition: str) -> None:
    xml = file(*ROAD, node("boundaryEvent", "b", f'<{definition} id="d"/>', attachedToRef="a"))
    assert definition in findings(xml)["d"][1]


REFUSED = {
    "two equal ids": (("a",), user("a")),
    "no id": (("",), "<userTask/>"),
    "an id that is too long": (("x" * 90,), user("x" * 90)),
    "a flow to nowhere": (("a-gone",), flow("a", "gone")),
    "a flow through a border": (
        ("a-in",),
        node("subProcess", "sub", start("is") + user("in")) + flow("a", "in"),
    ),
    "a condition after a parallel gateway": (
        ("g-a",),
        node("parallelGateway", "g") + flow("g", "a", "x = 1"),
    ),
    "a condition that is not FEEL": (("x-a",), node("exclusiveGateway", "x") + flow("x", "a", "x = ")),
    "an empty condition": (("x-a",), node("exclusiveGateway", "x") + flow("x", "a", " ")),
    "a default that goes elsewhere": (("x",), node("exclusiveGateway", "x", default="s-a")),
    "a default with a condition": (
        ("x-a",),
        node("exclusiveGateway", "x", default="x-a") + flow("x", "a", "y") + flow("x", "e"),
    ),
    "a flow into a start": (("s",), flow("a", "s")),
    "a flow out of an end": (("e",), flow("e", "a")),
    "a boundary event on nothing": (("b",), boundary("b", "gone", "timer", "P1D")),
    "a boundary event on an event": (("b",), boundary("b", "e", "timer", "P1D")),
    "an error that does not interrupt": (("b",), boundary("b", "a", "error", "stop", interrupting=False)),
    "a plain boundary event": (("b",), node("boundaryEvent", "b", attachedToRef="a")),
    "a signal at the start": (("s2",), start("s2", when("signal", "ping"))),
    "a terminate in the middle": (("t",), node("intermediateThrowEvent", "t", when("terminate"))),
    "a timer at the end": (("e2",), end("e2", when("timer", "P1D"))),
    "two triggers": (
        ("c",),
        node("intermediateCatchEvent", "c", when("message", "ping") + when("signal", "ping")),
    ),
    "a message without a name": (("c",), node("intermediateCatchEvent", "c", when("message"))),
    "a message that is not declared": (("c",), catch("c", "message", "nothing")),
    "a receive task for a message that is not declared": (
        ("r",),
        node("receiveTask", "r", messageRef="gone"),
    ),
    "a duration that is none": (("c",), catch("c", "timer", "P")),
    "a duration in words": (
        ("c",),
        node("intermediateCatchEvent", "c", when("timer", "P5D").replace("P5D", "五天")),
    ),
    "a date that is none": (("c",), catch("c", "timer", "2026-02-30")),
    "a cycle where nothing repeats": (("c",), catch("c", "timer", "R3/P1D")),
    "a sub-process without a start": (("sub",), node("subProcess", "sub", user("in"))),
    "a message start in a sub-process": (
        ("is",),
        node("subProcess", "sub", start("is", when("message", "ping"))),
    ),
    "an event sub-process with a plain start": (
        ("w_s",),
        node("subProcess", "w", start("w_s"), triggeredByEvent="true"),
    ),
    "an event sub-process with a flow": (("w",), event_sub("w", "message", "ping") + flow("a", "w")),
    "an event gateway before a task": (("g",), node("eventBasedGateway", "g") + flows("g a", "g e")),
    "a call without a name": (("c",), node("callActivity", "c")),
    "a call of an unknown process": (("c",), node("callActivity", "c", calledElement="gone")),
    "instances without a number": (("m",), user("m", multi())),
    "instances by data objects": (("m",), user("m", multi("<loopDataInputRef>x</loopDataInputRef>"))),
    "a standard loop": (("l",), user("m", '<standardLoopCharacteristics id="l"/>')),
    "instances of an event sub-process": (
        ("w",),
        event_sub("w", "message", "ping", multi("<loopCardinality>2</loopCardinality>")),
    ),
    "compensation": (("c",), user("c", isForCompensation="true")),
    "a receive task that begins a process": (("r",), node("receiveTask", "r", instantiate="true")),
    "several tokens at once": (("q",), user("q", completionQuantity="2")),
    "a foreign element in the flow": (("z",), '<z:thing xmlns:z="urn:z" id="z"/>'),
    "an unknown element of our own": (
        ("a2",),
        user("a2", "<extensionElements><mz:propery name='x'/></extensionElements>"),
    ),
    "a property twice": (
        ("a2",),
        user("a2", "<extensionElements><mz:property name='role'/></extensionElements>"),
    ),
    "an owner written in BPMN's way": (("po",), user("a2", '<potentialOwner id="po"/>')),
    "a condition in another language": (
        ("x-a",),
        flow("x", "a", "true")
        .replace("Expression>true", 'Expression language="groovy">true')
        .replace('"x"', '"a"'),
    ),
}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.replace(" ", "_"))
def test_what_does_not_fit_is_refused_at_its_element(case: str) -> None:
    (element,), part = REFUSED[case]
    found = findings(file(*ROAD, part))
    assert element in found
    assert any("\u4e00" <= letter <= "\u9fff" for letter in found[element][1])


def test_all_findings_come_at_once_in_the_order_of_the_file() -> None:
    xml = file(*ROAD, node("scriptTask", "one"), node("complexGateway", "two"), node("task", "three"))
    assert list(findings(xml)) == ["one", "two", "three"]


def test_a_process_without_a_start_is_refused() -> None:
    assert "开始事件" in findings(file(user("a")))[""][1]


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a",
        b"not xml",
        b"<a><b></a>",
        b"<definitions/>",
        b'<?xml version="1.0"?><html/>',
        b"\xff\xfe\x00",
        file(*ROAD).replace(b"<process", b"<process2").replace(b"</process", b"</process2"),
    ],
)
def test_what_is_no_process_file_is_refused(xml: bytes) -> None:
    findings(xml)


def test_an_entity_bomb_is_refused_quickly() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE definitions [<!ENTITY a0 "ha">{entities}]>'.encode()
    assert "DOCTYPE" in findings(head + file(*ROAD, "&a11;"))[""][1]
    findings(head + file(*ROAD).replace(b"urn:test", b"&a11;"))


def test_an_outside_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    xml = f'<!DOCTYPE definitions [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode() + file(*ROAD, "&x;")
    assert "secret" not in str(findings(xml).values())


def test_a_file_that_is_too_large_or_too_deep_is_refused() -> None:
    assert "超过" in findings(file(*ROAD) + b" " * 3_000_000)[""][1]
    inside = ""
    for number in range(14):
        inside = node("subProcess", f"sub{number}", start(f"s{number}") + inside)
    assert any("套得太深" in message for _, message in findings(file(*ROAD, inside)).values())


def test_called_processes_cannot_grow_without_bound() -> None:
    callee = drawn(*(start(), *(user(f"a{n}") for n in range(1500)), end()))
    with pytest.raises(BpmnError, match="2000"):
        drawn(
            start(),
            *(node("callActivity", f"c{n}", calledElement="p") for n in range(2)),
            callees={"p": callee},
        )


def test_the_wanted_process_is_picked_out_of_several() -> None:
    second = f'<process id="q" isExecutable="true">{start("other")}</process>'
    xml = file(*ROAD, head=second)
    assert list(compile_process(xml, process_id="q").elements) == ["other"]
    assert "q" in findings(xml)[""][1]
    assert "p" in findings(xml, process_id="r")["r"][1]


def test_what_has_no_meaning_for_the_engine_is_kept_in_peace() -> None:
    process = drawn(
        *ROAD,
        '<laneSet id="ls"><lane id="l" name="街道"><flowNodeRef>a</flowNodeRef></lane></laneSet>',
        '<textAnnotation id="ta"><text>注</text></textAnnotation><association id="as" sourceRef="a" targetRef="ta"/>',
        '<dataObject id="do"/><dataObjectReference id="dor" dataObjectRef="do"/><group id="g"/>',
    )
    assert set(process.elements) == {"s", "a", "e"}
    assert process.elements["a"].lane == "街道"


# properties


def test_properties_come_from_attributes_and_from_extension_elements() -> None:
    process = compile_process(SAMPLE)
    assert dict(process.elements["deliver"].properties) == {
        "state": "decided",
        "role": "receiver",
        "level": "town",
        "limit": "P10D",
        "documents": "decision,proof_of_service",
    }
    assert dict(process.elements["accept_by_lapse"].properties) == {"clock": "working_days"}


def without_properties(process: Process) -> str:
    """The canonical XML with everything under our namespace taken out."""
    root = etree.fromstring(write(process))
    for one in list(root.iter("{urn:minzheng:bpmn}property")):
        one.getparent().remove(one)
    for one in root.iter("*"):
        for key in [key for key in one.attrib if key.startswith("{urn:minzheng:bpmn}")]:
            del one.attrib[key]
    text = etree.tostring(root, method="c14n", exclusive=True).decode()
    return "".join(text.split())


def test_writing_gives_back_the_very_bytes() -> None:
    assert write(compile_process(SAMPLE)) == SAMPLE


def test_changed_properties_are_written_and_nothing_else_changes() -> None:
    process = compile_process(SAMPLE)
    changes: dict[str, dict[str, str | None]] = {
        "accept": {"role": "窗口", "limit": "P5D", "level": None},
        "deliver": {"documents": "decision", "state": None},
        "closed": {"多个 字": "是 & 否"},
    }
    changed = process.with_properties(changes)
    written = write(changed)
    again = compile_process(written)
    assert {name: dict(each.properties) for name, each in again.elements.items()} == {
        name: dict(each.properties) for name, each in changed.elements.items()
    }
    assert dict(again.elements["accept"].properties) == {"state": "received", "role": "窗口", "limit": "P5D"}
    assert dict(again.elements["closed"].properties) == {"state": "closed", "多个 字": "是 & 否"}
    assert "别家的扩展".encode() in written
    assert b'<dc:Bounds x="160" y="100" width="36" height="36"/>' in written
    plain = process.with_properties(
        {name: dict.fromkeys(each.properties) for name, each in process.elements.items()}
    )
    assert without_properties(process) == without_properties(plain)
    assert (
        write(again.with_properties({name: dict(process.elements[name].properties) for name in ()}))
        == written
    )
    with pytest.raises(KeyError):
        process.with_properties({"gone": {}})


def test_comments_and_foreign_extensions_survive_a_change() -> None:
    xml = file(
        start(),
        "<!-- 留着 -->",
        user("a", '<extensionElements><o:x xmlns:o="urn:o" y="1"/></extensionElements>'),
    )
    written = write(compile_process(xml).with_properties({"a": {"role": "reviewer", "a b": "c"}}))
    assert "<!-- 留着 -->".encode() in written
    assert b'<o:x xmlns:o="urn:o" y="1"/>' in written
    assert compile_process(written).elements["a"].properties["a b"] == "c"


def test_the_support_table_speaks_of_every_node_that_runs_and_no_element_twice() -> None:
    table = dict(support_table())
    assert {row.element for row in table["执行"]} >= NODES
    names = [row.element for rows in table.values() for row in rows]
    assert len(names) == len(set(names))
    assert all(row.label and row.note for rows in table.values() for row in rows)
