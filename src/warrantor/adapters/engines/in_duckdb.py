"""DuckDB, in this process; its tables are read where they stand in memory."""

from types import TracebackType
from typing import Self

import duckdb
import polars as pl

from warrantor.adapters.engines.engine import NAME
from warrantor.core.decision.bulk.fold import SlotTable
from warrantor.core.decision.pushdown.statements import statement


class DuckDB:
    """A database of its own, in memory. `threads`: how many it may use."""

    def __init__(self, threads: int | None = None) -> None:
        self._connection = duckdb.connect(config={} if threads is None else {"threads": threads})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def answers(self, table: SlotTable) -> pl.DataFrame:
        """See `Engine.answers`."""
        self._connection.register(NAME, table.frame.to_arrow())
        try:
            return self._connection.sql(statement(table.decision, NAME, "duckdb")).pl()
        finally:
            self._connection.unregister(NAME)
