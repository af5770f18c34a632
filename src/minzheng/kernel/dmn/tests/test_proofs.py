"""Proofs about tables: what they find, what they let be, and that they agree with trying every point."""

import itertools
import time
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given as some
from hypothesis import settings
from hypothesis import strategies as st

from minzheng.kernel.dmn import Finding, load, prove

from . import building as b


def found(
    policy: str,
    inputs: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    *,
    result: str = "",
    items: str = "",
    **more: str,
) -> list[Finding]:
    names = [name for name, _ in inputs]
    table = b.table(policy, names, [""], rows, **more)
    decision = b.decision("结果", table, b.needs(inputs=dict.fromkeys(names)), result)
    given = "".join(b.given(name, kind) for name, kind in dict(inputs).items())
    return prove(load(b.model(items, given, decision)))


def said(findings: Sequence[Finding]) -> str:
    return "\n".join(str(finding) for finding in findings)


AGE = [("周岁", "number")]


def test_a_table_that_covers_everything_once_is_sound():
    assert found("UNIQUE", AGE, [["< 80", "0"], ["[80..90)", "1"], [">= 90", "2"]]) == []


def test_a_gap_is_told_with_an_example_between_its_neighbours():
    [gap] = found("UNIQUE", AGE, [["< 80", "0"], ["(80..90)", "1"], [">= 90", "2"]])
    assert (gap.decision, gap.row, gap.severity) == ("结果", None, "error")
    assert "没有一行管到：周岁 80。" in gap.message
    [gap] = found("UNIQUE", AGE, [["< 80", "0"], [">= 90", "2"], ["80", "2"]])
    assert "周岁 85（在 80 和 90 之间）" in gap.message


def test_a_gap_between_whole_numbers_is_a_gap_until_the_type_says_so():
    rows = [["<= 79", "0"], [">= 80", "1"]]
    [gap] = found("UNIQUE", AGE, rows)
    assert "79.5" in gap.message
    assert "? = floor(?)" in gap.message
    assert found("UNIQUE", AGE, rows, allowed="? = floor(?)") == []


def test_days_have_nothing_between_them():
    rows = [['<= @"2026-02-28"', "0"], ['>= @"2026-03-01"', "1"]]
    assert found("UNIQUE", [("日期", "date")], rows) == []
    rows[1][0] = '>= date("2026-03-03")'
    assert "日期 2026-03-01" in said(found("UNIQUE", [("日期", "date")], rows))


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("time", 'time("08:00:00")', 'time("09:00:00")'),
        ("dateTime", 'date and time("2026-03-01T00:00:00")', 'date and time("2026-03-02T00:00:00")'),
        ("yearMonthDuration", 'duration("P1Y")', 'duration("P2Y")'),
        ("dayTimeDuration", 'duration("P1D")', 'duration("P2D")'),
    ],
)
def test_every_kind_with_an_order_is_divided(kind: str, low: str, high: str):
    whole = [[f"< {low}", "0"], [f"[{low}..{high})", "1"], [f">= {high}", "2"]]
    assert found("UNIQUE", [("值", kind)], whole) == []
    [gap] = found("UNIQUE", [("值", kind)], [whole[0], whole[2]])
    assert gap.severity == "error"


def test_strings_beyond_the_named_ones_are_only_a_warning_and_allowed_values_close_the_gap():
    rows = [['"城市"', "1"], ['"农村"', "2"]]
    [gap] = found("UNIQUE", [("户口", "string")], rows)
    assert gap.severity == "warning"
    assert "其他" in gap.message
    assert found("UNIQUE", [("户口", "string")], rows, allowed='"城市", "农村"') == []
    [gap] = found("UNIQUE", [("户口", "string")], rows, allowed='"城市", "农村", "集体"')
    assert "户口 “集体”" in gap.message
    assert gap.severity == "error"


def test_allowed_values_of_the_type_count_too():
    item = (
        '<itemDefinition name="tSide"><typeRef>string</typeRef><allowedValues><text>"左", "右"</text>'
        "</allowedValues></itemDefinition>"
    )
    assert found("UNIQUE", [("边", "tSide")], [['"左"', "1"], ['"右"', "2"]], items=item) == []
    [gap] = found("UNIQUE", [("边", "tSide")], [['"左"', "1"]], items=item)
    assert "边 “右”" in gap.message


def test_a_boolean_has_both_values_and_null_counts_only_where_it_is_mentioned():
    flag = [("健在", "boolean")]
    assert found("UNIQUE", flag, [["true", "1"], ["false", "2"]]) == []
    assert "健在 false" in said(found("UNIQUE", flag, [["true", "1"]]))
    assert found("UNIQUE", flag, [["true", "1"], ["false", "2"], ["null", "3"]]) == []
    assert "健在 null" in said(found("UNIQUE", flag, [["not(null)", "1"]]))


