"""Questions in bulk, decided from slot tables in Parquet, against a pass that only reads the same files.

Every column of the answers is produced and summed; the pass that reads sums every column of the slots. Both run in
one engine, one after the other in every round. DuckDB decides the same files by the same rules, in the same rounds.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench.fleet import PROGRAM
from bench.measure import Result, in_turns, middle, most_memory, spread, times
from bench.slots import Files, Kept, bare_reading, deciding, deciding_in_duckdb, kept, reading
from warrantor.adapters.documents import load_program
from warrantor.core.decision.bulk.fold import Outlines

SIZES = {True: [50_000, 500_000], False: [100_000, 1_000_000, 10_000_000]}
"""Questions, in the quick form and in the full one."""
DISTINCT = {True: 50_000, False: 10_000_000}
TO_DUCKDB = {True: 50_000, False: 1_000_000}
"""Questions that are decided by DuckDB too."""
GOAL = 6


def measure(quick: bool) -> Iterator[Result]:
    """Times the parts, from the fold to the memory that deciding takes."""
    sizes = SIZES[quick]
    with kept(sizes, DISTINCT[quick]) as slots:
        yield Result("bulk-fold", slots.events / slots.seconds, "events/s")
        yield from _against_reading(slots, sizes[-1], 3 if quick else 5)
        yield from _against_duckdb(slots, TO_DUCKDB[quick], 1 if quick else 3)
        yield from _by_size(slots, sizes)
        yield from _memory_by_size(slots, sizes[-1:] if quick else sizes)


def _against_reading(slots: Kept, questions: int, rounds: int) -> Iterator[Result]:
    files = slots.files(questions)
    work = {"decide": deciding(slots, files), "read-pass": reading(files), "bare-read": bare_reading(files)}
    seconds = in_turns(work, rounds)
    for name, found in seconds.items():
        yield Result(f"bulk-{name}", questions / middle(found), "questions/s", "", spread(found))
    ratio = times(seconds["decide"], seconds["read-pass"])
    yield Result("bulk-vs-read-pass", ratio, "times", f"at most {GOAL}")
    yield Result("bulk-vs-bare-read", times(seconds["decide"], seconds["bare-read"]), "times")


def _against_duckdb(slots: Kept, questions: int, rounds: int) -> Iterator[Result]:
    files = slots.files(questions)
    seconds = in_turns({"polars": deciding(slots, files), "duckdb": deciding_in_duckdb(slots, files)}, rounds)
    yield Result("bulk-duckdb", questions / middle(seconds["duckdb"]), "questions/s", "", spread(seconds["duckdb"]))
    yield Result("bulk-vs-duckdb", times(seconds["duckdb"], seconds["polars"]), "times", "more than 1")


def _by_size(slots: Kept, sizes: list[int]) -> Iterator[Result]:
    """Seconds a million, for each size."""
    work = {size: deciding(slots, slots.files(size)) for size in sizes}
    seconds = in_turns({str(size): run for size, run in work.items()}, 3)
    for size in sizes:
        found = seconds[str(size)]
        yield Result(f"bulk-million-of-{size:.0e}", middle(found) / size * 1e6, "s", "", spread(found))


def _memory_by_size(slots: Kept, sizes: list[int]) -> Iterator[Result]:
    """The most memory that a process of its own takes, for each size."""
    for size in sizes:
        yield Result(f"bulk-memory-of-{size:.0e}", _memory(slots.files(size)), "MB")


def _memory(files: Files) -> float:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_memory_here, files).result()


def _memory_here(files: Files) -> float:
    """The most memory that this process has taken, after it has decided."""
    folder = next(iter(files.values()))[0].parent
    deciding(Kept(folder, Outlines(load_program(PROGRAM), "cover")), files)()
    return most_memory()
