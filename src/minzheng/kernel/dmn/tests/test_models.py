"""Requirement graphs, boxed expressions, functions, services, types and imports (DMN 6, 7, 10)."""

from decimal import Decimal

import pytest

from minzheng.kernel.dmn import DmnError, load
from minzheng.kernel.feel import FeelLimitError, FeelValueError, Limits

from .building import decision, entry, given, knowledge, literal, model, needs, table

GAP = knowledge("补差", "标准:number,人均:number", literal("max(0, 标准 - 人均)"))


def test_a_graph_is_evaluated_from_its_inputs() -> None:
    loaded = load(
        model(
            given("收入", "number"),
            given("人数", "number"),
            decision("人均", literal("收入 / 人数"), needs(inputs=["收入", "人数"]), "number"),
            decision(
                "补",
                literal("补差(800, 人均) * 人数"),
                needs(inputs=["人数"], decisions=["人均"], models=["补差"]),
            ),
            GAP,
        )
    )
    assert loaded.evaluate("补", {"收入": 1200, "人数": 3}).value == 1200
    assert loaded.evaluate("补差", {"标准": 800, "人均": 500}).value == 300
    assert loaded.decisions == ("人均", "补")
    assert loaded.inputs_of("补") == ("人数", "收入")


def test_several_decisions_share_what_they_rest_on_and_say_the_same_as_one_by_one() -> None:
    loaded = load(
        model(
            given("收入", "number"),
            decision(
                "档",
                table("UNIQUE", ["收入"], [""], [["< 800", '"低"'], [">= 800", '"高"']]),
                needs(inputs=["收入"]),
            ),
            decision("一", literal('档 + "1"'), needs(decisions=["档"])),
            decision("二", literal("档 + 2"), needs(decisions=["档"])),
        )
    )
    first, second, last = loaded.together(["一", "二", "一"], {"收入": 500})
    assert (first.value, second.value, last.value) == ("低1", None, "低1")
    assert [row.decision for row in first.trail] == ["档"]
    assert (second.trail, last.trail) == ([], []), "the table was met once"
    assert first.warnings == []
    assert second.warnings
    with pytest.raises(DmnError, match="没有叫"):
        loaded.together(["无"], {})
    assert loaded.evaluate("二", {"收入": 500}, limits=Limits(steps=1)).value is None
    with pytest.raises(FeelLimitError):
        loaded.together(["一", "二"], {"收入": 500}, limits=Limits(steps=1))


def test_a_decision_sees_only_what_it_requires() -> None:
    data = model(given("收入"), decision("看", literal("1 + 收入")))
    with pytest.raises(DmnError, match="决策“看”第 1 行第 5 个字处：没有“收入”这个名称，请检查拼写"):
        load(data)
    result = load(data, strict=False).evaluate("看", {"收入": 1})
    assert result.value is None
    assert "没有“收入”这个名称" in str(result.warnings[0])


def test_boxed_context_invocation_relation_list_and_function() -> None:
    invocation = (
        f"<invocation>{literal('补差')}"
        f'<binding><parameter name="人均"/>{literal("500")}</binding>'
        f'<binding><parameter name="标准"/>{literal("甲")}</binding></invocation>'
    )
    relation = (
        '<relation><column name="名"/><column name="额"/>'
        f"<row>{literal(chr(34) + 'A' + chr(34))}{literal('甲 + 1')}</row></relation>"
    )
    function = f'<functionDefinition><formalParameter name="x"/>{literal("x * 甲")}</functionDefinition>'
    context = "<context>{}</context>".format(
        "".join(
            [
                entry("甲", literal("800")),
                entry("乙", invocation),
                entry("丙", relation),
                entry("丁", f"<list>{literal('1')}{literal('甲')}</list>"),
                entry("戊", function),
                entry("己", literal("戊(2)")),
            ]
        )
    )
    value = load(model(decision("盒", context, needs(models=["补差"])), GAP)).evaluate("盒").value
    assert isinstance(value, dict)
    del value["戊"]
    assert value == {"甲": 800, "乙": 300, "丙": [{"名": "A", "额": 801}], "丁": [1, 800], "己": 1600}


def test_a_context_with_a_result_gives_the_result() -> None:
    context = f"<context>{entry('甲', literal('2'))}{entry('', literal('甲 * 3'))}</context>"
    assert load(model(decision("盒", context))).evaluate("盒").value == 6


