"""查看明文: who may see a case's sensitive fields in clear, what for, how long, and who reads of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from minzheng.core.audit.queries import looks_at, run
from minzheng.core.cases import queries
from minzheng.core.cases.actions import reveal_fields
from minzheng.core.cases.rules import PURPOSES, hidden_fields
from minzheng.core.cases.tests.factories import AT, Town, a_case, a_town
from minzheng.core.cases.tests.inquiry import a_field, an_accepted_case
from minzheng.core.cases.tests.test_wall import acting_as, count
from minzheng.core.catalogue.queries import package
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import EVERY, PLAIN, Actor, clear_up_to

pytestmark = pytest.mark.django_db
SAID = {"purpose": PURPOSES[0], "confirmed": True}


@pytest.fixture
def town() -> Town:
    return a_town()


def refused(by: Actor, case_id, level: str = "L3") -> str:
    """Why somebody may not, '' when they may."""
    try:
        reveal_fields(by=by, at=AT, case_id=case_id, level=level, **SAID)
    except Problem as problem:
        return str(problem.params.get("right") or problem.code)
    return ""


def test_levels_are_in_clear_from_the_lowest_up() -> None:
    assert clear_up_to("") == PLAIN == {"L1", "L2"}
    assert clear_up_to("L3") == {"L1", "L2", "L3"}
    assert clear_up_to("L4") == EVERY
    with pytest.raises(ValueError, match="tuple"):
        clear_up_to("L9")


def test_an_officer_says_what_for_and_sees_the_fields_for_half_an_hour_which_the_person_reads(town: Town):
    case_id, by = a_case(town).case_id, town.acceptor
    assert queries.papers_of(case_id, by.account, AT).reveal is None
    given = reveal_fields(by=by, at=AT, case_id=case_id, level="L3", **SAID)
    assert given.until == AT + timedelta(minutes=30)
    for minutes, level in ((0, "L3"), (29, "L3"), (30, ""), (31, "")):
        at = AT + timedelta(minutes=minutes)
        found = queries.papers_of(case_id, by.account, at).reveal
        assert (found.level if found else "") == level, minutes
        assert queries.reveal_of(case_id, by.account, at) == found
    assert queries.reveal_of(case_id, town.reviewer.account, AT) is None, "for this officer alone"
    (look,) = looks_at(town.elder.person)
    assert (look["kind"], look["purpose"], look["case_id"]) == ("cases.reveal_fields", PURPOSES[0], case_id)
    assert look["facts"]["level"] == "L3"
    assert "老人现在住在哪里" in look["facts"]["fields"]


def test_pressed_twice_it_stands_in_the_book_once_and_after_its_time_again(town: Town):
    case_id = a_case(town).case_id
    for minutes, events in ((0, 1), (10, 1), (31, 2)):
        at = AT + timedelta(minutes=minutes)
        reveal_fields(by=town.acceptor, at=at, case_id=case_id, level="L3", **SAID)
        assert len(looks_at(town.elder.person)) == events


@pytest.mark.parametrize(
    ("purpose", "confirmed", "paths"),
    [("", True, ["purpose"]), (" 看 ", True, ["purpose"]), ("核对", False, ["purpose", "confirmed"])],
)
def test_without_purpose_and_confirmation_nothing_is_shown(town: Town, purpose, confirmed, paths):
    case_id = a_case(town).case_id
    with pytest.raises(Invalid) as wrong:
        reveal_fields(
            by=town.acceptor, at=AT, case_id=case_id, level="L3", purpose=purpose, confirmed=confirmed
        )
    assert [one.path for one in wrong.value.fields] == paths
    assert run("SELECT count(*) FROM cases_reveal", []) == [(0,)]


def test_who_may_not_see_the_case_whole_reveals_nothing_of_it(town: Town):
    case_id = a_case(town).case_id
    helper = replace(town.acceptor, grants=(replace(town.acceptor.grants[0], role="helper"),))
    assert refused(town.elder, case_id) == "cases.reveal_fields", "the own matter needs no reveal"
    assert refused(town.other_approver, case_id) == "cases.view"
    assert refused(helper, case_id) == "cases.view"
    assert refused(town.window, case_id) == ""
    assert refused(town.window, case_id, "L4") == "cases.nothing_to_reveal"


def test_what_sources_said_is_revealed_by_who_may_see_it_only():
    field = a_field()
    case_id, town = an_accepted_case(field), field.town
    assert refused(town.acceptor, case_id, "L4") == "cases.see_check"
    assert refused(town.window, case_id, "L4") == "cases.see_check"
    assert [refused(by, case_id, "L4") for by in (town.reviewer, field.checker, town.approver)] == [""] * 3
    found = queries.reveal_of(case_id, field.checker.account, AT)
    assert queries.clear_in(found) == EVERY


def test_of_a_sensitive_kind_the_group_is_asked_for_too(town: Town):
    case_id = a_case(town).case_id
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET sensitivity = 'child'")
    assert refused(town.acceptor, case_id) == "cases.view"
    (grant,) = town.acceptor.grants
    given = replace(town.acceptor, grants=(replace(grant, groups=frozenset({"child"})),))
    assert refused(given, case_id) == ""


def test_rows_of_others_are_behind_the_wall(town: Town):
    reveal_fields(by=town.acceptor, at=AT, case_id=a_case(town).case_id, level="L3", **SAID)
    seen = {}
    for by in (town.acceptor, town.reviewer, town.approver, town.elder):
        with acting_as(by):
            seen[by.name] = count("cases_reveal")
    assert list(seen.values()) == [1, 0, 0, 0]


def test_the_sealed_number_is_not_among_what_is_revealed(town: Town):
    found = package(queries.case(a_case(town).case_id)["snapshot_id"])
    assert "老人的公民身份号码" not in queries.hidden_in(found)["L3"]
    assert hidden_fields([], [("流水", "L4"), ("身份证", "L2")], checked=False) == {"L4": ["流水"]}
