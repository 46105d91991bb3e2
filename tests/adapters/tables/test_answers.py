"""Answers are kept in parts: what was kept stands, goes on from there, and is never mixed with another run's."""

import errno
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from warrantor.adapters.tables.answering import NAMED
from warrantor.adapters.tables.answers import Kept, Run
from warrantor.adapters.tables.lots import START, Place, TableError
from warrantor.adapters.tables.writing import writing

STAMP: dict[str, Any] = {"file": ["a.csv", 5], "terms": {"1": "aa"}, "--at": "2024-01-01T00:00:00Z"}
NONE = pl.DataFrame(schema=NAMED)


def part(first: int, count: int = 3) -> pl.DataFrame:
    """Answers to some rows, one of which has a problem."""
    rows = [
        {"row": row, "serial": f"S-{row}", "answer": "yes", "clauses": ["p:A", "p:B"]}
        for row in range(first, first + count - 1)
    ]
    return pl.DataFrame([*rows, {"row": first + count - 1, "problem": "at: is missing"}], schema=NAMED)


def read(out: Path) -> pl.DataFrame:
    return pl.read_csv(out) if out.suffix == ".csv" else pl.read_parquet(out)


@pytest.mark.parametrize("name", ["a.parquet", "a.csv", "A.CSV"])
def test_parts_become_one_file_and_leave_nothing_behind(name: str, tmp_path: Path) -> None:
    out = tmp_path / name
    with Run(out, STAMP) as run:
        run.add(part(1), Place(30, 3))
        run.add(part(4), Place(60, 6))
        assert not out.exists()
        run.finish(NONE)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    found = pl.read_csv(out) if name.lower().endswith("csv") else pl.read_parquet(out)
    assert found["row"].to_list() == [1, 2, 3, 4, 5, 6]
    assert found.columns == NAMED.names()
    assert found["problem"].count() == 2


def test_the_clauses_of_a_csv_file_are_one_cell(tmp_path: Path) -> None:
    with Run(tmp_path / "a.csv", STAMP) as run:
        run.add(part(1), Place(1, 1))
        run.finish(NONE)
    assert read(tmp_path / "a.csv")["clauses"].to_list() == ["p:A;p:B", "p:A;p:B", None]


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_no_questions_make_a_table_without_rows(name: str, tmp_path: Path) -> None:
    with Run(tmp_path / name, STAMP) as run:
        run.finish(NONE)
    assert read(tmp_path / name).columns == NAMED.names()
    assert read(tmp_path / name).is_empty()


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    with Run(out, STAMP) as run:
        assert run.kept == Kept(START)
        run.add(part(1), Place(30, 3))
    with Run(out, STAMP) as run:
        assert run.kept == Kept(Place(30, 3), 1, 3, 1)
        run.add(part(4), Place(60, 6))
        run.finish(NONE)
    assert read(out)["row"].to_list() == [1, 2, 3, 4, 5, 6]


CHANGES = {
    "another file": ({**STAMP, "file": ["b.csv", 5]}, "file"),
    "edited terms": ({**STAMP, "terms": {"1": "ab"}}, "terms"),
    "another instant": ({**STAMP, "--at": "2025-01-01T00:00:00Z"}, "--at"),
    "no instant": ({key: said for key, said in STAMP.items() if key != "--at"}, "--at"),
    "a plan": ({**STAMP, "--plan": "basic"}, "--plan"),
}


@pytest.mark.parametrize(("stamp", "told"), CHANGES.values(), ids=CHANGES)
def test_parts_of_another_run_are_told_and_left_alone(stamp: dict[str, Any], told: str, tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    with Run(out, STAMP) as run:
        run.add(part(1), Place(30, 3))
    with pytest.raises(TableError, match=rf"asked otherwise \({told}\); give `--restart` to begin anew"):
        Run(out, stamp)
    with Run(out, STAMP) as run:
        assert run.kept.answers == 3


def test_to_restart_forgets_what_was_kept(tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    with Run(out, STAMP) as run:
        run.add(part(1), Place(30, 3))
    with Run(out, {"file": "another"}, restart=True) as run:
        assert run.kept == Kept()
        run.finish(NONE)
    assert read(out).is_empty()


def test_answers_that_are_there_stand_until_new_ones_are_whole(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_text("mine")
    with pytest.raises(TableError, match="is there already; remove it, or give `--restart`"):
        Run(out, STAMP)
    with Run(out, STAMP, restart=True) as run:
        run.add(part(1), Place(30, 3))
        assert out.read_text() == "mine"
    with Run(out, STAMP) as run:  # a run that was begun to write it anew goes on
        assert run.kept.answers == 3
        run.finish(NONE)
    assert len(read(out)) == 3


def test_two_runs_never_write_the_same(tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    with Run(out, STAMP), pytest.raises(TableError, match="another run is writing there now"):
        Run(out, STAMP)
    with Run(out, STAMP) as run:
        run.finish(NONE)


def test_a_run_that_kept_nothing_leaves_nothing(tmp_path: Path) -> None:
    with Run(tmp_path / "a.parquet", STAMP):
        pass
    assert not list(tmp_path.iterdir())


BROKEN = {"no JSON": "{", "another form": "[]", "a key too few": '{"stamp": {}, "parts": 1}', "empty": ""}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_parts_that_were_meddled_with_are_told(text: str, tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    with Run(out, STAMP) as run:
        run.add(part(1), Place(30, 3))
    (run.folder / "state.json").write_text(text)
    with pytest.raises(TableError, match=r"state\.json` does not say what is kept; give `--restart`"):
        Run(out, STAMP)


def test_a_part_that_is_gone_is_told(tmp_path: Path) -> None:
    out = tmp_path / "a.parquet"
    with Run(out, STAMP) as run:
        run.add(part(1), Place(30, 3))
    (run.folder / "000000.parquet").unlink()
    with pytest.raises(TableError, match=r"000000\.parquet` is gone; give `--restart`"):
        Run(out, STAMP)


@pytest.mark.parametrize(("name", "told"), [("a.xlsx", r"written as \.parquet or \.csv"), ("d.csv", "is a folder")])
def test_a_name_that_cannot_be_written_is_told(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "d.csv").mkdir()
    with pytest.raises(TableError, match=told):
        Run(tmp_path / name, STAMP, restart=True)


# -- a full disk -----------------------------------------------------------------------------------------


@contextmanager
def files_of(most: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("name", ["a.parquet", "a.csv"])
def test_what_was_kept_stands_when_the_disk_is_full(name: str, tmp_path: Path) -> None:
    out, large = tmp_path / name, part(4, 50_000)
    with Run(out, STAMP) as run:
        run.add(part(1), Place(30, 3))
        with files_of(20_000), pytest.raises(OSError, match="File too large") as told:
            run.add(large, Place(60, 50_003))
        assert told.value.filename == str(run.folder / "000001.parquet")
        assert told.value.errno == errno.EFBIG
    with Run(out, STAMP) as run:
        assert run.kept == Kept(Place(30, 3), 1, 3, 1)
        run.add(large, Place(60, 50_003))
        with files_of(20_000), pytest.raises(OSError, match="File too large") as told:
            run.finish(NONE)
        assert told.value.filename == str(out)
        assert not out.exists()
    with Run(out, STAMP) as run:
        run.finish(NONE)
    assert len(read(out)) == 50_003


def test_a_file_is_there_wholly_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("before")

    def stopped() -> None:
        with writing(path) as making:
            making.write_text("after")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert path.read_text() == "before"
    assert [other.name for other in tmp_path.iterdir()] == ["a"]