def test_boxed_conditional_filter_and_loops() -> None:
    def boxed(kind: str, **parts: str) -> object:
        variable = ' iteratorVariable="x"' if kind in ("for", "some", "every") else ""
        body = "".join(f"<{tag.strip('_')}>{literal(text)}</{tag.strip('_')}>" for tag, text in parts.items())
        return load(model(decision("盒", f"<{kind}{variable}>{body}</{kind}>"))).evaluate("盒").value

    assert boxed("conditional", if_="1 > 2", then="1", else_="2") == 2
    assert boxed("conditional", if_='"a"', then="1", else_="2") is None
    assert boxed("filter", in_="[1, 2, 3]", match="item > 1") == [2, 3]
    assert boxed("for", in_="[1, 2]", return_="x * 10") == [10, 20]
    assert boxed("some", in_="[1, 2]", satisfies="x > 1") is True
    assert boxed("every", in_="[1, 2]", satisfies="x > 1") is False
    assert boxed("every", in_="[1, 2]", satisfies='"no"') is None


def test_a_decision_service_is_a_function_of_its_inputs() -> None:
    service = (
        '<decisionService id="服务" name="服务"><variable name="服务"/><outputDecision href="#和"/>'
        '<encapsulatedDecision href="#双"/><inputDecision href="#外"/><inputData href="#数"/></decisionService>'
    )
    loaded = load(
        model(
            given("数", "number"),
            decision("外", literal("100")),
            decision("双", literal("数 * 2"), needs(inputs=["数"])),
            decision("和", literal("双 + 外"), needs(decisions=["双", "外"])),
            service,
            decision("用", literal("服务(5, 1)"), needs(models=["服务"])),
        )
    )
    assert loaded.evaluate("用").value == 11
    assert loaded.evaluate("服务", {"数": 5, "外": 1}).value == 11
    assert loaded.evaluate("和", {"数": 5}).value == 110


ITEMS = (
    '<itemDefinition name="户籍"><typeRef>string</typeRef><allowedValues><text>"本地", "外地"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="人"><itemComponent name="姓 名"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="岁-数"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="家" isCollection="true"><typeRef>人</typeRef></itemDefinition>'
    '<itemDefinition name="树"><itemComponent name="数"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="枝" isCollection="true"><typeRef>树</typeRef></itemComponent></itemDefinition>'
)


def test_values_are_fitted_to_their_types() -> None:
    echo = decision("回", literal("户"), needs(inputs=["户"]))
    loaded = load(model(ITEMS, given("户", "户籍"), echo))
    assert loaded.evaluate("回", {"户": "本地"}).value == "本地"
    assert loaded.evaluate("回", {"户": ["本地"]}).value == "本地"
    wrong = loaded.evaluate("回", {"户": "火星"})
    assert wrong.value is None
    assert "输入“户”" in str(wrong.warnings[0])
    assert "这里要 string（" in str(wrong.warnings[0])


def test_component_names_with_signs_are_known_in_paths_and_filters() -> None:
    logic = literal("家人[岁-数 > 60].姓 名")
    loaded = load(model(ITEMS, given("家人", "家"), decision("老", logic, needs(inputs=["家人"]))))
    people = [{"姓 名": "甲", "岁-数": 61}, {"姓 名": "乙", "岁-数": 20}]
    assert loaded.evaluate("老", {"家人": people}).value == ["甲"]


def test_a_type_may_hold_itself_in_a_component() -> None:
    loaded = load(model(ITEMS, given("根", "树"), decision("回", literal("根.枝.数"), needs(inputs=["根"]))))
    leaf = {"数": 2, "枝": []}
    assert loaded.evaluate("回", {"根": {"数": 1, "枝": [leaf]}}).value == [Decimal(2)]
    assert loaded.evaluate("回", {"根": {"数": 1, "枝": ["x"]}}).value is None


def test_imported_elements_and_types_are_seen_under_the_name_of_the_import() -> None:
    inner = model(
        ITEMS,
        given("名"),
        decision("问好", literal('"您好，" + 名'), needs(inputs=["名"])),
        namespace="urn:inner",
    )
    outer = model(
        '<import name="内" namespace="urn:inner" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        given("户", "内.户籍"),
        decision("转", literal('内.问好 + "，" + 户'), needs(decisions=["urn:inner#问好"], inputs=["户"])),
    )
    loaded = load(outer, {"urn:inner": inner})
    assert loaded.evaluate("转", {"内": {"名": "甲"}, "户": "本地"}).value == "您好，甲，本地"
    assert loaded.inputs_of("转") == ("户", "内.名")
    with pytest.raises(DmnError, match="找不到"):
        load(outer)


