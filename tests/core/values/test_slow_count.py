"""Business time against a count that could not be simpler: read the local clock every minute, and look it up.

The slow count shares nothing with the product but the zone database: it compares the text of the local time
with the text of the calendar.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warrantor.core.values.business_time import Calendar, deadline, elapsed, is_open, ledger, next_open

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Each zone with days near which its clock did something unusual, or nothing.
ZONES = {
    "UTC": ["2024-02-28"],
    "Australia/Lord_Howe": ["2024-04-06", "2024-10-05"],  # half an hour
    "Asia/Kathmandu": ["2024-12-31", "1985-12-31"],  # 5:45 ahead; once a quarter of an hour forward
    "America/St_Johns": ["2008-03-08", "2008-11-01", "2024-11-02"],  # once at one minute past midnight
    "Pacific/Chatham": ["2024-04-06", "2024-09-28"],  # 12:45 ahead
    "Pacific/Apia": ["2011-12-29", "2012-03-31"],  # left out a day
    "Africa/Casablanca": ["2024-03-09", "2024-04-13"],  # Ramadan
    "America/Sao_Paulo": ["2018-02-17", "2018-11-03"],  # at midnight
    "Europe/Berlin": ["2024-03-30", "2024-10-26"],
    "Asia/Tehran": ["2016-03-20", "2022-09-20"],
    "America/New_York": ["2024-03-09", "2024-11-02"],
}
SPAN = timedelta(days=3)
MINUTE = timedelta(minutes=1)


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def intervals(draw: st.DrawFn, step: int = 15) -> list[list[str]]:
    """Up to three intervals of a day, in order."""
    edges = sorted(draw(st.sets(st.integers(0, 1440 // step), max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    return [[clock_text(edges[i] * step), clock_text(edges[i + 1] * step)] for i in range(0, len(edges), 2)]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict, str, datetime, list[tuple[datetime, datetime]]]:
    """A calendar, a zone, a start near one of its days, and pauses; all on whole minutes."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    around = date.fromisoformat(draw(st.sampled_from(ZONES[zone])))
    near = st.integers(-2, 5).map(lambda days: (around + timedelta(days=days)).isoformat())
    hours = draw(st.dictionaries(st.sampled_from(DAYS), intervals(), min_size=3))
    hours[draw(st.sampled_from(DAYS))] = [["01:30", "23:59"]]
    spec = {
        "hours": hours,
        "holidays": draw(st.lists(near, max_size=2)),
        "date_hours": draw(st.dictionaries(near, intervals(), max_size=2)),
        "breaks": draw(st.dictionaries(near, intervals(), max_size=2)),
    }
    midnight = datetime(around.year, around.month, around.day, tzinfo=UTC)
    start = midnight + timedelta(minutes=draw(st.integers(-1440, 1440)))
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        begin = start + timedelta(minutes=draw(st.integers(-300, 7000)))
        pauses.append((begin, begin + timedelta(minutes=draw(st.integers(0, 2000)))))
    return spec, zone, start, pauses


def slow_open(spec: dict, zone: ZoneInfo, instant: datetime) -> bool:
    local = instant.astimezone(zone)
    text = local.isoformat()
    day, time = text[:10], text[11:16]
    if day in spec["holidays"]:
        return False
    if any(first <= time < last for first, last in spec["breaks"].get(day, [])):
        return False
    hours = spec["date_hours"].get(day, spec["hours"].get(DAYS[local.weekday()], []))
    return any(first <= time < last for first, last in hours)


