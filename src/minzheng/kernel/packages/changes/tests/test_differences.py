"""What changed is told by file and element: a row and its column, a step, a question, a path."""

import pytest

from minzheng.kernel.packages import compare
from minzheng.kernel.packages.changes.trees import same, text_of, tree_of
from minzheng.kernel.packages.tests.test_packages import shipped


def told(file: str, old: str, new: str) -> list[str]:
    files = shipped()
    assert old in files[file]
    return [str(one) for one in compare(files, {**files, file: files[file].replace(old, new, 1)})]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "eligibility.dmn",
            "[80..90)",
            "[80..85)",
            "eligibility.dmn「判断 tier 第 3 行（row_80） “周岁”」：由“[80..90)”改成“[80..85)”。",
        ),
        (
            "process.bpmn",
            'mz:outcomes="grant,refuse"',
            'mz:outcomes="grant"',
            "process.bpmn「环节 confirm（审核确认） outcomes」：由“grant,refuse”改成“grant”。",
        ),
        (
            "process.bpmn",
            'outcome = "decline"',
            'outcome = "no"',
            'process.bpmn「连线 f_declined conditionExpression」：由“outcome = "decline"”改成“outcome = "no"”。',
        ),
        (
            "apply.form.json",
            '"label": "联系电话"',
            '"label": "电话"',
            "apply.form.json「phone（电话） label」：由“联系电话”改成“电话”。",
        ),
        (
            "service.yaml",
            "{n: 10, unit: working_day, from: acceptance}",
            "{n: 8, unit: working_day, from: acceptance}",
            "service.yaml「limits.promised_limit.n」：由“10”改成“8”。",
        ),
        ("service.yaml", "web, counter, ", "web, ", "service.yaml「channels.counter」：删去了“counter”。"),
        ("service.yaml", "[web, counter", "[counter, web", "service.yaml「channels」：次序改了。"),
    ],
)
def test_a_change_is_told_with_file_and_element(file: str, old: str, new: str, said: str):
    assert told(file, old, new) == [said]


def test_a_row_a_step_and_a_question_that_came_or_went_are_told_once():
    row = '<rule id="row_100">'
    files = shipped()
    table = files["eligibility.dmn"]
    start, end = table.index(row), table.index("</decisionTable>")
    assert [
        str(one) for one in compare(files, {**files, "eligibility.dmn": table[:start] + table[end:]})
    ] == ["eligibility.dmn「判断 tier 第 5 行（row_100）」：删去了这一行。"]
    step = '<bpmn:endEvent id="declined" name="谢绝" mz:state="withdrawn" mz:result="declined"/>'
    assert told("process.bpmn", step, "") == ["process.bpmn「事件 declined（谢绝）」：删去了这个事件。"]
    assert told(
        "apply.form.json",
        '{"type": "textfield", "id": "address"',
        '{"type": "text", "id": "t", "key": "t", "label": "说明", "text": "x"},{"type": "textfield", "id": "address"',
    ) == ["apply.form.json「t（说明）」：增加了这一项。"]


def test_layout_order_of_attributes_and_quotes_are_no_change():
    files = shipped()
    again = {name: text_of(tree_of(name, text), tree_of(name, text)) for name, text in files.items()}
    assert again["service.yaml"] != files["service.yaml"]
    assert compare(files, again) == []
    assert all(
        same(tree_of(name, text).root, tree_of(name, again[name]).root) for name, text in files.items()
    )


def test_the_drawing_of_a_process_is_one_line():
    drawn = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="d">'
        '<bpmndi:BPMNPlane id="p" bpmnElement="allowance"><bpmndi:BPMNShape id="s" bpmnElement="accept" x="1"/>'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    )
    files = shipped()
    old = {**files, "process.bpmn": files["process.bpmn"].replace("</bpmn:definitions>", drawn)}
    new = {**old, "process.bpmn": old["process.bpmn"].replace('x="1"', 'x="2"')}
    assert [str(one) for one in compare(old, new)] == [
        "process.bpmn「流程图的画法」：改了 1 处，不影响办理。"
    ]


def test_files_that_came_went_or_cannot_be_read_are_told_as_a_whole():
    files = shipped()
    less = {name: text for name, text in files.items() if name != "guide.md"}
    assert [str(one) for one in compare(files, less)] == ["guide.md：删去了这个文件。"]
    assert [str(one) for one in compare(less, files)] == ["guide.md：新增了这个文件。"]
    broken = [str(one) for one in compare(files, {**files, "apply.form.json": "{"})]
    assert broken[0].startswith("apply.form.json「第 1 行」：新的一份读不懂")


def test_guides_are_told_by_line():
    files = {"guide.md": "一\n二\n三\n"}
    assert [str(one) for one in compare(files, {"guide.md": "一\n贰\n三\n四\n"})] == [
        "guide.md「第 2 行」：由“二”改成“贰”。",
        "guide.md「第 4 行」：增加了“四”。",
    ]
