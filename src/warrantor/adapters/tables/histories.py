"""Opens a file of histories by its suffix and its columns.

What cannot be read in place is first written down in order, in a working folder: CSV, and tables in which the rows of a
serial number do not stand together.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import polars as pl
from polars.exceptions import PolarsError

from warrantor.adapters.tables.gathering import Gathered, Together, gather, stand_together
from warrantor.adapters.tables.lines import Lines
from warrantor.adapters.tables.long import Long, Rows
from warrantor.adapters.tables.lots import MAX_QUESTIONS, START, Data, Given, Lot, Place, TableError
from warrantor.adapters.tables.nested import Nested
from warrantor.adapters.tables.writing import writing
from warrantor.core.decision.program import Program

KINDS = (".jsonl", ".jsonl.gz", ".parquet", ".csv")
_ESCAPED = re.compile("[\udc80-\udcff]")
"""What Python puts in the place of bytes that are not UTF-8."""
Asked = tuple[int, str | None, Data]
"""A question with its row and its id."""


class Source(Protocol):
    """Reads questions from a file of one kind."""

    def lots(self, start: Place, most: int) -> Iterator[Lot]: ...

    def find(self, wanted: str) -> Iterator[Asked]: ...


class Histories:
    """A file of questions. What is wrong with the file comes out as TableError, or OSError where it cannot be read."""

    def __init__(self, path: Path, program: Program, given: Given, folder: Path) -> None:
        self.path = path
        with _told(path), path.open("rb") as file:
            if not file.read(1):
                raise TableError("is empty; expected histories")
            self._source = _source(path, program, given, folder)

    def lots(self, start: Place = START, most: int = MAX_QUESTIONS) -> Iterator[Lot]:
        """The questions from a place on, at most so many at a time."""
        with _told(self.path):
            yield from self._source.lots(start, most)

    def find(self, wanted: str) -> Iterator[Asked]:
        """The questions about a serial number; else that of a row. Raises QuestionError where it cannot be one."""
        with _told(self.path):
            yield from self._source.find(wanted)


def _source(path: Path, program: Program, given: Given, folder: Path) -> Source:
    name, schema = path.name.lower(), program.latest.schema
    if name.endswith((".jsonl", ".jsonl.gz")):
        return Lines(path, schema, given, program.name)
    if name.endswith(".csv"):
        return Ordered(Long(_cells(path), schema, given, program.name, texts=True), folder)
    if name.endswith(".parquet"):
        table = in_columns(pl.scan_parquet(path, glob=False), program, given)
        return Ordered(table, folder) if isinstance(table, Long) else table
    raise TableError(f"the suffix is not known (one of {', '.join(KINDS)})")


def in_columns(table: pl.LazyFrame, program: Program, given: Given) -> Nested | Long:
    """A table with typed columns, by what a row of it is. Raises TableError where they are not what is expected."""
    columns, schema = table.collect_schema(), program.latest.schema
    if "what" in columns:
        return Long(table, schema, given, program.name, texts=False)
    if "events" in columns or "unit" in columns:
        return Nested(table, schema, given, program.name)
    raise TableError(
        "column `what` or `events`: is missing (`what` where a row is an event, `events` where it is a question)"
    )


class Ordered:
    """A table with a row an event, put in order when its questions are read."""

    def __init__(self, table: Long, folder: Path) -> None:
        self.table = table
        self.folder = folder

    def lots(self, start: Place, most: int) -> Iterator[Lot]:
        """The questions from a place on."""
        return self.table.lots(self._rows(), start, most)

    def find(self, wanted: str) -> Iterator[Asked]:
        """The questions about a serial number, or of a row."""
        return self.table.find(wanted)

    def _rows(self) -> Rows:
        scan = self.table.table
        if self.table.texts:
            copied = self.folder / "rows.parquet"
            if not copied.exists():
                with writing(copied) as path:
                    scan.sink_parquet(path, compression="lz4", row_group_size=100_000)
            scan = pl.scan_parquet(copied)
        length = scan.select(pl.len()).collect().item()
        gathered = self.folder / "gathered"
        if not gathered.exists() and stand_together(scan):
            return Together(scan, length)
        if not gathered.exists():
            gather(scan, length, gathered)
        return Gathered(gathered, length)


# -- CSV -------------------------------------------------------------------------------------------


def _cells(path: Path) -> pl.LazyFrame:
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        head = next(csv.reader(file), [])
    if not head:
        raise TableError("there is no first line with the names of the columns")
    for name in head:
        if head.count(name) > 1:
            raise TableError(f"column `{name}`: stands in the table twice")
    return pl.scan_csv(path, infer_schema=False, glob=False)


def _wrong_line(path: Path) -> str:
    """What is wrong with the first line of a CSV file that cannot be read; empty where none is found."""
    with path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as file:
        lines = csv.reader(file)
        width = len(next(lines, []))
        try:
            for cells in lines:
                if any(not cell.isascii() and _ESCAPED.search(cell) for cell in cells):
                    return f"line {lines.line_num} is not UTF-8 text; save the file as UTF-8"
                if len(cells) > width:
                    return f"line {lines.line_num} has {len(cells)} cells, but there are {width} columns"
        except csv.Error as error:
            return f"line {lines.line_num}: {error}"
    return ""


# -- complaints --------------------------------------------------------------------------------------


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What is wrong with the file, in our words and with its name."""
    try:
        yield
    except TableError as error:
        raise TableError(*(f"`{path}`: {problem}" for problem in error.problems)) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TableError(f"`{path}`: the compressed file is damaged or cut off: {error}") from None
    except PolarsError as error:
        kind = {".csv": "a CSV file", ".parquet": "a Parquet file"}.get(path.suffix.lower(), "such a file")
        reason = (path.suffix.lower() == ".csv" and _wrong_line(path)) or str(error).splitlines()[0]
        raise TableError(f"`{path}`: is not {kind} that can be read: {reason}") from None
