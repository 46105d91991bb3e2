"""Files of answers for tests, as `warrantor bulk` writes them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from warrantor.adapters.tables.answering import NAMED

AT = datetime(2024, 8, 1, 12, tzinfo=UTC)
HOSTILE = ('=cmd|"/c calc"!A1', "<script>alert(1)</script>", "+1", "@x", "a\x00b\x1b[2J", "-5;--", "&amp;", "a,b\n")
"""Serial numbers that a spreadsheet, a browser or a terminal would take for something else."""


def answer(serial: str | None, answer: str | None = "no", *clauses: str, **more: Any) -> dict[str, Any]:
    """An answer; `clauses` without their program."""
    cited = [f"acme:{clause}" for clause in clauses] if answer else None
    return {"serial": serial, "ask": "cover", "at": AT, "answer": answer, "clauses": cited, **more}


ROWS = [
    answer("A-1", "yes", "II.A", plan="standard", level="depot"),
    answer("A-2", "yes", "II.A", "II.B", plan="onsite", level="on-site"),
    answer("A-3", "no", "II.F"),
    answer("A-4", "no", "II.F", "II.A"),
    answer("A-5", "no", "II.F"),
    answer("A-6", "missing", "II.A", plan="standard", level="depot"),
    answer("A-7", "person", "II.P", plan="standard", level="depot"),
    answer(None, None, problem="unit.serial: is missing"),
]


def table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{"row": n, **row} for n, row in enumerate(rows, 1)], schema=NAMED, orient="row")


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A file of answers, by its suffix."""
    made = table(rows)
    if path.suffix == ".csv":
        cells = made.with_columns(pl.col("clauses").list.join(";"))
        cells.write_csv(path, datetime_format="%Y-%m-%dT%H:%M:%S%.f%:z")
    else:
        made.write_parquet(path)
    return path
