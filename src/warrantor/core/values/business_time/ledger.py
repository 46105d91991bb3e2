"""Shows a business clock's working: each interval between two instants, counted or left out, and why.

A row names the one thing that decided it: outside hours nothing else matters, and within them a holiday or
break goes before a pause. So the rows left out for a holiday are exactly what was lost to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from warrantor.core.values.business_time.calendar import Calendar, Mark, Span, Why
from warrantor.core.values.business_time.clock import Pauses, paused
from warrantor.core.values.business_time.spec import DAY_SECONDS


@dataclass(frozen=True)
class Row:
    """One interval of a ledger, its instants on the local clock as it stood then."""

    start: datetime
    end: datetime
    counted: bool
    why: Why
    name: str
    seconds: int
    total: int

    def plain(self) -> dict[str, object]:
        """The row as JSON-like data."""
        row: dict[str, object] = {"from": self.start.isoformat(), "to": self.end.isoformat()}
        row |= {"counted": self.counted, "why": self.why}
        if self.name:
            row["name"] = self.name
        return row | {"seconds": self.seconds, "total": self.total}


def ledger(calendar: Calendar, start: datetime, end: datetime, pauses: Pauses = ()) -> tuple[Row, ...]:
    """All that lies between two instants; the last row's total is the business time between them.

    `seconds` is how long a row really lasts, counted or not. A change of clock is a row of no length: its
    `start` is what the local clock showed before, its `end` what it showed after.
    """
    first, last = calendar.second(start, "start"), calendar.second(end, "end")
    stops = paused(calendar, pauses)
    rows: list[Row] = []
    total, offset = 0, None
    for begin, stop, ahead in _segments(calendar, first, last):
        if offset is not None and ahead != offset:
            change = Row(_local(begin, offset), _local(begin, ahead), False, "zone change", "", 0, total)
            rows.append(change)
        offset = ahead
        for opens, closes, why, name in _joined(_pieces(calendar, begin, stop, stops)):
            counted = why == "hours"
            total += (closes - opens) * counted
            row = Row(_local(opens, ahead), _local(closes, ahead), counted, why, name, closes - opens, total)
            rows.append(row)
    return tuple(rows)


def _segments(calendar: Calendar, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The span in parts of one offset, as long as possible."""
    held: tuple[int, int, int] | None = None
    while start < end:
        midnight = (start // DAY_SECONDS + 1) * DAY_SECONDS
        for begin, stop, offset in calendar.timeline.segments(start, min(midnight, end)):
            if held and held[2] == offset:
                held = (held[0], stop, offset)
            else:
                if held:
                    yield held
                held = (begin, stop, offset)
        start = midnight
    if held:
        yield held


def _pieces(calendar: Calendar, start: int, end: int, pauses: list[Span]) -> Iterator[Mark]:
    """Every second of the span in order, under its reason."""
    at = start
    for day in range(start // DAY_SECONDS, (end - 1) // DAY_SECONDS + 1):
        for opens, closes, why, name in calendar.timeline.marks_on(day):
            opens, closes = max(opens, start), min(closes, end)
            if opens >= closes:
                continue
            if at < opens:
                yield at, opens, "outside hours", ""
            if why == "hours":
                yield from _paused_pieces(opens, closes, pauses)
            else:
                yield opens, closes, why, name
            at = closes
    if at < end:
        yield at, end, "outside hours", ""


def _paused_pieces(start: int, end: int, pauses: list[Span]) -> Iterator[Mark]:
    for first, last in pauses:
        first, last = max(first, start), min(last, end)
        if first < last:
            if start < first:
                yield start, first, "hours", ""
            yield first, last, "pause", ""
            start = last
    if start < end:
        yield start, end, "hours", ""


def _joined(pieces: Iterator[Mark]) -> Iterator[Mark]:
    """Neighbours with the same reason as one."""
    held: Mark | None = None
    for piece in pieces:
        if held and held[2:] == piece[2:]:
            held = (held[0], piece[1], held[2], held[3])
        else:
            if held:
                yield held
            held = piece
    if held:
        yield held


def _local(second: int, offset: int) -> datetime:
    return datetime.fromtimestamp(second, timezone(timedelta(seconds=offset)))
