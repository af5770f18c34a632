from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from django.db import connection

from minzheng.core.offices import actions, queries
from minzheng.core.offices.tests.factories import AT, BY, TODAY, a_clerk, a_position, an_office
from minzheng.core.people import actions as people
from minzheng.core.people.tests.factories import a_person, an_account, divisions
from minzheng.kernel.rights import Hat, Rule, Target, may

HOUSE = Path(queries.__file__).resolve().parents[3]


@pytest.fixture
def _places(db):
    divisions()


pytestmark = pytest.mark.usefixtures("_places")


def test_every_role_of_requirements_is_there_and_every_rule_names_a_role_that_is():
    needed = {
        "citizen",
        "representative",
        "helper",
        "window",
        "acceptor",
        "investigator",
        "reviewer",
        "approver",
    }
    assert needed | {"monitor", "sys_admin", "sec_admin", "audit_admin"} <= set(queries.roles())
    named = {line.role for lines in queries.rules().values() for line in lines}
    assert named <= {*queries.roles(), "anyone"}


def test_the_three_administrators_exclude_each_other_and_all_business():
    roles = queries.roles()
    for name in ("sys_admin", "sec_admin", "audit_admin"):
        assert all(roles[name].excludes(other) for other in roles.values() if other.name != name)


def test_the_rules_of_all_rooms_are_joined():
    for room, right in (("places", "places.load_divisions"), ("people", "people.register_person")):
        lines = yaml.safe_load((HOUSE / "core" / room / "rights.yaml").read_text(encoding="utf-8"))[right]
        found = {(rule.role, rule.relation) for rule in queries.rules()[right]}
        assert found == {(line["role"], line["relation"]) for line in lines}


def test_the_actor_of_a_clerk_is_found_in_one_statement(django_assert_num_queries):
    account, person = a_clerk("reviewer", an_office(), username="990101001_reviewer_01")
    with django_assert_num_queries(1):
        actor = queries.actor(account, channel="web", on=TODAY)
    assert actor is not None
    assert (actor.hat, actor.account, actor.person, actor.name, actor.roles) == (
        Hat.STAFF,
        account,
        person,
        "赵演川",
        ("reviewer",),
    )
    (grant,) = actor.grants
    assert (grant.scope.level, grant.scope.division) == ("town", "990101001")
    assert grant.until == date(2026, 12, 31)
    assert "people.reveal_id_number" in grant.rights


def test_many_positions_cost_no_more_statements(django_assert_num_queries):
    office = an_office()
    account, person = a_clerk("reviewer", office, username="clerk")
    a_position(person, office, "acceptor")
    a_position(person, office, "investigator")
    with django_assert_num_queries(1):
        actor = queries.actor(account, channel="web", on=TODAY)
    assert actor is not None
    assert set(actor.roles) == {"acceptor", "investigator", "reviewer"}


def test_a_position_counts_on_its_days_only():
    account, _ = a_clerk("reviewer", an_office(), username="clerk")
    for day, held in (
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), 0),
    ):
        actor = queries.actor(account, channel="web", on=day)
        assert actor is not None
        assert len(actor.grants) == held, day


def test_a_citizen_account_brings_no_positions_along_although_its_person_holds_one():
    _, person = a_clerk("reviewer", an_office(), username="clerk")
    own = queries.actor(an_account(person, username="zhao"), channel="web", on=TODAY)
    assert own is not None
    assert (own.hat, own.grants, own.acts_for) == (Hat.SELF, (), frozenset({person}))


def test_a_deputy_acts_with_the_position_of_the_holder_for_its_days():
    office = an_office()
    _, holder = a_clerk("approver", office, username="chief", name="钱演川")
    account, deputy = a_clerk("reviewer", office, username="clerk")
    position = queries.positions_of(holder, TODAY)[0].id
    delegation = actions.delegate(
        by=BY,
        at=AT,
        position_id=position,
        deputy=deputy,
        valid_from=date(2026, 11, 1),
        valid_to=date(2026, 12, 1),
        reason="出差",
    )
    actor = queries.actor(account, channel="web", on=TODAY)
    later = queries.actor(account, channel="web", on=date(2026, 12, 1))
    assert actor is not None
    assert later is not None
    assert (set(actor.roles), actor.delegation) == ({"approver", "reviewer"}, delegation)
    assert (later.roles, later.delegation) == (("reviewer",), None)


