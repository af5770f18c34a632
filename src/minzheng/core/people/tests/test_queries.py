from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from minzheng.core.people import actions, queries
from minzheng.core.people.models import Account, NaturalPerson
from minzheng.core.people.sql import ACCOUNT_COLUMNS
from minzheng.core.people.tests.factories import AT, BY, TODAY, a_person, an_account, divisions
from minzheng.core.places import queries as places
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.errors import Problem
from minzheng.kernel.gm import GmError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places():
    divisions()
    for code in ("990101001001", "990102101201"):
        places.ancestry(code)


def test_a_person_is_found_by_any_spelling_of_the_number_in_one_statement(django_assert_num_queries):
    number = make_id_number("990101", date(1943, 2, 15), 1)
    person = a_person("陈演松", id_number=number)
    with django_assert_num_queries(1):
        found = queries.person_by_id_number("resident_id", f" {number.lower()} ")
    assert found is not None
    assert found.id == person
    assert found.id_number_masked == number[0] + "*" * 16 + number[-1]
    assert queries.person_by_id_number("passport", number) is None
    assert queries.person_by_id_number("resident_id", "") is None


def test_a_typed_number_or_its_end_is_held_against_a_persons_own(django_assert_num_queries):
    number = make_id_number("990101", date(1943, 2, 15), 3)
    person = a_person("陈演松", id_number=number)
    with django_assert_num_queries(1):
        assert queries.id_number_is(person, f" {number.lower()} ")
    assert queries.id_number_is(person, number[-6:], tail=6)
    assert not queries.id_number_is(person, number[-5:], tail=6)
    assert not queries.id_number_is(person, "", tail=6)
    assert not queries.id_number_is(uuid4(), number)


def test_the_number_is_found_through_its_index_and_not_by_reading_the_table():
    person = a_person()
    digest = bytes(NaturalPerson.objects.values_list("id_number_bix", flat=True).get(id=person))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM people_person WHERE id_kind = 'resident_id' AND id_number_bix IN (%s)",
            [digest],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "people_person_id_number_once" in plan


def test_the_number_does_not_stand_in_the_table_in_clear():
    number = make_id_number("990101", date(1943, 2, 15), 5)
    person = a_person(id_number=number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text, encode(id_number_enc, 'escape') FROM people_person p WHERE id = %s", [person]
        )
        assert not any(number in text for text in cursor.fetchone())


def test_a_sealed_number_that_is_moved_to_another_row_does_not_open():
    mine, other = a_person(), a_person("林演兰")
    sealed = NaturalPerson.objects.values_list("id_number_enc", flat=True).get(id=mine)
    NaturalPerson.objects.filter(id=other).update(id_number_enc=sealed)
    with pytest.raises(GmError):
        queries.person(other)


def test_who_turns_eighty_next_month_is_found_inside_the_division_and_among_the_living(
    django_assert_num_queries,
):
    soon = a_person("曹演山", born=date(1946, 12, 31))
    a_person("彭演荷", born=date(1947, 1, 1))
    a_person("董演坤", born=date(1946, 12, 5), at="990102101201")
    dead = a_person("罗演江", born=date(1946, 12, 6))
    actions.note_death(by=BY, at=AT, person_id=dead, version=1, died_on=date(2026, 11, 1))
    with django_assert_num_queries(1):
        found = queries.persons_turning(80, date(2026, 12, 1), level="county", division="990101")
    assert [row.id for row in found] == [soon]
    assert len(queries.persons_turning(80, date(2026, 12, 1), level="city", division="990100")) == 2
    assert queries.persons_turning(80, date(2026, 12, 1), level="town", division="990101002") == []


def test_birthdays_of_a_county_are_read_through_their_index():
    a_person()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM people_person WHERE alive AND county = %s AND birth_date BETWEEN %s AND %s "
            "ORDER BY birth_date, id",
            ["990101", date(1946, 12, 1), date(1946, 12, 31)],
        )
        assert "people_person_county_birth" in "\n".join(row[0] for row in cursor.fetchall())


