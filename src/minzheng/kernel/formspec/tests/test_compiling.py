import copy
import json
from typing import Any

import pytest

from minzheng.kernel.formspec import FormError, compile_form, dump, load
from minzheng.kernel.registry import FieldKind

from .sample import ANSWERS, CONTEXT, KINDS, SCHEMA, choose, form_of, hidden_when, page, sample, text


def findings(*pages: dict[str, Any]) -> list[str]:
    with pytest.raises(FormError) as caught:
        form_of(*pages)
    return [str(finding) for finding in caught.value.findings]


def one(component: dict[str, Any]) -> list[str]:
    return findings(page("p", "第一页", component))


def test_a_group_is_a_page_with_its_fields_and_rows() -> None:
    form = sample()
    assert [made.key for made in form.pages] == ["applicant", "home", "members", "money", "sign"]
    members = form.page("members")
    assert members.title == "家里有哪些人"
    assert members.lead.startswith("和您共同生活")
    assert members.fields == ()
    assert [field.dotted for field in members.rows[0].fields] == [
        "relation",
        "name",
        "id_number",
        "state",
        "income",
        "proof",
    ]
    assert dict(form.fields())["members[].id_number"].level == "L4"
    assert members.has_files
    assert not form.page("home").has_files


def test_what_the_editor_wrote_comes_back_with_every_key() -> None:
    schema = copy.deepcopy(SCHEMA)
    schema["components"][0]["layout"] = {"row": "Row_1", "columns": None}
    schema["versionTag"] = "v1"
    form = compile_form(schema, KINDS)
    assert form.schema == schema
    assert load(dump(schema)) == schema
    assert list(json.loads(dump(schema))) == list(schema)


