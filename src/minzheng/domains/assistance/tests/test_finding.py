"""The finding of a case: from the form, the register and the parameters to category, amount and reasons."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.core.audit.queries import run
from minzheng.core.cases.queries import Finding, Told, case, finding, finding_of
from minzheng.core.catalogue.queries import package, snapshot_for
from minzheng.core.people.queries import person
from minzheng.core.places.queries import ancestry
from minzheng.domains.assistance.tests import factories as make
from minzheng.kernel.errors import Problem
from minzheng.kernel.formspec import canonical
from minzheng.kernel.ids import uuid7

pytestmark = pytest.mark.django_db

DECIDED = datetime(2026, 3, 30, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _ground():
    make.ground()


def found_for(family: make.Family, filled: dict, at: datetime = DECIDED):
    done = make.an_application(family, filled)
    row = case(done.case_id)
    return finding_of(row, package(row["snapshot_id"]), at)


def test_the_family_of_the_first_worked_example_gets_715_from_the_month_after_the_decision():
    found = found_for(*make.three_of_lin())
    assert (found.eligible, found.tier, found.amount, found.starts) == (
        True,
        "dibao",
        71500,
        date(2026, 4, 1),
    )
    assert [line.text for line in found.lines] == [
        "620 + 1500 − 0 = 2120",
        "945×3 = 2835",
        "2120 < 2835",
        "2835 − 2120 = 715",
    ]
    assert "第九条" in found.article
    assert found.changes == ()


def test_a_finding_names_rows_standards_and_the_table_by_which_it_came_about():
    found = found_for(*make.three_of_lin())
    assert {row.table for row in found.rows} >= {"member_counts", "income_counts", "category", "payable"}
    standard = found.parameters[0]
    assert (standard.value, standard.document, standard.valid_from) == (
        945,
        "青禾民发〔2026〕12号",
        date(2026, 1, 1),
    )
    assert len(found.digest) == 64
    assert found.version == 1


def test_before_the_paper_was_issued_the_old_standard_is_what_was_known():
    found = found_for(*make.three_of_lin(), at=datetime(2026, 3, 20, 1, 0, tzinfo=UTC))
    assert found.amount == 58000


def test_the_son_who_lives_elsewhere_is_an_obligor_and_not_a_member():
    family = make.a_family(("独演一", date(1950, 1, 1)), ("独演二", date(1975, 1, 1)))
    filled = make.answers(
        [],
        income_kinds=["personal_pension", "basic_pension"],
        personal_pension=6000,
        basic_pension=40000,
        obligors=[
            {
                "name": "独演二",
                "id_number": make.ref(family.members["独演二"]),
                "relation": "child",
                "able": "yes",
                "size": 1,
                "income": 300000,
            }
        ],
    )
    found = found_for(family, filled)
    # (3000 − 1.5×945)×30% = 474.75; 60 + 474.75 = 534.75; 945 − 534.75 = 410.25, 见分进元 411
    assert (found.tier, found.amount) == ("dibao", 41100)


def test_a_refusal_says_what_would_change_it():
    family = make.a_family(("高演一", date(1985, 1, 1)))
    found = found_for(family, make.answers(income_kinds=["wage"], wage=300000, financial=9000000))
    assert (found.eligible, found.tier, found.amount) == (False, "none", 0)
    assert found.changes[0].startswith("金融资产要不超过 22680 元")
    assert found.changes[-1] == "家庭月收入要低于 945 元，现在是 3000 元，高出 2055 元。"
    assert "金融资产" in found.reason


def test_a_finding_of_a_household_takes_three_statements():
    family, filled = make.three_of_lin()
    row = case(make.an_application(family, filled).case_id)
    found = package(row["snapshot_id"])
    finding_of(row, found, DECIDED)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        finding_of(row, found, DECIDED)
    assert len(asked) == 3


def test_a_place_without_a_standard_is_told_so_by_name():
    family, filled = make.three_of_lin()
    row = case(make.an_application(family, filled).case_id)
    with pytest.raises(Problem) as problem:
        finding_of(
            {**row, "received_at": datetime(2024, 1, 5, tzinfo=UTC)},
            package(row["snapshot_id"]),
            datetime(2024, 2, 1, tzinfo=UTC),
        )
    assert problem.value.code == "places.parameter_missing"
    assert person(row["applicant_id"]).name == "林演兰"
    assert snapshot_for("dibao", ancestry("990101001001")) == row["snapshot_id"]


def test_what_sources_reported_counts_before_what_was_declared_and_only_for_the_household():
    family, filled = make.three_of_lin()
    done = make.an_application(family, filled)
    row = case(done.case_id)
    found = package(row["snapshot_id"])
    lin, son = str(family.members["林演兰"]), str(family.members["袁演岭"])

    def finding_with(*lines: dict) -> Finding:
        known = Told(filled, checks=lines)
        return finding(
            person(row["applicant_id"]), found, received=date(2026, 3, 2), on=date(2026, 3, 30), known=known
        )

    wage = {
        "person": son,
        "source": "tax",
        "kind": "wage",
        "amount": Decimal(1800),
        "as_of": date(2026, 3, 1),
    }
    assert finding_with(wage).amount == 41500
    deposit = {"person": lin, "source": "bank", "kind": "deposit", "amount": Decimal(90000)}
    assert finding_with(deposit).changes[0].startswith("金融资产要不超过 68040 元")
    elsewhere = {**deposit, "person": str(make.a_person("外演人"))}
    assert finding_with(elsewhere).eligible
    car = {"person": son, "source": "vehicles", "kind": "vehicle", "type": "小型轿车"}
    assert "机动车" in finding_with(car).reason
    assert finding_with({**car, "type": "残疾人专用汽车"}).eligible
    assert finding_with({**car, "type": "二轮摩托车"}).eligible


def test_what_investigators_found_counts_before_everything_else():
    family, filled = make.three_of_lin()
    done = make.an_application(family, filled)
    row = case(done.case_id)
    found = package(row["snapshot_id"])
    visit = {
        "found_home": "yes",
        "seen_people": 2,
        "not_together": [{"name": "袁演禾", "why": "住在外婆家"}],
        "corrections": [{"name": "袁演岭", "kind": "wage", "amount": 100000, "evidence": "工资条"}],
    }
    known = Told(filled, records={"visit.form.json": visit, "visit": visit})
    result = finding(
        person(row["applicant_id"]), found, received=date(2026, 3, 2), on=date(2026, 3, 30), known=known
    )
    # 620 + 1000 = 1620; 945 × 2 = 1890; 1890 − 1620 = 270
    assert (result.tier, result.amount, result.result["people"]) == ("dibao", 27000, 2)


def test_what_was_put_right_by_a_supplement_is_what_is_reckoned_with():
    family, filled = make.three_of_lin()
    done = make.an_application(family, filled)
    row = case(done.case_id)
    items = [{"code": "income", "label": "养老金", "field": "pension", "reason": "和存折不一样"}]
    given = canonical({"items": [{"value": 70000, "files": [], "note": ""}]})
    run(
        "INSERT INTO cases_supplement (id, case_id, kind, element, items, asked_at, answered_at, body) "
        "VALUES (%s, %s, 'supplement', 'accept', %s::jsonb, %s, %s, %s) RETURNING id",
        [uuid7(), done.case_id, json.dumps(items), make.AT, DECIDED, given],
    )
    found = finding_of(row, package(row["snapshot_id"]), DECIDED)
    assert (found.amount, found.lines[0].text) == (63500, "700 + 1500 − 0 = 2200")
