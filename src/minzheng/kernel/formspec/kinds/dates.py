"""Days, months, times of day."""

import re
from datetime import date, datetime, time
from typing import Any

from minzheng.kernel.formspec.kinds.kind import WRONG_SHAPE, Kind, narrow
from minzheng.kernel.text import chinese_date

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?|(\d{4})(\d\d)")
_CLOCK = re.compile(r"(\d{1,2})[:：点](\d{2})分?(?::00)?")
_EARLIEST = date(1880, 1, 1)


class Day(Kind):
    """A day; kept as ISO text, seen by conditions as a date."""

    name = "date"
    title = "日期"
    types = frozenset({"datetime", "textfield", "expression"})
    input_type = "date"
    maxlength = 20
    short = True

    def parse(self, raw: str, field: Any) -> object:
        """2026-03-02, 2026/3/2, 2026.3.2, 2026年3月2日 or 20260302."""
        found = _DAY.fullmatch(narrow(raw))
        if not found:
            raise ValueError("请写成年、月、日，例如 2026 年 3 月 2 日")
        try:
            return date(*(int(part) for part in found.groups() if part)).isoformat()
        except ValueError:
            raise ValueError("日历上没有这一天，请再看一遍") from None

    def fact(self, value: object, field: Any) -> object:
        """A date."""
        return _parsed(date.fromisoformat, value, 10)

    def keep(self, fact: object, field: Any) -> object:
        """ISO text, from a date that an expression gave."""
        return fact.isoformat() if isinstance(fact, date) and not isinstance(fact, datetime) else None

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A day that exists, and not past where the field says so."""
        day = self.fact(value, field)
        if not isinstance(day, date):
            return WRONG_SHAPE
        if field.not_past and day < today:
            return "这一天已经过了，请选今天或者以后的日子"
        return None

    def show(self, value: object, field: Any) -> str:
        """“2026 年 3 月 2 日”."""
        day = self.fact(value, field)
        return chinese_date(day) if isinstance(day, date) else ""

    def schema(self, field: Any) -> dict[str, Any]:
        """An ISO date."""
        return {"type": "string", "format": "date"}

    def missing(self, field: Any) -> str:
        """“请填……”."""
        return f"请填{field.label}"


class BirthDate(Day):
    """A date of birth: typed, since nobody pages a calendar back for eighty years."""

    name = "birth_date"
    title = "出生日期"
    level = "L3"
    input_type = "text"
    inputmode = "numeric"
    hint = "写 8 位数字，例如 19520815"

    def check(self, value: object, field: Any, today: date) -> str | None:
        """Not in the future, and of someone who can be alive."""
        day = self.fact(value, field)
        if isinstance(day, date) and day > today:
            return "出生日期还没有到，请照着身份证再看一遍"
        if isinstance(day, date) and day < _EARLIEST:
            return "出生日期太早了，请照着身份证再看一遍"
        return super().check(value, field, today)


class Month(Kind):
    """A month, kept as 2026-03; conditions see its first day."""

    name = "month"
    title = "月份"
    types = frozenset({"textfield"})
    input_type = "month"
    maxlength = 12
    short = True

    def parse(self, raw: str, field: Any) -> object:
        """2026-03, 2026/3, 2026年3月 or 202603."""
        found = _MONTH.fullmatch(narrow(raw))
        year, month = (int(part) for part in found.groups() if part) if found else (0, 0)
        if not 1 <= month <= 12 or year < 1:
            raise ValueError("请写成年、月，例如 2026 年 3 月")
        return f"{year:04d}-{month:02d}"

    def fact(self, value: object, field: Any) -> object:
        """The first day of the month."""
        return _parsed(lambda text: date.fromisoformat(f"{text}-01"), value, 7)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A month that exists."""
        return None if isinstance(self.fact(value, field), date) else WRONG_SHAPE

    def show(self, value: object, field: Any) -> str:
        """“2026 年 3 月”."""
        day = self.fact(value, field)
        return f"{day.year} 年 {day.month} 月" if isinstance(day, date) else ""

    def schema(self, field: Any) -> dict[str, Any]:
        """Year and month."""
        return {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}


class Clock(Kind):
    """A time of day to the minute, kept as 14:30."""

    name = "time"
    title = "时间"
    types = frozenset({"datetime"})
    input_type = "time"
    maxlength = 10
    short = True

    def parse(self, raw: str, field: Any) -> object:
        """14:30 or 14点30分."""
        found = _CLOCK.fullmatch(narrow(raw))
        hour, minute = (int(found[1]), int(found[2])) if found else (99, 99)
        if hour > 23 or minute > 59:
            raise ValueError("请写成几点几分，例如 14:30")
        return f"{hour:02d}:{minute:02d}"

    def fact(self, value: object, field: Any) -> object:
        """A time of day."""
        return _parsed(time.fromisoformat, value, 5)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A time that exists."""
        return None if isinstance(self.fact(value, field), time) else WRONG_SHAPE

    def schema(self, field: Any) -> dict[str, Any]:
        """Hours and minutes."""
        return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}


class Moment(Kind):
    """A day and a time of day on the local clock, kept as 2026-03-02T14:30."""

    name = "date_time"
    title = "日期和时间"
    types = frozenset({"datetime"})
    input_type = "datetime-local"
    maxlength = 30

    def parse(self, raw: str, field: Any) -> object:
        """A day and a time, apart by a blank or a T."""
        parts = raw.strip().replace("T", " ").rsplit(" ", 1)
        if len(parts) != 2:
            raise ValueError("请写成日期和时间，例如 2026-03-02 14:30")
        return f"{Day().parse(parts[0], field)}T{Clock().parse(parts[1], field)}"

    def fact(self, value: object, field: Any) -> object:
        """A local date and time."""
        return _parsed(datetime.fromisoformat, value, 16)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A moment that exists, and not past where the field says so."""
        moment = self.fact(value, field)
        if not isinstance(moment, datetime):
            return WRONG_SHAPE
        if field.not_past and moment.date() < today:
            return "这一天已经过了，请选今天或者以后的日子"
        return None

    def show(self, value: object, field: Any) -> str:
        """“2026 年 3 月 2 日 14:30”."""
        moment = self.fact(value, field)
        return f"{chinese_date(moment.date())} {moment:%H:%M}" if isinstance(moment, datetime) else ""

    def schema(self, field: Any) -> dict[str, Any]:
        """A local date and time to the minute."""
        return {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d$"}


def _parsed(read: Any, value: object, length: int) -> Any:
    if not isinstance(value, str) or len(value) != length:
        return None
    try:
        return read(value)
    except ValueError:
        return None
