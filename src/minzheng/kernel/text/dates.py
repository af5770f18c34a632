"""Dates in Chinese words: spaced on screens (“3 月 13 日”), close-set in letters (“2026年3月5日”)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def weekday_name(day: date) -> str:
    """“星期一” to “星期日”."""
    return "星期" + "一二三四五六日"[day.weekday()]


def chinese_date(day: date, *, year: bool = True, weekday: bool = False) -> str:
    """“2026 年 3 月 5 日”; without year “3 月 5 日”; with weekday “3 月 13 日（星期五）”."""
    head = f"{day.year} 年 " if year else ""
    tail = f"（{weekday_name(day)}）" if weekday else ""
    return f"{head}{day.month} 月 {day.day} 日{tail}"


def letter_date(day: date) -> str:
    """The close-set form of official letters: “2026年3月5日” (GB/T 9704: no leading zeros)."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_range(first: date, last: date, *, year: bool = False) -> str:
    """“9 月 25 日至 27 日”: the second part says only what differs; one day is written once."""
    head = chinese_date(first, year=year)
    if first == last:
        return head
    if (first.year, first.month) == (last.year, last.month):
        return f"{head}至 {last.day} 日"
    return f"{head}至 {chinese_date(last, year=first.year != last.year)}"


def chinese_moment(at: datetime) -> str:
    """“2026 年 3 月 5 日 14:30” in Asia/Shanghai. Raises ValueError for a datetime without time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = at.astimezone(_SHANGHAI)
    return f"{chinese_date(local)} {local:%H:%M}"
