"""Months, back-pay and the tables against the same rules in plain Python; without a database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from minzheng.core.places.rules import ParameterRow, for_case, for_month, known, versions_in
from minzheng.domains.assistance.rules import (
    BACK_PAY,
    NORMAL,
    monthly_amount,
    overpaid,
    pay_lines,
    total,
)
from minzheng.kernel.dmn import Model, load
from minzheng.kernel.packages.conclusion import paid_fen

DOMAIN = Path(__file__).parents[1]
VERSIONS = versions_in(yaml.safe_load((DOMAIN / "parameters" / "dibao.yaml").read_text("utf-8")))
URBAN = VERSIONS["dibao.standard.urban"]
QINGHE = ("990101", "990100", "990000", "")
WANGCHUAN = ("990201", "990200", "990000", "")
CALM: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""A busy machine is no fault of the rules."""
JIZHOU = ("990301", "990300", "990000", "")


@pytest.fixture(scope="module")
def tables() -> Model:
    return load((DOMAIN / "services" / "dibao" / "eligibility.dmn").read_bytes())


def standard(month: date, chain: tuple[str, ...], on: date) -> int:
    row = for_month(known(URBAN, on), chain, month)
    assert row is not None
    return int(row.value)


# ── Worked example 3 ─────────────────────────────────────────────────────────────────────────────────────────────────


def months(first: date, count: int) -> list[date]:
    return [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(count)
    ]


def owed(until: date, on: date) -> dict[date, int]:
    """The third worked example: one person, 400 yuan counted, entitled from November 2025 on."""
    span = [month for month in months(date(2025, 11, 1), 12) if month <= until]
    return {
        month: monthly_amount(standard(month, QINGHE, on), 1, Decimal(400), "up_to_yuan") for month in span
    }


def test_a_rise_that_reaches_back_is_paid_as_back_pay_and_april_comes_to_680():
    paid: dict[date, int] = {}
    for month in months(date(2025, 11, 1), 5):  # November to March, by what was known on the tenth
        lines = pay_lines(month, owed(month, month.replace(day=10)), paid)
        assert [(line.kind, line.amount) for line in lines] == [(NORMAL, 50000)]
        paid[month] = 50000
    april = pay_lines(date(2026, 4, 1), owed(date(2026, 4, 1), date(2026, 4, 10)), paid)
    assert [(line.kind, line.month, line.amount) for line in april] == [
        (NORMAL, date(2026, 4, 1), 54500),
        (BACK_PAY, date(2026, 1, 1), 4500),
        (BACK_PAY, date(2026, 2, 1), 4500),
        (BACK_PAY, date(2026, 3, 1), 4500),
    ]
    assert total(april) == 68000
    for line in april:
        paid[line.month] = line.due
    assert [
        line.amount for line in pay_lines(date(2026, 5, 1), owed(date(2026, 5, 1), date(2026, 5, 10)), paid)
    ] == [54500]


def test_what_was_paid_too_much_is_told_and_not_set_off():
    due = {date(2026, 1, 1): 50000, date(2026, 2, 1): 50000}
    paid = {date(2026, 1, 1): 60000}
    assert overpaid(due, paid) == {date(2026, 1, 1): 10000}
    assert [line.amount for line in pay_lines(date(2026, 2, 1), due, paid)] == [50000]


