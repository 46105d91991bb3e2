"""The slot tables of a made-up fleet, written once as Parquet, and what is done with them: read, decided, summed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from bench.fleet import PROGRAM, fleet
from warrantor.adapters.documents import load_program
from warrantor.core.decision.bulk.decide import PLAIN, Decider
from warrantor.core.decision.bulk.fold import About, Outlines, fold
from warrantor.core.decision.pushdown.statements import statement

LOT = 250_000
"""Histories folded at a time."""
FILE = 1_000_000
"""Questions in a set of files: one for each shape."""
GROUP = 125_000
Files = dict[About, list[Path]]


@dataclass
class Kept:
    """Slot tables in files, as many questions as asked for; `events` were folded in `seconds`."""

    folder: Path
    outlines: Outlines
    parts: list[tuple[int, dict[About, Path]]] = field(default_factory=list)
    """Sets of files, each with how many questions it holds."""
    events: int = 0
    seconds: float = 0.0

    def files(self, questions: int) -> Files:
        """The files of so many questions: a set that holds as many, or several that are full."""
        size = questions if questions < FILE else FILE
        sets = [files for count, files in self.parts if count == size][: questions // size]
        return {about: [files[about] for files in sets if about in files] for about in sets[0]}

    def decider(self, about: About) -> Decider:
        return Decider(self.outlines.decision(about), self.outlines.documents[about.version])


@contextmanager
def kept(sizes: list[int], distinct: int) -> Iterator[Kept]:
    """Slot tables of each of some sizes, ascending; after `distinct` questions those that are there come again."""
    program = load_program(PROGRAM)
    with TemporaryDirectory() as folder:
        slots = Kept(Path(folder), Outlines(program, "cover"))
        for size in sizes:
            have = sum(count for count, _ in slots.parts if count == FILE)
            for count in [size] if size < FILE else [FILE] * ((size - have) // FILE):
                _write(slots, count, distinct)
        yield slots


def _write(slots: Kept, questions: int, distinct: int) -> None:
    """One set of files."""
    frames: dict[About, list[pl.DataFrame]] = {}
    for first in range(0, min(questions, distinct), LOT):
        units = min(LOT, questions - first, distinct - first)
        batch = fleet(units, seed=len(slots.parts) * 100 + first // LOT)
        start = time.perf_counter()
        folded = fold(batch, slots.outlines.program, "cover", slots.outlines)
        slots.seconds += time.perf_counter() - start
        slots.events += batch.events.height
        for table in folded.tables:
            frame = table.frame.with_columns(pl.col("row") + first)
            frames.setdefault(table.about, []).append(frame)
    files = {}
    for place, (about, parts) in enumerate(frames.items()):
        files[about] = slots.folder / f"{len(slots.parts)}-{place}.parquet"
        frame = slots.decider(about).compact(pl.concat(parts))
        again = [frame.with_columns(pl.col("row") + first) for first in range(0, questions, distinct)]
        pl.concat(again).write_parquet(files[about], row_group_size=GROUP)
    slots.parts.append((questions, files))


# -- what is done with them ------------------------------------------------------------------------------------------


def sums(schema: pl.Schema) -> list[pl.Expr]:
    """Something of every value of every column, so that all must be there."""
    return [_sum(pl.col(name), dtype).alias(name) for name, dtype in schema.items()]


def _sum(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Boolean:
        return column.sum()
    if dtype == pl.String:
        return column.str.len_bytes().sum()
    whole = column.to_physical() if dtype == pl.Date or isinstance(dtype, pl.Enum) else column
    return (whole if dtype.is_float() else whole.cast(pl.Int64)).sum()


def reading(files: Files) -> Callable[[], object]:
    """A pass that reads every column, and no more."""
    passes = [pl.scan_parquet(paths) for paths in files.values()]
    queries = [found.select(sums(found.collect_schema())) for found in passes]
    return lambda: [query.collect(engine="streaming", optimizations=PLAIN) for query in queries]


def bare_reading(files: Files) -> Callable[[], object]:
    """A pass that brings every column into memory and lets go of it."""

    def work() -> None:
        for paths in files.values():
            for path in paths:
                pl.read_parquet(path)

    return work


def deciding(slots: Kept, files: Files) -> Callable[[], list[pl.DataFrame]]:
    """Reads, decides and sums every column of the answers."""
    work = [(slots.decider(about), pl.scan_parquet(paths)) for about, paths in files.items()]

    def run() -> list[pl.DataFrame]:
        found = []
        for decider, read in work:
            answers = decider.lazily(read, read.collect_schema())
            query = answers.select(sums(answers.collect_schema()))
            found.append(query.collect(engine="streaming", optimizations=PLAIN))
        return found

    return run


def deciding_in_duckdb(slots: Kept, files: Files) -> Callable[[], object]:
    """The same files, decided by DuckDB into tables in memory, with as many threads as it likes."""
    connection = duckdb.connect()
    queries = []
    for place, (about, paths) in enumerate(files.items()):
        listed = ", ".join(f"'{path}'" for path in paths)
        connection.sql(f"CREATE VIEW slots_{place} AS SELECT * FROM read_parquet([{listed}])")
        decided = statement(slots.outlines.decision(about), f"slots_{place}", "duckdb")
        queries.append(f"CREATE OR REPLACE TABLE answers_{place} AS {decided}")
    return lambda: [connection.execute(query) for query in queries]
