"""What is proved before publishing: elements complete (A046), tables whole, papers and waits led somewhere, ways gone."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from minzheng.kernel.packages import read_yaml
from minzheng.kernel.packages.tests.test_packages import FOLDER, KNOWN, found, shipped, with_words

Form = dict[str, Any]


def with_form(change: Callable[[Form], object]) -> dict[str, str]:
    files = shipped()
    form = json.loads(files["apply.form.json"])
    change(form)
    return {**files, "apply.form.json": json.dumps(form, ensure_ascii=False)}


def _materials() -> list[dict[str, Any]]:
    materials: list[dict[str, Any]] = yaml.safe_load(shipped()["service.yaml"])["materials"]
    return materials


def with_text(file: str, old: str, new: str) -> dict[str, str]:
    files = shipped()
    assert old in files[file]
    return {**files, file: files[file].replace(old, new)}


@pytest.mark.parametrize(
    ("word", "empty", "called"),
    [
        ("conditions", [], "受理条件"),
        ("materials", [], "申请材料"),
        ("basis", [], "设定依据"),
        ("channels", [], "办理渠道"),
        ("levels", [], "办理层级"),
        ("contacts", {}, "咨询方式"),
        ("result", None, "办理结果"),
        ("limits", {"accept_period": {"n": 5, "unit": "working_day"}}, "法定时限或承诺时限"),
    ],
)
def test_each_missing_element_is_its_own_finding(word: str, empty: object, called: str):
    lines = found(with_words(**{word: empty}, overlay=[]))
    assert [line for line in lines if called in line and line.startswith(f"service.yaml「{word}」：缺")], (
        lines
    )


@pytest.mark.parametrize("word", ["name", "type_code", "fee", "limits", "conditions", "materials", "basis"])
def test_a_word_that_is_not_there_at_all_is_named(word: str):
    assert any(line.startswith(f"service.yaml「{word}」：缺") for line in found(with_words(**{word: None})))


def test_a_package_without_a_process_misses_an_element():
    files = with_words(process=None)
    del files["process.bpmn"]
    assert any(line.startswith("service.yaml「process」：缺“办理流程”") for line in found(files))


def test_what_a_service_truly_does_not_have_is_said_with_its_reason():
    lines = found(with_words(result=None, without={"result": "只登记，不发证"}))
    assert lines == []
    lines = found(with_words(without={"limits": "忘了"}))
    assert any(line.startswith("service.yaml「without.limits」：不能免写") for line in lines)


def test_parts_of_conditions_and_basis_are_elements_too():
    lines = found(
        with_words(basis=[{"title": "某法"}], conditions=[{"id": "x", "read_by": "initial_review"}])
    )
    assert "service.yaml「basis.0.article」：缺条款（article），请补上。" in lines
    assert "service.yaml「conditions.0.text」：缺内容（text），请补上。" in lines


def test_gaps_overlaps_and_rows_that_never_decide_are_found_with_decision_and_row():
    gap = found(with_text("eligibility.dmn", "[80..90)", "[81..90)"))
    assert any(line.startswith("eligibility.dmn「tier」：有的情形没有一行管到") for line in gap), gap
    overlap = found(with_text("eligibility.dmn", "[80..90)", "[80..91)"))
    assert any("第 3 行和第 4 行会同时对得上" in line for line in overlap), overlap
    never = found(with_text("eligibility.dmn", "[80..90)", "[90..80)"))
    assert any(line.startswith("eligibility.dmn「tier 第 3 行」") for line in never), never


def test_an_input_of_another_type_than_the_register_or_the_form_gives_is_found():
    lines = found(with_text("eligibility.dmn", 'name="age" typeRef="number"', 'name="age" typeRef="string"'))
    assert "eligibility.dmn「age」：判断表要文字，登记或表单给的是数字，请改成一致。" in lines
    table = (
        shipped()["eligibility.dmn"]
        .replace(
            'id="alive" name="alive"><variable name="alive"',
            'id="alive" name="living"><variable name="living"',
        )
        .replace("<text>alive</text>", "<text>living</text>")
    )
    lines = found(shipped() | {"eligibility.dmn": table})
    assert "eligibility.dmn「living」：判断表要真假值，登记或表单给的是文字，请改成一致。" in lines


def test_an_upload_that_is_no_paper_and_a_paper_that_comes_from_nowhere_are_found():
    def nameless(form: Form) -> None:
        del form["components"][2]["components"][2]["properties"]["material"]

    lines = found(with_form(nameless))
    assert any(
        line.startswith("apply.form.json「card_photo」：收了文件，却没有写是哪一份材料") for line in lines
    )
    lines = found(with_words(materials=[*_materials(), {"code": "proof", "name": "证明"}]))
    assert any(line.startswith("service.yaml「materials.3」：没有说“proof”从哪里来") for line in lines), lines


@pytest.mark.parametrize(
    ("material", "where"),
    [
        ({"waived_by": "shared_data"}, "materials.3.source"),
        ({"waived_by": "verification"}, "materials.3.checked_by"),
        ({"waived_by": "verification", "checked_by": "nowhere"}, "materials.3.checked_by"),
        ({"waived_by": "verification", "checked_by": "to_review"}, "materials.3.checked_by"),
        ({"waived_by": "licence"}, "materials.3"),
        ({"waived_by": "commitment"}, "materials.3"),
    ],
)
def test_a_paper_that_is_waived_says_what_stands_for_it(material: dict[str, str], where: str):
    lines = found(with_words(materials=[*_materials(), {"code": "proof", "name": "证明", **material}]))
    assert any(line.startswith(f"service.yaml「{where}」") for line in lines), lines


def test_a_commitment_in_the_form_stands_for_its_paper():
    def promised(form: Form) -> None:
        form["components"][1]["components"].append(
            {
                "type": "checkbox",
                "id": "promise",
                "key": "promise",
                "label": "我承诺没有别的收入",
                "properties": {"kind": "commitment", "material": "proof"},
            }
        )

    words = with_words(
        materials=[*_materials(), {"code": "proof", "name": "证明", "waived_by": "commitment"}]
    )
    files = {**words, "apply.form.json": with_form(promised)["apply.form.json"]}
    assert found(files) == []


def test_a_condition_is_read_by_a_person_not_by_a_gateway():
    lines = found(with_words(conditions=[{"id": "x", "text": "x", "read_by": "to_review"}]))
    assert any(
        line.startswith("service.yaml「conditions.0.read_by」：“去初审”不是由人办的环节") for line in lines
    )


def test_a_step_without_owner_or_limit_is_found_unless_it_says_why():
    without = with_text("process.bpmn", ' mz:limit="delivery_period"', "")
    assert any("“送达”没有期限" in line for line in found(without))
    service = yaml.safe_load(without["service.yaml"])
    service["steps"] = {"deliver": {"no_limit_because": "等本人来取，长期有效"}}
    lines = found({**without, "service.yaml": yaml.safe_dump(service, allow_unicode=True)})
    assert not any("没有期限" in line for line in lines)
    nobody = with_text("process.bpmn", 'mz:role="window" ', "").copy()
    nobody["process.bpmn"] = nobody["process.bpmn"].replace(' mz:applicant="served"', "")
    assert any("“送达”没有写由谁办" in line for line in found(nobody))


def test_officers_forms_are_compiled_too():
    lines = found({**shipped(), "visit.form.json": '{"components": [{"type": "dream"}]}'})
    assert any(line.startswith("visit.form.json「") for line in lines), lines
    assert "visit.form.json「第 1 行」：不是合法的 JSON，请用表单编辑器打开保存一次。" in found(
        {**shipped(), "visit.form.json": "{"}
    )


def without_sample(*names: str) -> dict[str, str]:
    return {
        name: text for name, text in shipped().items() if name not in {f"samples/{one}.yaml" for one in names}
    }


def test_rows_outcomes_branches_and_deadlines_that_no_sample_goes_are_named():
    lines = found(without_sample("eighty", "other_ways"))
    wanted = [
        "eligibility.dmn「tier#3」：没有一个样例用到判断“tier”第 3 行。",
        "process.bpmn「confirm:refuse」：没有一个样例在“审核确认”作出“refuse”的结论。",
        "process.bpmn「f_declined」：没有一个样例从“愿意吗”走到“谢绝”。",
        "process.bpmn「sign_lapsed」：没有一个样例走到“五个工作日未签发”。",
        "process.bpmn「withdraw」：没有一个样例走到“申请人撤回”。",
    ]
    for line in wanted:
        assert any(one.startswith(line) for one in lines), (line, lines)


def test_what_no_sample_goes_may_carry_a_reason_and_only_that():
    files = without_sample("eighty", "other_ways")
    everything = [line.split("「")[1].split("」")[0] for line in found(files)]
    reasons = [{"what": name, "why": "由别的样例证明"} for name in everything]
    text = yaml.safe_dump(reasons, allow_unicode=True)
    assert found({**files, "samples/uncovered.yaml": text}) == []
    whole = "- {what: process.bpmn, why: 共用流程，由别的包证明}\n- {what: eligibility.dmn, why: 同上}\n"
    assert found({**files, "samples/uncovered.yaml": whole}) == []
    too_much = "- {what: 'confirm:grant', why: x}\n- {what: nowhere, why: x}\n- {what: withdraw}\n"
    assert found({**shipped(), "samples/uncovered.yaml": too_much}) == [
        "samples/uncovered.yaml「withdraw」：要写成 {what: 哪一处, why: 为什么没有样例}。",
        "samples/uncovered.yaml「confirm:grant」：已经有样例走到了，请删掉这一条。",
        "samples/uncovered.yaml「nowhere」：没有这一处，请核对，或删掉这一条。",
    ]


def test_a_sample_scripts_what_a_room_that_comes_later_will_answer():
    process = shipped()["process.bpmn"].replace('outcome = "not_eligible"', 'means_check.result = "over"')
    files = {**shipped(), "process.bpmn": process}
    sample = yaml.safe_load((FOLDER / "samples" / "on_the_list.yaml").read_text("utf-8"))[1]
    assert any("实际是“draft”" in line for line in found(files))
    sample["path"][0]["with"] = {"means_check": {"result": "over"}}
    first = yaml.safe_load((FOLDER / "samples" / "on_the_list.yaml").read_text("utf-8"))[0]
    scripted = {**files, "samples/on_the_list.yaml": yaml.safe_dump([first, sample], allow_unicode=True)}
    assert not any("on_the_list" in line for line in found(scripted))
    del sample["path"][0]["with"]
    sample["answers"] = {"ascertain": {"means_check": {"result": "over"}}}
    answered = {**files, "samples/on_the_list.yaml": yaml.safe_dump([first, sample], allow_unicode=True)}
    assert not any("on_the_list" in line for line in found(answered))


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("service.yaml", "a: &a [1]\nb: [*a, *a]\n", "service.yaml「第 1 行」：不要用 YAML 的锚点和引用"),
        ("service.yaml", "[" * 5000, "service.yaml「第 1 行」：一层套一层，超过了 40 层"),
        ("service.yaml", "n: " + "9" * 6000, "service.yaml：有一个值读不懂"),
        ("service.yaml", "x" * 2_100_000, "service.yaml：文件超过 200 万字"),
        (
            "service.yaml",
            "code: x\nsteps:\n  visit: {form: v.form.json}\nname: y\nsteps: {}\n",
            "service.yaml「第 5 行」：“steps”写了两遍，第 2 行已经有了",
        ),
        (
            "service.yaml",
            'limits:\n  - {n: 1, unit: day,\n     "n": 2}\n',
            "service.yaml「第 3 行」：“n”写了两遍，第 2 行已经有了",
        ),
        ("samples/eighty.yaml", "a: 1\na: 2\n", "samples/eighty.yaml「第 2 行」：“a”写了两遍"),
        ("apply.form.json", '{"id": "a", "id": "b"}', "apply.form.json：同一层里“id”写了两遍"),
        ("apply.form.json", "[" * 200_000, "apply.form.json：一层套一层"),
        ("apply.form.json", '{"n": ' + "9" * 6000 + "}", "apply.form.json：有一个数字长得读不出来"),
        ("apply.form.json", "[]", "apply.form.json"),
        ("process.bpmn", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "process.bpmn"),
        ("process.bpmn", "<a>" * 5000, "process.bpmn"),
        ("eligibility.dmn", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "eligibility.dmn"),
        ("eligibility.dmn", "<a>" * 5000, "eligibility.dmn"),
        (
            "samples/eighty.yaml",
            "a: &a [1]\nb: *a\n",
            "samples/eighty.yaml「第 1 行」：不要用 YAML 的锚点和引用",
        ),
        ("samples/uncovered.yaml", "a: &a [1]\nb: *a\n", "samples/uncovered.yaml「第 1 行」：不要用"),
    ],
)
def test_bad_files_are_refused_with_their_place(file: str, text: str, said: str):
    lines = found({**shipped(), file: text})
    assert any(line.startswith(said) for line in lines), [line[:120] for line in lines]


def test_the_same_key_may_stand_in_two_mappings_and_be_a_value_too():
    assert read_yaml("a: {a: a, b: [a, a, {a: 1}]}\nb: a\n") == {
        "a": {"a": "a", "b": ["a", "a", {"a": 1}]},
        "b": "a",
    }


def test_the_shipped_package_is_proved_with_the_facts_of_the_register():
    assert KNOWN.fact_types.keys() == KNOWN.facts
    assert found(shipped()) == []


ODD: list[Any] = [3, "x", [], [3], {}, {"a": 3}, None, True, [{"a": 1}], [[1]], "2026-13-45"]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield from _places(inner, (*path, name))


@pytest.mark.parametrize("file", ["service.yaml", "samples/on_the_list.yaml"])
def test_odd_values_at_any_place_are_findings_and_never_a_crash(file: str):
    files = shipped()
    whole = yaml.safe_load(files[file])
    for turn, path in enumerate(_places(whole)):
        for odd in (ODD[turn % len(ODD)], ODD[(turn * 3 + 5) % len(ODD)]):
            changed = copy.deepcopy(whole)
            place = changed
            for name in path[:-1]:
                place = place[name]
            place[path[-1]] = odd
            lines = found({**files, file: yaml.safe_dump(changed, allow_unicode=True)})
            assert all("：" in line for line in lines)
