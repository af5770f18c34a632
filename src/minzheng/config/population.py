"""An invented population: households of a demo province, the same for the same seed and day, nobody real in it.

Every second character of a name is 演, every ID number begins with 99 and has a right check digit, every telephone
number reaches nobody (roles-and-data §4). Elders are placed so that each town has somebody who turns 80 in the month
after `today`, some towns somebody who turns 90 or 100, and every county some who have turned 80 lately.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from minzheng.core.people.actions import HouseholdRecord, PersonRecord
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.ids import uuid7

FAMILY: Final = (
    "陈林周沈许梁罗宋唐韩曹彭董袁蒋赵钱孙李吴郑王冯卫杨朱秦尤何吕施张孔严华金魏陶姜谢邹苏潘范方任柳史贺"
)
GIVEN_MALE: Final = "松川江舟山坤云星安岭峰海林柏石明远平德义仁和成志立刚毅建国庆宝"
GIVEN_FEMALE: Final = "兰秋宁月溪荷芷梅竹菊莲桂香芳淑贞惠静雅琴燕霞云凤珍玉英秀华"
HOUSEHOLDS: Final = 800
LEAP_DAY: Final = date(2000, 2, 29)


@dataclass(frozen=True, slots=True)
class Village:
    """Where a household may live: a village or community with its full name."""

    code: str
    name: str

    @property
    def county(self) -> str:
        """The six digits that ID numbers of the place begin with."""
        return self.code[:6]

    @property
    def town(self) -> str:
        """The town's nine digits."""
        return self.code[:9]


@dataclass(slots=True)
class People:
    """What is made: persons and the households that they form."""

    persons: list[PersonRecord] = field(default_factory=list)
    households: list[HouseholdRecord] = field(default_factory=list)


class Inventor:
    """Makes persons and households from one stream of chance; numbers and telephones are never given twice."""

    def __init__(self, seed: int, today: date, taken: Iterable[str] = ()) -> None:
        self.chance = random.Random(seed)  # noqa: S311  (an invented population, no secret)
        self.today = today
        self.taken = set(taken)
        self.made = People()
        self._phones = iter(range(10_000))
        self._house = ""

    def person(
        self, home: Village, born: date, sex: str, *, family: str = "", phone: str = ""
    ) -> PersonRecord:
        """A person born on a day, registered at a village, in the house of the household that is being made."""
        self._house = self._house or f"{home.name}{self.chance.randint(1, 199)} 号"
        given = self.chance.choice(GIVEN_MALE if sex == "male" else GIVEN_FEMALE)
        made = PersonRecord(
            id=uuid7(),
            name=f"{family or self.chance.choice(FAMILY)}演{given}",
            sex=sex,
            birth_date=born,
            id_number=self._number(home.county, born, sex),
            registered_at=home.code,
            address=self._house,
            phone=phone or self.phone(),
        )
        self.made.persons.append(made)
        return made

    def adult(self, home: Village, sex: str = "") -> PersonRecord:
        """Somebody of working age."""
        return self.person(home, self.born(28, 55), sex or self.chance.choice(("male", "female")))

    def household(self, home: Village, members: Sequence[tuple[PersonRecord, str]]) -> None:
        """Persons who live together since some New Year's Day; the first is the head. The next one made lives elsewhere."""
        self._house = ""
        since = max(
            date(self.today.year - self.chance.randint(1, 15), 1, 1), *(one.birth_date for one, _ in members)
        )
        head = members[0][0]
        roles: Mapping[UUID, str] = {one.id: role for one, role in members}
        self.made.households.append(HouseholdRecord(head.id, home.code, head.address, since, roles))

    def born(self, youngest: int, oldest: int) -> date:
        """A birth date of somebody who is between two ages today."""
        return self.today - timedelta(days=self.chance.randint(youngest * 366, oldest * 365))

    def phone(self) -> str:
        """A telephone number of the demo range."""
        return f"1990000{next(self._phones):04d}"

    def _number(self, county: str, born: date, sex: str) -> str:
        odd = sex == "male"
        while True:
            number = make_id_number(county, born, self.chance.randrange(int(odd), 1000, 2))
            if number not in self.taken:
                self.taken.add(number)
                return number


