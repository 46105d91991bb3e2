"""Files of histories come out as the questions that were written; what is wrong with them is told."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.adapters.tables.files import (
    AT,
    BOUGHT,
    SEEN,
    SIGNED,
    WRITERS,
    long,
    question,
    write_csv,
    write_lines,
    write_long,
    write_nested,
)
from tests.cases import OURS, read_cases
from warrantor.adapters.documents import load_program
from warrantor.adapters.tables.histories import Histories
from warrantor.adapters.tables.lots import NO_SERIAL, START, Given, Lot, TableError
from warrantor.core.decision.question import instant

Data = dict[str, Any]
PROGRAM = load_program("idesign")
Read = Callable[..., list[Lot]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The lots of a file."""

    def lots(path: Path, given: Given = Given(), most: int = 50_000, program: str = "idesign") -> list[Lot]:  # noqa: B008
        working = tmp_path / "working"
        working.mkdir(exist_ok=True)
        return list(Histories(path, load_program(program), given, working).lots(START, most))

    return lots


def asked(lots: list[Lot]) -> list[Data]:
    """All questions that came out, as plain data, in order."""
    found: list[tuple[int, Data]] = []
    for lot in lots:
        for ask, batch in lot.batches():
            found += batch.asked({"ask": ask})
        found += [(aside.row, aside.question) for aside in lot.aside if isinstance(aside.question, dict)]
    return [said for _, said in sorted(found, key=lambda each: each[0])]


def meaning(question: Data) -> Data:
    """A question without what makes no difference: nulls, empty sets, the program, and the zone of an instant."""
    kept = {key: value for key, value in question.items() if value is not None and key not in ("id", "program", "note")}
    unit = {key: value for key, value in question["unit"].items() if value is not None}
    events = [
        {key: value for key, value in event.items() if key == "on" or value not in (None, [])}
        for event in unit["events"]
    ]
    instants = {key: instant(kept[key], key).timestamp() for key in ("at", "known_at") if key in kept}
    return {"ask": "cover", **kept, **instants, "unit": {**unit, "events": events}}


QUESTIONS = [
    question("S-1", BOUGHT, SIGNED, SEEN),
    question("S-2", SIGNED, claim={"cause": "wear", "non_functional": True, "first_use": "2024-02-29"}),
    question("S-3", {"what": "installed", "on": None, "by": "x"}, unit={"class": "board", "time_zone": "Asia/Tokyo"}),
    question("S-4", BOUGHT, ask="transfer", plan="standard"),
]


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_of_file_gives_the_questions_that_were_written(kind: str, tmp_path: Path, read: Read) -> None:
    name, write = WRITERS[kind]
    lots = read(write(tmp_path / name, QUESTIONS))
    assert not [aside for lot in lots for aside in lot.aside]
    assert [meaning(said) for said in asked(lots)] == [meaning(said) for said in QUESTIONS]


@pytest.mark.parametrize("kind", ["lines", "nested", "long", "cells"])
def test_the_cases_of_a_program_come_out_as_written(kind: str, tmp_path: Path, read: Read) -> None:
    name, write = WRITERS[kind]
    cases = [case["ask"] for case in read_cases(OURS) if case["ask"]["program"] == "idesign"]
    written = [{**case, "unit": {**case["unit"], "serial": f"S-{n}"}} for n, case in enumerate(cases)]
    lots = read(write(tmp_path / name, written), most=7)
    assert [meaning(said) for said in asked(lots)] == [meaning(said) for said in written]


# -- places, rows and what is given -------------------------------------------------------------------


def serials(lots: list[Lot]) -> list[tuple[int, str | None]]:
    """The row and serial number of every question, in order."""
    found = [pair for lot in lots for pair in lot.questions.select("row", "serial").rows()]
    return sorted(found + [(aside.row, aside.serial) for lot in lots for aside in lot.aside])


MANY = [question(f"S-{n}", BOUGHT, SIGNED) for n in range(1, 11)]


