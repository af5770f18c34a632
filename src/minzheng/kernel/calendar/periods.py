"""Two figures of law that are made of due dates: acceptance by lapse, and two periods one after the other."""

from dataclasses import dataclass
from datetime import date

from ..text import chinese_date
from .days import ONE_DAY, Calendar
from .deadlines import Deadline
from .limits import Limit, Unit
from .reckon import due

NOTICE = Limit(5)
PERIOD = Limit(30, Unit.NATURAL_DAY)


@dataclass(frozen=True, slots=True)
class Lapse:
    """What happens when nobody answers: once `notice.due_at` is reached the case counts as accepted on `accepted_on`."""

    notice: Deadline
    accepted_on: date


@dataclass(frozen=True, slots=True)
class TwoPeriods:
    """A period in which to think it over, and right after it one in which to act (`act_from` to `act.last_day`)."""

    cooling: Deadline
    act: Deadline

    @property
    def act_from(self) -> date:
        """The day after the first period, rolled or not."""
        return self.cooling.last_day + ONE_DAY

    def explain(self) -> str:
        """Both reckonings in Chinese sentences."""
        span = f"{chinese_date(self.act_from)}到 {chinese_date(self.act.last_day)}"
        return f"冷静期：{self.cooling.explain()}可以领证的日子：{span}。{self.act.explain()}"


def acceptance_by_lapse(received: date, calendar: Calendar, *, notice: Limit = NOTICE) -> Lapse:
    """For an application received (or completed as asked) on that day and not answered within `notice`.

    The day of acceptance goes back to `received`, so that every later limit starts there
    (Administrative Licensing Law art. 32).
    """
    return Lapse(due(notice, received, calendar), received)


def two_periods(
    applied: date, calendar: Calendar, *, first: Limit = PERIOD, second: Limit = PERIOD
) -> TwoPeriods:
    """Divorce by registration: thirty natural days to withdraw, then thirty to collect the certificate.

    The last day of each is rolled as its limit says (Civil Code art. 1077; Minfa 2020 no. 116).
    """
    cooling = due(first, applied, calendar)
    return TwoPeriods(cooling, due(second, cooling.last_day, calendar))
