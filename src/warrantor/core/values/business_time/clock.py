"""Sums of business time: deadlines, time gone by, next opening.

Intervals are half-open and seconds are real ones. Every function takes the instants it works on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from warrantor.core.values.business_time.calendar import LAST, WEEK_SECONDS, Calendar, Span, Timeline
from warrantor.core.values.business_time.errors import CalendarError
from warrantor.core.values.business_time.spec import DAY_SECONDS

Pauses = Iterable[tuple[datetime, datetime]]
_ENDLESS = 1 << 62


def deadline(calendar: Calendar, start: datetime, seconds: int, pauses: Pauses = ()) -> datetime:
    """The first instant by which `seconds` of business time from `start` have passed.

    A deadline that uses an interval up falls on its closing instant; no seconds at all fall on `start`.
    """
    at = calendar.second(start, "start")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 0:
        raise CalendarError("seconds", f"`{seconds!s:.60}` cannot be counted", "a whole number, 0 or more")
    if not seconds:
        return calendar.local(start)
    timeline, left = calendar.timeline, seconds
    if at + seconds < timeline.last:
        for begin, end in running(calendar, at, timeline.last, pauses):
            counted, at = _count(timeline, begin, end, left)
            left -= counted
            if not left:
                return calendar.instant(at)
    raise _never(timeline, "seconds", f"`{seconds!s:.60}` seconds")


def elapsed(calendar: Calendar, start: datetime, end: datetime, pauses: Pauses = ()) -> int:
    """Business seconds from `start` to `end`; 0 when `end` is earlier."""
    first, last = calendar.second(start, "start"), calendar.second(end, "end")
    spans = running(calendar, first, last, pauses)
    return sum(_count(calendar.timeline, begin, stop, _ENDLESS)[0] for begin, stop in spans)


def next_open(calendar: Calendar, start: datetime) -> datetime:
    """The first open instant at or after `start`."""
    at, timeline = calendar.second(start, "start"), calendar.timeline
    found, after = _count(timeline, at, timeline.last, 1)
    if not found:
        raise _never(timeline, "start", "an opening")
    return calendar.instant(after - 1) if after - 1 > at else calendar.local(start)


def is_open(calendar: Calendar, start: datetime) -> bool:
    """Whether `start` is inside hours; the opening instant is, the closing instant is not."""
    at = calendar.second(start, "start")
    return any(opens <= at < closes for opens, closes in calendar.timeline.open_on(at // DAY_SECONDS))


def running(calendar: Calendar, start: int, end: int, pauses: Pauses) -> Iterator[Span]:
    """The parts of the span during which the clock is not paused, in order."""
    for first, last in paused(calendar, pauses):
        if start < first:
            yield start, min(first, end)
        start = max(start, last)
        if start >= end:
            return
    if start < end:
        yield start, end


def paused(calendar: Calendar, pauses: Pauses) -> list[Span]:
    """The pauses as seconds, in order of their beginnings; they may overlap."""
    spans = []
    for index, (begin, end) in enumerate(pauses):
        first = calendar.second(begin, f"pauses[{index}][0]")
        last = calendar.second(end, f"pauses[{index}][1]")
        if last < first:
            problem = f"`{end.isoformat()}` is before `{begin.isoformat()}`"
            raise CalendarError(f"pauses[{index}]", problem, "a pause that ends after it begins")
        spans.append((first, last))
    return sorted(spans)


def _count(timeline: Timeline, start: int, end: int, need: int) -> Span:
    """Open seconds from `start` up to `end`, or until there are `need`: (how many, where it stopped)."""
    counted, at, weekly = 0, start, timeline.weekly_seconds
    while at < end:
        day, into = divmod(at, DAY_SECONDS)
        # A plain week is added whole, unless the deadline falls inside it.
        whole_week = not into and not day % 7 and at + WEEK_SECONDS <= end
        if whole_week and counted + weekly < need and timeline.is_plain(day // 7):
            counted += weekly
            at += WEEK_SECONDS
            continue
        for opens, closes in timeline.open_on(day):
            first, last = max(opens, at), min(closes, end)
            if first < last:
                if counted + last - first >= need:
                    return need, first + need - counted
                counted += last - first
        at = (day + 1) * DAY_SECONDS
    return counted, end


def _never(timeline: Timeline, field: str, what: str) -> CalendarError:
    if timeline.last == LAST:
        return CalendarError(field, f"{what} would end after the year 9998", "a deadline before that")
    return CalendarError(field, f"{what} never comes: no hours are left", "a calendar with hours every week")