@pytest.mark.parametrize("kind", WRITERS)
def test_reading_goes_on_from_any_place(kind: str, tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warrantor.adapters.tables.gathering.MAX_ROWS", 7)
    name, write = WRITERS[kind]
    file = write(tmp_path / name, MANY)
    whole = read(file, most=3)
    assert whole[-1].share == 1
    for number, lot in enumerate(whole):
        rest = list(Histories(file, PROGRAM, Given(), tmp_path / "working").lots(lot.after, 3))
        assert serials(rest) == serials(whole[number + 1 :])
    assert [serial for _, serial in serials(whole)] == [f"S-{n}" for n in range(1, 11)]


@pytest.mark.parametrize(("kind", "rows"), [("lines", [1, 2, 3]), ("nested", [1, 2, 3]), ("long", [1, 3, 5])])
def test_a_row_is_where_the_question_stands(kind: str, rows: list[int], tmp_path: Path, read: Read) -> None:
    name, write = WRITERS[kind]
    assert [row for row, _ in serials(read(write(tmp_path / name, MANY[:3])))] == rows


def test_blank_lines_are_counted_and_passed_over(tmp_path: Path, read: Read) -> None:
    file = write_lines(tmp_path / "a.jsonl", ["", json.dumps(MANY[0]), "  ", json.dumps(MANY[1]), ""])
    assert serials(read(file)) == [(2, "S-1"), (4, "S-2")]


@pytest.mark.parametrize("kind", ["lines", "nested", "cells"])
def test_what_is_given_goes_before_what_the_file_says(kind: str, tmp_path: Path, read: Read) -> None:
    name, write = WRITERS[kind]
    file = write(tmp_path / name, [{**MANY[0], "plan": "standard"}])
    given = Given(ask="refund", at="2020-01-01T00:00:00Z", known_at="2020-01-02T00:00:00Z", plan="promo-1y", to="x")
    only = asked(read(file, given))[0]
    assert {key: only[key] for key in ("ask", "at", "known_at", "plan", "to")} == {
        "ask": "refund",
        "at": "2020-01-01T00:00:00+00:00",
        "known_at": "2020-01-02T00:00:00+00:00",
        "plan": "promo-1y",
        "to": "x",
    }


def test_a_table_needs_no_instant_of_its_own_if_one_is_given(tmp_path: Path, read: Read) -> None:
    file = write_long(tmp_path / "a.parquet", MANY, at=None)
    assert len(asked(read(file, Given(at="2024-01-01T00:00:00Z")))) == 10
    with pytest.raises(TableError, match=r"column `at`: is missing \(.* `--at`"):
        read(file)


def test_kinds_of_questions_come_apart(tmp_path: Path, read: Read) -> None:
    [lot] = read(write_lines(tmp_path / "a.jsonl", [MANY[0], question("T", ask="return"), MANY[1]]))
    assert {ask: batch.questions["row"].to_list() for ask, batch in lot.batches()} == {"cover": [1, 3], "return": [2]}
    assert {ask: batch.events["row"].unique().to_list() for ask, batch in lot.batches()}["return"] == [2]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_question_is_found_by_its_serial_number_or_its_row(kind: str, tmp_path: Path) -> None:
    name, write = WRITERS[kind]
    histories = Histories(write(tmp_path / name, [*MANY[:3], question("7")]), PROGRAM, Given(), tmp_path)
    row = 3 if kind in ("long", "cells") else 2
    [(found, _, said)] = histories.find("S-2")
    assert (found, meaning(said)) == (row, meaning(MANY[1]))
    [(found, _, said)] = histories.find(str(row))
    assert (found, said["unit"]["serial"]) == (row, "S-2")
    assert [said["unit"]["serial"] for _, _, said in histories.find("7")] == ["7"]
    assert list(histories.find("99")) == []


# -- rows of a serial number apart ---------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_rows_that_stand_apart_are_gathered_in_the_order_of_their_first(
    suffix: str, tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warrantor.adapters.tables.gathering._PART", 5)
    monkeypatch.setattr("warrantor.adapters.tables.gathering._SLICE", 4)
    monkeypatch.setattr("warrantor.adapters.tables.gathering._STEP", 2)
    monkeypatch.setattr("warrantor.adapters.tables.gathering.MAX_ROWS", 6)
    by_kind = [question(said["unit"]["serial"], event) for event in (BOUGHT, SIGNED) for said in MANY]
    write = write_csv if suffix == "csv" else write_long
    lots = read(write(tmp_path / f"a.{suffix}", by_kind), most=4)
    assert serials(lots) == [(n, f"S-{n}") for n in range(1, 11)]
    assert [meaning(said) for said in asked(lots)] == [meaning(said) for said in MANY]
    assert len(lots) > 3


def test_rows_without_a_serial_number_are_each_refused(tmp_path: Path, read: Read) -> None:
    table = long([*MANY[:2], *MANY[3:5]])
    apart = pl.Series(["S-1", None, None, "S-1", "S-2", "S-2", "S-1", None])
    for serial in (apart, pl.Series(["S-1", None, None, "S-2", "S-2", "S-2", "S-3", None])):
        file = tmp_path / f"{len(serial.drop_nulls().unique())}.parquet"
        table.with_columns(serial=serial).write_parquet(file)
        lots = read(file)
        nameless = [aside for lot in lots for aside in lot.aside]
        assert [aside.row for aside in nameless] == [2, 3, 8]
        assert {str(aside.question) for aside in nameless} == {str(NO_SERIAL)}
        assert sum(lot.events.height for lot in lots) == 5


# -- long histories --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["lines", "nested", "long", "cells"])
def test_a_history_of_ten_thousand_events_is_whole(
    kind: str, tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warrantor.adapters.tables.gathering.MAX_ROWS", 3_000)
    name, write = WRITERS[kind]
    file = write(tmp_path / name, [MANY[0], question("LONG", *[SEEN] * 10_000), MANY[1]])
    lots = read(file)
    assert [len(said["unit"]["events"]) for said in asked(lots)] == [2, 10_000, 2]


def test_a_history_beyond_all_bounds_is_cut_so_that_it_is_refused(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warrantor.adapters.tables.gathering.MAX_ROWS", 10)
    monkeypatch.setattr("warrantor.adapters.tables.gathering.MAX_EVENTS", 20)
    file = write_long(tmp_path / "a.parquet", [MANY[0], question("LONG", *[SEEN] * 500), MANY[1]])
    assert [len(said["unit"]["events"]) for said in asked(read(file))] == [2, 21, 2]


# -- what columns cannot hold ----------------------------------------------------------------------------


def line(**changes: Any) -> str:
    return json.dumps(question("S-1", **changes))


ASIDE = {
    "not JSON": ("{oops", "`question`|question: is not JSON"),
    "not an object": ("[1]", "question: is not an object"),
    "a number": ("5", "question: is not an object"),
    "a flag": ("true", "question: is not an object"),
    "null": ("null", "question: is not an object"),
    "a text": ('"S-1"', "question: is not an object"),
    "a key written twice": ('{"unit": {"serial": "S-1", "serial": "S-2"}}', "the key `serial` is written twice"),
    "a key written twice, spaced": (
        '{"unit" : {"serial" : "S-1", "serial" : "S"}}',
        "the key `serial` is written twice",
    ),
    "not a number": (line().replace('"2023-05-02"', "NaN"), "`NaN` is not a number"),
    "no serial number": (line().replace("serial", "class"), "unit.serial: is missing"),
    "an empty serial number": (line().replace("S-1", ""), "unit.serial: is missing"),
    "a serial number that is no text": (line().replace('"S-1"', "5"), "unit.serial: is missing"),
    "too deep": ("[" * 100_000, "is nested too deep"),
    "not UTF-8": ('{"a": "\udcff"}', "is not UTF-8 text"),
}


@pytest.mark.parametrize(("text", "told"), ASIDE.values(), ids=ASIDE)
def test_a_line_that_is_no_question_is_told_apart(text: str, told: str, tmp_path: Path, read: Read) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(f"{line()}\n{text}\n{line()}\n".encode(errors="surrogateescape"))
    [lot] = read(file)
    assert lot.questions["row"].to_list() == [1, 3]
    [aside] = lot.aside
    assert aside.row == 2
    assert re.search(told, str(aside.question)), aside.question


KEPT = {
    "an unknown key": question("S-1", {**SIGNED, "colour": "red"}),
    "an unknown kind": question("S-1", {"what": "sold", "on": "2024-01-01"}),
    "a text for a flag": question("S-1", {**SEEN, "passed": "no"}),
    "a flag for a text": question("S-1", {**SIGNED, "to": True}),
    "a number for a text": question("S-1", {**SIGNED, "to": 5}),
    "a text for a set": question("S-1", {**BOUGHT, "plans": "a"}),
    "a number in a set": question("S-1", {**BOUGHT, "plans": ["a", 5]}),
    "an amount of money": question("S-1", {**BOUGHT, "price": {"amount": "5", "currency": "EUR"}}),
    "a null in the place of a default": question("S-1", {"what": "registered", "on": "2024-01-01", "complete": None}),
    "no day": question("S-1", {"what": "delivered"}),
    "a list for an event": question("S-1", ["delivered"]),  # type: ignore[arg-type]
    "no list of events": {**MANY[0], "unit": {"serial": "S-1", "events": {"what": "delivered"}}},
    "null for the events": {**MANY[0], "unit": {"serial": "S-1", "events": None}},
    "a claim that is a text": {**MANY[0], "claim": "wear"},
    "a key that no question has": {**MANY[0], "when": "now"},
    "no such question": {**MANY[0], "ask": "covered"},
    "no instant": {**MANY[0], "at": None},
    "a day for an instant": {**MANY[0], "at": "2024-01-01"},
    "no instant of knowledge": {**MANY[0], "known_at": "yesterday"},
    "a lone surrogate": question("S-1", {**SIGNED, "to": "\ud800"}),
}


@pytest.mark.parametrize("said", KEPT.values(), ids=KEPT)
def test_what_columns_cannot_hold_is_kept_as_it_was_written(said: Data, tmp_path: Path, read: Read) -> None:
    [lot] = read(write_lines(tmp_path / "a.jsonl", [MANY[0], said, MANY[1]]))
    assert [aside.question for aside in lot.aside] == [{**said, "program": "idesign"}]
    assert lot.questions["row"].to_list() == [1, 3]
    assert lot.events["row"].unique(maintain_order=True).to_list() == [1, 3]


@pytest.mark.parametrize("said", ["2024-08-01T12:00Z", "20240801T120000+0000", "2024-08-01 14:00:00.123456+02:00"])
def test_instants_in_an_uncommon_way_are_read_all_the_same(said: str, tmp_path: Path, read: Read) -> None:
    [lot] = read(write_lines(tmp_path / "a.jsonl", [{**MANY[0], "at": said}]))
    assert lot.questions["at"].to_list() == [instant(said, "at")]
    assert not lot.aside


def test_a_key_twice_in_a_text_is_no_key_twice(tmp_path: Path, read: Read) -> None:
    said = question("S-1", {**SIGNED, "to": '{"a": 1, "a": 2}'})
    [lot] = read(write_lines(tmp_path / "a.jsonl", [said]))
    assert [meaning(each) for each in asked([lot])] == [meaning(said)]
    assert not lot.aside


def test_readings_of_meters_are_numbers_under_their_own_names(tmp_path: Path, read: Read) -> None:
    said = question("S-1", {"what": "reading", "on": "2024-01-01", "meter": "lamp", "normal": 5, "eco": 2.5})
    expected = {**said["unit"]["events"][0], "normal": 5.0}
    lots = [read(write_lines(tmp_path / "a.jsonl", [said, MANY[1]]))]
    table = long([said, MANY[1]]).cast({"normal": pl.Float64, "eco": pl.Float64})
    table = table.rename({"normal": "meter.normal", "eco": "meter.eco"})
    table.write_parquet(tmp_path / "a.parquet")
    lots.append(read(tmp_path / "a.parquet"))
    for found in lots:
        assert asked(found)[0]["unit"]["events"] == [expected]
        assert asked(found)[1]["unit"]["events"] == MANY[1]["unit"]["events"]
    wrong = question("S-1", {**SIGNED, "normal": 5})
    [lot] = read(write_lines(tmp_path / "b.jsonl", [wrong]))
    assert [aside.question for aside in lot.aside] == [{**wrong, "program": "idesign"}]


# -- cells -----------------------------------------------------------------------------------------------

CELLS = "serial,what,on,passed,plans,at,unit.class\n"


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("FALSE", False), ("", None)])
def test_cells_are_flags_and_lists(text: str, flag: bool | None, tmp_path: Path, read: Read) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f'{CELLS}S-1,inspected,2024-01-01,{text},,{AT},board\n"S,1",purchased,,,a; b,{AT},\n')
    first, second = asked(read(file))
    assert first["unit"]["events"][0].get("passed") is flag
    assert first["unit"]["class"] == "board"
    assert second["unit"] == {
        "serial": "S,1",
        "events": [{"what": "purchased", "on": None, "plans": ["a", "b"]}],
    }


