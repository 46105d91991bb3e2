"""Deadlines and time gone by around the edges: closing instants, pauses, changes of clock, long spans."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from warrantor.core.values.business_time import (
    Calendar,
    CalendarError,
    deadline,
    elapsed,
    is_open,
    ledger,
    next_open,
)

WEEKDAYS = {"mon-fri": [["09:00", "12:00"], ["13:00", "17:00"]]}
HOUR = 3600


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def calendar(hours: object = WEEKDAYS, tz: str = "Europe/Berlin", **rest: object) -> Calendar:
    return Calendar.from_spec({"hours": hours, **rest}, tz)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2024-05-06T09:00+02:00", 3, "2024-05-06T12:00+02:00"),  # the interval used up: its closing instant
        ("2024-05-06T12:00+02:00", 4, "2024-05-06T17:00+02:00"),
        ("2024-05-10T17:00+02:00", 1, "2024-05-13T10:00+02:00"),  # over a weekend
        ("2024-05-10T16:30+02:00", 1, "2024-05-13T09:30+02:00"),
        ("2024-05-11T03:00+02:00", 35, "2024-05-17T17:00+02:00"),  # a whole week's hours
        ("2024-05-11T03:00+02:00", 0, "2024-05-11T03:00+02:00"),  # nothing to wait for
    ],
)
def test_deadline(start: str, hours: int, due: str) -> None:
    assert deadline(calendar(), at(start), hours * HOUR) == at(due)


def test_a_deadline_shows_the_calendars_own_clock() -> None:
    due = deadline(calendar(), at("2024-05-06T07:00Z"), HOUR)
    assert due.isoformat() == "2024-05-06T10:00:00+02:00"


def test_a_deadline_in_a_repeated_hour_equals_the_same_instant_elsewhere() -> None:
    start = datetime(2024, 10, 27, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    for hours, due in ((1, "2024-10-27T00:00Z"), (2, "2024-10-27T01:00Z")):
        assert deadline(calendar("always"), start, hours * HOUR) == at(due)
        assert deadline(calendar("always"), at(due), 0) == at(due)
        assert next_open(calendar("always"), at(due)) == at(due)


@pytest.mark.parametrize("seconds", [-1, 0.5, True, "60", None])
def test_seconds_are_whole_and_not_negative(seconds: object) -> None:
    with pytest.raises(CalendarError) as caught:
        deadline(calendar(), at("2024-05-06T09:00Z"), seconds)  # type: ignore[arg-type]
    assert caught.value.field == "seconds"


def test_elapsed_is_nothing_backwards() -> None:
    assert elapsed(calendar(), at("2024-05-07T09:00Z"), at("2024-05-06T09:00Z")) == 0
    pauses = [(at("2024-05-06T10:00Z"), at("2024-05-06T12:00Z"))]
    assert elapsed(calendar(), at("2024-05-07T09:00Z"), at("2024-05-06T09:00Z"), pauses) == 0


def test_a_fraction_of_a_second_is_dropped() -> None:
    start = at("2024-05-06T09:00:00.9+02:00")
    assert deadline(calendar(), start, 60) == at("2024-05-06T09:01+02:00")
    assert next_open(calendar(), start) == start


def test_hours_are_half_open() -> None:
    cal = calendar()
    assert is_open(cal, at("2024-05-06T09:00+02:00"))
    assert not is_open(cal, at("2024-05-06T12:00+02:00"))
    assert next_open(cal, at("2024-05-06T12:00+02:00")) == at("2024-05-06T13:00+02:00")
    assert next_open(cal, at("2024-05-06T13:00+02:00")) == at("2024-05-06T13:00+02:00")


class TestPauses:
    cal = calendar()
    start = at("2024-05-10T16:00+02:00")  # a Friday

    def test_a_pause_outside_hours_changes_nothing(self) -> None:
        weekend = [(at("2024-05-10T17:00+02:00"), at("2024-05-13T09:00+02:00"))]
        assert deadline(self.cal, self.start, 2 * HOUR, weekend) == deadline(self.cal, self.start, 2 * HOUR)

    def test_a_pause_over_a_weekend_counts_its_hours_only(self) -> None:
        pause = [(at("2024-05-10T16:30+02:00"), at("2024-05-13T09:30+02:00"))]
        assert deadline(self.cal, self.start, HOUR, pause) == at("2024-05-13T10:00+02:00")

    def test_overlapping_pauses_count_once_in_any_order(self) -> None:
        first = (at("2024-05-06T09:00+02:00"), at("2024-05-06T11:00+02:00"))
        second = (at("2024-05-06T10:00+02:00"), at("2024-05-06T10:30+02:00"))
        third = (at("2024-05-06T10:45+02:00"), at("2024-05-06T11:30+02:00"))
        for pauses in ([first, second, third], [third, first, second]):
            assert elapsed(self.cal, at("2024-05-06T09:00+02:00"), at("2024-05-06T12:00+02:00"), pauses) == 1800

    def test_time_used_up_when_a_pause_begins_is_due_then(self) -> None:
        pause = [(at("2024-05-06T10:00+02:00"), at("2024-05-06T11:00+02:00"))]
        assert deadline(self.cal, at("2024-05-06T09:00+02:00"), HOUR, pause) == at("2024-05-06T10:00+02:00")

    def test_a_pause_of_no_length_is_none(self) -> None:
        pause = [(at("2024-05-10T16:30+02:00"), at("2024-05-10T16:30+02:00"))]
        assert deadline(self.cal, self.start, HOUR, pause) == at("2024-05-10T17:00+02:00")

    def test_a_pause_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(CalendarError) as caught:
            elapsed(self.cal, self.start, self.start, [(self.start, self.start - timedelta(seconds=1))])
        assert caught.value.field == "pauses[0]"


class TestChangesOfClock:
    def test_an_hour_that_is_skipped_never_counts(self) -> None:
        night = calendar({"sun": [["01:00", "04:00"]]})
        assert elapsed(night, at("2024-03-31T00:00+01:00"), at("2024-04-01T00:00+02:00")) == 2 * HOUR
        assert deadline(night, at("2024-03-31T00:00+01:00"), HOUR + 60) == at("2024-03-31T03:01+02:00")

    def test_an_hour_that_comes_twice_counts_twice(self) -> None:
        night = calendar({"sun": [["01:00", "04:00"]]})
        assert elapsed(night, at("2024-10-27T00:00+02:00"), at("2024-10-28T00:00+01:00")) == 4 * HOUR

    def test_opening_in_the_skipped_hour_is_when_the_clock_has_passed_it(self) -> None:
        night = calendar({"sun": [["02:30", "04:00"]]})
        assert next_open(night, at("2024-03-31T00:00+01:00")) == at("2024-03-31T03:00+02:00")

    def test_closing_inside_the_repeated_hour_opens_again(self) -> None:
        night = calendar({"sun": [["01:00", "02:30"]]})
        first_close, second_open = at("2024-10-27T02:30+02:00"), at("2024-10-27T02:00+01:00")
        assert not is_open(night, first_close)
        assert next_open(night, first_close) == second_open
        assert deadline(night, at("2024-10-27T00:00+02:00"), 2 * HOUR) == at("2024-10-27T02:30+01:00")

    def test_a_change_of_half_an_hour(self) -> None:
        always = calendar("always", "Australia/Lord_Howe")
        assert elapsed(always, at("2024-04-06T12:00+11:00"), at("2024-04-07T12:00+10:30")) == 24 * HOUR + 1800

    def test_a_day_that_never_was(self) -> None:
        daily = calendar({"mon-sun": [["09:00", "17:00"]]}, "Pacific/Apia")
        assert elapsed(daily, at("2011-12-29T00:00-10:00"), at("2012-01-01T00:00+14:00")) == 2 * 8 * HOUR
        assert next_open(daily, at("2011-12-29T17:00-10:00")) == at("2011-12-31T09:00+14:00")

    def test_a_clock_set_back_over_midnight(self) -> None:
        # At 00:01 on Sunday it became 23:01 on Saturday again, so the two days take turns.
        saturdays = calendar({"sat": [["22:00", "24:00"]]}, "America/St_Johns")
        start, end = at("2008-11-01T12:00-02:30"), at("2008-11-02T12:00-03:30")
        assert elapsed(saturdays, start, end) == 3 * HOUR - 60
        assert not is_open(saturdays, at("2008-11-02T00:00:30-02:30"))
        assert [row.seconds for row in ledger(saturdays, start, end) if row.counted] == [2 * HOUR, 59 * 60]

    @pytest.mark.parametrize("zone", ["America/Recife", "Asia/Gaza"])
    def test_two_changes_within_a_week_are_not_skipped_over(self, zone: str) -> None:
        cal = calendar({"mon-sun": [["00:00", "01:00"]]}, zone)
        for start in (datetime(2000, 9, 1, tzinfo=UTC), datetime(2040, 9, 1, tzinfo=UTC)):
            days = [start + timedelta(days=day) for day in range(90)]
            by_day = sum(elapsed(cal, day, day + timedelta(days=1)) for day in days)
            assert elapsed(cal, start, start + timedelta(days=90)) == by_day


def test_long_spans_agree_with_their_parts() -> None:
    spec = {
        "hours": WEEKDAYS,
        "holidays": ["2024-12-25", "2025-01-01"],
        "breaks": {"2025-07-03": [["10:00", "11:00"]]},
        "date_hours": {"2025-08-09": [["08:00", "10:00"]]},
    }
    cal = Calendar.from_spec(spec, "America/New_York")
    start = datetime(2024, 2, 29, 14, 7, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in range(900)]
    parts = [elapsed(cal, day, day + timedelta(days=1)) for day in days]
    for count in (1, 6, 7, 8, 13, 14, 15, 50, 364, 899):
        assert elapsed(cal, start, days[count]) == sum(parts[:count])
    assert elapsed(cal, start, deadline(cal, start, 2000 * HOUR)) == 2000 * HOUR


def test_a_calendar_can_be_copied_between_processes() -> None:
    import pickle

    cal = calendar(holidays=["2024-05-06"])
    deadline(cal, at("2024-05-06T09:00Z"), HOUR)
    assert pickle.loads(pickle.dumps(cal)) == cal


class TestLedger:
    def test_each_interval_has_its_reason(self) -> None:
        spec = {
            "hours": WEEKDAYS,
            "holidays": {"2024-05-09": "Ascension Day"},
            "breaks": {"2024-05-10": [["09:30", "10:00"]]},
        }
        cal = Calendar.from_spec(spec, "Europe/Berlin")
        start = at("2024-05-08T16:00+02:00")
        pauses = [(at("2024-05-08T16:30+02:00"), at("2024-05-08T22:00+02:00"))]
        due = deadline(cal, start, 90 * 60, pauses)
        assert due == at("2024-05-10T10:30+02:00")
        assert [
            (
                f"{row.start:%d %H:%M}",
                f"{row.end:%d %H:%M}",
                row.why,
                row.name,
                row.seconds // 60,
                row.total // 60,
            )
            for row in ledger(cal, start, due, pauses)
        ] == [
            ("08 16:00", "08 16:30", "hours", "", 30, 30),
            ("08 16:30", "08 17:00", "pause", "", 30, 30),
            ("08 17:00", "09 09:00", "outside hours", "", 960, 30),
            ("09 09:00", "09 12:00", "holiday", "Ascension Day", 180, 30),
            ("09 12:00", "09 13:00", "outside hours", "", 60, 30),
            ("09 13:00", "09 17:00", "holiday", "Ascension Day", 240, 30),
            ("09 17:00", "10 09:00", "outside hours", "", 960, 30),
            ("10 09:00", "10 09:30", "hours", "", 30, 60),
            ("10 09:30", "10 10:00", "break", "", 30, 60),
            ("10 10:00", "10 10:30", "hours", "", 30, 90),
        ]

    def test_a_change_of_clock_is_a_row_of_no_length(self) -> None:
        rows = ledger(calendar("always"), at("2024-03-31T01:00+01:00"), at("2024-03-31T04:00+02:00"))
        assert [row.plain() for row in rows] == [
            {
                "from": "2024-03-31T01:00:00+01:00",
                "to": "2024-03-31T02:00:00+01:00",
                "counted": True,
                "why": "hours",
                "seconds": 3600,
                "total": 3600,
            },
            {
                "from": "2024-03-31T02:00:00+01:00",
                "to": "2024-03-31T03:00:00+02:00",
                "counted": False,
                "why": "zone change",
                "seconds": 0,
                "total": 3600,
            },
            {
                "from": "2024-03-31T03:00:00+02:00",
                "to": "2024-03-31T04:00:00+02:00",
                "counted": True,
                "why": "hours",
                "seconds": 3600,
                "total": 7200,
            },
        ]

    def test_nothing_between_is_no_rows(self) -> None:
        instant = at("2024-03-31T01:00+01:00")
        assert ledger(calendar(), instant, instant) == ()
        assert ledger(calendar(), instant, instant - timedelta(days=1)) == ()
