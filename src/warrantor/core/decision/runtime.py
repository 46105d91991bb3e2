"""The few operations on a folded history that compiled rules call: filters, matching, the chain of renewals.

Every result is three-valued: None is unknown.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from warrantor.core.decision.history import Event
from warrantor.core.terms.rewriting import moved_day
from warrantor.core.values.dates import add_days

Filter = Callable[[Event], bool | None]


def first_of(events: Sequence[Event]) -> Event | None:
    """The first of some events; unknown where one of several has no day."""
    return events[0] if len(events) == 1 or events[0]["on"] is not None else None


def last_of(events: Sequence[Event]) -> Event | None:
    """The last of some events; unknown where one of several has no day (those come first)."""
    return events[-1] if len(events) == 1 or events[0]["on"] is not None else None


def first_where(events: Sequence[Event], keep: Filter, absent: bool | None) -> Event | bool | None:
    """The first event that passes; None if an earlier one might, or if one of several that pass has no day."""
    if events and events[0]["on"] is None:
        return _undated(events, keep, absent)
    for event in events:
        passed = keep(event)
        if passed:
            return event
        if passed is None:
            return None
    return absent


def last_where(events: Sequence[Event], keep: Filter, absent: bool | None) -> Event | bool | None:
    """The last event that passes; None if a later one might, or if one of several that pass has no day."""
    if events and events[0]["on"] is None:
        return _undated(events, keep, absent)
    return first_where(events[::-1], keep, absent)


def _undated(events: Sequence[Event], keep: Filter, absent: bool | None) -> Event | bool | None:
    """The only event that can pass, where an event without a day leaves no order."""
    possible = [event for event in events if keep(event) is not False]
    if len(possible) == 1 and keep(possible[0]):
        return possible[0]
    return None if possible else absent


def any_where(events: Sequence[Event], keep: Filter, absent: bool | None) -> bool | None:
    """Whether an event passes, `or` over three values."""
    unknown = False
    for event in events:
        passed = keep(event)
        if passed:
            return True
        unknown = unknown or passed is None
    return None if unknown else absent if not events else False


def count_where(events: Sequence[Event], keep: Filter) -> int | None:
    """How many pass; None if one might."""
    total = 0
    for event in events:
        passed = keep(event)
        if passed is None:
            return None
        total += passed
    return total


def unmatched(events: Sequence[Event], others: Sequence[Event], key: str) -> int:
    """How many of `events` have no partner in `others` with the same key; one without the key has none."""
    matched = {other.get(key) for other in others} - {None}
    return sum(1 for event in events if event.get(key) not in matched)


def day_of(text: str | None) -> int | None:
    """A key that holds a day, as an ordinal."""
    return None if text is None else date.fromisoformat(text[:10]).toordinal()


def chain(
    part: str,
    starts: int | None,
    ends: int | None,
    unit: str | None,
    count: int | None,
    renew_unit: Any,
    renew_count: int | None,
    renewals: Sequence[Event],
) -> int | None:
    """`starts`, `ends`, `prior_ends` or `period_starts` of a term after its renewals.

    A renewal on or before the end opens the next period on the day after it, months counted from the first anchor;
    a later one opens a new anchor on its own day.
    """
    if starts is None or ends is None or renew_count is None:
        return None
    anchor, length, prior, period = starts, count, ends, starts
    counted = False
    if unit and unit == renew_unit and count is not None:
        counted = ends == moved_day(starts, unit, count, True)
    for renewal in renewals:
        day = renewal["on"]
        if day is None:
            return None
        prior = ends
        if day <= ends:
            period = add_days(ends, 1)
            if counted and unit and length is not None:
                length += renew_count
                ends = moved_day(anchor, unit, length, True)
            else:
                ends = moved_day(period, renew_unit, renew_count, True)
        else:
            anchor = period = starts = day
            length, unit, counted = renew_count, renew_unit, True
            ends = moved_day(day, renew_unit, renew_count, True)
    return {"starts": starts, "ends": ends, "prior_ends": prior, "period_starts": period}[part]
