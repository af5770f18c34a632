"""Working days, natural days and due dates that can say how they were counted.

A `Calendar` is a value made from the State Council's yearly notices (and local festivals); nothing here reads a
clock, a file or a table. Not for opening hours of halls and registries: those do not change legal time limits.
"""

from .days import Calendar, CalendarError, DayKind, SpecialDay
from .deadlines import Deadline, Note, NoteKind
from .limits import SHANGHAI, Limit, Roll, Stop, Unit
from .months import month_after
from .periods import Lapse, TwoPeriods, acceptance_by_lapse, two_periods
from .reckon import due

__all__ = [
    "SHANGHAI",
    "Calendar",
    "CalendarError",
    "DayKind",
    "Deadline",
    "Lapse",
    "Limit",
    "Note",
    "NoteKind",
    "Roll",
    "SpecialDay",
    "Stop",
    "TwoPeriods",
    "Unit",
    "acceptance_by_lapse",
    "due",
    "month_after",
    "two_periods",
]
