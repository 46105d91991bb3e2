"""`warrantor bulk`: every form of file gives what `single` says; runs are cut off and go on; what is wrong is told."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.adapters.tables.files import BOUGHT, SIGNED, WRITERS, question, write_csv, write_lines, write_long
from tests.cases import OURS, SHARED, read_cases
from warrantor.adapters.documents import load_program, programs_folder
from warrantor.adapters.tables.answers import Run
from warrantor.adapters.tables.histories import Histories
from warrantor.adapters.tables.lots import START
from warrantor.core.decision.question import MAX_EVENTS, QuestionError
from warrantor.entrypoints.cli.main import main

Data = dict[str, Any]
TOLD = ("answer", "plan", "level", "starts", "ends", "clauses")
FORMS = ("lines", "nested", "long", "cells")


def answered(out: Path) -> list[Data]:
    """The rows of a table of answers; days are text, and clauses a list."""
    if out.suffix == ".csv":
        rows = pl.read_csv(out, infer_schema=False)
        rows = rows.with_columns(pl.col("clauses").str.split(";").list.eval(pl.element().filter(pl.element() != "")))
    else:
        rows = pl.read_parquet(out).with_columns(pl.col("starts", "ends").cast(pl.String))
    return rows.to_dicts()


def single(said: Data) -> Data:
    """What the single reader says of a question."""
    try:
        answer = load_program(said["program"]).decide(said, explain=False)
    except QuestionError:
        return {**dict.fromkeys(TOLD), "problem": True}
    return {**{key: answer.get(key) for key in TOLD}, "problem": False}


def told(row: Data) -> Data:
    return {**{key: row[key] for key in TOLD}, "problem": row["problem"] is not None}


# -- equal to `single` --------------------------------------------------------------------------------

CASES: dict[str, list[Data]] = defaultdict(list)
for case in (*read_cases(SHARED), *read_cases(OURS)):
    CASES[case["ask"]["program"]].append(case["ask"])


def through_tables(said: Data) -> Data:
    """A question without what tables cannot say: a key that is null is a key that is absent there."""
    events = [
        {key: value for key, value in event.items() if key == "on" or value is not None}
        for event in said["unit"]["events"]
    ]
    return {**said, "unit": {**said["unit"], "events": events}}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("program", sorted(CASES))
def test_every_case_in_every_form_is_answered_as_one_by_one(program: str, form: str, tmp_path: Path) -> None:
    name, write = WRITERS[form]
    cases = [{**case, "unit": {**case["unit"], "serial": f"S-{n}"}} for n, case in enumerate(CASES[program])]
    written = cases if form == "lines" else [through_tables(case) for case in cases]
    out = tmp_path / ("out.csv" if form in ("lines", "cells") else "out.parquet")
    assert main(["bulk", program, str(write(tmp_path / name, written)), "-o", str(out)]) == 0
    rows = answered(out)
    assert [row["serial"] for row in rows] == [case["unit"]["serial"] for case in written]
    for row, case in zip(rows, written, strict=True):
        assert told(row) == single(case), json.dumps(case)


# -- what is asked --------------------------------------------------------------------------------------

FLEET = [question(f"S-{n}", BOUGHT, SIGNED) for n in range(1, 121)]


@pytest.fixture
def bulk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs the command in a folder of its own: the exit code and what it said on standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["bulk", *map(str, arguments)])
        return code, capsys.readouterr().err

    return run


def test_what_the_command_line_says_goes_for_every_question(tmp_path: Path, bulk: Callable[..., Any]) -> None:
    file = write_lines(tmp_path / "a.jsonl", FLEET[:3])
    options = ("--ask", "transfer", "--plan", "standard", "--at", "2023-06-01T00:00:00Z")
    assert bulk("idesign", file, "-o", "a.parquet", *options)[0] == 0
    of = {"program": "idesign", "ask": "transfer", "plan": "standard", "at": "2023-06-01T00:00:00Z"}
    for row, said in zip(answered(tmp_path / "a.parquet"), FLEET, strict=False):
        assert (row["ask"], told(row)) == ("transfer", single({**said, **of}))


def test_a_document_is_a_program_too(tmp_path: Path, bulk: Callable[..., Any]) -> None:
    file = write_lines(tmp_path / "a.jsonl", FLEET[:3])
    folder = programs_folder() / "idesign"
    for program, out in ((folder, "a.parquet"), ("idesign", "b.parquet")):
        assert bulk(program, file, "-o", out)[0] == 0
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_what_cannot_be_answered_has_a_problem_and_ends_with_1(tmp_path: Path, bulk: Callable[..., Any]) -> None:
    wrong = question("W", {"what": "delivered", "on": "2024-02-30"})
    file = write_lines(tmp_path / "a.jsonl", [FLEET[0], "{oops", wrong, FLEET[1]])
    code, said = bulk("idesign", file, "-o", "a.csv")
    assert code == 1
    assert "4 questions, 2 with a problem" in said
    rows = answered(tmp_path / "a.csv")
    assert [row["answer"] for row in rows] == ["no", None, None, "no"]
    assert rows[1]["problem"].startswith("question: is not JSON")
    assert "unit.events[0].on: `2024-02-30`" in rows[2]["problem"]


def test_half_a_letter_is_written_as_it_stood(tmp_path: Path, bulk: Callable[..., Any]) -> None:
    half = question("S-\ud800", {"what": "sold\ud800", "on": "2024-01-01"}, id="\ud800", ask="\udcff")
    file = write_lines(tmp_path / "a.jsonl", [json.dumps(half), json.dumps(FLEET[0])])
    assert bulk("idesign", file, "-o", "a.csv")[0] == 1
    first, second = answered(tmp_path / "a.csv")
    assert (first["serial"], first["id"], first["ask"]) == ("S-\\ud800", "\\ud800", "\\udcff")
    assert second["problem"] is None


# -- histories out of the ordinary ----------------------------------------------------------------------

WORK = {"what": "work", "on": "2024-02-01", "kind": "repair"}
ODD = {
    "ten events of a kind that happens once": [{**SIGNED, "on": f"2024-05-{day:02}"} for day in range(1, 11)],
    "ten events of a kind that happens often": [SIGNED, *[WORK] * 10],
    "ten thousand events": [SIGNED, *[WORK] * 9_999],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("events", ODD.values(), ids=ODD)
def test_a_history_out_of_the_ordinary(events: list[Data], form: str, tmp_path: Path, bulk: Callable[..., Any]) -> None:
    name, write = WRITERS[form]
    asked = [FLEET[0], question("S", *events), FLEET[1]]
    assert bulk("idesign", write(tmp_path / name, asked), "-o", "a.parquet")[0] == 0
    rows = answered(tmp_path / "a.parquet")
    assert [told(row) for row in rows] == [single({**each, "program": "idesign"}) for each in asked]


@pytest.mark.parametrize("form", ["lines", "long"])
def test_a_history_with_more_events_than_there_may_be(form: str, tmp_path: Path, bulk: Callable[..., Any]) -> None:
    name, write = WRITERS[form]
    file = write(tmp_path / name, [FLEET[0], question("S", *[WORK] * (MAX_EVENTS + 1)), FLEET[1]])
    assert bulk("idesign", file, "-o", "a.parquet")[0] == 1
    problems = [row["problem"] for row in answered(tmp_path / "a.parquet")]
    assert problems == [None, "unit.events: has 100,001 events (at most 100,000)", None]


@pytest.mark.parametrize("form", ["nested", "long", "cells"])
def test_a_row_without_a_serial_number_is_named(form: str, tmp_path: Path, bulk: Callable[..., Any]) -> None:
    name, write = WRITERS[form]
    file = write(tmp_path / name, [FLEET[0], question(None, SIGNED), FLEET[1]])
    assert bulk("idesign", file, "-o", "a.parquet")[0] == 1
    problems = [row["problem"] for row in answered(tmp_path / "a.parquet")]
    assert problems == [None, "unit.serial: is missing (the serial number, by which the answer is found)", None]


# -- what cannot be read or written ---------------------------------------------------------------------


def refused(run: tuple[int, str], *told: str) -> None:
    """The command ended with 2 and a line for each problem."""
    code, said = run
    assert code == 2
    assert said.count("\n") == len(told), said
    assert said.startswith("warrantor bulk: ")
    for line, words in zip(said.splitlines(), told, strict=True):
        assert words in line


def test_a_table_that_does_not_fit_is_refused_before_anything_is_written(
    tmp_path: Path, bulk: Callable[..., Any]
) -> None:
    count = len(FLEET) * 2
    file = write_long(tmp_path / "a.parquet", FLEET, on=None, passed=pl.Series(["x"] * count))
    refused(
        bulk("idesign", file, "-o", "out.csv"),
        "a.parquet`: column `passed`: found String, expected Boolean",
        "a.parquet`: column `on`: is missing (the day it happened)",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", b"", "a.jsonl`: is empty; expected histories"),
        ("a.txt", b"{}", "a.txt`: the suffix is not known (one of .jsonl, .jsonl.gz, .parquet, .csv)"),
        ("a.parquet", b"PAR1" + bytes(100), "a.parquet`: is not a Parquet file that can be read: "),
        ("a.jsonl.gz", b"\x1f\x8b\x08", "a.jsonl.gz`: the compressed file is damaged or cut off"),
        ("a.csv", b"serial,what,on,at\n\xff,,,\n", "line 2 is not UTF-8 text; save the file as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(
    name: str, content: bytes, told: str, tmp_path: Path, bulk: Callable[..., Any]
) -> None:
    (tmp_path / name).write_bytes(content)
    refused(bulk("idesign", name, "-o", "out.csv"), told)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nothing", "a.jsonl", "-o", "a.csv"), "there is no program `nothing`; installed: "),
        (("idesign", "b.jsonl", "-o", "a.csv"), "`b.jsonl`: no such file or directory"),
        (("idesign", "a.jsonl", "-o", "a.xlsx"), "`a.xlsx`: answers are written as .parquet or .csv"),
        (("idesign", "a.jsonl", "-o", "there/a.csv"), "`there/a.csv.parts`: no such file or directory"),
        (("idesign", "a.jsonl", "-o", "a.csv", "--at", "today"), "--at: `today` is not an instant (ISO 8601"),
        (("idesign", "a.jsonl", "-o", "a.csv", "--known-at", "2024-01-01"), "--known-at: `2024-01-01` has no time"),
        (("idesign", "a.jsonl", "-o", "a.csv", "--plan", "gold"), "--plan: there is no plan `gold` (one of "),
        (("idesign", "a.jsonl", "--explain", "S-9"), "there is neither a serial number nor a row `S-9`"),
    ],
)
def test_what_the_command_line_gets_wrong(
    arguments: tuple[str, ...], told: str, tmp_path: Path, bulk: Callable[..., Any]
) -> None:
    write_lines(tmp_path / "a.jsonl", FLEET[:2])
    refused(bulk(*arguments), told)


def test_answers_that_are_there_already(tmp_path: Path, bulk: Callable[..., Any]) -> None:
    file = write_lines(tmp_path / "a.jsonl", FLEET[:2])
    (tmp_path / "a.csv").write_text("mine")
    refused(bulk("idesign", file, "-o", "a.csv"), "`a.csv` is there already; remove it, or give `--restart`")
    assert (tmp_path / "a.csv").read_text() == "mine"
    assert bulk("idesign", file, "-o", "a.csv", "--restart")[0] == 0
    assert len(answered(tmp_path / "a.csv")) == 2


def test_histories_are_never_written_over(tmp_path: Path, bulk: Callable[..., Any]) -> None:
    file = write_csv(tmp_path / "a.csv", FLEET[:2])
    before = file.read_bytes()
    refused(bulk("idesign", file, "-o", "a.csv", "--restart"), "`a.csv`: holds the histories; name another file")
    assert file.read_bytes() == before


def test_either_a_table_or_a_receipt(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bulk", "idesign", "a.jsonl"])
    assert ended.value.code == 2


# -- cut off, and gone on -------------------------------------------------------------------------------

LOTS = (
    "from warrantor.adapters.tables.histories import START, Histories;"
    "Histories.lots.__defaults__ = (START, 10);"
    "from warrantor.entrypoints.cli.main import script; script()"
)
"""The command with lots of ten questions."""


def begun(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own, once it kept two parts."""
    running = subprocess.Popen(
        [sys.executable, "-c", LOTS, "bulk", *arguments], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 60
    while not list(folder.glob("*.parts/000001.parquet")):
        assert time.monotonic() < until
        assert running.poll() is None, running.communicate()
        time.sleep(0.002)
    return running


@pytest.fixture
def lots_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Histories.lots, "__defaults__", (START, 10))