def test_a_household_is_shown_as_it_was_on_the_day(django_assert_num_queries):
    head, son, wife = a_person("林演兰"), a_person("袁演岭"), a_person("宋演月")
    home = actions.open_household(
        by=BY,
        at=AT,
        head=head,
        registered_at="990101001001",
        address="春和社区 3 栋",
        members={son: "child"},
        since=date(2020, 1, 1),
    )
    actions.join_household(by=BY, at=AT, household_id=home, person=wife, role="other", since=date(2024, 1, 1))
    actions.leave_household(by=BY, at=AT, household_id=home, person=son, on=date(2025, 1, 1))
    with django_assert_num_queries(2):
        found = queries.household_of(head, date(2024, 6, 1))
    assert found is not None
    assert [member.person for member in found.members] == [head, *sorted((son, wife))]
    assert members(home, date(2023, 12, 31)) == {head, son}
    assert members(home, date(2025, 1, 1)) == {head, wife}
    assert queries.household_of(son, date(2025, 1, 1)) is None


def members(home: UUID, on: date) -> set[UUID]:
    return {member.person for member in queries.household(home, on).members}


def test_agencies_are_found_from_both_sides(django_assert_num_queries):
    mother, son = a_person("林演兰"), a_person("袁演岭")
    agency = actions.name_representative(
        by=BY, at=AT, principal=mother, agent=son, services=["dibao"], since=TODAY, until=date(2027, 1, 1)
    )
    with django_assert_num_queries(1):
        (found,) = queries.principals_of(son, TODAY)
    with django_assert_num_queries(1):
        assert queries.representatives_of(mother, TODAY) == [found]
    assert (found.id, found.principal, found.scope) == (agency, mother, {"dibao"})
    assert queries.principals_of(son, date(2027, 1, 1)) == []
    assert queries.representatives_of(son, TODAY) == []


def test_names_are_searched_by_sign_and_by_pinyin(django_assert_num_queries):
    a_person("陈演松")
    a_person("陈演柏")
    a_person("陈演松", at="990102101201")
    with django_assert_num_queries(1):
        found = queries.search("chen", level="county", division="990101")
    assert [row.name for row in found] == ["陈演柏", "陈演松"]
    assert len(queries.search("陈演松", level="city", division="990100")) == 2
    assert queries.search(" ", level="county", division="990101") == []


def test_several_persons_cost_one_statement_and_unknown_ones_none(django_assert_num_queries):
    ids = [a_person(), a_person("林演兰")]
    with django_assert_num_queries(1):
        assert set(queries.persons([*ids, uuid4()])) == set(ids)
    with django_assert_num_queries(1):
        assert sorted(queries.names(ids).values()) == ["林演兰", "陈演松"]


def test_a_list_shows_names_numbers_and_addresses_masked():
    row = queries.person(
        a_person("陈演松", phone="19900001234", address="青岚省青禾市明川区柳荫街道春和社区 8 号")
    )
    assert (row.name_masked, row.phone_masked) == ("陈*松", "199****1234")
    assert row.address_masked.endswith("春和社区***")


def test_an_unknown_person_is_a_problem_with_a_code():
    with pytest.raises(Problem) as caught:
        queries.person(uuid4())
    assert caught.value.code == "people.not_found"


def test_the_columns_of_the_clause_are_those_of_the_account_in_its_order():
    assert tuple(field.attname for field in Account._meta.concrete_fields) == ACCOUNT_COLUMNS


def test_the_framework_gets_its_user_from_what_was_read_already(django_assert_num_queries):
    an_account(username="lin")
    row = queries.account_by_username("lin")
    assert row is not None
    with django_assert_num_queries(0):
        user = queries.user(row)
        assert (user.pk, user.username, user.is_active) == (row.id, "lin", True)
    assert user == Account.objects.get(id=row.id)
    assert queries.user_by_id(row.id) == user
