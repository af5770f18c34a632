import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.kernel.formspec import Seal, canonical
from minzheng.kernel.formspec.conditions import moment_of
from minzheng.kernel.rights import EVERY, clear_up_to

from .sample import (
    ANSWERS,
    CONTEXT,
    MEMBER,
    choose,
    form_of,
    hidden_when,
    number,
    page,
    required,
    sample,
    text,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from([*ANSWERS, "plate", "total", "mail", "since", "remark", "licence", "unknown"])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), VALUES, max_size=4))
def test_canonical_bytes_are_stable(answers: dict[str, Any]) -> None:
    first = canonical(answers)
    assert canonical(json.loads(first)) == first
    assert canonical(dict(reversed(answers.items()))) == first


def test_canonical_bytes_are_what_is_written_down() -> None:
    answers = {"b": [True, None], "a": {"金额": Decimal("12.50"), "d": date(2026, 3, 2)}, "n": Decimal("3.0")}
    assert canonical(answers).decode() == '{"a":{"d":"2026-03-02","金额":"12.5"},"b":[true,null],"n":3}'


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), Decimal("NaN"), {1: 2}, object(), "\ud800", {"a": b"x"}]
)
def test_what_has_no_exact_bytes_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"[一-龥]"):
        canonical({"a": value})


def test_answers_that_are_nested_too_deep_are_refused() -> None:
    deep: Any = 1
    for _ in range(50):
        deep = [deep]
    with pytest.raises(ValueError, match="太深"):
        canonical({"a": deep})


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(KEYS, VALUES | st.sampled_from(list(ANSWERS.values()))))
def test_nothing_that_anyone_sends_breaks_the_form(answers: dict[str, Any]) -> None:
    form = sample()
    clean = form.clean(answers, CONTEXT)
    assert form.clean(clean, CONTEXT) == clean
    assert "unknown" not in clean
    for problem in form.check(answers, CONTEXT):
        assert problem.message
    form.summary(answers, CONTEXT)
    form.exit_reason(answers, CONTEXT)
    for shown in form.visible_pages(answers, CONTEXT):
        assert form.render_page(shown, {}, [], CONTEXT, answers=answers)


@settings(max_examples=60, deadline=None)
@given(
    alone=st.sampled_from(["yes", "no", None]),
    states=st.lists(st.sampled_from(["school", "work", "retired"]), max_size=3),
    car=st.booleans(),
)
def test_hidden_answers_never_survive(alone: str | None, states: list[str], car: bool) -> None:
    stale = {
        **ANSWERS,
        "alone": alone,
        "people": 4,
        "plate": "青A00001",
        "assets": ["car"] if car else ["house"],
        "members": [{**MEMBER, "state": state, "proof": [FILE]} for state in states],
    }
    clean = sample().clean(stale, CONTEXT)
    assert ("people" in clean) == (alone != "yes")
    assert ("members" in clean) == (alone != "yes" and bool(states))
    assert ("plate" in clean) == car
    for row in clean.get("members", []):
        assert ("income" in row) == (row["state"] != "school")
        assert ("proof" in row) == (row["state"] == "school")


FILE = {"file": "sha-1", "name": "在学证明.jpg", "size": 800_000, "type": "image/jpeg"}


def test_a_stale_answer_cannot_decide_what_comes_after_it() -> None:
    form = form_of(
        page(
            "p",
            "第一页",
            choose("radio", "a", "甲", {"yes": "是", "no": "否"}),
            hidden_when(choose("radio", "b", "乙", {"yes": "是", "no": "否"}), 'a = "no"'),
            hidden_when(text("c", "丙"), 'not(b = "yes")'),
        )
    )
    assert form.clean({"a": "no", "b": "yes", "c": "x"}, CONTEXT) == {"a": "no"}
    assert form.clean({"a": "yes", "b": "yes", "c": "x"}, CONTEXT)["c"] == "x"