@pytest.mark.parametrize(
    ("number", "form", "name"),
    [
        (signal.SIGINT, "lines", "a.csv"),
        (signal.SIGKILL, "cells", "a.parquet"),
        (signal.SIGKILL, "nested", "a.parquet"),
    ],
)
@pytest.mark.usefixtures("lots_of_ten")
def test_a_run_that_was_cut_off_writes_what_it_would_have_written(
    number: int, form: str, name: str, tmp_path: Path, bulk: Callable[..., Any]
) -> None:
    file, write = WRITERS[form]
    write(tmp_path / file, FLEET)
    assert bulk("idesign", file, "-o", f"whole-{name}")[0] == 0
    running = begun(tmp_path, "idesign", file, "-o", name)
    os.kill(running.pid, number)
    said = running.communicate(timeout=60)[1]
    assert not (tmp_path / name).exists()
    if number == signal.SIGINT:
        assert running.returncode == 130
        assert re.fullmatch(r"warrantor bulk: stopped; [\d,]+ answers are kept, the same command goes on\n", said), said
    code, said = bulk("idesign", file, "-o", name)
    assert code == 0
    assert re.match(r"\d+ answers are kept from before; going on\n", said)
    assert (tmp_path / name).read_bytes() == (tmp_path / f"whole-{name}").read_bytes()
    assert not list(tmp_path.glob("*.parts"))


