"""A time limit as the law or an offering states it: a number and a unit, and what happens on a day off."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from .days import CalendarError

SHANGHAI = ZoneInfo("Asia/Shanghai")
_MOST = 3660


class Unit(StrEnum):
    """Working days (Administrative Licensing Law art. 82), natural days (Civil Code art. 200–203), or hours."""

    WORKING_DAY = "working_day"
    NATURAL_DAY = "natural_day"
    HOUR = "hour"


class Roll(StrEnum):
    """When the last of some natural days is moved to the next day that is not off (Civil Code art. 203)."""

    NONE = "none"
    HOLIDAYS = "holidays"
    REST_DAYS = "rest_days"
    """Statutory holidays and ordinary weekends; a weekend day worked in exchange is no day of rest."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`n` units; `roll` matters to natural days alone. 0 means on the spot, the same day."""

    n: int
    unit: Unit = Unit.WORKING_DAY
    roll: Roll = Roll.REST_DAYS

    def __post_init__(self) -> None:
        if not 0 <= self.n <= _MOST:
            raise CalendarError("calendar.limit", f"时限是 0 到 {_MOST} 之间的数。")

    @property
    def label(self) -> str:
        """“20 个工作日”, “30 日”, “24 小时”."""
        return f"{self.n} {_LABELS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Stop:
    """Days on which the clock stood still, both ends included, and why (a special procedure whose article says so)."""

    first: date
    last: date
    reason: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


_LABELS = {Unit.WORKING_DAY: "个工作日", Unit.NATURAL_DAY: "日", Unit.HOUR: "小时"}