def test_imports_in_a_ring_are_refused() -> None:
    def ring(namespace: str, target: str) -> bytes:
        wanted = f'<import name="x" namespace="{target}" importType="http://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        return model(wanted, namespace=namespace)

    files = {"urn:a": ring("urn:a", "urn:b"), "urn:b": ring("urn:b", "urn:a")}
    with pytest.raises(DmnError, match="绕了一圈"):
        load(files["urn:a"], files)


CHAIN = [decision("d0", literal("1"))] + [
    decision(f"d{n}", literal(f"d{n - 1}"), needs(decisions=[f"d{n - 1}"])) for n in range(1, 80)
]
REFUSED = [
    (b"", "文件是空的"),
    (b"<definitions", "写断了"),
    (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "DOCTYPE"),
    (b"<definitions/>", "这不是 DMN"),
    (model(decision("a", literal("b"), needs(decisions=["b"])), decision("b", literal("a"), needs(decisions=["a"]))), "绕了一圈"),
    (model(decision("a", literal("1"), needs(inputs=["没有"]))), "“a”引用的“没有”不存在"),
    (model(decision("a", literal("1")), decision("a", literal("2"))), "编号“a”用了两次"),
    (model(decision("a", literal("1 +"))), "决策“a”第 1 行第 4 个字处：这里要写一个值"),
    (model(given("x", "没有")), "没有“没有”这个类型"),
    (model('<itemDefinition name="甲"><typeRef>乙</typeRef></itemDefinition><itemDefinition name="乙"><typeRef>甲</typeRef></itemDefinition>'), "绕了一圈又用到自己"),
    (model(*CHAIN), "超过了 60 层"),
    (model(decision("a", "<list>" * 120 + "</list>" * 120)), "套得太深"),
    (model(decision("a", f"<invocation>{literal('f')}<binding>{literal('1')}</binding></invocation>")), "binding 里缺 parameter"),
    (model(decision("a", '<literalExpression expressionLanguage="urn:python"><text>1</text></literalExpression>')), "这里只认 FEEL"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "part"), REFUSED, ids=range(len(REFUSED)))
def test_a_file_that_is_not_sound_is_refused_with_its_place(data: bytes, part: str) -> None:
    with pytest.raises(DmnError) as caught:
        load(data)
    assert part in str(caught.value)


def test_a_large_file_is_refused() -> None:
    with pytest.raises(DmnError, match="超过"):
        load(model(" " * (9 * 1024 * 1024)))


def test_a_lenient_load_lets_broken_texts_be_null_and_lists_them() -> None:
    loaded = load(model(decision("坏", literal("1 +")), decision("好", literal("2"))), strict=False)
    assert [problem.line for problem in loaded.problems] == [1]
    assert loaded.evaluate("好").value == 2
    bad = loaded.evaluate("坏")
    assert bad.value is None
    assert "决策“坏”第 1 行第 4 个字处" in str(bad.warnings[0])


def test_an_unknown_question_is_refused_by_name() -> None:
    with pytest.raises(DmnError, match="没有叫“别的”的决策"):
        load(model(decision("a", literal("1")))).evaluate("别的")


def test_a_function_that_calls_itself_for_ever_is_stopped() -> None:
    loaded = load(model(knowledge("转", "x", literal("转(x + 1)"))))
    with pytest.raises(FeelLimitError, match="一层套一层"):
        loaded.evaluate("转", {"x": 1})


def test_the_budget_holds_for_the_whole_question() -> None:
    loaded = load(model(decision("长", literal("count(for i in 1..100000 return i)"))))
    with pytest.raises(FeelLimitError, match="步"):
        loaded.evaluate("长", limits=Limits(steps=1000))


def test_a_foreign_value_is_refused() -> None:
    loaded = load(model(given("x"), decision("a", literal("x"), needs(inputs=["x"]))))
    with pytest.raises(FeelValueError):
        loaded.evaluate("a", {"x": object()})


def test_the_trail_shows_the_rows_of_all_tables_on_the_way() -> None:
    rows = [["> 1", '"大"', "甲条"], ["-", '"小"', "乙条"]]
    first = decision("一", table("FIRST", ["x"], [""], rows, notes=["条"]), needs(inputs=["x"]))
    second = decision(
        "二", table("FIRST", ["一"], [""], [['"大"', "1"], ["-", "0"]]), needs(decisions=["一"])
    )
    result = load(model(given("x", "number"), first, second)).evaluate("二", {"x": 5})
    assert [(row.decision, row.index) for row in result.trail] == [("一", 1), ("二", 1)]
    assert [row.decision for row in result.matched] == ["二"]
    assert result.trail[0].annotations == {"条": "甲条"}
