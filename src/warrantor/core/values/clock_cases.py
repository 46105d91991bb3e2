"""Reads and answers clock cases: one question of business time each, as plain data.

The command line, the agreement tests and anyone with a spreadsheet of cases share this form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from warrantor.core.values.business_time import (
    Calendar,
    CalendarError,
    Row,
    deadline,
    elapsed,
    is_open,
    ledger,
    next_open,
)
from warrantor.core.values.business_time.spec import read_zone

KINDS = ("deadline", "deadline_paused", "elapsed", "elapsed_paused", "next_open", "is_open")
_EXPECTED = {
    "kind": "one of " + ", ".join(f"`{kind}`" for kind in KINDS),
    "tz": "an IANA time zone such as `Europe/Berlin`",
    "schedule": "`always`, or intervals by day of the week",
    "start": "an instant with its offset, such as `2024-05-06T09:00:00+02:00`",
    "end": "an instant with its offset, such as `2024-05-06T09:00:00+02:00`",
    "seconds": "a whole number of seconds, 0 or more",
    "pauses": "a list of `[from, to]`",
}

T = TypeVar("T")
Pauses = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class ClockCase:
    """A question about one calendar; `end`, `seconds` and `pauses` only where the kind has them."""

    kind: str
    calendar: Calendar
    start: datetime
    end: datetime | None = None
    seconds: int = 0
    pauses: Pauses = ()

    def answer(self) -> datetime | int | bool:
        """The instant, the business seconds, or whether it is open."""
        if self.end is not None:
            return elapsed(self.calendar, self.start, self.end, self.pauses)
        if self.kind == "next_open":
            return next_open(self.calendar, self.start)
        if self.kind == "is_open":
            return is_open(self.calendar, self.start)
        return deadline(self.calendar, self.start, self.seconds, self.pauses)

    def ledger(self) -> tuple[Row, ...]:
        """The intervals behind the answer; for `is_open` the second at `start` alone."""
        answer = self.answer()
        if isinstance(answer, datetime):
            return ledger(self.calendar, self.start, answer, self.pauses)
        return ledger(self.calendar, self.start, self.end or self.start + timedelta(seconds=1), self.pauses)


def read_clock_case(case: object) -> ClockCase:
    """The case, or a `CalendarError` that names the field at fault. Keys it does not know are let be."""
    if not isinstance(case, Mapping):
        raise CalendarError("case", f"`{case!r:.60}` is not a case", "an object with `kind`, `tz` and so on")
    kind = _take(case, "kind", _kind)
    calendar = _calendar(case)
    start = _take(case, "start", read_instant)
    if kind in ("next_open", "is_open"):
        return ClockCase(kind, calendar, start)
    pauses = _take(case, "pauses", _pauses) if kind.endswith("_paused") or case.get("pauses") else ()
    if kind.startswith("elapsed"):
        return ClockCase(kind, calendar, start, end=_take(case, "end", read_instant), pauses=pauses)
    return ClockCase(kind, calendar, start, seconds=_take(case, "seconds", _seconds), pauses=pauses)


def answer_clock_case(case: object) -> str | int | bool:
    """The result as JSON has it: instants in ISO 8601 with the zone's offset."""
    answer = read_clock_case(case).answer()
    return answer.isoformat() if isinstance(answer, datetime) else answer


def read_instant(value: object, field: str) -> datetime:
    """An instant written in ISO 8601 with its offset."""
    expected = _EXPECTED["start"]
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None:
        raise CalendarError(field, f"`{value!s:.60}` is not an instant", expected)
    if instant.tzinfo is None:
        raise CalendarError(field, f"`{value}` has no offset", expected, "add the clock's offset, or `Z`")
    return instant


def _take(case: Mapping[str, object], field: str, read: Callable[[object, str], T]) -> T:
    if field not in case:
        raise CalendarError(field, "missing", _EXPECTED[field])
    return read(case[field], field)


def _calendar(case: Mapping[str, object]) -> Calendar:
    schedule = _take(case, "schedule", lambda value, _: value)
    zone = _take(case, "tz", read_zone)
    spec = {key: case[key] for key in ("holidays", "date_hours", "breaks") if key in case}
    try:
        return Calendar.from_spec({"hours": schedule, **spec}, zone)
    except CalendarError as error:
        # A case calls `schedule` what a calendar calls `hours`.
        if error.field.startswith("hours"):
            field = "schedule" + error.field.removeprefix("hours")
            raise CalendarError(field, error.problem, error.expected, error.help) from None
        raise


def _kind(value: object, field: str) -> str:
    if not isinstance(value, str) or value not in KINDS:
        raise CalendarError(field, f"`{value!s:.60}` is not a kind of clock case", _EXPECTED[field])
    return value


def _seconds(value: object, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise CalendarError(field, f"`{value!s:.60}` cannot be counted", _EXPECTED[field])
    return value


def _pauses(value: object, field: str) -> Pauses:
    if not isinstance(value, list):
        raise CalendarError(field, f"`{value!s:.60}` is not a list", _EXPECTED[field])
    pauses = []
    for index, pair in enumerate(value):
        place = f"{field}[{index}]"
        if not isinstance(pair, list) or len(pair) != 2:
            raise CalendarError(place, f"`{pair!s:.60}` is not a pause", "`[from, to]`")
        pauses.append((read_instant(pair[0], f"{place}[0]"), read_instant(pair[1], f"{place}[1]")))
    return tuple(pauses)