@pytest.fixture
def cut_off(tmp_path: Path, bulk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, lots_of_ten: None) -> Path:
    """A file whose answering was stopped after three parts, under a program that can be edited."""
    document = sorted((programs_folder() / "idesign").glob("*.md"))[-1]
    (tmp_path / "terms.md").write_text(document.read_text(encoding="utf-8"), encoding="utf-8")
    file = write_lines(tmp_path / "a.jsonl", FLEET)
    add = Run.add

    def stopping(run: Run, *arguments: Any) -> None:
        add(run, *arguments)
        if run.kept.parts == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Run, "add", stopping)
        code, said = bulk("terms.md", file, "-o", "a.csv")
    assert (code, said) == (130, "warrantor bulk: stopped; 30 answers are kept, the same command goes on\n")
    return file


def test_terms_that_were_edited_since_are_told(tmp_path: Path, cut_off: Path, bulk: Callable[..., Any]) -> None:
    terms = tmp_path / "terms.md"
    before = terms.read_text(encoding="utf-8")
    terms.write_text(before + "\nAn afterthought.\n", encoding="utf-8")
    again = bulk("terms.md", cut_off, "-o", "a.csv")
    refused(again, "`a.csv.parts` holds a run that asked otherwise (terms); give `--restart` to begin anew")
    terms.write_text(before, encoding="utf-8")
    assert bulk("terms.md", cut_off, "-o", "a.csv")[1].startswith("30 answers are kept from before; going on\n")


