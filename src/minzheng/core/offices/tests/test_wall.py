"""The second wall: what the database shows of persons to a query that forgets its filter, actor by actor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from minzheng.core.offices.actions import enter
from minzheng.core.offices.queries import close_to
from minzheng.core.people import actions, queries
from minzheng.core.people.rules import NewPerson
from minzheng.core.people.tests.factories import AT, BY, a_person, divisions
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Grant, Hat, Scope, anonymous, system

pytestmark = pytest.mark.django_db

LOOK = frozenset({"people.look_up"})


@contextmanager
def acting_as(by: Actor) -> Iterator[None]:
    """What is asked inside is asked by this actor; then the test stands inside the wall again."""
    with transaction.atomic():
        enter(by)
        yield
        enter(system("test"))


def unfiltered(table: str = "people_person", column: str = "name") -> list[str]:
    """A query of somebody who forgot to say whose."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def citizen(person: UUID) -> Actor:
    return Actor(Hat.SELF, person=person)


def officer(level: str, division: str, rights: frozenset[str] = LOOK) -> Actor:
    return Actor(Hat.STAFF, grants=(Grant("acceptor", rights, Scope(level, division)),))


@pytest.fixture
def two() -> tuple[UUID, UUID]:
    """One person of 柳荫街道 in 明川区 with a card, one of 石桥镇 in 云溪县 with another."""
    divisions()
    here, there = a_person("陈演松"), a_person("罗演江", at="990102101201")
    for who, card in ((here, "9999990000000001236"), (there, "9999990000000002234")):
        actions.add_bank_account(by=BY, at=AT, person_id=who, card=card, bank_name="青禾银行")
    return here, there


def test_a_person_sees_the_own_row_and_card_and_no_other(two):
    with acting_as(citizen(two[0])):
        assert unfiltered() == ["陈演松"]
        assert unfiltered("people_bank_account", "last4") == ["1236"]
        with pytest.raises(Problem, match="not_found"):
            queries.person(two[1])


def test_a_representative_sees_the_person_represented_while_acting_for_them(two):
    with acting_as(replace(citizen(two[0]), hat=Hat.REPRESENTATIVE, on_behalf_of=two[1])):
        assert unfiltered() == ["罗演江"]


@pytest.mark.parametrize(
    ("level", "division", "seen"),
    [
        ("town", "990101001", ["陈演松"]),
        ("county", "990102", ["罗演江"]),
        ("city", "990100", ["罗演江", "陈演松"]),
        ("city", "990200", []),
        ("nation", "", ["罗演江", "陈演松"]),
    ],
)
def test_an_officer_sees_the_division_of_the_grant(two, level, division, seen):
    with acting_as(officer(level, division)):
        assert unfiltered() == seen


def test_who_administers_machines_or_looks_at_nothing_sees_nobody(two):
    for by in (officer("city", "990100", frozenset({"offices.appoint"})), anonymous(), Actor(Hat.PARTNER)):
        with acting_as(by):
            assert unfiltered() == []
            assert unfiltered("people_bank_account", "last4") == []


def test_a_connection_on_which_nobody_said_anything_sees_nobody(two):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mz.hat', '', true)")
        assert unfiltered() == []
        cursor.execute("SELECT set_config('mz.hat', 'system', true)")
        assert len(unfiltered()) == 2


def test_rows_behind_the_wall_can_be_neither_changed_nor_erased(two):
    with acting_as(citizen(two[0])), connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET address = 'x'")
        assert cursor.rowcount == 1
        cursor.execute("DELETE FROM people_bank_account")
        assert cursor.rowcount == 1
    assert unfiltered("people_bank_account", "last4") == ["2234"]


def test_who_knows_a_number_finds_its_row_and_a_matter_opens_its_persons_by_a_named_door(two):
    number = make_id_number("990102", date(1965, 11, 23), 555)
    new = NewPerson(name="罗演江", id_kind="resident_id", id_number=number, registered_at="990102101201")
    there = actions.register_person(by=BY, at=AT, new=new)
    with acting_as(citizen(two[0])):
        assert queries.person_by_id_number("resident_id", number).id == there
        assert queries.met(there).name == "罗演江"
        assert queries.names([there]) == {there: "罗演江"}


def test_the_owner_of_the_tables_is_the_only_one_who_passes_and_the_running_role_is_not_the_owner(two):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, pg_get_userbyid(c.relowner) <> current_user "
            "FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid GROUP BY 1, 2, 3 ORDER BY 1"
        )
        walled = cursor.fetchall()
    assert {row[0] for row in walled} >= {"people_person", "people_bank_account", "cases_answers"}
    assert all(forced and of_another for _, forced, of_another in walled)


def test_more_than_a_door_is_wide_are_met_in_parts_and_nobody_is_lost(
    two, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(queries, "DOOR_WIDTH", 1)
    with acting_as(anonymous()), django_assert_num_queries(2):
        assert set(queries.persons(two)) == set(two)


def test_households_are_there_for_who_lives_in_them_and_the_officers_of_the_place_alone(two):
    here, there = two
    wife = a_person("林演兰")
    for head, village, members in ((here, "990101001001", {wife: "spouse"}), (there, "990102101201", {})):
        home = {"registered_at": village, "address": f"{village} 1 号", "since": date(2020, 1, 1)}
        actions.open_household(by=BY, at=AT, head=head, members=members, **home)
    seen = {}
    for name, by in {
        "wife": citizen(wife),
        "other": citizen(there),
        "stranger": citizen(a_person("彭演荷")),
        "here": officer("town", "990101001"),
        "there": officer("county", "990102"),
        "province": officer("province", "990000"),
        "without the right": officer("province", "990000", frozenset()),
        "nobody": anonymous(),
    }.items():
        with acting_as(by):
            homes = unfiltered("people_household", "address")
            seen[name] = ([home[:6] for home in homes], len(unfiltered("people_household_member", "role")))
    assert seen == {
        "wife": (["990101"], 2),
        "other": (["990102"], 1),
        "stranger": ([], 0),
        "here": (["990101"], 2),
        "there": (["990102"], 1),
        "province": (["990101", "990102"], 3),
        "without the right": ([], 0),
        "nobody": ([], 0),
    }


def test_a_conflict_of_interest_is_found_wherever_the_household_lives(two):
    here, wife = two[0], a_person("林演兰")
    home = {"registered_at": "990101001001", "address": "", "since": date(2020, 1, 1)}
    actions.open_household(by=BY, at=AT, head=here, members={wife: "spouse"}, **home)
    for days, close in ((0, {wife}), (-4000, set())):
        with acting_as(officer("county", "990102")):
            assert close_to([here], AT.date() + timedelta(days=days)) == close
