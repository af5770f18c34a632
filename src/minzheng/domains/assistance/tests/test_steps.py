"""Opinion and decision: what the rules find, what an officer may say otherwise, and the entitlement that begins."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from minzheng.blocks.benefits.queries import in_benefit, of_case, services_of
from minzheng.core.audit.queries import run
from minzheng.core.cases.queries import case
from minzheng.core.catalogue.queries import package
from minzheng.core.documents.queries import letters_of
from minzheng.core.offices.tests.factories import an_office
from minzheng.domains.assistance.steps import DecideEntitlement, Propose
from minzheng.domains.assistance.tests import factories as make
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.sql import compose

pytestmark = pytest.mark.django_db

REVIEWED = datetime(2026, 3, 27, 2, 0, tzinfo=UTC)
DECIDED = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)


@dataclass
class Road:
    """A case whose steps are concluded one by one without the road around them."""

    case_id: UUID
    row: dict[str, Any]

    def conclude(self, kind: Any, element: str, outcome: str, at: datetime, **form: str) -> StepEffect:
        found = package(self.row["snapshot_id"])
        level = found.machine.plates[element].level
        effect: StepEffect = kind.complete(
            StepContext(
                case=self.row,
                element={"id": element, "name": element, "outcome": outcome, "level": level},
                form=form,
                offering=found,
                by=SimpleNamespace(acts_for=frozenset(), person=None, name="审批人"),
                at=at,
                event_id=uuid7(),
            )
        )
        self.row["variables"] = {**self.row["variables"], **effect.variables}
        return effect


@pytest.fixture
def road() -> Road:
    make.ground()
    for division in ("990101", "990101001"):
        an_office(division)
    done = make.an_application(*make.three_of_lin())
    return Road(done.case_id, case(done.case_id))


def test_the_opinion_proposes_category_and_amount_as_the_rules_find_them(road: Road):
    effect = road.conclude(Propose(), "initial_review", "agree", REVIEWED, opinion="家庭情况属实")
    said = effect.variables
    assert (said["category"], said["amount"], said["people"], said["differs"]) == ("dibao", 71500, 3, False)
    assert said["review"] == "agree"


def test_another_amount_needs_a_reason_and_another_notice(road: Road):
    road.conclude(Propose(), "initial_review", "agree", REVIEWED, opinion="家庭情况属实")
    road.row["variables"]["notice"] = "done"
    with pytest.raises(Problem) as problem:
        road.conclude(Propose(), "initial_review", "agree", REVIEWED, amount="700", opinion="少给一点")
    assert problem.value.code == "cases.reason_needed"
    reason = "儿子三月起每月多挣十五元，工资条为证"
    said = road.conclude(
        Propose(), "initial_review", "agree", REVIEWED, amount="700", opinion=reason, reason=reason
    ).variables
    assert (said["amount"], said["differs"], said["notice"]) == (70000, True, "")


def test_what_is_no_amount_is_told_beside_its_field(road: Road):
    with pytest.raises(Invalid) as invalid:
        road.conclude(Propose(), "initial_review", "agree", REVIEWED, amount="七百多", opinion="差不多")
    assert [one.path for one in invalid.value.fields] == ["ask-amount"]


def test_the_same_opinion_again_leaves_the_notice_as_it_is(road: Road):
    road.conclude(Propose(), "initial_review", "agree", REVIEWED, opinion="家庭情况属实")
    road.row["variables"]["notice"] = "done"
    road.conclude(Propose(), "initial_review", "agree", REVIEWED, opinion="补充调查后意见不变")
    assert road.row["variables"]["notice"] == "done"


def test_a_confirmation_begins_the_entitlement_in_the_month_after(road: Road):
    road.conclude(Propose(), "initial_review", "agree", REVIEWED, opinion="家庭情况属实")
    effect = road.conclude(DecideEntitlement(), "confirm", "grant", DECIDED)
    run(*compose(list(effect.clauses), "SELECT 1"))
    row = of_case(road.case_id)
    assert row is not None
    assert (row.category, row.amount, row.people, row.starts) == ("dibao", 71500, 3, date(2026, 4, 1))
    assert "2835 − 2120 = 715" in row.formula
    letter = next(one for one in letters_of(road.case_id) if one.kind == "decision")
    assert letter.data["formula"] == row.formula
    assert letter.data["starts"] == "2026 年 4 月"
    listed = in_benefit("dibao", date(2026, 4, 15), level="village", division="990101001001")
    assert [one.case_id for one in listed] == [road.case_id]
    assert in_benefit("dibao", date(2026, 3, 15), level="village", division="990101001001") == []
    assert services_of(frozenset({row.person}), date(2026, 5, 1)) == {"dibao"}
    assert row.pays_in(date(2026, 4, 30))


def test_a_level_without_a_list_of_those_in_benefit_is_refused():
    with pytest.raises(Problem) as problem:
        in_benefit("dibao", date(2026, 4, 1), level="province", division="990000")
    assert problem.value.code == "benefits.level"


def test_what_was_proposed_otherwise_with_a_reason_is_what_is_confirmed(road: Road):
    reason = "儿子三月起每月多挣十五元，工资条为证"
    road.conclude(Propose(), "initial_review", "agree", REVIEWED, amount="700", opinion=reason, reason=reason)
    effect = road.conclude(DecideEntitlement(), "confirm", "grant", DECIDED)
    assert effect.variables["amount"] == 70000


def test_a_refusal_tells_how_it_was_reckoned_and_what_would_change_it():
    make.ground()
    for division in ("990101", "990101001"):
        an_office(division)
    family = make.a_family(("高演一", date(1985, 1, 1)))
    done = make.an_application(family, make.answers(income_kinds=["wage"], wage=300000))
    road = Road(done.case_id, case(done.case_id))
    reason = "家庭月收入高于低保标准"
    with pytest.raises(Problem) as agreed:
        road.conclude(Propose(), "initial_review", "agree", REVIEWED, opinion="同意给这家")
    assert agreed.value.code == "cases.not_eligible"
    road.conclude(Propose(), "initial_review", "disagree", REVIEWED, reason=reason)
    with pytest.raises(Problem) as problem:
        road.conclude(DecideEntitlement(), "confirm", "grant", DECIDED)
    assert problem.value.code == "cases.not_eligible"
    effect = road.conclude(DecideEntitlement(), "confirm", "refuse", DECIDED, reason=reason)
    run(*compose(list(effect.clauses), "SELECT 1"))
    letter = next(one for one in letters_of(road.case_id) if one.kind == "decision")
    assert letter.data["items"][-1]["value"] == "家庭月收入要低于 945 元，现在是 3000 元，高出 2055 元。"
    assert of_case(road.case_id) is None
