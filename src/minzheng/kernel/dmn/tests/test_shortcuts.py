"""The short ways through a model give what the long way gives: one table, and many contexts column by column."""

from decimal import Decimal
from typing import Any

from hypothesis import given as given_values
from hypothesis import settings
from hypothesis import strategies as st

from minzheng.kernel.dmn import Model, load
from minzheng.kernel.dmn.programs import DecisionProgram

from .building import decision, given, literal, model, needs, table

NUMBERS = ("-", "< 3", ">= 3", "[1..3]", "(1..4)", "3", "4", "not(3)", "3, 5", "> 4", "2.5")
TEXTS = ("-", '"甲"', '"乙"', 'not("甲")', '"甲", "乙"')
FLAGS = ("-", "true", "false")
RESULTS = ('"一"', '"二"', "1", "null", "x + 1")
VALUES = st.one_of(
    st.integers(-1, 7), st.sampled_from([Decimal("2.5"), Decimal(3), None, "甲", "乙", "丙", True, False])
)


def slow(loaded: Model) -> Model:
    """The same model with every short way closed."""
    loaded._direct.clear()
    for program in loaded._by_name.values():
        if isinstance(program, DecisionProgram):
            program.shortcut = program.plan = None
    return loaded


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    policy = draw(st.sampled_from(["FIRST", "UNIQUE", "ANY", "PRIORITY"]))
    row = st.tuples(*map(st.sampled_from, (NUMBERS, TEXTS, FLAGS, RESULTS)))
    rows = draw(st.lists(row, min_size=1, max_size=5))
    return model(
        given("x", "number"),
        given("t", "string"),
        given("f", "boolean"),
        decision("d", table(policy, ["x", "t", "f"], [""], rows), needs(inputs=["x", "t", "f"])),
    )


def seen(loaded: Model, context: dict[str, Any]) -> tuple[Any, ...]:
    result = loaded.evaluate("d", context)
    rows = [(row.decision, row.index, row.annotations, row.inputs) for row in result.matched]
    return (
        result.value,
        type(result.value),
        rows,
        len(result.trail),
        sorted(str(one) for one in result.warnings),
    )


@given_values(tables(), st.lists(st.fixed_dictionaries({"x": VALUES, "t": VALUES, "f": VALUES}), min_size=1))
@settings(max_examples=200)
def test_a_table_answers_the_same_by_every_way(xml: bytes, contexts: list[dict[str, Any]]):
    fast, long = load(xml), slow(load(xml))
    for context in contexts:
        assert seen(fast, context) == seen(long, context)
    assert fast.values("d", contexts) == [long.evaluate("d", context).value for context in contexts]


def test_a_missing_input_takes_the_long_way():
    xml = model(
        given("x", "number"),
        decision("d", table("FIRST", ["x"], [""], [["> 1", '"a"']]), needs(inputs=["x"])),
    )
    loaded = load(xml)
    assert loaded._direct
    assert loaded.evaluate("d", {}).value is None
    assert loaded.evaluate("d", {"x": 2}).value == "a"
    assert loaded.evaluate("d", {"x": 1}).warnings


WHOLE = st.integers(-(10**6), 10**6)
HUGE = st.sampled_from([10**33, -(10**33), 10**30])


def graph() -> bytes:
    return model(
        given("a", "number"),
        given("b", "number"),
        given("t", "string"),
        decision("total", literal("a * b - 3"), needs(inputs=["a", "b"]), "number"),
        decision(
            "tier",
            table(
                "FIRST",
                ["total", "t"],
                [""],
                [["< 0", "-", '"low"'], ["-", '"甲"', '"first"'], ["-", "-", '"other"']],
            ),
            needs(inputs=["t"], decisions=["total"]),
        ),
        decision(
            "d",
            table(
                "UNIQUE",
                ["tier"],
                [""],
                [['"low"', "0"], ['"first"', "total + a"], ['"other"', "-total * 2"]],
            ),
            needs(inputs=["a"], decisions=["tier", "total"]),
        ),
    )


CONTEXT = st.fixed_dictionaries({"a": WHOLE | HUGE, "b": WHOLE, "t": st.sampled_from(["甲", "乙"])})
ODD = st.fixed_dictionaries({"a": VALUES, "b": VALUES, "t": VALUES})


@given_values(st.lists(CONTEXT, max_size=20) | st.lists(CONTEXT | ODD, max_size=20))
def test_many_contexts_give_what_they_give_one_by_one(contexts: list[dict[str, Any]]):
    fast, long = load(graph()), slow(load(graph()))
    expected = [long.evaluate("d", context).value for context in contexts]
    found = fast.values("d", contexts)
    assert found == expected
    assert list(map(repr, found)) == list(map(repr, expected))


def test_whole_numbers_go_column_by_column_and_others_do_not():
    loaded = load(graph())
    plan = loaded._by_name["d"].plan  # type: ignore[attr-defined]
    assert plan.batch([{"a": 2, "b": 5, "t": "甲"}, {"a": 1, "b": 1, "t": "乙"}]) == [Decimal(9), Decimal(0)]
    assert loaded.values("d", [{"a": Decimal("0.5"), "b": 8, "t": "乙"}]) == [Decimal("-2.0")]
    assert loaded.values("d", []) == []
