"""DuckDB, in this process; its tables are read where they stand in memory."""

from types import TracebackType
from typing import Self

import duckdb
import polars as pl

from warrantor.adapters.engines.engine import NAME, EngineError, first_line
from warrantor.adapters.engines.written import Statements
from warrantor.core.decision.bulk.fold import SlotTable


class DuckDB:
    """A database of its own, in memory. `threads`: how many it may use."""

    def __init__(self, threads: int | None = None) -> None:
        self._connection = duckdb.connect(config={} if threads is None else {"threads": threads})
        self._statements = Statements("duckdb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def answers(self, table: SlotTable) -> pl.DataFrame:
        """See `Engine.answers`."""
        query = self._statements.of(table)
        self._connection.register(NAME, table.frame.to_arrow())
        try:
            return self._connection.sql(query).pl()
        except duckdb.Error as error:
            raise EngineError(f"DuckDB could not decide: {first_line(error)}") from error
        finally:
            self._connection.unregister(NAME)
