"""The calendars of 2025 and 2026, taken from the PyPI package `chinesecalendar`."""

from datetime import date

from chinese_calendar import constants

from minzheng.kernel.calendar import Calendar, DayKind, SpecialDay

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
SOURCES = {2025: "国办发明电〔2024〕12号", 2026: "国务院办公厅 2025-11-04 通知"}


def notices(*years: int) -> Calendar:
    """One calendar with the notices of these years, published through the last of them."""
    days = [
        SpecialDay(day, kind, NAMES[name], SOURCES[day.year])
        for kind, marked in ((DayKind.HOLIDAY, constants.holidays), (DayKind.WORKDAY, constants.workdays))
        for day, name in marked.items()
        if day.year in years
    ]
    return Calendar.from_special_days(
        days, version=f"{years[-1]}-1", published_through=date(max(years), 12, 31)
    )


CALENDAR = notices(2025, 2026)
