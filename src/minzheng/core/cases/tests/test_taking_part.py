"""Rows of the form become parties; who must sign is asked; somebody may fill in for a person who cannot."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.core.audit.queries import run
from minzheng.core.cases.actions import object_to_agency, withdraw
from minzheng.core.cases.actions.permission import require_sight
from minzheng.core.cases.queries import (
    agency_of,
    also_elsewhere,
    authorisations_of,
    case,
    filled_in_by,
    fills_in,
    missing_authorisations,
    to_sign,
)
from minzheng.core.cases.tests.factories import AT, a_case, a_town
from minzheng.core.cases.tests.family import (
    Family,
    a_family,
    a_family_case,
    answers,
    asked,
    files,
    signed_in,
)
from minzheng.core.catalogue.queries import check
from minzheng.core.people.actions import note_death
from minzheng.core.people.tests.factories import BY, a_person
from minzheng.kernel.errors import Invalid, Problem

pytestmark = pytest.mark.django_db
UNTIL = (AT.date() + timedelta(days=90)).isoformat()
FILLED_IN = {
    "for_whom": "other",
    "agent_is": "neighbour",
    "agent_why": "卧床，手机也不会用",
    "agent_until": UNTIL,
}


@pytest.fixture
def family() -> Family:
    return a_family()


def parties(case_id: object) -> list[tuple[str, str]]:
    return [
        (name, role)
        for name, role in run(
            "SELECT n.name, p.role FROM cases_party p JOIN people_person n ON n.id = p.person_id "
            "WHERE p.case_id = %s ORDER BY p.role, n.name",
            [case_id],
        )
    ]


def test_the_package_of_these_tests_is_sound():
    assert check(files()) == []


def test_members_and_obligors_take_part_and_the_grown_ones_are_asked_to_sign(family: Family):
    done = a_family_case(family)
    assert parties(done.case_id) == [
        ("林演兰", "applicant"),
        ("袁演岭", "member"),
        ("袁演禾", "member"),
        ("袁演芷", "obligor"),
    ]
    waiting = asked(done.case_id)
    assert {name: (one.role, one.state) for name, one in waiting.items()} == {
        "林演兰": ("applicant", "waiting"),
        "袁演岭": ("member", "waiting"),
        "袁演芷": ("obligor", "waiting"),
    }
    ids = {row[0] for row in run("SELECT id FROM cases_party WHERE case_id = %s", [done.case_id])}
    assert {one.id for one in waiting.values()} <= ids


def test_what_is_missing_is_named_for_the_supplement_list_in_two_statements(
    family: Family, django_assert_num_queries
):
    done = a_family_case(family)
    with django_assert_num_queries(2):
        missing = missing_authorisations(done.case_id)
    assert [label for _, label in missing] == [
        "林演兰（申请人）还没有签核对授权书",
        "袁演岭（家庭成员）还没有签核对授权书",
        "袁演芷（赡养、抚养、扶养义务人）还没有签核对授权书",
    ]
    with django_assert_num_queries(1):
        assert [one.case["case_no"] for one in to_sign(family.obligor)] == [done.case_no]


def test_a_submission_with_members_costs_one_statement_more_and_rows_add_none(family: Family):
    a_case(family.town)  # the calendar and the package are remembered
    with CaptureQueriesContext(connection) as plain:
        a_case(family.town, key="k2")
    many = [a_person(f"袁演{sign}") for sign in "甲乙丙丁戊己庚辛壬癸"]
    rows = [{"name": "x", "id_number": {"ref": str(who)}} for who in many]
    a_family_case(family, key="f0")
    with CaptureQueriesContext(connection) as few:
        a_family_case(family, key="f1")
    with CaptureQueriesContext(connection) as most:
        a_family_case(family, key="f2", household=rows)
    assert len(few) == len(plain) + 1 == len(most)
    assert len(most) <= 12


def test_who_is_written_in_two_lists_is_told_by_name(family: Family):
    twice = answers(family)["household"]
    with pytest.raises(Problem) as caught:
        a_family_case(family, obligors=twice)
    assert (caught.value.code, caught.value.params["name"]) == ("cases.party_twice", "袁演岭")


def test_the_dead_owe_no_signature_before_and_after_the_submission(family: Family):
    done = a_family_case(family)
    assert family.son.person
    note_death(by=BY, at=AT, person_id=family.son.person, version=1, died_on=AT.date())
    assert not any("袁演岭" in label for _, label in missing_authorisations(done.case_id))
    again = a_family_case(family, key="f2")
    assert "袁演岭" not in asked(again.case_id)


def test_a_member_of_another_open_case_of_the_service_is_found_in_one_statement(
    family: Family, django_assert_num_queries
):
    first = a_family_case(family)
    with django_assert_num_queries(1):
        assert also_elsewhere(first.case_id) == []
    second = a_family_case(family, key="f2")
    found = also_elsewhere(second.case_id)
    assert {one.case_no for one in found} == {first.case_no}
    assert {one.person for one in found} >= {family.son.person, family.child}
    assert family.obligor not in {one.person for one in found}


def test_who_fills_in_for_another_says_what_he_is_why_and_until_when(family: Family):
    neighbour = signed_in(a_person("沈演秋"), "neighbour")
    done = a_family_case(family, by=neighbour, **FILLED_IN)
    found = agency_of(done.case_id)
    assert found is not None
    assert (found.person, found.capacity, found.until) == (
        neighbour.person,
        "neighbour",
        date.fromisoformat(UNTIL),
    )
    assert ("沈演秋", "agent") in parties(done.case_id)
    assert len(authorisations_of(done.case_id)) == 3  # an agent signs nothing


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"agent_why": "忙"}, "agent_why"),
        ({"agent_until": "2020-01-01"}, "agent_until"),
        ({"agent_until": "2031-01-01"}, "agent_until"),
        ({"agent_is": "guardian"}, "agent_proof"),
        ({"agent_is": "boss"}, "agent_is"),
    ],
)
def test_an_agency_that_says_too_little_is_told_at_its_question(
    family: Family, change: dict[str, str], path: str
):
    neighbour = signed_in(a_person("沈演秋"), "neighbour")
    with pytest.raises(Invalid) as caught:
        a_family_case(family, by=neighbour, **{**FILLED_IN, **change})
    assert path in {one.path for one in caught.value.fields}


def test_who_only_filled_in_does_not_withdraw(family: Family):
    neighbour = signed_in(a_person("沈演秋"), "neighbour")
    done = a_family_case(family, by=neighbour, **FILLED_IN)
    with pytest.raises(Problem, match=r"offices\.denied"):
        withdraw(by=neighbour, at=AT, case_id=done.case_id)
    assert withdraw(by=family.applicant, at=AT, case_id=done.case_id).state == "withdrawn"


def test_who_fills_in_sees_the_case_until_the_day_that_was_named(family: Family):
    neighbour = signed_in(a_person("沈演秋"), "neighbour")
    done = a_family_case(family, by=neighbour, **FILLED_IN)
    row, last = case(done.case_id), date.fromisoformat(UNTIL)
    assert neighbour.person
    for day, seen in ((last, True), (last + timedelta(days=1), False)):
        at = AT + (day - AT.date())
        assert fills_in(row, neighbour.acts_for, day) is seen
        assert [one["id"] for one in filled_in_by(neighbour.person, day)] == [done.case_id] * seen
        if seen:
            require_sight(row, neighbour, at)
        else:
            with pytest.raises(Problem, match=r"cases\.not_found"):
                require_sight(row, neighbour, at)


def test_the_applicant_may_object_and_the_other_sees_nothing_of_it_any_more(family: Family):
    neighbour = signed_in(a_person("沈演秋"), "neighbour")
    done = a_family_case(family, by=neighbour, **FILLED_IN)
    assert neighbour.person
    with pytest.raises(Problem, match=r"offices\.denied"):
        object_to_agency(by=neighbour, at=AT, case_id=done.case_id)
    object_to_agency(by=family.applicant, at=AT, case_id=done.case_id, reason="没有请他办")
    assert case(done.case_id)["agent_id"] is None
    assert filled_in_by(neighbour.person, AT.date()) == []
    found = agency_of(done.case_id)
    assert found is not None
    assert found.objection == "没有请他办"
    with pytest.raises(Problem, match=r"cases\.no_agent"):
        object_to_agency(by=family.applicant, at=AT, case_id=done.case_id)


def test_a_service_without_parties_writes_none_of_it():
    town = a_town()
    done = a_case(town)
    assert authorisations_of(done.case_id) == []
    assert missing_authorisations(done.case_id) == []
    assert agency_of(done.case_id) is None


def test_a_reference_to_nobody_is_refused(family: Family):
    rows = [{"name": "无名", "id_number": {"ref": "0193a000-0000-7000-8000-000000000001"}}]
    with pytest.raises(Problem, match=r"people\.not_found"):
        a_family_case(family, obligors=rows)