@settings(**CALM)
@given(
    rises=st.lists(
        st.tuples(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(50000, 150000)), max_size=6
    ),
    month=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    on=st.dates(date(2025, 1, 1), date(2027, 6, 30)),
    issued=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    later=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
def test_past_months_recompute_the_same_whatever_is_issued_later(rises, month, on, issued, later):
    chain = ("990100", "")
    rows = [
        ParameterRow("s", "990100", date(2024, 1, 1), None, 40000, issued_on=date(2023, 12, 1)),
        *(ParameterRow("s", "990100", day, None, value, issued_on=day) for day, value in rises),
    ]
    before = for_month(known(rows, on), chain, month)
    fresh = ParameterRow("s", "990100", later, None, 99999, issued_on=issued)
    if issued > on:
        assert for_month(known([*rows, fresh], on), chain, month) == before
    if later > month.replace(day=1):
        assert for_month([*rows, fresh], chain, month) == for_month(rows, chain, month)


# ── The two axes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_version_says_which_rule_takes_the_cases_in_hand():
    around_new_year = {"applied": date(2025, 12, 20), "decided": date(2026, 4, 1)}
    keeps = for_case(URBAN, QINGHE, **around_new_year)
    takes = for_case(URBAN, JIZHOU, **around_new_year)
    better = for_case(URBAN, WANGCHUAN, applied=date(2026, 6, 20), decided=date(2026, 7, 5))
    assert keeps is not None
    assert takes is not None
    assert better is not None
    assert (keeps.value, takes.value, better.value) == (90000, 111000, 86000)


def test_the_more_favourable_of_two_is_the_higher_unless_the_parameter_says_lower():
    old = ParameterRow("s", "", date(2025, 1, 1), None, 5)
    fall = replace(old, valid_from=date(2026, 1, 1), value=3, applies_to="favourable")
    days = {"applied": date(2025, 12, 1), "decided": date(2026, 2, 1)}
    assert for_case([old, fall], ("",), **days) == old
    lower = replace(fall, favours="lower")
    assert for_case([old, lower], ("",), **days) == lower


@pytest.mark.parametrize(("named", "value"), [("application", 5), ("decision", 7)])
def test_where_a_version_says_nothing_the_date_that_the_service_names_decides(named: str, value: int):
    rows = [
        ParameterRow("s", "", date(2025, 1, 1), None, 5),
        ParameterRow("s", "", date(2026, 1, 1), None, 7),
    ]
    found = for_case(rows, ("",), applied=date(2025, 12, 1), decided=date(2026, 2, 1), named=named)
    assert found is not None
    assert found.value == value


# ── The tables against plain Python ──────────────────────────────────────────────────────────────────────────────────

RELATIONS = ("spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other")
SITUATIONS = ("home", "home", "home", "prison", "rehab", "missing", "clergy")
KINDS = (
    "wage",
    "business",
    "property",
    "pension",
    "personal_pension",
    "basic_pension",
    "support",
    "other",
    "exempt",
)
money = st.integers(0, 400000).map(lambda fen: Decimal(fen) / 100)
incomes = st.lists(st.fixed_dictionaries({"kind": st.sampled_from(KINDS), "amount": money}), max_size=3)
someone = st.fixed_dictionaries(
    {
        "name": st.just("某演某"),
        "relation": st.sampled_from(RELATIONS),
        "situation": st.sampled_from(SITUATIONS),
        "together": st.booleans(),
        "study": st.booleans(),
        "unable": st.booleans(),
        "age": st.integers(0, 90),
        "care": money,
        "incomes": incomes,
    }
)
owing = st.fixed_dictionaries(
    {
        "name": st.just("某演外"),
        "able": st.booleans(),
        "size": st.integers(1, 6),
        "income": st.integers(0, 3000000).map(lambda fen: Decimal(fen) / 100),
    }
)
households = st.fixed_dictionaries(
    {
        "members": st.tuples(someone, st.lists(someone, max_size=4)).map(
            lambda pair: [{**pair[0], "relation": "self", "situation": "home"}, *pair[1]]
        ),
        "obligors": st.lists(owing, max_size=2),
        "property": st.fixed_dictionaries(
            {"financial": st.integers(0, 60000), "homes": st.integers(0, 2), "cars": st.integers(0, 1)}
        ),
        "single": st.sampled_from(
            ("none", "none", "none", "severe_disability", "serious_illness", "clergy", "no_ground")
        ),
        "edge_household": st.booleans(),
        "receiving": st.sampled_from(("none", "none", "none", "dibao", "tekun")),
        "standard": st.sampled_from((Decimal(945), Decimal(860), Decimal(1110))),
        "work_deduction": st.sampled_from((Decimal(0), Decimal(200))),
        "care_rate": st.sampled_from((Decimal(0), Decimal("0.5"))),
        "basic_pension_counts": st.booleans(),
        "rounding": st.sampled_from(("up_to_yuan", "half_up_yuan", "down_to_yuan", "exact")),
    }
)
RULES: Mapping[str, Any] = {
    "edge_multiple": Decimal("1.5"),
    "support_multiple": Decimal("1.5"),
    "support_rate": Decimal("0.3"),
    "financial_multiple": 24,
    "homes_allowed": 1,
}


def counts(member: Mapping[str, Any]) -> bool:
    """Who counts, as services 2.1 has it."""
    if member["situation"] != "home":
        return False
    if member["relation"] in ("self", "spouse"):
        return True
    if member["relation"] == "other":
        return False
    dependent = member["study"] or member["unable"] or member["age"] < 18
    return bool(member["together"] or (member["relation"] == "child" and dependent))


def by_hand(facts: Mapping[str, Any]) -> tuple[str, int]:
    """Category and fen a month by the same rules, written out."""
    counted = [member for member in facts["members"] if counts(member)]
    gross = deductions = Decimal(0)
    for member in counted:
        deductions += member["care"] * facts["care_rate"]
        for income in member["incomes"]:
            if income["kind"] == "exempt" or (
                income["kind"] == "basic_pension" and not facts["basic_pension_counts"]
            ):
                continue
            gross += income["amount"]
            if income["kind"] == "wage":
                deductions += min(income["amount"], facts["work_deduction"])
    support = sum(
        (
            max(one["income"] - Decimal("1.5") * facts["standard"] * one["size"], Decimal(0)) * Decimal("0.3")
            for one in facts["obligors"]
            if one["able"]
        ),
        Decimal(0),
    )
    income, line = max(gross - deductions, Decimal(0)) + support, facts["standard"] * len(counted)
    ill = facts["single"] in ("severe_disability", "serious_illness")
    if (
        facts["receiving"] != "none"
        or facts["single"] == "no_ground"
        or (ill and not facts["edge_household"])
    ):
        return "none", 0
    held = facts["property"]
    if held["financial"] > 24 * line or held["homes"] > 1 or held["cars"]:
        return "none", 0
    if income < line:
        standard = int(facts["standard"] * 100)
        return "dibao", monthly_amount(standard, len(counted), income, facts["rounding"])
    return ("edge" if income < line * Decimal("1.5") else "none"), 0


HALF_A_FEN: dict[str, Any] = {
    "members": [
        {
            "name": "某演某",
            "relation": "self",
            "situation": "home",
            "together": False,
            "study": False,
            "unable": False,
            "age": 0,
            "care": Decimal("0.03"),
            "incomes": [{"kind": "other", "amount": Decimal("0.03")}],
        }
    ],
    "obligors": [],
    "property": {"financial": 0, "homes": 0, "cars": 0},
    "single": "none",
    "edge_household": False,
    "receiving": "none",
    "standard": Decimal(945),
    "work_deduction": Decimal(0),
    "care_rate": Decimal("0.5"),
    "basic_pension_counts": False,
    "rounding": "exact",
}
"""945 yuan less 0.03 − 0.03 × 0.5: a difference of 944.985 yuan, of which 944.99 are paid, not 944.98."""


@settings(max_examples=150, **CALM)
@given(households)
@example(HALF_A_FEN)
def test_the_tables_say_what_the_same_rules_say_in_plain_python(tables: Model, facts: dict[str, Any]):
    given_ = {**RULES, **facts, "monthly": facts["standard"]}
    names = ["finding", "working", "changes"]
    one_by_one = [tables.evaluate(name, given_) for name in names]
    together = tables.together(names, given_)
    assert [one.value for one in together] == [one.value for one in one_by_one]
    assert repr(together[0].trail) == repr(one_by_one[0].trail)
    found = together[0].value
    assert isinstance(found, dict)
    category, fen = by_hand(facts)
    assert found["category"] == category
    assert paid_fen(found["amount"]) == fen


def test_half_a_fen_is_paid_as_a_whole_one_and_never_decides_who_is_entitled(tables: Model):
    facts = {**RULES, **HALF_A_FEN, "monthly": HALF_A_FEN["standard"]}
    found = tables.evaluate("finding", facts).value
    assert isinstance(found, dict)
    assert (found["amount"], paid_fen(found["amount"])) == (Decimal("944.985"), 94499)
    assert by_hand(HALF_A_FEN) == ("dibao", 94499)
    member = {**HALF_A_FEN["members"][0], "incomes": [{"kind": "other", "amount": Decimal("945.01")}]}
    just_below = tables.evaluate("finding", {**facts, "members": [member]}).value
    assert isinstance(just_below, dict)
    assert (just_below["category"], just_below["amount"]) == ("dibao", Decimal("0.005"))


@settings(max_examples=60, **CALM)
@given(people=st.integers(1, 6), over=st.integers(-2, 2))
def test_a_limit_is_a_product_and_one_fen_below_it_is_below(tables: Model, people: int, over: int):
    """Never divided, never rounded: income against heads × standard, to the fen."""
    income = Decimal(1110 * people * 100 + over) / 100
    members = [
        {"name": "户主", "relation": "self", "incomes": [{"kind": "other", "amount": income}]},
        *({"name": "家人", "relation": "spouse"} for _ in range(people - 1)),
    ]
    facts = {
        **RULES,
        "members": members,
        "obligors": [],
        "property": {"financial": 0, "homes": 0, "cars": 0},
        "single": "none",
        "edge_household": False,
        "receiving": "none",
        "standard": 1110,
        "monthly": 1110,
        "work_deduction": 0,
        "care_rate": 0,
        "basic_pension_counts": False,
        "rounding": "up_to_yuan",
    }
    found = tables.evaluate("finding", facts).value
    assert isinstance(found, dict)
    assert found["category"] == ("dibao" if over < 0 else "edge")
    assert found["amount"] == (1 if over < 0 else 0)
