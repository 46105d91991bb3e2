"""`warrantor clock`, as a shell sees it: lines in, lines out, exit codes."""

import io
import json
import sys
from pathlib import Path

import pytest

from warrantor.entrypoints.cli.main import main

GOOD = {
    "id": "good",
    "kind": "deadline",
    "tz": "Europe/Berlin",
    "schedule": {"mon-fri": [["09:00", "12:00"], ["13:00", "17:00"]]},
    "holidays": ["2024-05-09"],
    "start": "2024-05-08T16:00:00+02:00",
    "seconds": 7200,
}
RESULT = "2024-05-10T10:00:00+02:00"


@pytest.fixture
def write(tmp_path: Path):
    def write(*lines: object) -> str:
        path = tmp_path / "cases.jsonl"
        path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        return str(path)

    return write


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_cases_of_other_systems(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).parents[2] / "core" / "values" / "business_time.jsonl"
    cases = [json.loads(line) for line in path.read_text().splitlines()]
    assert main(["clock", str(path), "--json"]) == 0
    found = answers(capsys)
    assert [answer["id"] for answer in found] == [case["id"] for case in cases]
    assert all(set(answer) == {"id", "result"} for answer in found)


def test_a_line_each_in_order(write, capsys: pytest.CaptureFixture[str]) -> None:
    opens = GOOD | {"id": 2, "kind": "next_open"}
    closed = GOOD | {"id": "c", "kind": "is_open", "start": "2024-05-09T10:00:00+02:00"}
    gone = GOOD | {"id": None, "kind": "elapsed", "end": RESULT}
    assert main(["clock", write(GOOD, b"", opens, b"  ", closed, gone), "--json"]) == 0
    assert answers(capsys) == [
        {"id": "good", "result": RESULT},
        {"id": 2, "result": "2024-05-08T16:00:00+02:00"},
        {"id": "c", "result": False},
        {"id": None, "result": 7200},
    ]


def test_for_a_person_to_read(write, capsys: pytest.CaptureFixture[str]) -> None:
    closed = GOOD | {"kind": "is_open", "start": "2024-05-09T10:00:00+02:00"}
    nameless = {key: value for key, value in GOOD.items() if key != "id"} | {"kind": "elapsed", "end": RESULT}
    assert main(["clock", write(GOOD, closed, nameless)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "good  deadline: Fri 2024-05-10 10:00:00+02:00",
        "good  is open: closed",
        "line 3  elapsed: 2:00:00 (7200 seconds)",
    ]


def test_the_ledger_as_a_table(write, capsys: pytest.CaptureFixture[str]) -> None:
    named = GOOD | {"holidays": {"2024-05-09": "May"}}
    assert main(["clock", write(named), "--ledger"]) == 0
    assert capsys.readouterr().out == (
        "good  deadline: Fri 2024-05-10 10:00:00+02:00\n"
        "  from                           to                             lasts     counted  why\n"
        "  Wed 2024-05-08 16:00:00+02:00  Wed 2024-05-08 17:00:00+02:00  1:00:00   1:00:00  hours\n"
        "  Wed 2024-05-08 17:00:00+02:00  Thu 2024-05-09 09:00:00+02:00  16:00:00  -        outside hours\n"
        "  Thu 2024-05-09 09:00:00+02:00  Thu 2024-05-09 12:00:00+02:00  3:00:00   -        holiday (May)\n"
        "  Thu 2024-05-09 12:00:00+02:00  Thu 2024-05-09 13:00:00+02:00  1:00:00   -        outside hours\n"
        "  Thu 2024-05-09 13:00:00+02:00  Thu 2024-05-09 17:00:00+02:00  4:00:00   -        holiday (May)\n"
        "  Thu 2024-05-09 17:00:00+02:00  Fri 2024-05-10 09:00:00+02:00  16:00:00  -        outside hours\n"
        "  Fri 2024-05-10 09:00:00+02:00  Fri 2024-05-10 10:00:00+02:00  1:00:00   2:00:00  hours\n\n"
    )


def test_a_ledger_without_time(write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", write(GOOD | {"kind": "elapsed", "end": GOOD["start"]}), "--ledger"]) == 0
    assert "no time passes" in capsys.readouterr().out


def test_the_ledger_in_json(write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", write(GOOD), "--json", "--ledger"]) == 0
    (answer,) = answers(capsys)
    assert answer["ledger"][-1] == {
        "from": "2024-05-10T09:00:00+02:00",
        "to": RESULT,
        "counted": True,
        "why": "hours",
        "seconds": 3600,
        "total": 7200,
    }


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"not json", "line"),
        (b'{"id": ', "line"),
        (b"\xff\xfe", "line"),
        (b"[" * 100_000, "line"),
        (b'{"seconds": ' + b"9" * 5000 + b"}", "line"),
        (b"[]", "case"),
        ({}, "kind"),
        (GOOD | {"tz": "Nowhere/At_All"}, "tz"),
        (GOOD | {"start": "2024-05-08T16:00:00"}, "start"),
        (GOOD | {"seconds": 10**20}, "seconds"),
        (GOOD | {"schedule": {"mon": [["17:00", "09:00"]]}}, "schedule.mon[0]"),
    ],
)
def test_a_bad_line_is_named_and_the_others_answered(
    write, capsys: pytest.CaptureFixture[str], line: object, field: str
) -> None:
    path = write(GOOD, line, GOOD)
    assert main(["clock", path]) == 1
    shown = capsys.readouterr()
    assert shown.out.count("good  deadline") == 2
    assert shown.err.startswith(f"{path}:2: `{field}`: ")
    assert shown.err.count("\n") == 1

    assert main(["clock", path, "--json"]) == 1
    first, bad, last = answers(capsys)
    assert first["result"] == last["result"] == RESULT
    assert (bad["error"]["line"], bad["error"]["field"]) == (2, field)


def test_a_byte_order_mark_is_let_be(write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", write(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()), "--json"]) == 0


def test_text_of_a_case_cannot_move_the_cursor(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(GOOD | {"id": "\x1b[2J\udc00"}, GOOD | {"kind": "\x1b[2J"})
    assert main(["clock", path]) == 1
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert shown.out.startswith("\\x1b[2J\\udc00  deadline")


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    source = io.TextIOWrapper(io.BytesIO(json.dumps(GOOD).encode() + b"\nbad\n"))
    monkeypatch.setattr(sys, "stdin", source)
    assert main(["clock", "-", "--json"]) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out.splitlines()[0])["result"] == RESULT
    assert shown.err.startswith("standard input:2: `line`: not a JSON object")


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", str(tmp_path / "none.jsonl")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main(["clock", str(tmp_path)]) == 2
    assert "is a directory" in capsys.readouterr().err


def test_an_empty_file_answers_nothing(write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", write(), "--json"]) == 0
    assert capsys.readouterr().out == ""
