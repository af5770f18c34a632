"""Due dates that say how they came about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ..text import chinese_date, chinese_moment, chinese_range
from .limits import Limit, Unit


class NoteKind(StrEnum):
    """Why a day is worth a word: not counted (weekend, holiday, stopped), counted all the same, or rolled over."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    STOPPED = "stopped"
    MADE_UP = "made_up"
    ROLLED = "rolled"


@dataclass(frozen=True, slots=True)
class Note:
    """A run of days with one reason; `name` is the festival, the reason of the stop, or “周末”."""

    kind: NoteKind
    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """One due date and how it came about.

    `start` is day 0; `nominal` the last day before rolling, `last_day` after it. What is done before `due_at` is in
    time: for days it is 00:00 Asia/Shanghai after the last day, the moment from which the light is red. From
    `warn_at` on at most 30 % of the limit remains (yellow). `provisional`: days count whose notice is not out yet.
    """

    limit: Limit
    start: date
    nominal: date
    last_day: date
    warn_at: datetime
    due_at: datetime
    notes: tuple[Note, ...]
    calendar_version: str
    provisional: bool = False

    def explain(self) -> str:
        """The reckoning in Chinese sentences: start, days left out or rolled, result, calendar version."""
        if self.limit.unit is Unit.HOUR:
            begin = self.due_at - timedelta(hours=self.limit.n)
            return f"从 {chinese_moment(begin)} 算起，{self.limit.label}，到 {chinese_moment(self.due_at)} 为止。"
        return "".join(
            [
                self._result(),
                self._left_out(),
                self._made_up(),
                self._version(),
            ]
        )

    def _result(self) -> str:
        end = chinese_date(self.last_day, weekday=True)
        if not self.limit.n:
            return f"当天办完，也就是 {end}。"
        count = f"从 {chinese_date(self.start)}的第二天算起，第 {self.limit.label}"
        reasons = _named(self._of(NoteKind.ROLLED))
        if not reasons:
            return f"{count}是 {end}。"
        return f"{count}是 {chinese_date(self.nominal, year=False)}，{reasons}休息，顺延到 {end}。"

    def _left_out(self) -> str:
        runs = self._of(NoteKind.WEEKEND, NoteKind.HOLIDAY, NoteKind.STOPPED)
        return f"中间不算的：{_named(runs)}。" if runs else ""

    def _made_up(self) -> str:
        runs = self._of(NoteKind.MADE_UP)
        days = "、".join(chinese_date(run.first, year=False, weekday=True) for run in runs)
        rule = "照算" if self.limit.unit is Unit.WORKING_DAY else "不顺延"
        return f"{days}调休上班，{rule}。" if runs else ""

    def _version(self) -> str:
        doubt = "后面有的放假安排还没有公布，这个日期是暂定的，公布后会重新算。" if self.provisional else ""
        return f"{doubt}日历版本：{self.calendar_version}。"

    def _of(self, *kinds: NoteKind) -> list[Note]:
        return [note for note in self.notes if note.kind in kinds]


def _named(runs: Iterable[Note]) -> str:
    """“9 月 19 日（周末）、9 月 25 日至 27 日（中秋节）”."""
    return "、".join(f"{chinese_range(run.first, run.last)}（{run.name}）" for run in runs)