def test_histories_that_were_changed_since_are_told(tmp_path: Path, cut_off: Path, bulk: Callable[..., Any]) -> None:
    write_lines(cut_off, FLEET[:50])
    refused(bulk("terms.md", cut_off, "-o", "a.csv"), "asked otherwise (file); give `--restart` to begin anew")
    assert bulk("terms.md", cut_off, "-o", "a.csv", "--restart")[0] == 0
    assert len(answered(tmp_path / "a.csv")) == 50


def test_histories_that_change_while_they_are_read_are_told(
    tmp_path: Path, bulk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, add = write_lines(tmp_path / "a.jsonl", FLEET), Run.add

    def meddling(run: Run, *arguments: Any) -> None:
        add(run, *arguments)
        os.utime(file, (1, 1))

    monkeypatch.setattr(Run, "add", meddling)
    refused(bulk("idesign", file, "-o", "a.csv"), "a.jsonl`: was changed while it was read; give `--restart`")
    assert not (tmp_path / "a.csv").exists()


def test_a_full_disk_is_told_with_what_is_kept(
    tmp_path: Path, cut_off: Path, bulk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("No space left on device (os error 28)")  # as polars says it

    with monkeypatch.context() as patched:
        patched.setattr(pl.DataFrame, "write_parquet", full)
        again = bulk("terms.md", cut_off, "-o", "a.csv")
    refused(
        (again[0], again[1].split("\n", 1)[1]),
        "`a.csv.parts/000003.parquet`: no space left on device; 30 answers are kept, the same command goes on",
    )
    assert bulk("terms.md", cut_off, "-o", "a.csv")[0] == 0
    assert len(answered(tmp_path / "a.csv")) == len(FLEET)


# -- receipts of rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_row_is_explained_as_decide_explains_it(
    form: str, tmp_path: Path, bulk: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    name, write = WRITERS[form]
    said = question("S-2", SIGNED, claim={"cause": "wear"})
    file = write(tmp_path / name, [FLEET[0], said, FLEET[2]])
    (tmp_path / "one.json").write_text(json.dumps({**said, "program": "idesign"}))
    assert main(["decide", "one.json"]) == 0
    expected = capsys.readouterr().out
    assert main(["bulk", "idesign", str(file), "--explain", "S-2"]) == 0
    assert capsys.readouterr().out == expected
    row = "3" if form in ("long", "cells") else "2"
    assert main(["bulk", "idesign", str(file), "--explain", row, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["row"], found["serial"], found["id"]) == (int(row), "S-2", None)
    assert main(["decide", "one.json", "--json"]) == 0
    assert {**json.loads(capsys.readouterr().out), "row": int(row), "serial": "S-2"} == found


def test_a_row_that_cannot_be_answered_is_named(tmp_path: Path, bulk: Callable[..., Any]) -> None:
    wrong = question("W", {"what": "delivered", "on": "2024-02-30"})
    file = write_lines(tmp_path / "a.jsonl", [FLEET[0], "{oops", wrong])
    code, said = bulk("idesign", file, "--explain", "W")
    assert (code, said.startswith(f"{file}:3: unit.events[0].on: `2024-02-30`")) == (1, True)
    code, said = bulk("idesign", file, "--explain", "2")
    assert code == 2
    assert "question: is not JSON" in said
