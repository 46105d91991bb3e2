"""Rows of a table with a row an event -> chunks that hold the whole of every history, in order of their first rows.

Where the rows of a serial number do not stand together, they are gathered on disk first. Each row has a `row`, counted
from 1, and the `first` row of its history, which is the number of the question. Rows without a serial number are
histories of their own.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from warrantor.adapters.tables.lots import MAX_ROWS
from warrantor.adapters.tables.writing import writing
from warrantor.core.decision.question import MAX_EVENTS

_PART = 500_000
_SLICE, _SLICES = 250_000, 200
_STEP = 256
Chunk = tuple[pl.DataFrame, int]
"""Some rows, and how far the table is then read."""


class Together:
    """A table in which the rows of each serial number stand together. Read up to a row."""

    def __init__(self, scan: pl.LazyFrame, length: int) -> None:
        self.scan = scan
        self.length = length

    def chunks(self, offset: int) -> Iterator[Chunk]:
        """Rows after the first `offset` ones."""
        size = MAX_ROWS
        while offset < self.length:
            rows = self.scan.slice(offset, size).collect()
            last = offset + rows.height == self.length
            marked = rows.with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64) + offset + 1).with_columns(_first())
            whole = marked if last else marked.filter(pl.col("first") != marked["first"][-1])
            if whole.is_empty() and size <= 4 * MAX_EVENTS:
                size *= 2
                continue
            if whole.is_empty():
                # more than any history may have: the rest of it changes nothing
                whole, offset = marked.head(MAX_EVENTS + 1), self._end(offset, rows["serial"][0])
            else:
                offset += whole.height
            yield whole, offset
            size = MAX_ROWS

    def at(self, rows: pl.DataFrame) -> int:
        """How far the table is read when these rows are."""
        return int(rows["row"][-1])

    def _end(self, offset: int, serial: str) -> int:
        others = (
            self.scan.select("serial").slice(offset).with_row_index("i").filter(pl.col("serial").ne_missing(serial))
        )
        found = others.head(1).collect()["i"]
        return offset + int(found[0]) if len(found) else self.length


class Gathered:
    """A table whose rows were gathered into a folder of sorted runs. Read up to the first row of a history."""

    def __init__(self, folder: Path, length: int) -> None:
        self.runs = pl.scan_parquet(folder / "*.parquet")
        self.length = length

    def chunks(self, offset: int) -> Iterator[Chunk]:
        """Histories whose first row is after `offset`."""
        left = self.runs.filter(pl.col("first") > offset)
        steps = left.group_by((pl.col("first") // _STEP).alias("step")).len().sort("step").collect(engine="streaming")
        low, rows = offset, 0
        for step, length in steps.rows():
            if rows and rows + length > MAX_ROWS:
                yield self._between(low, step * _STEP - 1), step * _STEP - 1
                low, rows = step * _STEP - 1, 0
            rows += length
        if rows:
            yield self._between(low, self.length), self.length

    def at(self, rows: pl.DataFrame) -> int:
        """How far the table is read when these rows are."""
        return int(rows["first"][-1])

    def _between(self, low: int, high: int) -> pl.DataFrame:
        chosen = self.runs.filter(pl.col("first").is_between(low, high, closed="right"))
        return chosen.collect(engine="streaming").sort("first", "row")


def stand_together(scan: pl.LazyFrame) -> bool:
    """Whether the rows of each serial number follow each other. Takes 16 bytes a serial number, unless they ascend."""
    heads: list[pl.Series] = []
    last, ascending = None, True
    for rows in scan.select("serial").collect_batches(chunk_size=1_000_000):
        serial = rows["serial"].cast(pl.String)
        before = serial.shift(1, fill_value=last) if last is not None else serial.shift(1)
        changed = serial.filter(serial.ne_missing(before) & serial.is_not_null())
        if len(changed):
            ascending = ascending and changed.is_sorted() and (last is None or last < changed[0])
        heads.append(changed.hash())
        last = serial[-1]
    if ascending or not heads:
        return True
    found = pl.concat(heads)
    return found.n_unique() == len(found)


def gather(scan: pl.LazyFrame, length: int, folder: Path) -> None:
    """Writes the rows into sorted runs, each with whole histories; the folder is there once all are."""
    scratch, making = folder.with_suffix(".split"), folder.with_suffix(".making")
    for old in (scratch, making):
        shutil.rmtree(old, ignore_errors=True)
        old.mkdir(parents=True)
    _split(scan, length, scratch)
    for number, part in enumerate(sorted(scratch.iterdir())):
        rows = pl.read_parquet(part)
        first = pl.when(pl.col("serial").is_null()).then("row").otherwise(pl.col("row").min().over("serial"))
        ordered = rows.with_columns(first=first).sort("first", "row")
        with writing(making / f"{number:05}.parquet") as path:
            ordered.write_parquet(path, row_group_size=50_000, compression="lz4")
        shutil.rmtree(part)
    scratch.rmdir()
    making.rename(folder)


def _split(scan: pl.LazyFrame, length: int, folder: Path) -> None:
    """Writes the rows into parts, all of a serial number into the same one.

    Some rows at a time: a sink that is open for all parts at once keeps far more in memory.
    """
    parts, step = max(1, -(-length // _PART)), max(_SLICE, length // _SLICES)
    marked = scan.with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64))
    marked = marked.with_columns(_part=pl.col("serial").hash() % parts)
    for offset in range(0, length, step):
        rows = marked.slice(offset, step).collect()
        for part, some in rows.partition_by("_part", as_dict=True, include_key=False).items():
            into = folder / f"{part[0]:05}"
            into.mkdir(exist_ok=True)
            with writing(into / f"{offset:015}.parquet") as path:
                some.write_parquet(path, compression="lz4")


def _first() -> pl.Expr:
    """The first row of each run of equal serial numbers."""
    serial = pl.col("serial")
    begins = serial.ne_missing(serial.shift(1)) | serial.is_null() | (pl.int_range(pl.len()) == 0)
    return pl.when(begins).then("row").forward_fill().alias("first")
