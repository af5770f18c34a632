"""Months, as benefits are reckoned by them."""

from datetime import date


def month_after(day: date) -> date:
    """The first day of the month after that of `day`.

    >>> month_after(date(2026, 12, 31))
    datetime.date(2027, 1, 1)
    """
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
