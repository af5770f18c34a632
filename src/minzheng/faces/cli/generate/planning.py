"""When the steps of a made-up case were taken, so that today it stands where it shall and shows the light it shall."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from minzheng.core.cases.rules import clock, light, today
from minzheng.faces.cli.generate.inventing import Inventor
from minzheng.kernel.calendar import Calendar

CHINA: Final = ZoneInfo("Asia/Shanghai")
STANDINGS: Final = (("received", 15), ("in_review", 20), ("deciding", 15), ("closed", 50))
"""Of a hundred cases."""
ENDINGS: Final = (("granted", 90), ("refused", 4), ("withdrawn", 3), ("refused_acceptance", 3))
YELLOW, LATE = 10, 3
"""Of a hundred cases, all of them open. Only what has been accepted can be late: silence before that is acceptance."""
MONTHS_BACK: Final = 24
SETTLED: Final = 21
"""Days within which a closed case has gone its whole way."""

Steps = tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """When a case was received and which steps followed: (element, outcome, moment)."""

    received_at: datetime
    steps: Steps


class Planner:
    """Plans cases of one offering as they stand at one moment."""

    def __init__(self, limits: Mapping[str, Any], days: Calendar, at: datetime) -> None:
        self.at, self.days = at, days
        self.accepting = self._starts(limits["accept_period"])
        self.deciding = self._starts(limits["promised_limit"], working=True)

    def _starts(self, words: Mapping[str, Any], *, working: bool = False) -> dict[str, list[date]]:
        """Days on which a limit may have started, by the light that it shows at the moment."""
        found: dict[str, list[date]] = {"green": [], "yellow": [], "red": []}
        for back in range(60):
            start = today(self.at) - timedelta(days=back)
            if working and not self.days.is_workday(start):
                continue
            deadline = clock("", words, start, self.days)[1]
            shows = light(self.at, deadline.warn_at, deadline.due_at)
            if shows != "red" or len(found["red"]) < 8:
                found[shows].append(start)
        return found

    def plan(self, inventor: Inventor) -> Plan:
        """A case as chance wants it."""
        standing = inventor.pick(STANDINGS)
        plans: dict[str, Callable[[Inventor], Plan]] = {
            "received": self._received,
            "in_review": lambda chance: self._accepted(chance, ()),
            "deciding": lambda chance: self._accepted(chance, (("initial_review", "agree"),)),
            "closed": self._closed,
        }
        return plans[standing](inventor)

    def _received(self, inventor: Inventor) -> Plan:
        shows = inventor.pick((("yellow", YELLOW), ("green", 50 - YELLOW)))
        start = inventor.chance.choice(self.accepting[shows] or self.accepting["green"] or [today(self.at)])
        return Plan(self._before(inventor.moment(start, 7, 22, CHINA)), ())

    def _accepted(self, inventor: Inventor, further: Sequence[tuple[str, str]]) -> Plan:
        late = LATE * 50 / 35
        shows = inventor.pick(
            (("red", int(late * 10)), ("yellow", YELLOW * 10), ("green", int(500 - YELLOW * 10 - late * 10)))
        )
        start = inventor.chance.choice(self.deciding[shows] or self.deciding["green"] or self.deciding["red"])
        accepted = self._before(inventor.moment(start, 9, 17, CHINA))
        received = accepted - timedelta(minutes=inventor.chance.randint(5, 40 * 60))
        return Plan(received, self._spread(inventor, (("accept", "accept"),), further, accepted, self.at))

    def _closed(self, inventor: Inventor) -> Plan:
        back = inventor.chance.randint(SETTLED + 1, MONTHS_BACK * 365 // 12)
        received = inventor.moment(today(self.at) - timedelta(days=back), 7, 22, CHINA)
        accepted = received + timedelta(minutes=inventor.chance.randint(30, 3 * 24 * 60))
        first, further = _ENDED[inventor.pick(ENDINGS)]
        return Plan(
            received, self._spread(inventor, (first,), further, accepted, received + timedelta(days=SETTLED))
        )

    def _spread(
        self,
        inventor: Inventor,
        first: Sequence[tuple[str, str]],
        further: Sequence[tuple[str, str]],
        start: datetime,
        end: datetime,
    ) -> Steps:
        """The first step at `start`, the others in order at moments between it and `end`."""
        span = (end - start).total_seconds()
        shares = sorted(inventor.chance.uniform(0.02, 0.98) for _ in further)
        moments = [start, *(start + timedelta(seconds=int(span * share)) for share in shares)]
        return tuple((*step, moment) for step, moment in zip((*first, *further), moments, strict=True))

    def _before(self, moment: datetime) -> datetime:
        """The moment, or if it has not come yet a little while ago."""
        return min(moment, self.at - timedelta(minutes=1))


_ENDED: Final[Mapping[str, tuple[tuple[str, str], tuple[tuple[str, str], ...]]]] = {
    "granted": (
        ("accept", "accept"),
        (("initial_review", "agree"), ("confirm", "grant"), ("deliver", "served")),
    ),
    "refused": (
        ("accept", "accept"),
        (("initial_review", "disagree"), ("confirm", "refuse"), ("deliver", "served")),
    ),
    "withdrawn": (("accept", "accept"), (("withdraw", "withdraw"),)),
    "refused_acceptance": (
        ("accept", "propose_refusal"),
        (("sign_refusal", "sign"), ("deliver", "served")),
    ),
}