def test_a_cell_that_is_not_what_its_column_holds_refuses_its_question_alone(tmp_path: Path, read: Read) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{CELLS}S-1,delivered,2024-01-01,,,{AT},\nS-1,inspected,2024-01-01,maybe,,,\nS-2,,,,,{AT},board\n")
    [lot] = read(file)
    assert [(aside.row, str(aside.question)) for aside in lot.aside] == [
        (1, "unit.events[1].passed: `maybe` does not fit (true or false)")
    ]
    assert lot.questions["serial"].to_list() == ["S-2"]
    assert lot.events.is_empty()


def test_a_unit_said_to_be_two_things_is_refused_alone(tmp_path: Path, read: Read) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{CELLS}S-1,,,,,{AT},board\nS-1,,,,,{AT},stand\nS-2,,,,,{AT},board\nS-2,,,,,,\n")
    [lot] = read(file)
    [aside] = lot.aside
    assert (aside.row, aside.serial) == (1, "S-1")
    assert "unit.class: has more than one value" in str(aside.question)
    assert lot.questions["unit.class"].to_list() == ["board"]


# -- files that cannot be read ---------------------------------------------------------------------------

LONG_CHANGES: dict[str, tuple[dict[str, pl.Series | None], str]] = {
    "no serial": ({"serial": None}, "column `serial`: is missing (the serial number of the unit)"),
    "no day": ({"on": None}, "column `on`: is missing (the day it happened)"),
    "whole numbers for days": ({"on": pl.Series([1] * 20)}, "column `on`: found Int64, expected text, Date, or"),
    "whole numbers for serials": ({"serial": pl.Series([1] * 20)}, "column `serial`: found Int64, expected text"),
    "no zone": ({"at": pl.Series([datetime(2024, 1, 1)] * 20)}, "column `at`: found Datetime without a time zone"),  # noqa: DTZ001
    "texts for flags": ({"passed": pl.Series(["x"] * 20)}, "column `passed`: found String, expected Boolean"),
    "numbers for lists": ({"plans": pl.Series([[1]] * 20)}, "column `plans`: found List(Int64), expected a list of"),
    "a misspelt column": (
        {"chanel": pl.Series(["x"] * 20)},
        "column `chanel`: is not a column of such a table (did you",
    ),
    "a strange column": ({"zzzzz": pl.Series(["x"] * 20)}, "column `zzzzz`: is not a column of such a table (one of"),
}


