"""A form with everything in it, used by the tests of this room."""

from datetime import date
from functools import cache
from typing import Any

from minzheng.kernel.formspec import Form, compile_form, standard_kinds

TODAY = date(2026, 3, 2)
CONTEXT: dict[str, Any] = {
    "today": TODAY,
    "places": [
        {"value": "990101001001", "label": "明川区柳荫街道春和社区"},
        {"value": "990101001002", "label": "明川区柳荫街道和顺社区"},
    ],
    "licences": [{"value": "lic-1", "label": "残疾人证（2 级）"}],
}


def text(key: str, label: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, "label": label, **with_kind(kind, more)}


def number(key: str, label: str, kind: str = "number", **more: Any) -> dict[str, Any]:
    return {"type": "number", "key": key, "label": label, **with_kind(kind, more)}


def choose(kind: str, key: str, label: str, values: dict[str, str], **more: Any) -> dict[str, Any]:
    options = [{"value": value, "label": shown} for value, shown in values.items()]
    return {"type": kind, "key": key, "label": label, "values": options, **more}


def with_kind(kind: str, more: dict[str, Any]) -> dict[str, Any]:
    properties = {"kind": kind, **more.pop("properties", {})}
    return {**more, "properties": properties}


def required(component: dict[str, Any]) -> dict[str, Any]:
    return {**component, "validate": {**component.get("validate", {}), "required": True}}


def hidden_when(component: dict[str, Any], condition: str) -> dict[str, Any]:
    return {**component, "conditional": {"hide": f"={condition}"}}


def page(key: str, label: str, *components: dict[str, Any], **properties: str) -> dict[str, Any]:
    return {
        "type": "group",
        "label": label,
        "components": list(components),
        "properties": {"page_key": key, **properties},
    }


def form_of(*pages: dict[str, Any]) -> Form:
    return compile_form({"type": "default", "id": "apply", "components": list(pages)}, KINDS)


KINDS = standard_kinds(allow_demo=True)

RELATIONS = {"spouse": "配偶", "child": "子女", "grandchild": "孙子女", "parent": "父母", "other": "其他"}
STATES = {"school": "在上学", "work": "在工作", "retired": "退休", "none": "没有工作"}

APPLICANT = page(
    "applicant",
    "申请人",
    required(text("name", "姓名", "person_name", properties={"source": "person.name"})),
    required(text("id_number", "公民身份号码", "id_number")),
    required(text("phone", "手机", "phone", properties={"autocomplete": "tel"})),
    required(text("card", "收款卡号", "bank_card")),
    text("mail", "电子邮箱", "email"),
    {
        "type": "datetime",
        "key": "since",
        "label": "从哪天起住在这里",
        "subtype": "date",
        "properties": {
            "wrong_when": "=since > today()",
            "wrong_text": "这一天还没有到，请再看一遍",
        },
    },
)
HOME = page(
    "home",
    "住址",
    required(text("home", "现在住哪", "address")),
    choose("radio", "alone", "是不是一个人住", {"yes": "是", "no": "不是"}),
    hidden_when(
        number("people", "家里一共几个人", decimalDigits=0, validate={"min": 2, "max": 20}), 'alone = "yes"'
    ),
)
MEMBERS = hidden_when(
    page(
        "members",
        "家里有哪些人",
        {
            "type": "dynamiclist",
            "path": "members",
            "label": "家庭成员",
            "defaultRepetitions": 1,
            "properties": {
                "kind": "household",
                "rows_label": "位成员",
                "row_title": "name, relation",
                "row_line": "state, income",
                "min_rows": "1",
                "max_rows": "10",
            },
            "components": [
                required(choose("radio", "relation", "是您的什么人", RELATIONS)),
                required(text("name", "姓名", "person_name", description="和身份证上一样。")),
                required(text("id_number", "公民身份号码", "id_number")),
                required(choose("radio", "state", "现在的情况", STATES)),
                hidden_when(
                    number(
                        "income", "每月收入", "money", properties={"required_when": 'this.state = "work"'}
                    ),
                    'this.state = "school"',
                ),
                hidden_when(
                    {
                        "type": "filepicker",
                        "key": "proof",
                        "label": "在学证明",
                        "multiple": True,
                        "properties": {"material": "school_proof", "required_when": "=true"},
                    },
                    'not(this.state = "school")',
                ),
            ],
        },
        lead="和您共同生活的配偶、父母、子女都算。",
    ),
    'alone = "yes"',
)
MONEY = page(
    "money",
    "收入财产",
    number("income", "您每月的收入", "money"),
    {
        "type": "expression",
        "key": "total",
        "expression": "=sum(for m in members return if m.income = null then 0 else m.income) "
        "+ (if income = null then 0 else income)",
        "properties": {"kind": "money", "label": "全家月收入"},
    },
    choose(
        "checklist",
        "assets",
        "家里有没有这些",
        {"car": "车辆", "house": "第二套房", "company": "公司股份"},
    ),
    {
        "type": "group",
        "label": "车辆",
        "conditional": {"hide": '=not(list contains(assets, "car"))'},
        "components": [text("plate", "车牌号"), {"type": "text", "text": "车价按**发票**填。"}],
    },
    {
        "type": "checkbox",
        "key": "rich",
        "label": "我家存款超过规定",
        "properties": {"exit_when": "=rich", "exit_text": "存款超过规定，这项补助办不了，可以看看临时救助。"},
    },
)
SIGN = page(
    "sign",
    "签字授权",
    {
        "type": "select",
        "key": "licence",
        "label": "残疾人证",
        "valuesKey": "licences",
        "properties": {"kind": "licence_reference", "material": "disability_card"},
    },
    required(
        {
            "type": "checkbox",
            "key": "promise",
            "label": "我填的都是真的。如有变化，我会及时告诉街道。",
            "properties": {"kind": "commitment", "material": "truth"},
        }
    ),
    {"type": "textarea", "key": "remark", "label": "还想说什么", "validate": {"maxLength": 500}},
)

SCHEMA: dict[str, Any] = {
    "type": "default",
    "id": "dibao_apply",
    "schemaVersion": 18,
    "exporter": {"name": "form-js", "version": "1.23.0"},
    "components": [APPLICANT, HOME, MEMBERS, MONEY, SIGN],
}

MEMBER: dict[str, Any] = {
    "relation": "child",
    "name": "袁某",
    "id_number": "990101198003150010",
    "state": "work",
    "income": 150000,
}
ANSWERS: dict[str, Any] = {
    "name": "林演兰",
    "id_number": "990101195208150125",
    "phone": "19900000126",
    "card": "9999990000000001269",
    "home": {"place": "990101001001", "detail": "和顺路 8 号"},
    "alone": "no",
    "people": 3,
    "members": [MEMBER],
    "income": 62000,
    "assets": ["house"],
    "rich": False,
    "promise": True,
}


@cache
def sample() -> Form:
    """The compiled sample."""
    return compile_form(SCHEMA, KINDS)
