"""`warrantor answers` and `warrantor bulk --summary` as a person types them."""

import re
from pathlib import Path

import polars as pl
import pytest

from tests.adapters.summaries.fleet import ROWS, answer, write
from tests.adapters.tables.files import long, question
from warrantor.entrypoints.cli.main import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    write(tmp_path / "a.parquet", ROWS)
    return tmp_path


def test_counts_are_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers", "a.parquet"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("8 questions, asked as of 1 August 2024 12:00 UTC\n")
    assert re.search(r"\n  Not covered +3 +37\.5 %  #{8}\n", out)
    assert re.search(r"\n  acme:II\.F +0 +3 +0 +0 +3\n", out)
    assert all(len(line) <= 80 for line in out.splitlines())


def test_a_choice_leaves_only_its_rows_which_can_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers", "a.parquet", "clause=acme:II.A", "answer=yes", "-o", "rows.csv"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "2 rows, written to rows.csv\n")
    assert pl.read_csv("rows.csv")["serial"].to_list() == ["A-1", "A-2"]
    assert main(["answers", "a.parquet", "clause=acme:II.A", "--summary", "s", "-o", "rows.parquet"]) == 0
    assert "4 questions" in capsys.readouterr().out
    assert "a.parquet clause=acme:II.A" in (folder / "s/summary.html").read_text()


def test_headings_of_clauses_come_from_the_terms(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "b.csv", [{**answer("A"), "clauses": ["idesign:II.F.4"]}])
    assert main(["answers", "b.csv", "--terms", "idesign"]) == 0
    assert re.search(r"\n  idesign:II\.F\.4 +1 +1  100\.0 %  Damage\n", capsys.readouterr().out)


WRONG = {
    "no file": (["answers", "none.parquet"], "`none.parquet`: no such file or directory"),
    "no table of answers": (["answers", "x.csv"], "column `answer`: is missing"),
    "no choice": (["answers", "a.parquet", "no"], "`no`: is no choice (such as `answer=no`)"),
    "no program": (["answers", "a.parquet", "--terms", "acme"], "there is no program `acme`"),
    "nowhere to write": (["answers", "a.parquet", "-o", "none/b.csv"], "`none/b.csv"),
    "a damaged file": (["answers", "damaged.parquet"], "`damaged.parquet`: cannot be read: "),
    "another suffix": (["answers", "a.parquet", "-o", "b.xlsx"], "`b.xlsx`: rows are written as .parquet or .csv"),
    "a folder of something else": (["answers", "a.parquet", "--summary", "."], "holds something other than a summary"),
    "a file for a folder": (["answers", "a.parquet", "--summary", "x.csv"], "`x.csv`: holds something other"),
}


@pytest.mark.parametrize(("words", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_in_a_line(
    words: list[str], says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "x.csv").write_text("serial\n")
    whole = (folder / "a.parquet").read_bytes()
    (folder / "damaged.parquet").write_bytes(whole[:4] + bytes(len(whole) // 3) + whole[4 + len(whole) // 3 :])
    assert main(words) == 2
    err = capsys.readouterr().err
    assert err.startswith("warrantor answers: ")
    assert says in err
    assert (folder / "x.csv").read_text() == "serial\n"


def test_texts_that_would_move_the_cursor_are_written_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "c.parquet", [answer("A", "yes", "II.A", plan="a\x1b[2Jb")])
    assert main(["answers", "c.parquet"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "a\\x1b[2Jb" in out


# -- bulk --summary ---------------------------------------------------------------------------------------


def test_bulk_summarises_what_it_wrote(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long([question(f"S-{n}", {"what": "delivered", "on": "2024-01-10"}) for n in range(3)]).write_parquet("f.parquet")
    command = ["bulk", "idesign", "f.parquet", "-o", "answers.parquet", "--summary", "out"]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert out.startswith("3 questions, asked as of 1 August 2024 12:00 UTC\n")
    assert "written to out/summary.html" in err
    page = (folder / "out/summary.html").read_text()
    assert "iDesign" in page
    assert (folder / "out/clause.svg").exists()
    assert "warrantor bulk idesign f.parquet --explain SERIAL" in (folder / "out/rows/all.html").read_text()


def test_bulk_answers_nothing_where_the_summary_cannot_be_put(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "out").mkdir()
    (folder / "out/mine.txt").touch()
    long([question("S-1")]).write_parquet("f.parquet")
    assert main(["bulk", "idesign", "f.parquet", "-o", "b.parquet", "--summary", "out"]) == 2
    assert "`out`: holds something other than a summary" in capsys.readouterr().err
    assert not (folder / "b.parquet").exists()