def test_a_condition_that_cannot_be_worked_out_hides_nothing() -> None:
    form = form_of(
        page("p", "第一页", text("a", "甲"), hidden_when(text("b", "乙"), 'unknown_fact > 3 and a = "x"'))
    )
    assert form.clean({"a": "x", "b": "kept"}, CONTEXT) == {"a": "x", "b": "kept"}


def test_calculated_answers_are_worked_out_and_cannot_be_sent() -> None:
    form = sample()
    rows = [MEMBER, {**MEMBER, "income": 20050}]
    assert form.clean({**ANSWERS, "members": rows, "total": 1}, CONTEXT)["total"] == 62000 + 150000 + 20050
    assert form.facts({**ANSWERS, "members": rows}, CONTEXT)["total"] == Decimal("2320.5")


def test_tables_see_dates_and_yuan() -> None:
    facts = sample().facts({**ANSWERS, "since": "2001-05-06"}, CONTEXT)
    assert facts["since"] == date(2001, 5, 6)
    assert facts["income"] == Decimal(620)
    assert facts["members"][0]["income"] == Decimal(1500)
    assert facts["mail"] is None


def test_pages_that_do_not_apply_are_skipped() -> None:
    form = sample()
    assert [shown.key for shown in form.visible_pages({"alone": "yes"}, CONTEXT)] == [
        "applicant",
        "home",
        "money",
        "sign",
    ]
    assert len(form.visible_pages({}, CONTEXT)) == 5


def test_an_early_exit_says_why_and_where() -> None:
    form = sample()
    assert form.exit_reason(ANSWERS, CONTEXT) is None
    reason = form.exit_reason({**ANSWERS, "rich": True}, CONTEXT)
    assert reason is not None
    assert (reason.page, reason.path) == ("money", "rich")
    assert "临时救助" in reason.text


def test_an_exit_inside_a_row_looks_at_that_row() -> None:
    rows = {
        "type": "dynamiclist",
        "path": "rows",
        "label": "人员",
        "components": [
            number(
                "age",
                "年龄",
                decimalDigits=0,
                properties={"exit_when": "=this.age < 16", "exit_text": "请走儿童的表"},
            )
        ],
    }
    form = form_of(page("p", "第一页", rows))
    reason = form.exit_reason({"rows": [{"age": 40}, {"age": 12}]}, CONTEXT)
    assert reason is not None
    assert reason.path == "rows.1.age"
    assert form.exit_reason({"rows": [{"age": 40}, {}]}, CONTEXT) is None


def test_everything_wrong_is_found_with_path_sentence_and_label() -> None:
    bad = {
        **ANSWERS,
        "id_number": "990101195208150124",
        "members": [{**MEMBER, "income": None}, {"state": "school"}],
        "promise": False,
        "alone": "perhaps",
    }
    found = [(problem.path, problem.message, problem.label) for problem in sample().check(bad, CONTEXT)]
    assert found == [
        ("id_number", "最后一位对不上，请照着身份证再看一遍", "公民身份号码"),
        ("alone", "请从列出来的选项里选", "是不是一个人住"),
        ("members.0.income", "请填写每月收入", "第 1 位成员，每月收入"),
        ("members.1.relation", "请选一项：是您的什么人", "第 2 位成员，是您的什么人"),
        ("members.1.name", "请写姓名", "第 2 位成员，姓名"),
        ("members.1.id_number", "请填写公民身份号码", "第 2 位成员，公民身份号码"),
        ("members.1.proof", "请上传在学证明", "第 2 位成员，在学证明"),
        ("promise", "请看一遍承诺的内容，同意就打勾", "我填的都是真的。如有变化，我会及时告诉街道。"),
    ]


def test_rules_of_the_form_itself_are_checked() -> None:
    found = sample().check({**ANSWERS, "since": "2027-01-01"}, CONTEXT)
    assert [(problem.path, problem.message) for problem in found] == [("since", "这一天还没有到，请再看一遍")]


