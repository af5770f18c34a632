from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from minzheng.core.offices import actions, queries
from minzheng.core.offices.models import Position
from minzheng.core.offices.sql import profile
from minzheng.core.offices.tests.factories import AT, BY, TODAY, a_clerk, a_position, an_office
from minzheng.core.people import actions as people
from minzheng.core.people.tests.factories import a_person, divisions
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import Actor, Grant, Hat, Scope, Target
from minzheng.kernel.sql import compose

FIRST, LAST = date(2026, 1, 1), date(2027, 1, 1)


@pytest.fixture
def _places(db):
    divisions()


pytestmark = pytest.mark.usefixtures("_places")


def sec_admin(level: str = "county", division: str = "990101") -> Actor:
    grant = Grant("sec_admin", frozenset(), Scope(level, division))
    return Actor(hat=Hat.STAFF, account=uuid4(), person=uuid4(), name="孙演安", grants=(grant,))


def problem(call) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def refused() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, facts->>'right', facts->>'why', county FROM audit_event WHERE kind = 'offices.refused'"
        )
        return cursor.fetchall()


def test_a_security_administrator_appoints_inside_the_county():
    office, person = an_office(), a_person()
    position = actions.appoint(
        by=sec_admin(),
        at=AT,
        person=person,
        organisation_id=office,
        role="reviewer",
        valid_from=FIRST,
        valid_to=LAST,
    )
    (row,) = queries.positions_of(person, TODAY)
    assert (row.id, row.level, row.division) == (position, "town", "990101001")


def test_an_appointment_from_another_county_is_refused_and_the_book_says_why():
    office, person, by = an_office(), a_person(), sec_admin(division="990102")
    ask = {
        "person": person,
        "organisation_id": office,
        "role": "reviewer",
        "valid_from": FIRST,
        "valid_to": LAST,
    }
    assert problem(lambda: actions.appoint(by=by, at=AT, **ask)) == "offices.denied"
    assert refused() == [(by.person, "offices.appoint", "scope", "990101")]
    assert queries.positions_of(person, TODAY) == []


def test_a_scope_reaches_no_further_than_the_organisation():
    office, person = an_office(), a_person()
    ask = {
        "person": person,
        "organisation_id": office,
        "role": "reviewer",
        "valid_from": FIRST,
        "valid_to": LAST,
    }
    for level, division in (("county", "990101"), ("town", "990101002"), ("county", "990101001")):
        call = {"by": BY, "at": AT, "level": level, "division": division, **ask}
        assert problem(lambda call=call: actions.appoint(**call)) == "offices.scope_outside"


def test_a_clerk_does_not_become_an_administrator_beside():
    office, county = an_office(), an_office("990101")
    _, person = a_clerk("reviewer", office, username="clerk")
    assert problem(lambda: a_position(person, county, "sys_admin")) == "offices.roles_exclude"
    after = a_position(person, county, "sys_admin", since=LAST, until=date(2027, 6, 1))
    assert after


def test_the_database_itself_refuses_a_position_of_more_than_a_year():
    office, person = an_office(), a_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.create(
            person_id=person,
            organisation_id=office,
            role="reviewer",
            level="town",
            division="990101001",
            valid_from=FIRST,
            valid_to=date(2027, 1, 3),
        )


def test_a_position_ends_with_its_delegations():
    office = an_office()
    _, holder = a_clerk("approver", office, username="chief")
    account, deputy = a_clerk("reviewer", office, username="clerk")
    position = queries.positions_of(holder, TODAY)[0].id
    actions.delegate(
        by=BY, at=AT, position_id=position, deputy=deputy, valid_from=FIRST, valid_to=LAST, reason="AB 角"
    )
    actions.end_position(by=BY, at=AT, position_id=position, on=TODAY)
    actor = queries.actor(account, channel="web", on=TODAY)
    assert actor is not None
    assert actor.roles == ("reviewer",)
    assert (
        problem(lambda: actions.end_position(by=BY, at=AT, position_id=position, on=TODAY))
        == "offices.position_ended"
    )


