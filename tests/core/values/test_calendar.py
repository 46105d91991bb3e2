"""How a calendar is written, and what a wrong one is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from warrantor.core.values.business_time import Calendar, CalendarError, deadline, elapsed, is_open, next_open

NINE_TO_FIVE = {"mon-fri": [["09:00", "17:00"]]}
MONDAY = datetime(2024, 5, 6, tzinfo=UTC)


def calendar(hours: object = NINE_TO_FIVE, tz: str = "UTC", holidays: object = (), **rest: object) -> Calendar:
    return Calendar.from_spec({"hours": hours, **rest}, tz, holidays)


def open_hours(cal: Calendar, day: datetime) -> float:
    return elapsed(cal, day, day + timedelta(days=1)) / 3600


def test_a_group_of_days_is_each_of_its_days() -> None:
    days = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    assert calendar(days) == calendar(NINE_TO_FIVE)
    assert hash(calendar(days)) == hash(calendar(NINE_TO_FIVE))


def test_a_group_may_run_over_the_weekend() -> None:
    cal = calendar({"sat-mon": [["10:00", "12:00"]]})
    assert [open_hours(cal, MONDAY + timedelta(days=day)) for day in range(7)] == [2, 0, 0, 0, 0, 2, 2]


def test_intervals_that_touch_are_one() -> None:
    assert calendar({"mon": [["09:00", "12:00"], ["12:00", "17:00"]]}) == calendar({"mon": [["09:00", "17:00"]]})


def test_a_day_without_intervals_is_closed() -> None:
    assert open_hours(calendar({"mon": [], "tue": [["09:00", "17:00"]]}), MONDAY) == 0


def test_always_never_closes() -> None:
    cal = calendar("always", "Europe/Berlin", holidays=["2024-05-06"])
    assert deadline(cal, MONDAY, 7200) == MONDAY + timedelta(hours=2)
    assert open_hours(cal, MONDAY) == 24


@pytest.mark.parametrize("given", [[date(2024, 5, 6)], ["2024-05-06"], {"2024-05-06": "Early May"}])
@pytest.mark.parametrize(("says", "hours"), [(True, 0), ("true", 0), (False, 8), ("false", 8), (None, 8)])
def test_holidays_of_the_region_count_where_the_calendar_observes_them(says: object, hours: int, given: object) -> None:
    assert open_hours(calendar(holidays=given, **{}), MONDAY) == 8
    cal = Calendar.from_spec({"hours": NINE_TO_FIVE, "holidays": says}, "UTC", given)
    assert open_hours(cal, MONDAY) == hours


def test_a_calendar_may_have_holidays_of_its_own() -> None:
    cal = Calendar.from_spec({"hours": NINE_TO_FIVE, "holidays": {"2024-05-07": "Stocktaking"}}, "UTC", ["2024-05-06"])
    assert open_hours(cal, MONDAY) == 8
    assert open_hours(cal, MONDAY + timedelta(days=1)) == 0


def test_date_hours_replace_a_day_and_a_holiday_goes_before_them() -> None:
    cal = calendar(date_hours={"2024-05-06": [["10:00", "11:00"]], "2024-05-11": [["10:00", "11:00"]]})
    assert open_hours(cal, MONDAY) == 1
    assert open_hours(cal, MONDAY + timedelta(days=5)) == 1
    spec = {
        "hours": NINE_TO_FIVE,
        "holidays": ["2024-05-06"],
        "date_hours": {"2024-05-06": [["10:00", "11:00"]]},
    }
    assert open_hours(Calendar.from_spec(spec, "UTC"), MONDAY) == 0


def test_breaks_are_taken_out_of_a_day() -> None:
    cal = calendar(breaks={"2024-05-06": [["08:00", "09:30"], ["12:00", "12:20"], ["16:50", "18:00"]]})
    assert elapsed(cal, MONDAY, MONDAY + timedelta(days=1)) == (8 * 60 - 30 - 20 - 10) * 60
    assert not is_open(cal, MONDAY + timedelta(hours=12))
    assert is_open(cal, MONDAY + timedelta(hours=12, minutes=20))


@pytest.mark.parametrize(
    ("spec", "field", "says"),
    [
        (None, "calendar", "not a calendar"),
        ({}, "hours", "missing"),
        ({"hours": NINE_TO_FIVE, "holiday": []}, "holiday", "did you mean `holidays`?"),
        ({"hours": "sometimes"}, "hours", "`sometimes` is not a week"),
        ({"hours": {}}, "hours", "never open"),
        ({"hours": {"mon": []}, "date_hours": {"2024-05-06": []}}, "hours", "never come"),
        ({"hours": {"monday": [["09:00", "17:00"]]}}, "hours.monday", "`mon` to `sun`"),
        ({"hours": {"mon-": [["09:00", "17:00"]]}}, "hours.mon-", "`mon` to `sun`"),
        ({"hours": {True: []}}, "hours.True", "`mon` to `sun`"),
        ({"hours": {"mon-wed": [], "tue": []}}, "hours.tue", "given twice"),
        ({"hours": {"mon": "09:00-17:00"}}, "hours.mon", "not a list"),
        ({"hours": {"mon": ["09:00", "17:00"]}}, "hours.mon[0]", "in brackets of its own"),
        ({"hours": {"mon": [["09:00"]]}}, "hours.mon[0]", "not an interval"),
        ({"hours": {"mon": [["9:00", "17:00"]]}}, "hours.mon[0]", "HH:MM"),
        ({"hours": {"mon": [["09:00", "25:00"]]}}, "hours.mon[0]", "`25:00` is not a time"),
        ({"hours": {"mon": [["09:00", "24:01"]]}}, "hours.mon[0]", "`24:01` is not a time"),
        ({"hours": {"mon": [["09:00", "17:00\n"]]}}, "hours.mon[0]", "not a time"),
        ({"hours": {"mon": [["09:00", "١٧:00"]]}}, "hours.mon[0]", "not a time"),
        ({"hours": {"mon": [[540, 1020]]}}, "hours.mon[0]", "in quotes"),
        ({"hours": {"mon": [["17:00", "09:00"]]}}, "hours.mon[0]", "belong to the next day"),
        ({"hours": {"mon": [["09:00", "00:00"]]}}, "hours.mon[0]", "`24:00`"),
        ({"hours": {"mon": [["09:00", "09:00"]]}}, "hours.mon[0]", "not after"),
        ({"hours": {"mon": [["09:00", "12:00"], ["11:00", "17:00"]]}}, "hours.mon[1]", "overlap"),
        ({"hours": {"mon": [["13:00", "17:00"], ["09:00", "12:00"]]}}, "hours.mon[1]", "in order"),
        ({"hours": NINE_TO_FIVE, "holidays": "2024-05-06"}, "holidays", "not a list"),
        ({"hours": NINE_TO_FIVE, "holidays": ["6 May"]}, "holidays", "YYYY-MM-DD"),
        ({"hours": NINE_TO_FIVE, "holidays": ["2023-02-29"]}, "holidays", "no such day"),
        ({"hours": NINE_TO_FIVE, "holidays": [["2024-05-06"]]}, "holidays", "not a date"),
        ({"hours": NINE_TO_FIVE, "date_hours": []}, "date_hours", "no dates"),
        ({"hours": NINE_TO_FIVE, "breaks": {"mon": []}}, "breaks.mon", "left out of `hours`"),
        ({"hours": "always", "holidays": True}, "holidays", "knows no exception"),
        ({"hours": "always", "breaks": {"2024-05-06": [["10:00", "11:00"]]}}, "breaks", "no exception"),
    ],
)
def test_a_wrong_calendar_is_told_what_and_how_to_mend_it(spec: dict, field: str, says: str) -> None:
    with pytest.raises(CalendarError) as caught:
        Calendar.from_spec(spec, "UTC")
    assert caught.value.field == field
    assert says in str(caught.value)
    assert caught.value.expected


@pytest.mark.parametrize(
    "zone", ["Europe/Berln", "America", "../zone", "/etc/passwd", "", "UTC\0", "a" * 5000, None, 5, ["UTC"]]
)
def test_a_zone_that_does_not_exist(zone: object) -> None:
    with pytest.raises(CalendarError, match="unknown time zone") as caught:
        Calendar.from_spec({"hours": "always"}, zone)  # type: ignore[arg-type]
    assert caught.value.field == "tz"
    assert len(str(caught.value)) < 250


def test_a_misspelt_zone_gets_a_suggestion() -> None:
    with pytest.raises(CalendarError, match="did you mean `Europe/Berlin`"):
        calendar(tz="Europe/Berln")


def test_hours_on_dates_alone_run_out() -> None:
    cal = calendar({}, date_hours={"2024-05-07": [["09:00", "17:00"]]})
    assert next_open(cal, MONDAY) == MONDAY + timedelta(hours=33)
    assert deadline(cal, MONDAY, 8 * 3600) == MONDAY + timedelta(hours=41)
    with pytest.raises(CalendarError, match="no hours are left"):
        deadline(cal, MONDAY, 8 * 3600 + 1)
    with pytest.raises(CalendarError, match="never comes"):
        next_open(cal, MONDAY + timedelta(hours=41))


def test_a_deadline_past_the_last_year_is_refused() -> None:
    with pytest.raises(CalendarError, match="after the year 9998"):
        deadline(calendar(), MONDAY, 10**15)
    with pytest.raises(CalendarError, match="after the year 9998"):
        deadline(calendar(), datetime(9998, 12, 30, tzinfo=UTC), 10 * 8 * 3600)


def test_an_instant_without_an_offset_is_refused() -> None:
    naive = datetime(2024, 5, 6, 9)  # noqa: DTZ001 - that it has no zone is the point
    with pytest.raises(CalendarError, match="has no offset") as caught:
        is_open(calendar(), naive)
    assert caught.value.field == "start"
