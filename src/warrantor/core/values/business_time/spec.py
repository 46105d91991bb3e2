"""Reads the written form of a calendar (front matter, clock cases) into plain values.

Everything here turns text into numbers or raises a `CalendarError`; nothing here counts time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from warrantor.core.values.business_time.errors import CalendarError

Hours = tuple[tuple[int, int], ...]
"""Half-open intervals of one local day, in seconds after midnight, in order."""

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_SECONDS = 86_400
WHOLE_DAY: Hours = ((0, DAY_SECONDS),)

_KEYS = ("hours", "holidays", "date_hours", "breaks")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INTERVAL = 'a pair of times such as `["09:00", "17:00"]`'


def check_keys(spec: object) -> Mapping[str, object]:
    """The calendar as a mapping that holds known keys only."""
    if not isinstance(spec, Mapping):
        raise CalendarError("calendar", f"{_quote(spec)} is not a calendar", "a mapping with the key `hours`")
    for key in spec:
        if key not in _KEYS:
            help = _did_you_mean(str(key), _KEYS)
            expected = "one of " + ", ".join(f"`{known}`" for known in _KEYS)
            raise CalendarError(str(key), "unknown key", expected, help)
    if "hours" not in spec:
        raise CalendarError("hours", "missing", "`always`, or intervals by day of the week")
    return spec


def read_zone(name: object, field: str = "tz") -> str:
    """A time zone's name, known to be one."""
    if isinstance(name, str):
        try:
            ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            pass  # each is a way of zoneinfo to say that there is no such zone; answered below
        else:
            return name
    help = _did_you_mean(str(name), available_timezones())
    raise CalendarError(field, f"unknown time zone {_quote(name)}", "a name such as `Europe/Berlin`", help)


def read_week(hours: object) -> tuple[Hours, ...]:
    """The hours of Monday to Sunday."""
    if hours == "always":
        return (WHOLE_DAY,) * 7
    expected = '`always`, or intervals by day such as `{mon-fri: [["09:00", "17:00"]]}`'
    if not isinstance(hours, Mapping):
        raise CalendarError("hours", f"{_quote(hours)} is not a week", expected)
    week: list[Hours | None] = [None] * 7
    for key, intervals in hours.items():
        for day in _days(key):
            if week[day] is not None:
                raise CalendarError(f"hours.{key}", f"`{DAY_NAMES[day]}` is given twice", "each day once")
            week[day] = read_intervals(intervals, f"hours.{key}")
    return tuple(day or () for day in week)


def read_dated(days: object, field: str) -> tuple[tuple[date, Hours], ...]:
    """Intervals by date: `date_hours` and `breaks`."""
    if days is None:
        return ()
    if not isinstance(days, Mapping):
        raise CalendarError(field, f"{_quote(days)} has no dates", "intervals by date")
    found: dict[date, Hours] = {}
    for key, intervals in days.items():
        help = "a break of every week is left out of `hours`" if field == "breaks" else ""
        found[read_date(key, f"{field}.{key}", help)] = read_intervals(intervals, f"{field}.{key}")
    return tuple(sorted(found.items()))


def read_holidays(own: object, given: object) -> tuple[tuple[date, str], ...]:
    """Closed days with names: `true` takes those the caller gives, a list or mapping is its own."""
    if own is None or own is False or own == "false":
        return ()
    days = given if own is True or own == "true" else own
    if isinstance(days, str) or not isinstance(days, Iterable):
        expected = "`true`, `false`, a list of dates, or names by date"
        raise CalendarError("holidays", f"{_quote(days)} is not a list of dates", expected)
    named = days.items() if isinstance(days, Mapping) else ((day, "") for day in days)
    return tuple(sorted({read_date(day, "holidays"): str(name or "") for day, name in named}.items()))


def read_intervals(value: object, field: str) -> Hours:
    """Intervals of one day, in order and apart; those that touch become one."""
    if not isinstance(value, list | tuple):
        raise CalendarError(field, f"{_quote(value)} is not a list", f"a list of intervals, each {_INTERVAL}")
    merged: list[tuple[int, int]] = []
    for index, pair in enumerate(value):
        opens, closes = _interval(pair, f"{field}[{index}]")
        if merged and opens < merged[-1][1]:
            problem = f"{_quote(pair[0])} is before the end of the interval above it"
            raise CalendarError(f"{field}[{index}]", problem, "intervals in order that do not overlap")
        if merged and opens == merged[-1][1]:
            merged[-1] = (merged[-1][0], closes)
        else:
            merged.append((opens, closes))
    return tuple(merged)


def read_date(value: object, field: str, help: str = "") -> date:
    """A day written YYYY-MM-DD."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            help = help or "the calendar has no such day"
    raise CalendarError(field, f"{_quote(value)} is not a date", "YYYY-MM-DD", help)


def _interval(pair: object, field: str) -> tuple[int, int]:
    if isinstance(pair, str):
        help = "put each pair in brackets of its own"
        raise CalendarError(field, f"{_quote(pair)} stands alone", _INTERVAL, help)
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise CalendarError(field, f"{_quote(pair)} is not an interval", _INTERVAL)
    opens, closes = _time(pair[0], field), _time(pair[1], field)
    if opens >= closes:
        help = "midnight at the end of a day is `24:00`; hours after midnight belong to the next day"
        problem = f"{_quote(pair[1])} is not after {_quote(pair[0])}"
        raise CalendarError(field, problem, "an interval that ends after it begins", help)
    return opens, closes


def _time(value: object, field: str) -> int:
    if isinstance(value, str) and _TIME.fullmatch(value):
        hour, minute = value.split(":")
        return int(hour) * 3600 + int(minute) * 60
    help = 'put times in quotes: `"17:00"`' if isinstance(value, int) else ""
    raise CalendarError(field, f"{_quote(value)} is not a time", "HH:MM from `00:00` to `24:00`", help)


def _days(key: object) -> list[int]:
    """The days that a key names: `mon`, or a group such as `mon-fri` or `sat-mon`."""
    first, _, last = str(key).partition("-")
    if first not in DAY_NAMES or (last or first) not in DAY_NAMES or str(key).endswith("-"):
        expected = "a day (`mon` to `sun`) or a group such as `mon-fri`"
        raise CalendarError(f"hours.{key}", f"{_quote(key)} is not a day of the week", expected)
    start, end = DAY_NAMES.index(first), DAY_NAMES.index(last or first)
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word[:60], known, 1)
    return f"did you mean `{near[0]}`?" if near else ""


def _quote(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"
