"""The proleptic Gregorian calendar for years far outside Python's 1–9999 (FEEL allows ±999,999,999)."""

MAX_YEAR = 999_999_999
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Tell whether `year` (astronomical, 0 = 1 BC) has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Give the number of days of a month."""
    return 29 if month == 2 and is_leap(year) else _DAYS[month]


def is_date(year: int, month: int, day: int) -> bool:
    """Tell whether the three numbers are a day that exists."""
    return abs(year) <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= month_length(year, month)


def to_days(year: int, month: int, day: int) -> int:
    """Count days since 1970-01-01 (Hinnant's civil calendar arithmetic, exact for every year)."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def from_days(days: int) -> tuple[int, int, int]:
    """Turn a count of days since 1970-01-01 back into year, month and day."""
    days += 719468
    era = days // 146097
    day_of_era = days - era * 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def iso_week(days: int) -> int:
    """Give the ISO 8601 week number (1–53) of a day counted from 1970-01-01."""
    weekday = (days + 3) % 7
    year = from_days(days - weekday + 3)[0]
    return (days - weekday + 3 - to_days(year, 1, 1)) // 7 + 1
