from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core.offices.rules import (
    Role,
    Separation,
    check_appointment,
    check_compatible,
    check_separation,
    load_roles,
    rights_of,
    rules_of,
    who_did,
    why_refused,
)
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Grant, Hat, Rule, Scope, Target, anonymous, system

FIRST, LAST = date(2026, 1, 1), date(2027, 1, 1)
REVIEWER = Role("reviewer", "审核人", "staff", frozenset({"county", "town"}))
SYS = Role("sys_admin", "系统管理员", "staff", frozenset({"county"}), incompatible=frozenset({"all"}))
RULES = {"cases.confirm": (Rule("cases.confirm", "approver", "scope"),)}


def staff(role: str, level: str, division: str, until: date | None = None, person=None) -> Actor:
    grant = Grant(role, frozenset({"cases.confirm"}), Scope(level, division), until=until)
    return Actor(hat=Hat.STAFF, account=uuid4(), person=person or uuid4(), grants=(grant,))


def code(caught: pytest.ExceptionInfo[Problem]) -> str:
    return caught.value.code


def test_roles_of_several_rooms_are_joined_and_a_name_stands_once():
    first = {"reviewer": {"title": "审核人", "kind": "staff", "levels": ["town"], "rights": ["cases.review"]}}
    second = {
        "registrar": {"title": "婚姻登记员", "kind": "staff", "levels": ["county"], "incompatible": "all"}
    }
    roles = load_roles([first, second])
    assert set(roles) == {"reviewer", "registrar"}
    assert roles["registrar"].excludes(roles["reviewer"])
    assert rules_of(roles) == {"cases.review": (Rule("cases.review", "reviewer", "scope"),)}
    with pytest.raises(ValueError, match="reviewer"):
        load_roles([first, first])


def test_a_role_carries_the_rights_that_some_rule_allows_it():
    rules = RULES | {"cases.erase": (Rule("cases.erase", "approver", "scope", effect="deny"),)}
    assert rights_of("approver", rules) == {"cases.confirm"}
    assert rights_of("reviewer", rules) == frozenset()


def test_an_appointment_is_for_a_year_at_most():
    check_appointment(REVIEWER, "town", FIRST, LAST)
    with pytest.raises(Problem) as caught:
        check_appointment(REVIEWER, "town", FIRST, date(2027, 1, 3))
    assert code(caught) == "offices.too_long"
    with pytest.raises(Problem) as caught:
        check_appointment(REVIEWER, "town", LAST, LAST)
    assert code(caught) == "offices.days"


def test_a_role_is_held_only_at_its_levels_and_never_given_to_citizens():
    with pytest.raises(Problem) as caught:
        check_appointment(REVIEWER, "province", FIRST, LAST)
    assert code(caught) == "offices.role_level"
    with pytest.raises(Problem) as caught:
        check_appointment(Role("citizen", "自然人", "person"), "town", FIRST, LAST)
    assert code(caught) == "offices.role_not_appointed"


def test_an_administrator_holds_no_second_role_whichever_comes_first():
    for new, held in ((SYS, REVIEWER), (REVIEWER, SYS)):
        with pytest.raises(Problem) as caught:
            check_compatible(new, [held])
        assert code(caught) == "offices.roles_exclude"
    check_compatible(REVIEWER, [REVIEWER])


def test_the_book_is_told_why_an_answer_was_no():
    here, there = Target(places={"county": "990101"}), Target(places={"county": "990102"})
    today = date(2026, 3, 2)
    assert why_refused(anonymous(), "cases.confirm", here, RULES, today) == "signed_out"
    assert why_refused(staff("reviewer", "county", "990101"), "cases.confirm", here, RULES, today) == "role"
    assert why_refused(staff("approver", "county", "990101"), "cases.confirm", there, RULES, today) == "scope"
    old = staff("approver", "county", "990101", until=date(2026, 3, 1))
    assert why_refused(old, "cases.confirm", here, RULES, today) == "expired"


@pytest.mark.parametrize(
    ("done", "role", "refused"),
    [
        ("acceptor", "reviewer", True),
        ("acceptor", "approver", True),
        ("reviewer", "approver", True),
        ("investigator", "reviewer", True),
        ("investigator", "approver", True),
        ("window", "acceptor", False),
        ("acceptor", "acceptor", False),
        ("acceptor", "investigator", False),
    ],
)
def test_the_same_person_does_not_accept_review_and_decide_one_case(done, role, refused):
    person = uuid4()
    case = Separation(done_by={done: {person}})
    assert (who_did(person, role, case) == done) is refused
    assert who_did(uuid4(), role, case) is None


def test_in_a_small_office_one_person_accepts_and_reviews_but_another_decides():
    person = uuid4()
    case = Separation(done_by={"acceptor": {person}, "reviewer": {person}}, small_office=True)
    assert who_did(person, "reviewer", case) is None
    assert who_did(person, "approver", case) is not None


def test_duties_are_kept_apart_by_person_not_by_account():
    person = uuid4()
    other_account = staff("reviewer", "town", "990101001", person=person)
    with pytest.raises(Problem) as caught:
        check_separation(
            other_account, "reviewer", Separation(done_by={"acceptor": [person]}), {"acceptor": "受理"}
        )
    assert (code(caught), caught.value.params["done"]) == ("offices.same_person", "受理")


def test_nobody_handles_their_own_matter_or_that_of_their_household():
    by = staff("reviewer", "town", "990101001")
    assert by.person is not None
    with pytest.raises(Problem) as caught:
        check_separation(by, "reviewer", Separation(parties=frozenset({by.person})), {})
    assert code(caught) == "offices.own_matter"
    with pytest.raises(Problem) as caught:
        check_separation(by, "reviewer", Separation(close=frozenset({by.person})), {})
    assert code(caught) == "offices.close_to_party"


def test_the_system_has_no_person_and_passes():
    check_separation(system("list"), "reviewer", Separation(done_by={"acceptor": [uuid4()]}), {})


@given(
    st.sampled_from(["window", "acceptor", "investigator", "reviewer", "approver"]),
    st.sampled_from(["window", "acceptor", "investigator", "reviewer", "approver"]),
)
def test_what_a_small_office_forbids_the_standard_forbids_too(done, role):
    person = uuid4()
    small = Separation(done_by={done: {person}}, small_office=True)
    standard = Separation(done_by={done: {person}})
    assert who_did(person, role, small) is None or who_did(person, role, standard) is not None