def test_a_household_has_nobody_twice_and_a_sensible_size() -> None:
    form = sample()
    twice = form.check({**ANSWERS, "members": [MEMBER, MEMBER]}, CONTEXT)
    assert [problem.path for problem in twice] == ["members"]
    assert "第 1 位和第 2 位的身份证号一样" in twice[0].message
    assert "请至少填 1 位成员" in form.check({**ANSWERS, "members": []}, CONTEXT)[0].message
    crowd = form.check({**ANSWERS, "members": [MEMBER] * 5000}, CONTEXT)
    assert crowd[-1].message == "最多填 10 位成员，请移除多的"


@pytest.mark.parametrize("value", [{}, "x", 5, [1], [None], True])
def test_a_list_of_the_wrong_shape_is_a_problem_at_the_list(value: Any) -> None:
    paths = {problem.path for problem in sample().check({**ANSWERS, "members": value}, CONTEXT)}
    assert "members" in paths or any(path.startswith("members.0") for path in paths)


def test_a_caller_without_today_is_told() -> None:
    with pytest.raises(ValueError, match="today"):
        sample().check(ANSWERS, {})


def test_finish_says_in_one_pass_what_the_single_questions_say() -> None:
    form = sample()
    answers = {**ANSWERS, "rich": True, "promise": False}
    done = form.finish(answers, CONTEXT)
    assert done.answers == form.clean(answers, CONTEXT)
    assert done.facts == form.facts(answers, CONTEXT)
    assert list(done.problems) == form.check(answers, CONTEXT)
    assert done.exit == form.exit_reason(answers, CONTEXT)


def test_the_schema_takes_what_the_form_takes_and_refuses_other_shapes() -> None:
    schema = sample().json_schema()
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.validator_for(schema)
    assert validator.is_valid(ANSWERS)
    for broken in (
        {**ANSWERS, "income": 12.5},
        {**ANSWERS, "alone": "perhaps"},
        {**ANSWERS, "members": {"0": MEMBER}},
        {**ANSWERS, "members": [{**MEMBER, "extra": 1}]},
        {**ANSWERS, "stranger": 1},
        {**ANSWERS, "promise": False},
        {key: value for key, value in ANSWERS.items() if key != "name"},
    ):
        assert not validator.is_valid(broken)
    assert schema["properties"]["id_number"]["x-mz-level"] == "L4"
    assert "total" not in schema["properties"]


def test_hidden_questions_are_never_required_by_the_schema() -> None:
    schema = form_of(
        page("p", "第一页", text("a", "甲"), hidden_when(required(text("b", "乙")), 'a = "x"'))
    ).json_schema()
    assert "required" not in schema


def test_known_data_is_filled_in_and_marked() -> None:
    answers, found = sample().prefill({}, {"person.name": "林演兰"})
    assert answers == {"name": "林演兰"}
    assert found == ("name",)
    answers, found = sample().prefill({"name": "林演"}, {"person.name": "林演兰"})
    assert (answers["name"], found) == ("林演", ())
    assert sample().prefill({}, {"person.name": 7}) == ({}, ())


def test_known_rows_are_filled_in_and_marked() -> None:
    rows = {
        "type": "dynamiclist",
        "path": "members",
        "label": "家庭成员",
        "properties": {"source": "household"},
        "components": [text("name", "姓名", "person_name")],
    }
    answers, found = form_of(page("p", "第一页", rows)).prefill({}, {"household": [{"name": "袁某"}]})
    assert answers == {"members": [{"name": "袁某"}]}
    assert found == ("members.0",)


def test_defaults_of_the_form_are_filled_in() -> None:
    form = form_of(page("p", "第一页", choose("radio", "a", "甲", {"x": "一"}, defaultValue="x")))
    assert form.prefill({}, {})[0] == {"a": "x"}


