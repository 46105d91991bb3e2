"""An engine by the name that users give it; what is not installed is told with how to get it."""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from warrantor.adapters.engines.engine import Engine, EngineError

POLARS = "polars"
"""Needs no engine: it decides in this process."""
ENGINES = (POLARS, "duckdb", "postgres", "spark")
_NAMES = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark"}


def opened(name: str, server: str | None, folder: Path) -> Engine:
    """The engine, one of ENGINES but polars. `server`: the address of PostgreSQL, or the master of Spark.

    Without one it is DATABASE_URL, or what Spark's own settings say. `folder` is for what has to lie in files in
    between. Raises EngineError where the engine is not installed, or cannot be reached.
    """
    try:
        return _OPENED[name](server, folder)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        raise EngineError(
            f'{_NAMES[name]} needs the Python package `{package}`; `pip install "warrantor[{name}]"`'
        ) from error


def _duckdb(server: str | None, folder: Path) -> Engine:
    engine: Engine = import_module("warrantor.adapters.engines.in_duckdb").DuckDB()
    return engine


def _postgres(server: str | None, folder: Path) -> Engine:
    module = import_module("warrantor.adapters.engines.in_postgres")
    address = server or os.environ.get("DATABASE_URL")
    if not address:
        raise EngineError(f"PostgreSQL needs the address of a server; {module.EXPECTED}, also in DATABASE_URL")
    engine: Engine = module.PostgreSQL(address)
    return engine


def _spark(server: str | None, folder: Path) -> Engine:
    engine: Engine = import_module("warrantor.adapters.engines.in_spark").Spark(server, folder)
    return engine


_OPENED: dict[str, Callable[[str | None, Path], Engine]] = {
    "duckdb": _duckdb,
    "postgres": _postgres,
    "spark": _spark,
}
