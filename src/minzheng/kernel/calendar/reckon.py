"""Reckoning due dates: counted day by day, so that each can name the days that it left out."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby

from .days import ONE_DAY, SATURDAY, Calendar, CalendarError
from .deadlines import Deadline, Note, NoteKind
from .limits import SHANGHAI, Limit, Roll, Stop, Unit

_TENTH_OF_A_DAY = timedelta(minutes=144)
_WARNING_TENTHS = 3


def due(limit: Limit, start: date | datetime, calendar: Calendar, *, stops: Sequence[Stop] = ()) -> Deadline:
    """When `limit` that begins with `start` ends; the day after `start` is day 1.

    `start` is a legal day, or an aware datetime, of which the day in Asia/Shanghai is taken (hours run from the
    datetime itself). Days within `stops` do not count. Working days never end on a day off; natural days that do
    are moved as `limit.roll` says. Raises CalendarError `calendar.zone`, `calendar.hours`.
    """
    if limit.unit is Unit.HOUR:
        return _due_in_hours(limit, start, calendar, stops)
    first = _local(start).date() if isinstance(start, datetime) else start
    return _due_in_days(limit, first, calendar, tuple(stops))


@lru_cache(maxsize=4096)  # most cases of a day share their limits
def _due_in_days(limit: Limit, first: date, calendar: Calendar, stops: tuple[Stop, ...]) -> Deadline:
    counted = _counted_days(limit, first, calendar, stops)
    nominal = counted[-1] if counted else first
    rolls = limit.unit is Unit.NATURAL_DAY and limit.n
    last_day = rolled(nominal, limit.roll, calendar) if rolls else nominal
    timeline = counted + _days(nominal + ONE_DAY, last_day)
    return Deadline(
        limit=limit,
        start=first,
        nominal=nominal,
        last_day=last_day,
        warn_at=_warning(timeline, limit.n) if limit.n else midnight_after(last_day),
        due_at=midnight_after(last_day),
        notes=_notes(_days(first + ONE_DAY, last_day), nominal, limit, calendar, stops),
        calendar_version=calendar.version,
        provisional=not all(map(calendar.is_published, _decisive_days(limit, first, nominal, last_day))),
    )


def rolled(day: date, roll: Roll, calendar: Calendar) -> date:
    """The day itself, or the first after it on which nobody rests (Civil Code art. 203)."""
    while _rests(day, roll, calendar):
        day += ONE_DAY
    return day


def midnight_after(day: date) -> datetime:
    """The moment at which a legal day is over: 00:00 of the next one, Asia/Shanghai."""
    return datetime.combine(day + ONE_DAY, time.min, SHANGHAI)


def _rests(day: date, roll: Roll, calendar: Calendar) -> bool:
    if roll is Roll.NONE:
        return False
    return calendar.is_statutory_holiday(day) if roll is Roll.HOLIDAYS else not calendar.is_workday(day)


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise CalendarError("calendar.zone", "起点的时间没有写时区。")
    return at.astimezone(SHANGHAI)


def _due_in_hours(
    limit: Limit, start: date | datetime, calendar: Calendar, stops: Sequence[Stop]
) -> Deadline:
    if not isinstance(start, datetime) or stops:
        raise CalendarError("calendar.hours", "按小时计算的时限，起点要写到几点几分，而且不能停表。")
    begin = _local(start)
    end = begin + timedelta(hours=limit.n)
    last_day = max(begin, end - timedelta(microseconds=1)).date()
    return Deadline(
        limit=limit,
        start=begin.date(),
        nominal=last_day,
        last_day=last_day,
        warn_at=end - timedelta(hours=limit.n) * _WARNING_TENTHS / 10,
        due_at=end,
        notes=(),
        calendar_version=calendar.version,
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _counted_days(limit: Limit, start: date, calendar: Calendar, stops: Sequence[Stop]) -> list[date]:
    counted: list[date] = []
    day = start
    while len(counted) < limit.n:
        day += ONE_DAY
        at_work = limit.unit is Unit.NATURAL_DAY or calendar.is_workday(day)
        if at_work and not any(day in stop for stop in stops):
            counted.append(day)
    return counted


def _decisive_days(limit: Limit, start: date, nominal: date, last_day: date) -> list[date]:
    """The days of which the kind decides the result."""
    if limit.unit is Unit.WORKING_DAY:
        return _days(start + ONE_DAY, last_day)
    return [] if limit.roll is Roll.NONE else _days(nominal, last_day)


def _warning(timeline: list[date], n: int) -> datetime:
    """The first moment at which three tenths of n days remain, going back from the end over days that count."""
    whole, tenths = divmod(_WARNING_TENTHS * n, 10)
    return midnight_after(timeline[-1 - whole]) - tenths * _TENTH_OF_A_DAY


def _notes(
    days: list[date], nominal: date, limit: Limit, calendar: Calendar, stops: Sequence[Stop]
) -> tuple[Note, ...]:
    def reason(day: date) -> tuple[NoteKind, str] | None:
        for stop in stops:
            if day in stop:
                return NoteKind.STOPPED, stop.reason
        if limit.unit is Unit.WORKING_DAY:
            return _working_reason(day, calendar)
        return _natural_reason(day, nominal, days[-1], calendar)

    runs = ((why, list(run)) for why, run in groupby(days, reason))
    return tuple(Note(why[0], why[1], run[0], run[-1]) for why, run in runs if why)


def _working_reason(day: date, calendar: Calendar) -> tuple[NoteKind, str] | None:
    if calendar.is_statutory_holiday(day):
        return NoteKind.HOLIDAY, calendar.name(day)
    if not calendar.is_workday(day):
        return NoteKind.WEEKEND, "周末"
    return _made_up(day, calendar)


def _natural_reason(
    day: date, nominal: date, last_day: date, calendar: Calendar
) -> tuple[NoteKind, str] | None:
    if nominal <= day < last_day:
        return NoteKind.ROLLED, calendar.name(day) if calendar.is_statutory_holiday(day) else "周末"
    return _made_up(day, calendar) if day == nominal else None


def _made_up(day: date, calendar: Calendar) -> tuple[NoteKind, str] | None:
    is_made_up = day.weekday() >= SATURDAY and calendar.is_workday(day)
    return (NoteKind.MADE_UP, calendar.name(day)) if is_made_up else None