def test_a_read_only_answer_is_what_shared_data_says_whatever_is_sent() -> None:
    form = form_of(page("p", "第一页", text("a", "甲", readonly=True, properties={"source": "person.name"})))
    context = {**CONTEXT, "shared": {"person.name": "林演兰"}}
    assert form.clean({"a": "别人"}, context) == {"a": "林演兰"}
    assert form.clean({"a": "林演兰"}, CONTEXT) == {"a": "林演兰"}


def test_numbers_are_replaced_by_references_and_still_pass() -> None:
    form = sample()
    seen: list[Seal] = []

    def replace(seal: Seal) -> dict[str, str]:
        seen.append(seal)
        return {"ref": f"ref-{len(seen)}", "shown": "*" * 14 + seal.value[-4:]}

    kept = form.seal(ANSWERS, replace)
    assert [(seal.path, seal.kind) for seal in seen] == [
        ("id_number", "id_number"),
        ("card", "bank_card"),
        ("members.0.id_number", "id_number"),
    ]
    assert seen[2].around["name"] == "袁某"
    for secret in (ANSWERS["id_number"], ANSWERS["card"], MEMBER["id_number"]):
        assert secret.encode() not in canonical(kept)
    assert form.check(kept, CONTEXT) == []
    assert form.seal(kept, replace) == kept
    assert ANSWERS["id_number"] == "990101195208150125"


def test_the_summary_masks_numbers_and_names_where_to_change_them() -> None:
    sections = sample().summary(ANSWERS, CONTEXT, clear=EVERY)
    lines = {line.path: line for section in sections for line in section.rows}
    assert lines["id_number"].text == "990101********0125"
    assert lines["card"].text.endswith("*1269")
    assert lines["home"].text == "明川区柳荫街道春和社区和顺路 8 号"
    assert lines["income"].text == "620 元"
    assert lines["mail"].text == "没有填"
    assert lines["members.0"].label == "袁某（子女）"
    assert lines["members.0"].text == "在工作，1,500 元"
    assert lines["members.0"].page == "members"
    assert not lines["total"].may_change
    assert lines["total"].text == "2,120 元"
    assert [section.title for section in sections][2] == "家庭成员（1 人）"


def test_an_officer_reads_every_answer_of_a_row() -> None:
    sections = sample().summary(ANSWERS, CONTEXT, detail=True, clear=EVERY)
    row = next(section for section in sections if section.title.startswith("第 1 位成员"))
    assert [(line.label, line.text) for line in row.rows][:3] == [
        ("是您的什么人", "子女"),
        ("姓名", "袁某"),
        ("公民身份号码", "990101********0010"),
    ]
    assert row.rows[2].path == "members.0.id_number"


def test_sensitive_answers_are_masked_by_their_kind_unless_their_level_is_in_clear() -> None:
    lines = {
        line.path: line
        for section in sample().summary(ANSWERS, CONTEXT, detail=True)
        for line in section.rows
    }
    assert lines["home"].text == "明川区柳荫街道春和社区***"
    assert (lines["income"].text, lines["income"].level) == ("***", "L3")
    assert lines["members.0.name"].text == "袁*"
    assert lines["mail"].text == "没有填"
    titles = [section.title for section in sample().summary(ANSWERS, CONTEXT, detail=True)]
    assert "第 1 位成员：袁*（子女）" in titles
    assert sample().summary(ANSWERS, CONTEXT)[2].rows[0].text == "在工作，***"
    opened = sample().summary(ANSWERS, CONTEXT, detail=True, clear=clear_up_to("L3"))
    assert "620 元" in [line.text for section in opened for line in section.rows]


def test_materials_are_listed_with_the_way_they_are_given() -> None:
    found = {material.material: (material.way, material.path) for material in sample().materials()}
    assert found == {
        "school_proof": ("upload", "members[].proof"),
        "disability_card": ("licence", "licence"),
        "truth": ("commitment", "promise"),
    }


def test_today_is_the_day_in_shanghai_also_before_eight_in_the_morning():
    early = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)  # 2 March, 1:00 in Shanghai
    assert moment_of({"at": early, "today": date(2026, 3, 2)}).date() == date(2026, 3, 2)
