"""The engines of this machine: where its PostgreSQL is, whether it has Java, and one session of Spark for all tests."""

import atexit
import os
import shutil
from functools import cache
from typing import Any

import psycopg
import pytest

from warrantor.adapters.engines.in_duckdb import DuckDB
from warrantor.adapters.engines.in_postgres import PostgreSQL
from warrantor.adapters.engines.in_spark import Spark

POSTGRESQL_HELP = (
    "no PostgreSQL server answers; get one with `apt-get install postgresql`, and set DATABASE_URL, "
    "such as postgres://postgres@127.0.0.1/postgres"
)
JAVA_HELP = "Java, which Spark needs, is not on this machine; get it with `apt-get install openjdk-17-jre-headless`"
_LOCAL = "postgres://postgres@127.0.0.1/postgres"
_FOR_SMALL_TABLES = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    # compiling a statement takes longer than reading it, where a table has a hundred rows
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@cache
def postgresql() -> str | None:
    """The address of a server that answers."""
    told = os.environ.get("DATABASE_URL") or os.environ.get("WARRANTOR_POSTGRESQL_FOLLOWS")
    for address in (told, _LOCAL):
        try:
            if address and address.startswith("postgres"):
                psycopg.connect(address, connect_timeout=5).close()
                return address
        except psycopg.Error:
            continue
    return None


@cache
def open_postgresql() -> PostgreSQL:
    """A connection for all tests; without a server the test is left out."""
    address = postgresql()
    if address is None:
        pytest.skip(POSTGRESQL_HELP)
    return _kept(PostgreSQL(address))


@cache
def open_spark() -> Spark:
    """A cluster of two workers for all tests, since it takes long to start; without Java the test is left out."""
    if shutil.which("java") is None:
        pytest.skip(JAVA_HELP)
    return _kept(Spark("local-cluster[2,1,1024]", options=_FOR_SMALL_TABLES))


@cache
def open_duckdb() -> DuckDB:
    """A database for all tests."""
    return _kept(DuckDB())


def _kept(engine: Any) -> Any:
    atexit.register(engine.__exit__, None, None, None)
    return engine


OPENED = {"duckdb": open_duckdb, "postgres": open_postgresql, "spark": open_spark}