@pytest.mark.parametrize(("changes", "told"), LONG_CHANGES.values(), ids=LONG_CHANGES)
def test_a_long_table_that_does_not_fit_is_refused_as_a_whole(
    changes: dict[str, pl.Series | None], told: str, tmp_path: Path, read: Read
) -> None:
    with pytest.raises(TableError, match=re.escape(told)):
        read(write_long(tmp_path / "a.parquet", MANY, **changes))


NESTED_CHANGES: dict[str, tuple[dict[str, pl.Series | None], str]] = {
    "no unit": ({"unit": None, "events": pl.Series([[]] * 10)}, "column `serial`: is missing"),
    "a unit that is a text": ({"unit": pl.Series(["x"] * 10)}, "column `unit`: found String, expected a struct"),
    "events that are texts": ({"events": pl.Series([["x"]] * 10), "unit": None}, "column `events`: found List(String)"),
    "events without a kind": (
        {"unit": pl.Series([{"serial": "a", "events": [{"on": "2024-01-01"}]}] * 10)},
        "column `events[].what`: is missing (the kind of event)",
    ),
    "a misspelt key of an event": (
        {"unit": pl.Series([{"serial": "a", "events": [{"on": "x", "what": "x", "chanel": "x"}]}] * 10)},
        "column `events[].chanel`: is not a column of such a table (did you mean `events[].channel`?)",
    ),
    "a misspelt key of the unit": (
        {"unit": pl.Series([{"serial": "a", "clas": "board"}] * 10)},
        "column `unit.clas`: is not a column of such a table (did you mean `unit.class`?)",
    ),
    "a serial number in two places": ({"serial": pl.Series(["x"] * 10)}, "column `serial`: stands in the table twice"),
    "a flag that is a number": ({"claim": pl.Series([{"non_functional": 1}] * 10)}, "found Int64, expected Boolean"),
}


