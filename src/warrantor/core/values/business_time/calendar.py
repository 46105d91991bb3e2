"""A calendar of business hours, and the same hours laid out on UTC.

A second is open when the local clock of the zone, read at that second, stands inside the hours of its day.
So an hour that a change of clock skips never counts, and one that it repeats counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

from warrantor.core.values.business_time import spec as written
from warrantor.core.values.business_time.errors import CalendarError
from warrantor.core.values.business_time.spec import DAY_SECONDS, Hours

Why = Literal["hours", "outside hours", "holiday", "break", "pause", "zone change"]
Span = tuple[int, int]
Mark = tuple[int, int, Why, str]

WEEK_SECONDS = 7 * DAY_SECONDS
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = EPOCH.toordinal()
_SECOND = timedelta(seconds=1)
# Local days at the very ends of Python's years could not be written as a date.
FIRST = int((datetime(2, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
LAST = int((datetime(9999, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
_REMEMBERED_DAYS = 20_000


@dataclass(frozen=True)
class Calendar:
    """Opening hours in a time zone. Plain values: two calendars with the same hours are equal."""

    zone: str
    hours: tuple[Hours, ...]
    holidays: tuple[tuple[date, str], ...] = ()
    date_hours: tuple[tuple[date, Hours], ...] = ()
    breaks: tuple[tuple[date, Hours], ...] = ()
    timeline: Timeline = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "timeline", Timeline(self))

    @classmethod
    def from_spec(cls, spec: Mapping[str, object], tz: str, holidays: object = ()) -> Calendar:
        """Read a calendar as a terms document writes it.

        `holidays` are the closed days of the unit's region (dates, or names by date); they count only where
        the calendar says `holidays: true`.
        """
        known = written.check_keys(spec)
        zone = written.read_zone(tz)
        calendar = cls(
            zone,
            written.read_week(known["hours"]),
            written.read_holidays(known.get("holidays"), holidays),
            written.read_dated(known.get("date_hours"), "date_hours"),
            written.read_dated(known.get("breaks"), "breaks"),
        )
        _check_always(known)
        if not any(calendar.hours) and not any(hours for _, hours in calendar.date_hours):
            help = "a deadline on this calendar would never come"
            raise CalendarError("hours", "the calendar is never open", "at least one interval", help)
        return calendar

    def second(self, instant: datetime, name: str) -> int:
        """Whole seconds since 1970 in UTC; a fraction of a second is dropped."""
        if not isinstance(instant, datetime):
            raise CalendarError(name, f"`{instant!r}` is not an instant", "a date and time with its offset")
        if instant.tzinfo is None:
            help = "add the offset of the clock it was read from, or `Z`"
            problem = f"`{instant.isoformat()}` has no offset"
            raise CalendarError(name, problem, "an instant such as `2024-05-06T09:00:00+02:00`", help)
        second = (instant - EPOCH) // _SECOND
        if not FIRST <= second < LAST:
            raise CalendarError(name, f"`{instant.isoformat()}` is out of range", "a year from 2 to 9998")
        return second

    def instant(self, second: int) -> datetime:
        """The instant on the calendar's own clock."""
        return self.local(datetime.fromtimestamp(second, UTC))

    def local(self, instant: datetime) -> datetime:
        """The same instant with the offset of the calendar's clock.

        A fixed offset, not the zone: in a repeated hour Python finds a time in a zone equal to no other, and
        subtracts two times of one zone by the face of the clock.
        """
        local = instant.astimezone(self.timeline.tz)
        return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)


