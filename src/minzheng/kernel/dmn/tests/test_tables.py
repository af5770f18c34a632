"""Decision tables: hit policies, aggregation, allowed values, defaults, matched rows (DMN 8)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as given_values
from hypothesis import settings
from hypothesis import strategies as st

from minzheng.kernel.dmn import DmnError, load
from minzheng.kernel.dmn.programs import DecisionProgram
from minzheng.kernel.feel import Limits

from .building import decision, given, literal, model, needs, table

ROWS = [[">= 60", '"低"'], [">= 80", '"高"'], [">= 80", '"高"']]


def ask(logic: str, **context: Any) -> Any:
    loaded = load(model(given("年龄"), decision("等级", logic, needs(inputs=["年龄"]))))
    return loaded.evaluate("等级", context)


@pytest.mark.parametrize(
    ("policy", "age", "expected"),
    [
        ("UNIQUE", 70, "低"),
        ("UNIQUE", 90, None),
        ("FIRST", 90, "低"),
        ("ANY", 70, "低"),
        ("ANY", 90, None),
        ("PRIORITY", 90, "高"),
        ("COLLECT", 90, ["低", "高", "高"]),
        ("RULE ORDER", 90, ["低", "高", "高"]),
        ("OUTPUT ORDER", 90, ["高", "高", "低"]),
        ("FIRST", 50, None),
        ("COLLECT", 50, []),
    ],
)
def test_each_hit_policy_answers_as_the_standard_says(policy: str, age: int, expected: object) -> None:
    assert ask(table(policy, ["年龄"], [""], ROWS, values='"高", "低"'), 年龄=age).value == expected


@pytest.mark.parametrize(("how", "expected"), [("SUM", 111), ("MIN", 1), ("MAX", 100), ("COUNT", 3)])
def test_collect_aggregates(how: str, expected: int) -> None:
    rows = [["> 0", "1"], ["> 1", "10"], ["> 2", "100"]]
    assert ask(table("COLLECT", ["年龄"], [""], rows, aggregation=how), 年龄=5).value == expected


def test_collect_counts_none_as_zero_and_sums_none_to_null() -> None:
    assert ask(table("COLLECT", ["年龄"], [""], ROWS, aggregation="COUNT"), 年龄=1).value == 0
    assert ask(table("COLLECT", ["年龄"], [""], [[">= 60", "1"]], aggregation="SUM"), 年龄=1).value is None


def test_several_result_columns_make_a_context() -> None:
    logic = table("FIRST", ["年龄"], ["等级", "金额"], [[">= 80", '"高"', "年龄 * 10"], ["-", '"低"', "0"]])
    assert ask(logic, 年龄=80).value == {"等级": "高", "金额": Decimal(800)}


def test_a_default_stands_in_when_no_row_matches() -> None:
    assert ask(table("UNIQUE", ["年龄"], [""], ROWS[:1], default='"无"'), 年龄=1).value == "无"


def test_matched_rows_carry_number_annotations_and_inputs() -> None:
    rows = [["< 60", '"否"', "第 3 条", "未满 60 周岁"], [">= 60", '"是"', "第 4 条", "已满 60 周岁"]]
    result = ask(table("UNIQUE", ["年龄"], [""], rows, notes=["条文", "理由"]), 年龄=66)
    assert result.value == "是"
    assert [row.index for row in result.matched] == [2]
    assert result.matched[0].annotations == {"条文": "第 4 条", "理由": "已满 60 周岁"}
    assert result.matched[0].inputs == {"年龄": 66}


def test_two_rows_under_unique_are_named_in_the_warning() -> None:
    result = ask(table("UNIQUE", ["年龄"], [""], ROWS[:2]), 年龄=90)
    assert "命中策略是 UNIQUE，却有第 1、2 行同时对得上" in str(result.warnings[0])
    assert [row.index for row in result.matched] == [1, 2]


def test_an_input_outside_the_allowed_values_is_null_with_a_warning() -> None:
    result = ask(table("FIRST", ["年龄"], [""], [["-", "1"]], allowed="[0..130]"), 年龄=200)
    assert result.value is None
    assert "“年龄”的值不在允许的范围里" in str(result.warnings[0])


def test_cells_may_use_the_input_and_other_names() -> None:
    rows = [["? > 线 and ? < 线 * 2", '"中"'], ["线", '"正好"'], ["-", '"别的"']]
    logic = table("FIRST", ["年龄"], [""], rows)
    loaded = load(model(given("年龄"), given("线"), decision("级", logic, needs(inputs=["年龄", "线"]))))
    assert [loaded.evaluate("级", {"年龄": x, "线": 10}).value for x in (15, 10, 30)] == [
        "中",
        "正好",
        "别的",
    ]


def test_a_missing_input_matches_only_what_takes_null() -> None:
    assert ask(table("FIRST", ["年龄"], [""], [["> 1", "1"], ["null", "2"], ["-", "3"]])).value == 2


@pytest.mark.parametrize(
    ("logic", "part"),
    [
        (table("BEST", ["年龄"], [""], []), "不认识命中策略“BEST”"),
        (table("COLLECT", ["年龄"], [""], [], aggregation="AVG"), "不认识汇总方式“AVG”"),
        (table("FIRST", ["年龄"], [], []), "至少要有一个结果列"),
        (table("FIRST", ["年龄"], [""], [["-", "1 +"]]), "决策“等级”第 1 行第 1 个结果第 1 行第 4 个字处"),
        (table("FIRST", ["年龄"], [""], [["< ", "1"]]), "第 1 行第 1 个条件"),
    ],
)
def test_a_table_that_is_not_sound_is_refused_with_its_place(logic: str, part: str) -> None:
    with pytest.raises(DmnError, match=r"第 1 行：") as caught:
        ask(logic)
    assert part in str(caught.value)


_number = st.integers(0, 6).map(str)
_cell = st.one_of(
    st.sampled_from(
        ["-", '"a"', '"a", "b"', 'not("a")', "true", "false", "null", "not(3)", "not(1, 5)", "k"]
    ),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), _number),
    st.builds("{}{}..{}{}".format, st.sampled_from("[("), _number, _number, st.sampled_from("])")),
    st.builds("{}, {}".format, _number, _number),
    st.builds('< "{}"'.format, st.sampled_from("abc")),
)
_value = st.one_of(
    st.integers(-1, 7), st.sampled_from([Decimal("2.5"), "a", "b", "c", "", True, False, None, [1], {"x": 1}])
)


@settings(max_examples=60, deadline=None)
@given_values(
    st.lists(st.tuples(_cell, _cell), min_size=1, max_size=6),
    st.sampled_from(["FIRST", "UNIQUE", "RULE ORDER"]),
    st.sampled_from(["", "number", "string", "boolean"]),
    _value,
    _value,
)
def test_looking_rows_up_agrees_with_testing_each_cell(
    cells: list[tuple[str, str]], policy: str, type_ref: str, one: Any, two: Any
) -> None:
    rows = [[*row, str(number)] for number, row in enumerate(cells, 1)]
    required = needs(inputs=["甲", "乙", "k"])
    quick = table(policy, ["甲", "乙"], [""], rows)
    slow = table(
        policy,
        ["[甲][1]", "[乙][1]"],
        [""],
        [[f"? in ({c})" if c[0] not in "-n" else c for c in row[:2]] + row[2:] for row in rows],
    )
    inputs = given("甲", type_ref), given("乙", type_ref), given("k")
    context = {"甲": one, "乙": two, "k": 3}
    answers = [
        load(model(*inputs, decision("答", logic, required))).evaluate("答", context)
        for logic in (quick, slow)
    ]
    assert answers[0].value == answers[1].value
    assert [row.index for row in answers[0].matched] == [row.index for row in answers[1].matched]


def test_a_plain_table_takes_the_short_way_and_gives_the_same() -> None:
    rows = [["< 60", "1"], ["[60..80)", "2"], [">= 80", "3"]]
    parts = (
        given("年龄", "number"),
        decision("级", table("UNIQUE", ["年龄"], [""], rows), needs(inputs=["年龄"])),
    )
    loaded = load(model(*parts))
    program = loaded._by_name["级"]
    assert isinstance(program, DecisionProgram)
    assert program.shortcut is not None
    for age in (0, 59, 60, 79, 80, Decimal("79.9"), None, "60", [60]):
        short = loaded.evaluate("级", {"年龄": age})
        shortcut, program.shortcut = program.shortcut, None
        long = loaded.evaluate("级", {"年龄": age})
        program.shortcut = shortcut
        assert short.value == long.value
        assert [(r.index, r.inputs) for r in short.matched] == [(r.index, r.inputs) for r in long.matched]
        assert short.warnings == long.warnings


def test_a_thousand_rows_are_found_by_look_up() -> None:
    rows = [[f"[{n * 10}..{n * 10 + 10})", str(n)] for n in range(1000)]
    loaded = load(
        model(
            given("年龄", "number"),
            decision("级", table("UNIQUE", ["年龄"], [""], rows), needs(inputs=["年龄"])),
        )
    )
    assert [loaded.evaluate("级", {"年龄": x}).value for x in (0, 5009, 9999, 10_000)] == [0, 500, 999, None]
    assert loaded.evaluate("级", {"年龄": 5009}, limits=Limits(steps=200)).value == 500


def test_a_literal_beside_tables_needs_no_row() -> None:
    loaded = load(model(decision("常数", literal("1 + 1"))))
    result = loaded.evaluate("常数")
    assert (result.value, result.matched) == (2, [])
