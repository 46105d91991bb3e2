"""How days, instants, money and counts are written."""

from datetime import UTC, date, datetime

import pytest

from warrantor.entrypoints.portal import formatting


def test_a_day_has_no_leading_zero() -> None:
    assert formatting.day("2024-05-09") == "9 May 2024"
    assert formatting.day(date(2024, 12, 31)) == "31 Dec 2024"


@pytest.mark.parametrize(
    ("instant", "zone", "said"),
    [
        ("2024-05-09T16:42:00-05:00", "America/Chicago", "16:42 Thu 9 May 2024, Chicago (UTC-5)"),
        ("2024-05-09T21:42:00+00:00", "America/Chicago", "16:42 Thu 9 May 2024, Chicago (UTC-5)"),
        ("2025-02-01T12:00:00-08:00", "America/Los_Angeles", "12:00 Sat 1 Feb 2025, Los Angeles (UTC-8)"),
        ("2024-01-01T00:00:00+05:30", "Asia/Kolkata", "00:00 Mon 1 Jan 2024, Kolkata (UTC+5:30)"),
        ("2024-01-01T00:00:00+00:00", "UTC", "00:00 Mon 1 Jan 2024, UTC"),
        ("2024-01-01T09:15:00-03:30", "America/St_Johns", "09:15 Mon 1 Jan 2024, St Johns (UTC-3:30)"),
    ],
)
def test_an_instant_names_its_clock(instant: str, zone: str, said: str) -> None:
    assert formatting.instant(instant, zone) == said


def test_a_change_of_clock_is_seen() -> None:
    assert "UTC-6" in formatting.instant(datetime(2024, 3, 10, 7, 59, tzinfo=UTC), "America/Chicago")
    assert "UTC-5" in formatting.instant(datetime(2024, 3, 10, 8, 0, tzinfo=UTC), "America/Chicago")


def test_money_has_its_currency_and_a_true_minus() -> None:
    assert formatting.money("1240", "USD") == "USD 1,240.00"
    assert formatting.money(-0.5, "EUR") == "EUR \N{MINUS SIGN}0.50"


def test_counts_and_lists_read_as_text() -> None:
    assert formatting.count(1, "day") == "one day"
    assert formatting.count(61, "day") == "61 days"
    assert formatting.listed(["a", "b", "c"]) == "a, b and c"
    assert formatting.listed(["a", "b"], "or") == "a or b"
    assert formatting.listed([]) == ""


@pytest.mark.parametrize("value", ["2024-13-01", "serial", "2024-05-0", 20240509, None, "2024-05-09 x"])
def test_what_is_no_day_is_not_taken_for_one(value: object) -> None:
    assert not formatting.is_day(value)
