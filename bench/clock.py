"""Deadlines on business calendars: how many a second on one core."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bench.measure import Result, in_turns, middle, spread
from warrantor.core.values.business_time import Calendar, deadline

WEEK = {"hours": {"mon-fri": [["09:00", "12:00"], ["13:00", "17:00"]]}, "holidays": True}
DAYS = ("01-01", "05-01", "07-04", "12-25", "12-26")
HOLIDAYS = tuple(f"{year}-{day}" for year in range(2022, 2030) for day in DAYS)


def measure(quick: bool) -> Iterator[Result]:
    """Four, twenty-four and two hundred hours from starts over a year, across both changes of the clock."""
    calendar = Calendar.from_spec(WEEK, "America/Chicago", holidays=HOLIDAYS)
    first = datetime(2024, 1, 1, 8, tzinfo=ZoneInfo("America/Chicago"))
    starts = [first + timedelta(hours=7 * n) for n in range(1_200)]
    spans = [hours * 3600 for hours in (4, 24, 200)]

    def work() -> None:
        for start in starts:
            for seconds in spans:
                deadline(calendar, start, seconds)

    found = in_turns({"deadline": work}, 3 if quick else 9)["deadline"]
    yield Result("deadline", len(starts) * len(spans) / middle(found), "deadlines/s", "", spread(found))
