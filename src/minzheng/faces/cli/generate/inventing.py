"""Chance that can be repeated: keys, elders, telephone numbers and answers, all invented, all from one seed."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from minzheng.core.people.actions import PersonRecord
from minzheng.core.places.queries import Place
from minzheng.kernel.codes import make_id_number

FAMILY: Final = (
    "陈林周沈许梁罗宋唐韩曹彭董袁蒋赵钱孙李吴郑王冯卫杨朱秦尤何吕施张孔严华金魏陶姜谢邹苏潘范方任柳史贺"
)
GIVEN: Final = {
    "male": "松川江舟山坤云星安岭峰海林柏石明远平德义仁和",
    "female": "兰秋宁月溪荷芷梅竹菊莲桂香芳淑贞惠静雅琴",
}
LIVING: Final = (("alone", 30), ("spouse", 40), ("children", 25), ("home", 5))
YOUNGEST, OLDEST = 80, 101


class Inventor:
    """One stream of chance. Names have 演 as second character; ID numbers begin with 9909 and the seed's last two digits,
    a part of the demo range in which nobody else has numbers, and are never given twice."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  (made-up cases, no secret)
        self._issued_in = f"9909{seed % 100:02d}"
        self._numbers: dict[tuple[date, str], int] = {}

    def key(self, at: datetime) -> UUID:
        """A UUIDv7 of a moment whose other bits come from the seed."""
        random_bits = self.chance.getrandbits(74)
        value = (int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (random_bits >> 62) << 64
        return UUID(int=value | 0b10 << 62 | random_bits & (1 << 62) - 1)

    def pick(self, weighted: Sequence[tuple[Any, int]]) -> Any:
        """One of several, by weight."""
        return self.chance.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]

    def elder(self, home: Place, name_of_home: str, on: date, at: datetime) -> PersonRecord:
        """Somebody who is at least eighty on a day, registered at a village."""
        sex = self.chance.choice(("male", "female"))
        age_days = int(self.chance.triangular(YOUNGEST * 365.3, OLDEST * 365.2, YOUNGEST * 365.3))
        born = on - timedelta(days=age_days)
        return PersonRecord(
            id=self.key(at),
            name=f"{self.chance.choice(FAMILY)}演{self.chance.choice(GIVEN[sex])}",
            sex=sex,
            birth_date=born,
            id_number=self._number(born, sex),
            registered_at=home.code,
            address=f"{name_of_home}{self.chance.randint(1, 199)} 号",
            phone=f"1990000{self.chance.randrange(10_000):04d}",
        )

    def _number(self, born: date, sex: str) -> str:
        """The next number of a birthday and sex (odd for men); 500 of each."""
        count = self._numbers.get((born, sex), 0)
        self._numbers[born, sex] = count + 1
        return make_id_number(self._issued_in, born, (2 * count + (sex == "male")) % 1000)

    def answers(self, elder: PersonRecord) -> Mapping[str, Any]:
        """What an elder fills in."""
        return {
            "for_whom": "self",
            "phone": elder.phone,
            "address": elder.address,
            "living": self.pick(LIVING),
            "bank_name": "青岚农商银行（演示）",
        }

    def moment(self, day: date, first_hour: int, last_hour: int, zone: Any) -> datetime:
        """A second of a day between two hours."""
        seconds = self.chance.randrange(first_hour * 3600, last_hour * 3600)
        return datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=seconds)

    def pin(self) -> str:
        """A query code."""
        return f"{self.chance.randrange(1_000_000):06d}"