def invent(inventor: Inventor, villages: Sequence[Village]) -> People:
    """About 800 households in the villages."""
    for home, born in _elders(villages, inventor.today):
        _elder_household(inventor, home, born)
    turn = 0
    while len(inventor.made.households) < HOUSEHOLDS:
        _KINDS[turn % len(_KINDS)](inventor, villages[turn % len(villages)])
        turn += 1
    return inventor.made


def _elders(villages: Sequence[Village], today: date) -> Iterator[tuple[Village, date]]:
    """Who turns 80, 90 or 100 next month, one town after the other; and who has turned 80 in the last half year."""
    month = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    firsts = {home.town: home for home in reversed(villages)}
    for place, town in enumerate(sorted(firsts)):
        home, day = firsts[town], place % 28 + 1
        yield home, month.replace(year=month.year - 80, day=day)
        if place % 3 == 0:
            yield home, month.replace(year=month.year - 90, day=day)
        if place % 8 == 1:
            yield home, month.replace(year=month.year - 100, day=day)
        if place % 2 == 0:
            lately = today - timedelta(days=32 + 6 * place)
            yield home, lately.replace(year=lately.year - 80, day=day)


def _elder_household(inventor: Inventor, home: Village, born: date) -> None:
    elder = inventor.person(home, born, inventor.chance.choice(("male", "female")))
    if inventor.chance.random() < 0.5:
        inventor.household(home, [(elder, "head")])
        return
    child = inventor.person(home, inventor.born(45, 58), "male", family=elder.name[0], phone=elder.phone)
    inventor.household(home, [(child, "head"), (elder, "parent")])


def _single(inventor: Inventor, home: Village) -> None:
    inventor.household(home, [(inventor.person(home, inventor.born(20, 79), "male"), "head")])


def _old_couple(inventor: Inventor, home: Village) -> None:
    head = inventor.person(home, inventor.born(62, 88), "male")
    wife = inventor.person(home, inventor.born(60, 86), "female", phone=head.phone)
    inventor.household(home, [(head, "head"), (wife, "spouse")])


def _family(inventor: Inventor, home: Village) -> None:
    head, wife = inventor.adult(home, "male"), inventor.adult(home, "female")
    members = [(head, "head"), (wife, "spouse")]
    for _ in range(inventor.chance.choice((1, 1, 2, 3))):
        sex = inventor.chance.choice(("male", "female"))
        child = inventor.person(home, inventor.born(0, 17), sex, family=head.name[0], phone=head.phone)
        members.append((child, "child"))
    inventor.household(home, members)


def _three_generations(inventor: Inventor, home: Village) -> None:
    head, wife = inventor.adult(home, "male"), inventor.adult(home, "female")
    parent = inventor.person(home, inventor.born(66, 92), "female", phone=head.phone)
    child = inventor.person(home, inventor.born(1, 20), "female", family=head.name[0], phone=head.phone)
    inventor.household(home, [(head, "head"), (wife, "spouse"), (parent, "parent"), (child, "child")])


def _leap_day_family(inventor: Inventor, home: Village) -> None:
    head = inventor.person(home, LEAP_DAY, "female")
    inventor.household(home, [(head, "head"), (inventor.adult(home, "male"), "spouse")])


def _with_a_death(inventor: Inventor, home: Village) -> None:
    """A widow; her husband died some months ago and is on the register with that day."""
    widow = inventor.person(home, inventor.born(70, 90), "female")
    husband = inventor.person(home, inventor.born(72, 92), "male")
    died = inventor.today - timedelta(days=inventor.chance.randint(30, 300))
    inventor.made.persons[-1] = _died(husband, died)
    inventor.household(home, [(widow, "head")])


def _died(one: PersonRecord, on: date) -> PersonRecord:
    values = {name: getattr(one, name) for name in PersonRecord.__dataclass_fields__}
    return PersonRecord(**(values | {"died_on": on}))


_KINDS: Final = (
    *(_family, _three_generations, _family, _old_couple, _three_generations, _family, _three_generations),
    *(_single, _family, _old_couple, _family, _with_a_death, _three_generations, _family, _three_generations),
    *(_family, _three_generations, _family, _leap_day_family),
)