def slow_minutes(spec: dict, zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """Every open minute, by its first instant."""
    return [now for i in range((end - start) // MINUTE) if slow_open(spec, zone, now := start + i * MINUTE)]


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_agrees_with_a_count_by_the_minute(world: tuple) -> None:
    spec, zone, start, pauses = world
    cal, tz, end = Calendar.from_spec(spec, zone), ZoneInfo(zone), start + SPAN
    unpaused = slow_minutes(spec, tz, start, end)
    minutes = [now for now in unpaused if not any(begin <= now < stop for begin, stop in pauses)]

    assert elapsed(cal, start, end, pauses) == 60 * len(minutes)
    for count in {1, len(minutes) // 3, len(minutes)} - {0}:
        if count <= len(minutes):
            assert deadline(cal, start, 60 * count, pauses) == minutes[count - 1] + MINUTE

    if unpaused:
        assert next_open(cal, start) == unpaused[0]
    assert is_open(cal, start) == slow_open(spec, tz, start)

    rows = ledger(cal, start, end, pauses)
    assert {row.start + MINUTE * i for row in rows if row.counted for i in range(row.seconds // 60)} == set(minutes)


@pytest.mark.parametrize("zone", sorted(ZONES))
def test_agrees_with_a_count_by_the_second_at_every_unusual_hour(zone: str) -> None:
    spec = {"hours": {"mon-sun": [["00:01", "02:30"], ["02:45", "23:59"]]}}
    slow = {
        "hours": dict.fromkeys(DAYS, spec["hours"]["mon-sun"]),
        "holidays": [],
        "breaks": {},
        "date_hours": {},
    }
    cal, tz = Calendar.from_spec(spec, zone), ZoneInfo(zone)
    for day in ZONES[zone]:
        start = datetime.fromisoformat(day).replace(tzinfo=tz).astimezone(UTC) + timedelta(hours=23, minutes=40)
        seconds = [start + timedelta(seconds=i) for i in range(4 * 3600)]
        counted = [now for now in seconds if slow_open(slow, tz, now)]
        assert elapsed(cal, start, seconds[-1] + timedelta(seconds=1)) == len(counted)
        for count in range(1, len(counted), 977):
            assert deadline(cal, start, count) == counted[count - 1] + timedelta(seconds=1)


@settings(max_examples=150, deadline=None)
@given(worlds(), st.integers(0, 300 * 3600), st.integers(0, 86_400))
def test_laws(world: tuple, seconds: int, more: int) -> None:
    spec, zone, start, pauses = world
    cal = Calendar.from_spec(spec, zone)
    due = deadline(cal, start, seconds, pauses)

    assert elapsed(cal, start, due, pauses) == seconds
    assert start <= due <= deadline(cal, start, seconds + more, pauses), "more time never falls due earlier"
    assert deadline(cal, start, seconds) <= due, "a pause never brings a deadline forward"
    if seconds:
        assert elapsed(cal, start, due - timedelta(seconds=1), pauses) == seconds - 1, "and not a second later"

    later = start + timedelta(seconds=more)
    assert due <= deadline(cal, later, seconds, pauses), "a later start never falls due earlier"
    assert elapsed(cal, start, later, pauses) + elapsed(cal, later, later + SPAN, pauses) == elapsed(
        cal, start, later + SPAN, pauses
    )
    assert is_open(cal, next_open(cal, start))


@settings(max_examples=100, deadline=None)
@given(worlds(), st.integers(1, 100 * 3600))
def test_a_ledger_leaves_no_gap_and_adds_up_to_the_due_instant(world: tuple, seconds: int) -> None:
    spec, zone, start, pauses = world
    cal = Calendar.from_spec(spec, zone)
    due = deadline(cal, start, seconds, pauses)
    rows = ledger(cal, start, due, pauses)

    assert (rows[0].start, rows[-1].end, rows[-1].total) == (start, due, seconds)
    total = 0
    for before, row in zip((None, *rows), rows, strict=False):
        assert before is None or before.end == row.start
        assert row.end - row.start == timedelta(seconds=row.seconds)
        assert row.counted == (row.why == "hours")
        assert (row.seconds == 0) == (row.why == "zone change")
        total += row.seconds if row.counted else 0
        assert row.total == total
        if before is not None and "zone change" not in (before.why, row.why):
            assert (before.why, before.name) != (row.why, row.name), "neighbours of one reason are one row"