def test_the_compiled_form_does_not_follow_later_changes_of_the_schema() -> None:
    schema = copy.deepcopy(SCHEMA)
    form = compile_form(schema, KINDS)
    schema["components"].clear()
    assert form.schema == SCHEMA


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        ('{"components": [', "JSON"),
        ('{"a": 1, "a": 2}', "写了两次"),
        ('{"a": NaN}', "不是数字"),
        ("[]", "对象"),
        (b"\xc3(", "UTF-8"),
        ("[" * 100_000, "太深"),
        (" " * 1_000_001, "太大"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_a_reason(broken: str | bytes, word: str) -> None:
    with pytest.raises(FormError, match=word):
        load(broken)


def test_every_finding_is_said_at_once_with_its_place() -> None:
    found = findings(
        page("p", "申请人", text("name", ""), {"type": "html", "content": "<b>"}),
        page("q", "住址", text("name", "姓名")),
    )
    assert found[0].startswith("申请人 › name：没有名称")
    assert found[1].startswith("申请人 › html：不能放 HTML")
    assert found[2].startswith("住址 › name：“name”和")


@pytest.mark.parametrize(
    ("component", "word"),
    [
        ({"type": "signature", "key": "a", "label": "签名"}, "不认识的组件“signature”"),
        (text("a", "甲", "no_such"), "没有“no_such”这种字段"),
        (
            {"type": "number", "key": "a", "label": "甲", "properties": {"kind": "id_number"}},
            "不能用在 number",
        ),
        (text("", "甲"), "没有“键”"),
        (text("a-b", "甲"), "只能用英文字母"),
        (text("today", "甲"), "保留的名字"),
        (text("count", "甲"), "函数名"),
        (choose("radio", "a", "甲", {}), "没有选项"),
        (choose("radio", "a", "甲", {"x": "一"}, defaultValue="y"), "默认值不在选项里"),
        (text("a", "甲", properties={"requird_when": "=true"}), "不认识的属性“requird_when”"),
        (text("a", "甲", properties={"level": "L9"}), "级别“L9”不对"),
        (text("a", "甲", properties={"exit_when": "=true"}), "要一起写"),
        (text("a", "甲", properties={"wrong_text": "错"}), "要一起写"),
        (text("a", "甲", properties={"required_when": "=1 +"}), "读不懂"),
        (text("a", "甲", validate={"pattern": "("}, properties={"pattern_text": "x"}), "正则"),
        (text("a", "甲", validate={"pattern": "^a$"}), "pattern_text"),
        (text("a", "甲", validate={"maxLength": 10**9}), "maxLength"),
        (text("a", "甲", properties={"material": "proof"}), "material"),
        (text("a", "={x}"), "固定的文字"),
        (text("a", "甲" * 300), "太长"),
        (text("a", "甲\x02"), "控制字符"),
        (hidden_when(text("a", "甲"), "a = 1"), "就是它自己"),
        (hidden_when(text("a", "甲"), "this.b = 1"), "this 只在列表的行里用"),
        ({"type": "text", "text": "您好 {{name}}"}, "“{{ }}”"),
        ({"type": "dynamiclist", "label": "列表", "components": []}, "没有“路径”"),
        ({"type": "expression", "key": "a"}, "没有写怎么算"),
    ],
)
def test_a_component_outside_the_profile_is_refused(component: dict[str, Any], word: str) -> None:
    assert any(word in finding for finding in one(component)), one(component)


def test_components_outside_a_page_are_refused() -> None:
    with pytest.raises(FormError, match="最外层只能放“分组”"):
        form_of(text("a", "甲"))


def test_an_empty_form_and_an_empty_page_are_refused() -> None:
    assert "还没有页" in findings()[0]
    assert "没有要填的东西" in findings(page("p", "空的"))[0]


def test_a_condition_may_not_look_ahead() -> None:
    first = hidden_when(text("a", "甲"), 'b = "x"')
    assert "排在后面" in findings(page("p", "第一页", first), page("q", "第二页", text("b", "乙")))[0]
    form_of(page("q", "第二页", text("b", "乙")), page("p", "第一页", first))


def test_conditions_in_a_row_are_checked_against_the_row() -> None:
    def rows(*components: dict[str, Any]) -> dict[str, Any]:
        return {"type": "dynamiclist", "path": "rows", "label": "列表", "components": list(components)}

    assert (
        "this.c 在这一行里没有" in one(rows(text("a", "甲"), hidden_when(text("b", "乙"), "this.c = 1")))[0]
    )
    assert "请写 this.a" in one(rows(text("a", "甲"), hidden_when(text("b", "乙"), "a = 1")))[0]
    assert "排在后面" in one(rows(hidden_when(text("b", "乙"), "this.a = 1"), text("a", "甲")))[0]
    assert "不能再放一张列表" in one(rows(text("a", "甲"), rows(text("b", "乙"))))[0]


def test_limits_on_size_are_said_clearly() -> None:
    many = [text(f"a{number}", "甲") for number in range(500)]
    assert "最多 400 个组件" in findings(page("p", "第一页", *many))[0]
    deep = text("a", "甲")
    for _ in range(12):
        deep = {"type": "group", "label": "组", "components": [deep]}
    assert any("套得太深" in finding for finding in one(deep))
    assert any(
        "页太多" in finding
        for finding in findings(*[page(f"p{n}", "页", text(f"a{n}", "甲")) for n in range(50)])
    )
    options = {str(number): "选项" for number in range(600)}
    assert any("选项最多 500 个" in finding for finding in one(choose("select", "a", "甲", options)))


@pytest.mark.parametrize("rubbish", [None, 7, "x", [], {}, {"type": 3}, {"type": "group", "components": 5}])
def test_rubbish_in_place_of_components_is_a_finding_and_never_a_crash(rubbish: Any) -> None:
    assert findings(page("p", "第一页", text("a", "甲"), rubbish)) if rubbish != {} else True
    with pytest.raises(FormError):
        compile_form({"components": [rubbish]}, KINDS)
    with pytest.raises(FormError):
        compile_form({"components": rubbish}, KINDS)


def test_paths_with_dots_and_group_paths_nest_the_answers() -> None:
    form = form_of(
        {**page("p", "第一页", text("name.given", "名")), "path": "applicant"},
        page("q", "第二页", hidden_when(text("b", "乙"), 'applicant.name.given = "兰"')),
    )
    answers = {"applicant": {"name": {"given": "兰"}}, "b": "x"}
    assert form.clean(answers, CONTEXT) == {"applicant": {"name": {"given": "兰"}}}
    assert 'name="applicant.name.given" type="text" value="兰"' in form.render_page(
        "p", {}, [], CONTEXT, answers=answers
    )


def test_a_plain_field_kind_of_the_registry_is_enough() -> None:
    class Plate(FieldKind):
        name = "plate"

        def check(self, value: object, field: Any, today: Any) -> str | None:
            return None if str(value).startswith("青") else "车牌号以“青”开头，请再看一遍"

    form = compile_form(
        {"components": [page("p", "第一页", text("a", "车牌号", "plate"))]}, {**KINDS, "plate": Plate()}
    )
    assert form.check({"a": "青A00001"}, CONTEXT) == []
    assert [problem.message for problem in form.check({"a": "B"}, CONTEXT)] == [
        "车牌号以“青”开头，请再看一遍"
    ]


def test_the_sample_is_sound() -> None:
    assert sample().check(ANSWERS, CONTEXT) == []


@pytest.mark.parametrize(
    ("schema", "word"), [([], "不是一张表单"), (None, "不是一张表单"), ({"n": 10**5000}, "太长")]
)
def test_what_is_no_form_at_all_is_refused(schema: Any, word: str) -> None:
    with pytest.raises(FormError, match=word):
        compile_form(schema)
