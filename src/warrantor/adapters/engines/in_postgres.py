"""PostgreSQL: slot tables are copied into temporary tables of a connection of its own; nothing stays behind."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

import adbc_driver_postgresql.dbapi as adbc
import polars as pl
import psycopg
from psycopg.conninfo import conninfo_to_dict

from warrantor.adapters.engines.engine import NAME, EngineError, first_line
from warrantor.adapters.engines.written import Statements
from warrantor.core.decision.bulk.decide import decide
from warrantor.core.decision.bulk.fold import SlotTable

EXPECTED = "expected such as postgres://user:password@host/name"
_SECONDS = 10
"""How long a server may take to answer the first call."""
_NO_RIGHT = "42501"


class PostgreSQL:
    """A connection to the server at `address`, which needs the right to make temporary tables and no other.

    Raises EngineError where there is no such server, or it lets nobody in.
    """

    def __init__(self, address: str) -> None:
        with _told("PostgreSQL cannot be reached", f"; {EXPECTED}"):
            self._connection = adbc.connect(_patient(address))
        self._statements = Statements("postgres")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def answers(self, table: SlotTable) -> pl.DataFrame:
        """See `Engine.answers`. Questions with a text that PostgreSQL cannot hold are decided here."""
        query = self._statements.of(table)
        strange = table.frame.select(pl.any_horizontal(False, pl.col(pl.String).str.contains("\0", literal=True)))
        is_strange = strange.to_series().fill_null(False)
        if not is_strange.any():
            return self._decided(table.frame, query)
        here = decide(table.frame.filter(is_strange), table.decision, table.document)
        there = self._decided(table.frame.filter(~is_strange), query)
        return pl.concat([there, here.cast(there.schema)])

    def _decided(self, frame: pl.DataFrame, query: str) -> pl.DataFrame:
        """What the query says of a table, which is gone afterwards, whatever happens."""
        try:
            with _told("PostgreSQL could not decide"), self._connection.cursor() as cursor:
                cursor.adbc_ingest(
                    NAME, frame.to_arrow(compat_level=pl.CompatLevel.oldest()), mode="create", temporary=True
                )
                cursor.execute(query)
                found = pl.from_arrow(cursor.fetch_arrow_table())
        finally:
            self._undo()
        assert isinstance(found, pl.DataFrame)
        return found

    def _undo(self) -> None:
        # a connection that is lost has nothing to undo
        with suppress(adbc.Error):
            self._connection.rollback()


def _patient(address: str) -> str:
    """The address with a limit to waiting, unless it says one."""
    try:
        known = conninfo_to_dict(address) if "://" in address else {}
    except psycopg.Error:
        known = {}
    if not known or not address.startswith(("postgres://", "postgresql://")):
        # it may hold a password, so it is not repeated
        raise EngineError(f"that is not the address of a PostgreSQL server; {EXPECTED}")
    joined = "&" if "?" in address else "?"
    return address if "connect_timeout" in known else f"{address}{joined}connect_timeout={_SECONDS}"


@contextmanager
def _told(what: str, remedy: str = "") -> Iterator[None]:
    try:
        yield
    except adbc.Error as error:
        # the driver tells no state of what it creates itself
        if error.sqlstate == _NO_RIGHT or "permission denied to create temporary" in str(error):
            remedy = "; the user needs the right TEMPORARY on the database"
        raise EngineError(f"{what}: {_reason(error)}{remedy}") from error


def _reason(error: adbc.Error) -> str:
    """What the server says, without the query and the names of libraries."""
    said = re.search(r"(?:FATAL|ERROR|PANIC): +([^\n]+)", str(error))
    return said[1] if said else first_line(error).rpartition("[libpq] ")[2]
