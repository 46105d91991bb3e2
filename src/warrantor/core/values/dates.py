"""Days as whole numbers and calendar-month arithmetic.

A day is `date.toordinal()`. Nothing here knows a time zone or a clock.
"""

from datetime import date
from functools import lru_cache
from typing import Final

NEVER: Final = date.max.toordinal()
FIRST: Final = date.min.toordinal()
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@lru_cache(maxsize=65536)
def parse_day(text: str) -> int:
    """Ordinal of an ISO date (`2024-02-29`). Raises ValueError for anything else."""
    if len(text) != 10:
        raise ValueError(f"`{text}` is not a date")
    return date.fromisoformat(text).toordinal()


@lru_cache(maxsize=65536)
def day_text(day: int) -> str:
    """ISO text of an ordinal; the inverse of `parse_day`."""
    return date.fromordinal(day).isoformat()


def _month_length(year: int, month: int) -> int:
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LENGTHS[month - 1]


@lru_cache(maxsize=65536)
def add_months(day: int, months: int) -> int:
    """The same day `months` on, or that month's last day where it lacks it."""
    return _shifted(day, months)[0]


@lru_cache(maxsize=65536)
def through_months(first: int, months: int) -> int:
    """Last covered day of a term of `months` that starts on `first` (both days count)."""
    day, clamped = _shifted(first, months)
    return day if clamped or day == NEVER else max(FIRST, day - 1)


def add_days(day: int, days: int) -> int:
    """`days` on; `never` stays never, and the calendar's ends are not passed."""
    return day if day == NEVER else max(FIRST, min(NEVER, day + days))


def through_days(first: int, days: int) -> int:
    """Last covered day of a term of `days` that starts on `first`."""
    return add_days(first, days - 1)


def _shifted(day: int, months: int) -> tuple[int, bool]:
    if day == NEVER:
        return NEVER, False
    start = date.fromordinal(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > date.max.year:
        return NEVER, False
    if year < date.min.year:
        return FIRST, False
    length = _month_length(year, month)
    return date(year, month, min(start.day, length)).toordinal(), start.day > length
