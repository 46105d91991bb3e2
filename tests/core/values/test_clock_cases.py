"""The clock cases taken from other systems' tests, and what a case with something wrong in it is told."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from warrantor.core.values.business_time import CalendarError
from warrantor.core.values.clock_cases import answer_clock_case, read_clock_case

CASES = [json.loads(line) for line in (Path(__file__).parent / "business_time.jsonl").read_text().splitlines()]
WEEK = {"mon-fri": [["09:00", "17:00"]]}
GOOD = {
    "kind": "deadline_paused",
    "tz": "Europe/Berlin",
    "schedule": WEEK,
    "start": "2024-05-06T10:00:00+02:00",
    "seconds": 3600,
    "pauses": [["2024-05-06T10:30:00+02:00", "2024-05-06T11:00:00+02:00"]],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict) -> None:
    result, expected = answer_clock_case(case), case["expect"]
    if isinstance(expected, str):
        assert isinstance(result, str)
        assert datetime.fromisoformat(result) == datetime.fromisoformat(expected)
    else:
        assert result == expected
        assert type(result) is type(expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_ledger_of_a_case_adds_up_to_its_answer(case: dict) -> None:
    rows = read_clock_case(case).ledger()
    total = rows[-1].total if rows else 0
    if case["kind"].startswith("deadline"):
        assert total == case["seconds"]
    elif case["kind"].startswith("elapsed"):
        assert total == case["expect"]
    elif case["kind"] == "is_open":
        assert [row.counted for row in rows] == [case["expect"]]
    else:
        assert total == 0


def test_an_instant_is_answered_with_the_offset_of_the_zone() -> None:
    assert answer_clock_case(GOOD) == "2024-05-06T11:30:00+02:00"
    assert answer_clock_case(GOOD | {"start": "2024-05-06T08:00:00Z"}) == "2024-05-06T11:30:00+02:00"


@pytest.mark.parametrize("kind", ["deadline", "elapsed", "next_open", "is_open"])
def test_always_is_a_schedule(kind: str) -> None:
    case = GOOD | {"kind": kind, "schedule": "always", "end": "2024-05-06T12:00:00+02:00", "pauses": []}
    expected = {
        "deadline": "2024-05-06T11:00:00+02:00",
        "elapsed": 7200,
        "next_open": GOOD["start"],
        "is_open": True,
    }
    assert answer_clock_case(case) == expected[kind]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "dedline"}, "kind"),
        ({"kind": ["deadline"]}, "kind"),
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"tz": 3}, "tz"),
        ({"schedule": {}}, "schedule"),
        ({"schedule": {"mon": [["9", "17:00"]]}}, "schedule.mon[0]"),
        ({"schedule": {"funday": []}}, "schedule.funday"),
        ({"holidays": ["2024-02-30"]}, "holidays"),
        ({"date_hours": {"soon": []}}, "date_hours.soon"),
        ({"breaks": {"2024-05-06": [["12:00"]]}}, "breaks.2024-05-06[0]"),
        ({"start": "yesterday"}, "start"),
        ({"start": 17}, "start"),
        ({"start": "2024-05-06T10:00:00"}, "start"),
        ({"start": "2024-05-06"}, "start"),
        ({"start": "0001-01-01T00:00:00Z"}, "start"),
        ({"seconds": -1}, "seconds"),
        ({"seconds": 1.5}, "seconds"),
        ({"seconds": True}, "seconds"),
        ({"seconds": "60"}, "seconds"),
        ({"seconds": 10**30}, "seconds"),
        ({"pauses": "none"}, "pauses"),
        ({"pauses": [["2024-05-06T10:30:00Z"]]}, "pauses[0]"),
        ({"pauses": [["2024-05-06T10:30:00Z", None]]}, "pauses[0][1]"),
        ({"pauses": [["2024-05-06T10:30:00Z", "2024-05-06T10:00:00Z"]]}, "pauses[0]"),
        ({"kind": "elapsed", "end": "later"}, "end"),
    ],
)
def test_something_wrong_is_told_with_its_field(change: dict, field: str) -> None:
    with pytest.raises(CalendarError) as caught:
        answer_clock_case(GOOD | change)
    assert caught.value.field == field
    assert "expected" in str(caught.value)


@pytest.mark.parametrize("field", ["kind", "tz", "schedule", "start", "seconds", "pauses"])
def test_something_missing_is_told(field: str) -> None:
    with pytest.raises(CalendarError, match="missing") as caught:
        answer_clock_case({key: value for key, value in GOOD.items() if key != field})
    assert caught.value.field == field


@pytest.mark.parametrize("case", [None, 3, "deadline", ["deadline"]])
def test_a_case_is_an_object(case: object) -> None:
    with pytest.raises(CalendarError, match="not a case"):
        answer_clock_case(case)
