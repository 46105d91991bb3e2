"""`warrantor bulk --engine`: the same table of answers, whatever decides; an engine that cannot is told in a line."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.engines import POSTGRESQL_HELP, open_spark, postgresql
from warrantor.adapters.engines import opening
from warrantor.adapters.engines.engine import EngineError
from warrantor.adapters.engines.in_duckdb import DuckDB
from warrantor.adapters.tables.histories import Histories
from warrantor.adapters.tables.lots import START
from warrantor.core.decision.bulk.fold import SlotTable
from warrantor.entrypoints.cli.main import main

AT = "2024-05-09T12:00:00-07:00"


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """Histories with and without a plan, and one that cannot be answered."""
    lines = []
    for number in range(60):
        events = [{"what": "delivered", "on": "nonsense" if number == 7 else f"2023-0{1 + number % 9}-1{number % 7}"}]
        if number % 3:
            events.append({"what": "plan-purchased", "on": "2023-06-05", "plan": "promo-1y"})
        lines.append(json.dumps({"at": AT, "unit": {"serial": f"S-{number}", "events": events}}))
    file = tmp_path / "fleet.jsonl"
    file.write_text("\n".join(lines) + "\n")
    return file


def answered(fleet: Path, engine: str, *more: str, program: str = "idesign") -> pl.DataFrame:
    out = fleet.with_name(f"{engine}.parquet")
    assert main(["bulk", program, str(fleet), "-o", str(out), "--engine", engine, *more]) == 1
    return pl.read_parquet(out)


def test_duckdb_answers_the_same_table(fleet: Path) -> None:
    assert answered(fleet, "duckdb").equals(answered(fleet, "polars"))


def test_postgresql_answers_the_same_table(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = postgresql()
    if address is None:
        pytest.skip(POSTGRESQL_HELP)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    there = answered(fleet, "postgres", "--server", address)
    assert there.equals(answered(fleet, "polars"))
    monkeypatch.setenv("DATABASE_URL", address)
    assert there.equals(answered(fleet, "postgres", "--restart"))


def test_spark_answers_the_same_table(fleet: Path) -> None:
    """With the program of the fewest plans: Spark plans the largest for a minute."""
    open_spark()
    told = answered(fleet, "spark", program="softnetworks")
    assert told.equals(answered(fleet, "polars", program="softnetworks"))
    assert told["answer"].n_unique() > 1
    assert {path.suffix for path in fleet.parent.iterdir()} == {".jsonl", ".parquet"}


def test_an_engine_that_cannot_be_reached_is_told_and_leaves_nothing(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = fleet.with_name("out.parquet")
    server = "postgres://someone:secret@127.0.0.1:9/name"
    assert main(["bulk", "idesign", str(fleet), "-o", str(out), "--engine", "postgres", "--server", server]) == 2
    said = capsys.readouterr().err
    assert said.startswith("warrantor bulk: PostgreSQL cannot be reached: ")
    assert said.count("\n") == 1
    assert "secret" not in said
    assert [path.name for path in fleet.parent.iterdir()] == [fleet.name]


def test_a_server_is_asked_only_of_engines_that_have_one(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bulk", "idesign", str(fleet), "-o", "out.csv", "--engine", "duckdb", "--server", "x"]) == 2
    assert capsys.readouterr().err == (
        "warrantor bulk: `--server` is for the engines postgres and spark; duckdb runs in this process\n"
    )


def test_a_run_that_an_engine_breaks_off_goes_on_with_another(
    fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Histories.lots, "__defaults__", (START, 20))

    class Breaking(DuckDB):
        def answers(self, table: SlotTable) -> pl.DataFrame:
            if table.frame["row"].max() > 20:
                raise EngineError("DuckDB could not decide: out of memory")
            return super().answers(table)

    out = fleet.with_name("out.parquet")
    command = ["bulk", "idesign", str(fleet), "-o", str(out), "--engine", "duckdb"]
    monkeypatch.setitem(opening._OPENED, "duckdb", lambda server, folder: Breaking())
    assert main(command) == 2
    assert "out of memory; 20 answers are kept, the same command goes on" in capsys.readouterr().err
    assert main([*command[:-1], "polars"]) == 1
    assert pl.read_parquet(out).equals(answered(fleet, "polars"))