class Timeline:
    """One calendar's hours as seconds of UTC, worked out a UTC day at a time and remembered.

    Days of UTC rather than local days, because a clock set back across midnight makes local days interleave
    (St. John's did so at one minute past midnight for years).
    """

    def __init__(self, calendar: Calendar) -> None:
        self.tz = ZoneInfo(calendar.zone)
        self.weekly_seconds = sum(closes - opens for hours in calendar.hours for opens, closes in hours)
        self._week = calendar.hours
        self._holidays = {_day_number(day): name for day, name in calendar.holidays}
        self._date_hours = {_day_number(day): hours for day, hours in calendar.date_hours}
        self._breaks = {_day_number(day): hours for day, hours in calendar.breaks}
        special = {*self._holidays, *self._date_hours, *self._breaks}
        # A local day reaches into the UTC days before and after it.
        self._special_weeks = {(day + near) // 7 for day in special for near in (-1, 0, 1)}
        self._open: dict[int, tuple[Span, ...]] = {}
        self._plain: dict[int, bool] = {}
        # Without weekly hours, nothing is open after the last day that has hours of its own.
        self.last = LAST if self.weekly_seconds else (max(self._date_hours, default=0) + 2) * DAY_SECONDS

    def open_on(self, day: int) -> tuple[Span, ...]:
        """The open spans of a day of UTC (counted from 1970), in order."""
        known = self._open.get(day)
        if known is None:
            if len(self._open) > _REMEMBERED_DAYS:
                self._open.clear()
            known = self._open[day] = tuple((a, b) for a, b, why, _ in self.marks_on(day) if why == "hours")
        return known

    def is_plain(self, week: int) -> bool:
        """Whether seven days of UTC hold just the weekly hours: no special day, no change of clock."""
        known = self._plain.get(week)
        if known is None:
            if len(self._plain) > _REMEMBERED_DAYS:
                self._plain.clear()
            known = self._plain[week] = week not in self._special_weeks and self._keeps_offset(week)
        return known

    def marks_on(self, day: int) -> list[Mark]:
        """The spans of a day of UTC that are open, or would be but for a holiday or a break."""
        marks: list[Mark] = []
        for start, end, offset in self.segments(day * DAY_SECONDS, (day + 1) * DAY_SECONDS):
            for local in range((start + offset) // DAY_SECONDS, (end - 1 + offset) // DAY_SECONDS + 1):
                midnight = local * DAY_SECONDS - offset
                for opens, closes, why, name in self._local_day(local):
                    first, last = max(start, midnight + opens), min(end, midnight + closes)
                    if first < last:
                        marks.append((first, last, why, name))
        return marks

    def segments(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The span in parts of one offset each: (from, to, offset). It must be at most a day long."""
        while start < end:
            offset, edge = self.offset(start), end
            if self.offset(end - 1) != offset:
                edge = self._first_change(start, end - 1, offset)
            yield start, edge, offset
            start = edge

    def offset(self, second: int) -> int:
        """What the local clock is ahead of UTC, in seconds."""
        offset = datetime.fromtimestamp(second, self.tz).utcoffset() or timedelta()
        return offset.days * DAY_SECONDS + offset.seconds

    def _first_change(self, same: int, other: int, offset: int) -> int:
        while other - same > 1:
            middle = (same + other) // 2
            if self.offset(middle) == offset:
                same = middle
            else:
                other = middle
        return other

    def _keeps_offset(self, week: int) -> bool:
        # Three readings: Recife and Gaza put the clock forward and back within seven days; nowhere in four.
        start = week * WEEK_SECONDS
        offset = self.offset(start)
        return offset == self.offset(start + WEEK_SECONDS // 2) == self.offset(start + WEEK_SECONDS)

    def _local_day(self, day: int) -> Iterator[Mark]:
        """The hours of a local day, in seconds after its midnight, with what becomes of them."""
        # The first of January 1970 was a Thursday.
        hours = self._date_hours.get(day)
        if hours is None:
            hours = self._week[(day + 3) % 7]
        if day in self._holidays:
            yield from ((opens, closes, "holiday", self._holidays[day]) for opens, closes in hours)
            return
        for opens, closes in hours:
            for out, back in self._breaks.get(day, ()):
                out, back = max(out, opens), min(back, closes)
                if out < back:
                    if opens < out:
                        yield opens, out, "hours", ""
                    yield out, back, "break", ""
                    opens = back
            if opens < closes:
                yield opens, closes, "hours", ""


def _day_number(day: date) -> int:
    return day.toordinal() - _EPOCH_ORDINAL


def _check_always(spec: Mapping[str, object]) -> None:
    """`always` means every second: nothing may be taken out of it."""
    if spec["hours"] != "always":
        return
    for key in ("holidays", "date_hours", "breaks"):
        if spec.get(key) not in (None, False, "false", [], {}):
            help = 'leave it out, or write the hours as `{mon-sun: [["00:00", "24:00"]]}`'
            raise CalendarError(key, "`hours: always` knows no exception", f"no `{key}`", help)
