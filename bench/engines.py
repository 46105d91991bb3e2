"""The same slot tables in every engine that this machine has: the same answers, row by row, and how long each takes.

Histories are folded once. Each engine takes the tables, decides, and gives all answers back; the first round is
not counted. The single reader answers some of the questions one by one.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import polars as pl

from bench.fleet import PROGRAM, fleet
from bench.measure import Result, in_turns, middle, spread
from tests.engines import postgresql
from warrantor.adapters.documents import load_program
from warrantor.adapters.engines.engine import Engine
from warrantor.adapters.engines.in_duckdb import DuckDB
from warrantor.adapters.engines.in_postgres import PostgreSQL
from warrantor.adapters.engines.in_spark import Spark
from warrantor.core.decision.bulk.asking import Asking
from warrantor.core.decision.bulk.fold import fold

QUESTIONS = {True: 1_000, False: 100_000}
ONE_BY_ONE = {True: 500, False: 20_000}
"""Questions, in the quick form and in the full one."""
SPARK = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


def measure(quick: bool) -> Iterator[Result]:
    """Times, and whether all readers agree: DuckDB alone in the quick form, all engines that are here in the full."""
    program = load_program(PROGRAM)
    batch = fleet(QUESTIONS[quick])
    here = Asking(program, "cover")
    folded = fold(batch, program, "cover", here.outlines)
    told: dict[str, pl.DataFrame] = {}

    def decide(name: str, asking: Asking) -> None:
        told[name] = asking.decided(folded, batch)

    with ExitStack() as stack:
        elsewhere = {name: stack.enter_context(engine()) for name, engine in _engines(quick).items()}
        work: dict[str, Callable[[], object]] = {"polars": partial(decide, "polars", here)}
        for name, engine in elsewhere.items():
            work[name] = partial(decide, name, Asking(program, "cover", engine.answers))
        for name, found in in_turns(work, 1 if quick else 3).items():
            yield Result(f"engines-{name}", QUESTIONS[quick] / middle(found), "questions/s", "", spread(found))
    told["single"] = here.one_by_one(batch, pl.Series(range(ONE_BY_ONE[quick])))
    asked = {name: ONE_BY_ONE[quick] if name == "single" else QUESTIONS[quick] for name in told}
    agree = {name: told["polars"].head(asked[name]).equals(found) for name, found in told.items()}
    yield Result("readers-agree", "yes" if all(agree.values()) else "no", "", "yes")
    for name, same in agree.items():
        if name != "polars":
            yield Result(f"readers-agree-{name}", "yes" if same else "no", "", "yes")


def _engines(quick: bool) -> dict[str, Callable[[], Engine]]:
    found: dict[str, Callable[[], Engine]] = {"duckdb": DuckDB}
    if quick:
        return found
    address = postgresql()
    if address is not None:
        found["postgres"] = partial(PostgreSQL, address)
    if shutil.which("java") is not None:
        found["spark"] = partial(Spark, "local-cluster[2,1,1024]", Path(tempfile.gettempdir()), SPARK)
    return found