@pytest.mark.parametrize(("changes", "told"), NESTED_CHANGES.values(), ids=NESTED_CHANGES)
def test_a_nested_table_that_does_not_fit_is_refused_as_a_whole(
    changes: dict[str, pl.Series | None], told: str, tmp_path: Path, read: Read
) -> None:
    with pytest.raises(TableError, match=re.escape(told)):
        read(write_nested(tmp_path / "a.parquet", MANY, **changes))


def test_all_that_is_wrong_with_a_table_is_told_at_once(tmp_path: Path, read: Read) -> None:
    with pytest.raises(TableError) as told:
        read(write_long(tmp_path / "a.parquet", MANY, on=None, passed=pl.Series(["x"] * 20)))
    assert len(told.value.problems) == 2


UNREADABLE = {
    "not Parquet": ("a.parquet", b"PAR1 no", "is not a Parquet file that can be read: "),
    "empty Parquet": ("a.parquet", b"", "a.parquet`: is empty; expected histories"),
    "neither": ("b.parquet", None, "column `what` or `events`: is missing"),
    "empty CSV": ("a.csv", b"", "a.csv`: is empty"),
    "empty lines": ("a.jsonl", b"", "a.jsonl`: is empty"),
    "CSV without names": ("a.csv", b"\n", "there is no first line with the names of the columns"),
    "a column twice": ("a.csv", b"serial,what,on,on,at\n", "column `on`: stands in the table twice"),
    "too many cells": ("a.csv", b"serial,what,on,at\nS,delivered,,,\n", "line 2 has 5 cells, but there are 4 columns"),
    "not UTF-8": (
        "a.csv",
        b"serial,what,on,at\nS,delivered,,\n\xff,delivered,,\n",
        "a.csv`: is not a CSV file that can be read: line 3 is not UTF-8 text; save the file as UTF-8",
    ),
    "another kind": ("a.xlsx", b"PK", "a.xlsx`: the suffix is not known (one of .jsonl, .jsonl.gz, .parquet, .csv)"),
    "cut off": ("a.jsonl.gz", gzip.compress(b"{}\n" * 9_999)[:40], "the compressed file is damaged or cut off"),
    "not packed": ("a.jsonl.gz", b"{}\n", "the compressed file is damaged or cut off"),
}


@pytest.mark.parametrize(("name", "content", "told"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_says_why(
    name: str, content: bytes | None, told: str, tmp_path: Path, read: Read
) -> None:
    file = tmp_path / name
    if content is None:
        pl.DataFrame({"serial": ["x"]}).write_parquet(file)
    else:
        file.write_bytes(content)
    with pytest.raises(TableError, match=re.escape(told)):
        read(file)


def test_a_file_that_is_not_there(tmp_path: Path, read: Read) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "a.parquet")