def test_inputs_that_do_not_matter_are_left_out_of_the_example():
    rows = [["< 80", "true", "1"], [">= 80", "true", "2"]]
    [gap] = found("UNIQUE", [*AGE, ("健在", "boolean")], rows)
    assert "没有一行管到：健在 false。" in gap.message


def test_a_default_or_a_policy_of_many_hits_closes_gaps():
    assert found("UNIQUE", AGE, [["< 80", "0"]], default="9") == []
    for policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
        assert found(policy, AGE, [["< 80", "0"], ["< 90", "0"]]) == []


def test_two_rows_of_a_unique_table_that_match_together_are_an_error_with_an_example():
    findings = found("UNIQUE", AGE, [["<= 80", "0"], [">= 80", "1"]])
    assert [(each.row, each.severity) for each in findings] == [(2, "error")]
    assert "第 1 行和第 2 行会同时对得上" in findings[0].message
    assert "周岁 80" in findings[0].message


def test_columns_of_the_same_input_are_one_axis():
    two = [*AGE, *AGE]
    assert found("UNIQUE", two, [[">= 80", "< 90", "1"], ["-", "< 80", "0"], [">= 90", "-", "2"]]) == []


def test_rows_of_an_any_table_may_meet_where_their_results_agree():
    assert found("ANY", AGE, [["<= 80", "1.0"], [">= 80", "1"]]) == []
    assert "ANY" in said(found("ANY", AGE, [["<= 80", "1"], [">= 80", "2"]]))


def test_a_row_that_earlier_rows_cover_together_is_never_reached():
    rows = [["< 80", "0"], [">= 80", "1"], ["[70..90]", "2"]]
    [dead] = found("FIRST", AGE, rows)
    assert (dead.row, dead.severity) == (3, "error")
    assert "永远轮不到" in dead.message
    assert "第 1 行在先" in dead.message
    [dead] = found("FIRST", AGE, [*rows[:2], ["-", "2"]])
    assert dead.severity == "warning"
    assert "空值" in dead.message


def test_a_row_of_lower_priority_that_better_ones_cover_is_never_chosen():
    rows = [["-", '"低"'], ["-", '"高"']]
    [dead] = found("PRIORITY", AGE, rows, values='"高", "低"')
    assert dead.row == 1
    assert found("PRIORITY", AGE, [["-", '"低"'], ["> 9", '"高"']], values='"高", "低"') == []


@pytest.mark.parametrize("cell", ["[90..80]", "(80..80]", "? < 1 and ? > 2"])
def test_a_row_that_no_value_can_match_is_found(cell: str):
    [finding] = found("FIRST", AGE, [[cell, "1"], ["-", "2"]])
    assert (finding.row, finding.severity) == (1, "error")
    assert "第 1 行永远对不上" in finding.message


def test_a_condition_outside_the_allowed_values_never_matches():
    findings = found("FIRST", [("户口", "string")], [['"城里"', "1"], ["-", "2"]], allowed='"城市", "农村"')
    assert "第 1 行永远对不上" in said(findings)
    assert "“城里” 不在“户口”允许的值里" in said(findings)


def test_an_entry_of_another_type_is_named_with_both_types():
    findings = found("FIRST", AGE, [['"八十"', "1"], ["-", "2"]])
    assert "第 1 行第 1 个条件写的是文字 “八十”，“周岁”却是number" in said(findings)
    assert "数字" in said(found("FIRST", [("值", "")], [['"甲"', "1"], ["7", "2"], ["-", "3"]]))


def test_a_result_of_another_type_or_outside_its_list_is_found():
    assert "第 1 行第 1 个结果是文字 “一”，这里却要number" in said(
        found("UNIQUE", AGE, [["-", '"一"']], result="number")
    )
    assert "不在允许的值" in said(found("UNIQUE", AGE, [["-", '"丙"']], values='"甲", "乙"'))
    assert "默认值" in said(found("UNIQUE", AGE, [["-", '"甲"']], values='"甲"', default='"乙"'))


def test_a_cell_that_calculates_is_named_and_never_a_false_alarm():
    rows = [["< 标准", "1"], [">= 标准", "2"]]
    findings = found("UNIQUE", [*AGE, ("标准", "number")], [[a, "-", c] for a, c in rows])
    assert [finding.severity for finding in findings] == ["warning"]
    assert "第 1、2 行的条件" in findings[0].message


def test_tables_inside_other_boxes_are_proved_too():
    table = b.table("UNIQUE", ["x"], [""], [["< 1", "1"]])
    inner = b.knowledge("算", "x:number", f"<context>{b.entry('', table)}</context>")
    assert "“算”" in said(prove(load(b.model(inner))))


def test_a_table_without_rows_and_a_closed_input_are_told():
    assert "一行也没有" in said(found("UNIQUE", AGE, []))
    assert "一个也取不到" in said(found("UNIQUE", AGE, [["-", "1"]], allowed="? > 1 and ? < 0"))


