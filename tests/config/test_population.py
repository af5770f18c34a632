"""The invented people of the demonstration: nobody real, every number valid, elders where they are needed."""

from collections import Counter
from datetime import date

import pytest

from minzheng.config.population import HOUSEHOLDS, Inventor, People, Village, invent
from minzheng.core.people.rules import births_turning
from minzheng.kernel.codes import parse_id_number, parse_phone

TODAY = date(2026, 11, 22)
VILLAGES = [
    Village(f"99010{county}00{town}00{village}", f"{county}县{town}街道{village}社区")
    for county in (1, 2)
    for town in range(1, 9)
    for village in (1, 2)
]


def people(seed: int = 99, today: date = TODAY) -> People:
    return invent(Inventor(seed, today), VILLAGES)


@pytest.fixture(scope="module")
def made() -> People:
    return people()


def test_there_are_about_eight_hundred_households_and_two_and_a_half_thousand_persons(made):
    assert len(made.households) == HOUSEHOLDS
    assert 2_200 < len(made.persons) < 2_900


def test_every_name_number_and_telephone_is_of_a_demonstration(made):
    for person in made.persons:
        assert person.name[1] == "演"
        number = parse_id_number(person.id_number, on=TODAY, allow_demo=True)
        assert number.demo
        assert (number.birth, number.sex) == (person.birth_date, person.sex)
        assert parse_phone(person.phone, allow_demo=True).demo
        assert person.registered_at[:6] == number.division


def test_no_id_number_is_given_twice(made):
    assert len({person.id_number for person in made.persons}) == len(made.persons)


def test_the_same_seed_and_day_invent_the_same_people_and_another_seed_others():
    def plain(found: People) -> list[tuple[object, ...]]:
        return [(one.name, one.id_number, one.address, one.phone, one.died_on) for one in found.persons]

    assert plain(people()) == plain(people())
    assert plain(people()) != plain(people(seed=1))


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 31), date(2027, 1, 31), date(2028, 2, 29)])
def test_every_town_has_somebody_who_turns_eighty_next_month_and_some_ninety_or_a_hundred(today):
    found = people(today=today)
    month = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    for age, least in ((80, 16), (90, 5), (100, 2)):
        first, last = births_turning(age, month)
        towns = {
            one.registered_at[:9]
            for one in found.persons
            if first <= one.birth_date <= last and one.died_on is None
        }
        assert len(towns) >= least, age


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 31), date(2028, 2, 29)])
def test_some_have_turned_eighty_within_the_last_half_year(today):
    found = people(today=today)
    past = [one for one in found.persons if 80 <= (today - one.birth_date).days / 365.2425 < 80.5]
    assert len(past) >= 6


def test_nobody_is_born_after_today_and_nobody_died_before_birth(made):
    for person in made.persons:
        assert person.birth_date <= TODAY
        assert person.died_on is None or person.birth_date < person.died_on <= TODAY


def test_who_lives_together_shares_a_house_and_nobody_lives_in_two(made):
    by_id = {person.id: person for person in made.persons}
    seen: Counter[object] = Counter()
    for home in made.households:
        assert home.members[home.head] == "head"
        assert {by_id[one].address for one in home.members} == {home.address}
        assert all(by_id[one].died_on is None for one in home.members)
        assert home.since >= max(by_id[one].birth_date for one in home.members)
        seen.update(home.members.keys())
    assert max(seen.values()) == 1


def test_the_edges_are_there(made):
    assert any((one.birth_date.month, one.birth_date.day) == (2, 29) for one in made.persons)
    assert any(one.id_number.endswith("X") for one in made.persons)
    assert any(one.died_on for one in made.persons)
    assert max(Counter(one.name for one in made.persons).values()) > 1
    assert max(Counter(one.phone for one in made.persons).values()) > 1