def test_a_holder_names_a_deputy_themselves_but_not_themselves_and_not_an_administrator():
    office, county = an_office(), an_office("990101")
    account, holder = a_clerk("approver", office, username="chief")
    _, admin = a_clerk("sys_admin", county, username="admin")
    me = queries.actor(account, channel="web", on=TODAY)
    assert me is not None
    position = queries.positions_of(holder, TODAY)[0].id
    ask = {
        "by": me,
        "at": AT,
        "position_id": position,
        "valid_from": FIRST,
        "valid_to": LAST,
        "reason": "出差",
    }
    assert problem(lambda: actions.delegate(deputy=holder, **ask)) == "offices.own_deputy"
    assert problem(lambda: actions.delegate(deputy=admin, **ask)) == "offices.roles_exclude"
    free = a_person("曹演山")
    assert queries.able_to_stand_in(["approver"], [admin, free], TODAY) == {free}
    assert actions.delegate(deputy=a_person("周演川"), **ask)


def test_an_organisation_with_a_wrong_or_known_code_is_refused_at_the_field():
    an_office()
    ask = {"by": BY, "at": AT, "name": "某某", "kind": "authority", "level": "county", "division": "990101"}
    for uscc, words in (("11990101MB0000035A", "请"), ("11990101MB0000051E", "已经登记过")):
        with pytest.raises(Invalid) as caught:
            actions.register_organisation(uscc=uscc, valid_from=FIRST, **ask)
        assert words in caught.value.fields[0].message


def test_the_small_office_profile_needs_a_basis_and_is_read_in_one_statement(django_assert_num_queries):
    office = an_office()
    by = sec_admin()
    assert problem(
        lambda: actions.set_small_office(by=by, at=AT, organisation_id=office, on=True, basis=" ")
    ) == ("offices.small_office_basis")
    actions.set_small_office(by=by, at=AT, organisation_id=office, on=True, basis="演示文号 1 号")
    text, params = compose([profile(office)], "SELECT small_office FROM office_profile")
    with django_assert_num_queries(1), connection.cursor() as cursor:
        cursor.execute(text, params)
        assert cursor.fetchone() == (True,)


def test_loading_organisations_twice_changes_nothing():
    records = [
        actions.OrganisationRecord(
            "11990101MB0000035Q", "明川区民政局", "authority", "county", "990101", "明民"
        ),
        actions.OrganisationRecord(
            "11990101MB0000051E",
            "柳荫街道办事处",
            "street_office",
            "town",
            "990101001",
            parent="11990101MB0000035Q",
        ),
    ]
    load = {"by": BY, "at": AT, "records": records, "valid_from": FIRST, "source": "test"}
    first = actions.load_organisations(**load)
    assert actions.load_organisations(**load) == first
    street = queries.organisation(first["11990101MB0000051E"])
    assert street is not None
    assert street.parent == first["11990101MB0000035Q"]


# ── Refusals outlive the transaction that they end ──


@pytest.mark.django_db(transaction=True)
def test_a_refused_access_across_levels_stands_in_the_book_although_the_work_was_undone():
    by = sec_admin(level="town", division="990101001")

    def work() -> None:
        with actions.acting(by, AT):
            a_person("周演川")
            actions.authorise(
                by=by, right="offices.appoint", target=Target(places={"county": "990102"}), at=AT
            )

    assert problem(work) == "offices.denied"
    assert refused() == [(by.person, "offices.appoint", "scope", "990102")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_person")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_job_inside_a_request_hands_its_refusals_on_to_the_request():
    by = sec_admin()

    def request() -> None:
        with actions.noting_refusals(), transaction.atomic(), actions.acting(by, AT):
            actions.authorise(
                by=by, right="offices.appoint", target=Target(places={"county": "990102"}), at=AT
            )

    assert problem(request) == "offices.denied"
    assert refused() == [(by.person, "offices.appoint", "scope", "990102")]


@pytest.mark.django_db(transaction=True)
def test_a_no_that_a_lower_room_gave_stands_in_the_book_too():
    person, by = a_person(), sec_admin()
    with pytest.raises(Problem), actions.acting(by, AT):
        people.reveal_id_number(by=by, at=AT, person_id=person, purpose="随便看看")
    assert refused() == [(by.person, "people.reveal_id_number", "role", "")]


def test_an_allowed_act_leaves_no_refusal():
    actions.authorise(
        by=sec_admin(), right="offices.appoint", target=Target(places={"county": "990101"}), at=AT
    )
    assert refused() == []


@pytest.mark.django_db(transaction=True)
def test_actor_and_scope_are_known_to_the_database_inside_the_transaction_and_forgotten_after_it():
    by = sec_admin()
    with actions.acting(by, AT):
        assert setting("mz.actor") == str(by.account)
        assert setting("mz.scope") == "county:990101"
        assert setting("mz.hat") == "staff"
    assert setting("mz.actor") == ""
    assert setting("mz.scope") == ""


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return cursor.fetchone()[0]