def test_a_representative_acts_for_a_person_only_while_the_agency_holds():
    mother, son = a_person("林演兰"), a_person("袁演岭")
    account = an_account(son, username="yuan")
    agency = people.name_representative(by=BY, at=AT, principal=mother, agent=son, since=date(2026, 1, 1))
    found = queries.actor(account, channel="web", on=TODAY, on_behalf_of=mother)
    assert found is not None
    assert (found.hat, found.on_behalf_of, found.acts_for) == (
        Hat.REPRESENTATIVE,
        mother,
        frozenset({mother}),
    )
    people.end_representation(by=BY, at=AT, agency_id=agency)
    own = queries.actor(account, channel="web", on=TODAY, on_behalf_of=mother)
    assert own is not None
    assert (own.hat, own.acts_for) == (Hat.SELF, frozenset({son}))


def test_an_unknown_or_closed_account_has_no_actor():
    account, _ = a_clerk("reviewer", an_office(), username="clerk")
    people.close_account(by=BY, at=AT, account_id=account)
    assert queries.actor(account, channel="web", on=TODAY) is None
    assert queries.actor(uuid4(), channel="web", on=TODAY) is None


def test_the_office_of_a_place_is_found_per_level(django_assert_num_queries):
    street, county, village = an_office(), an_office("990101"), an_office("990101001001")
    where = {"county": "990101", "town": "990101001", "village": "990101001001"}
    for level, expected in (("county", county), ("town", street), ("village", village)):
        with django_assert_num_queries(1):
            found = queries.authority_for(where, level, TODAY)
        assert found is not None
        assert found.id == expected
    assert queries.authority_for({"county": "990102"}, "county", TODAY) is None
    assert queries.authority_for({}, "county", TODAY) is None


def test_who_lives_together_or_acts_for_each_other_is_close(django_assert_num_queries):
    wife, husband, son, neighbour = (
        a_person("林演兰"),
        a_person("陈演松"),
        a_person("陈演柏"),
        a_person("周演川"),
    )
    people.open_household(
        by=BY,
        at=AT,
        head=wife,
        registered_at="990101001001",
        address="",
        members={husband: "spouse"},
        since=date(2020, 1, 1),
    )
    people.name_representative(by=BY, at=AT, principal=wife, agent=son, since=date(2026, 1, 1))
    with django_assert_num_queries(1):
        close = queries.close_to([wife], TODAY)
    assert close == {husband, son}
    assert neighbour not in close


def test_holders_of_a_role_for_a_place_and_the_staff_of_an_office(django_assert_num_queries):
    office = an_office()
    _, reviewer = a_clerk("reviewer", office, username="rev")
    a_clerk("approver", office, username="app")
    with django_assert_num_queries(1):
        assert [row.person for row in queries.holders("reviewer", {"town": "990101001"}, "town", TODAY)] == [
            reviewer
        ]
    with django_assert_num_queries(1):
        assert [row.role for row in queries.staff_of(office, TODAY)] == ["approver", "reviewer"]
    assert queries.holders("reviewer", {"town": "990101002"}, "town", TODAY) == []


def test_reading_an_actor_uses_the_index_of_persons():
    a_clerk("reviewer", an_office(), username="clerk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT role FROM offices_position WHERE person_id = %s AND valid_to > %s",
            [uuid4(), TODAY],
        )
        assert "offices_position_person" in "\n".join(row[0] for row in cursor.fetchall())


def test_a_rule_of_the_house_decides_by_the_scope_of_the_grant():
    account, _ = a_clerk("acceptor", an_office("990101"), username="clerk")
    actor = queries.actor(account, channel="web", on=TODAY)
    assert actor is not None
    rules = {"x.do": (Rule("x.do", "acceptor", "scope"),)}
    assert may(
        actor, "x.do", Target(places={"county": "990101", "town": "990101001"}), rules=rules, today=TODAY
    )
    assert not may(actor, "x.do", Target(places={"county": "990102"}), rules=rules, today=TODAY)