def test_a_table_with_very_many_combinations_ends_in_bounded_time():
    names = [(f"项{number}", "boolean") for number in range(40)]
    rows = [
        [("true" if at == row else "false" if at == row + 1 else "-") for at in range(40)] + ["1"]
        for row in range(39)
    ]
    began = time.perf_counter()
    findings = found("ANY", names, rows)
    assert time.perf_counter() - began < 8
    assert findings


def test_a_long_table_of_codes_is_proved_quickly():
    rows = [[f'"{number:06d}"', f"[{number}..{number + 1})", str(number)] for number in range(300)]
    began = time.perf_counter()
    findings = found("UNIQUE", [("区划", "string"), ("数", "number")], [[a, "-", c] for a, _, c in rows])
    assert [finding.severity for finding in findings] == ["warning"]
    assert time.perf_counter() - began < 4


@pytest.mark.parametrize(
    ("policy", "cells"),
    [
        ("UNIQUE", ["-"] * 400),
        ("FIRST", [", ".join(f'"{number}"' for number in range(15_000))]),
        ("PRIORITY", ["-"] * 400),
        ("FIRST", ["> 5", *["< 5"] * 400]),
    ],
)
def test_hostile_tables_end_soon_with_findings_that_can_be_read(policy: str, cells: list[str]):
    values = '"a", "b"' if policy == "PRIORITY" else ""
    table = b.table(policy, ["x"], [""], [[cell, '"a"'] for cell in cells], values=values)
    model = load(b.model(b.given("x"), b.decision("结果", table, b.needs(inputs=["x"]))))
    began = time.perf_counter()
    findings = prove(model)
    assert time.perf_counter() - began < 5
    assert 0 < len(findings) <= 200


def test_a_proof_that_costs_too_much_says_so():
    table = b.table("UNIQUE", ["x"], [""], [[f"[{n}..{n + 1})", "1"] for n in range(100)])
    model = load(b.model(b.given("x"), b.decision("结果", table, b.needs(inputs=["x"]))))
    assert "这张表太大（1 列 100 行）" in said(prove(model, limit=1000))
    assert "这张表太大" not in said(prove(model))


# ── Against brute force ──────────────────────────────────────────────────────────────────────────────────────────────

NUMBERS = [Decimal(n) / 2 for n in range(-1, 10)]
WORDS = ["甲", "乙", "丙", "其他"]
number_cells = st.one_of(
    st.just("-"),
    st.integers(0, 4).map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 4)).map(lambda x: f"{x[0]} {x[1]}"),
    st.tuples(st.sampled_from("[("), st.integers(0, 4), st.integers(0, 4), st.sampled_from("])")).map(
        lambda x: f"{x[0]}{x[1]}..{x[2]}{x[3]}"
    ),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda x: f"not({x[0]}, > {x[1]})"),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda x: f"? > {x[0]} or ? = {x[1]}"),
)
word_cells = st.sampled_from(["-", '"甲"', '"乙"', '"甲", "丙"', 'not("甲")', 'not("乙", "丙")'])
flag_cells = st.sampled_from(["-", "true", "false"])
rows_of_tables = st.lists(
    st.tuples(number_cells, word_cells, flag_cells, st.sampled_from(["1", "2"])), min_size=1, max_size=5
)
INPUTS = [("数", "number"), ("词", "string"), ("旗", "boolean")]


@some(rows_of_tables, st.sampled_from(["UNIQUE", "FIRST", "ANY"]))
@settings(max_examples=60, deadline=None)
def test_the_proof_agrees_with_trying_every_point(rows: list[tuple[str, ...]], policy: str):
    names = [name for name, _ in INPUTS]
    table = b.table("RULE ORDER", names, [""], rows)
    decision = b.decision("每行", table, b.needs(inputs=names))
    model = load(b.model(*(b.given(name, kind) for name, kind in INPUTS), decision))
    hits = [
        [row.index for row in model.evaluate("每行", dict(zip(names, point, strict=True))).matched]
        for point in itertools.product(NUMBERS, WORDS, (True, False))
    ]
    text = said(found(policy, INPUTS, rows))
    assert ("没有一行管到" in text) == any(not rows_hit for rows_hit in hits)
    numbers = range(1, len(rows) + 1)
    for number in numbers:
        assert (f"第 {number} 行永远对不上" in text) == all(number not in rows_hit for rows_hit in hits)
    if policy == "FIRST":
        firsts = {rows_hit[0] for rows_hit in hits if rows_hit}
        for number in numbers:
            dead = f"第 {number} 行永远轮不到" in text or f"第 {number} 行永远对不上" in text
            assert dead == (number not in firsts)
    meeting = {pair for rows_hit in hits for pair in itertools.combinations(rows_hit, 2)}
    wrong = {pair for pair in meeting if policy == "UNIQUE" or rows[pair[0] - 1][3] != rows[pair[1] - 1][3]}
    if policy != "FIRST":
        named = {pair for pair in wrong if f"第 {pair[0]} 行和第 {pair[1]} 行会同时对得上" in text}
        assert len(named) == min(len(wrong), 5)
        assert text.count("会同时对得上") == len(named)
