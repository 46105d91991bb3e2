"""Rows of made-up columns as tables that an engine reads, and its answers beside the plain reading's."""

from collections.abc import Callable
from functools import cache
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import ibis
import polars as pl
from pyspark.sql import SparkSession

from tests.core.decision.reduced import COLUMNS, WHOLE, Row, meaning
from tests.engines import OPENED, postgresql
from warrantor.core.decision.bulk import expressions as in_columns
from warrantor.core.decision.pushdown.dialects import DIALECTS
from warrantor.core.decision.pushdown.expressions import expression
from warrantor.core.terms.ir import Column, Node

TYPES = {"flag": "boolean", "day": "int64", "number": "float64", "text": "string"}
KINDS = {name: kind for kind, names in COLUMNS.items() for name in names} | {WHOLE.name: "number"}
SCHEMA = {name: TYPES[kind] for name, kind in KINDS.items()}
_POLARS = {"boolean": pl.Boolean(), "int64": pl.Int64(), "float64": pl.Float64(), "string": pl.String()}
Found = list[tuple[Any, ...]]


def frame_of(rows: list[Row]) -> pl.DataFrame:
    """Rows as a table with a column `row`, in which days are whole numbers."""
    columns = {name: pl.Series([row[name] for row in rows], dtype=_POLARS[kind]) for name, kind in SCHEMA.items()}
    return pl.DataFrame({"row": range(len(rows)), **columns}, schema_overrides={"row": pl.Int64()})


def query(nodes: list[Node], table: str, engine: str) -> str:
    """SQL that gives `row` and the values of expressions as `out0`, `out1` and so on."""
    source = ibis.table({"row": "int64", **SCHEMA}, name=table)
    values = {f"out{place}": expression(node, source) for place, node in enumerate(nodes)}
    return DIALECTS[engine].select([], source.select("row", **values))


def meant(nodes: list[Node], rows: list[Row]) -> Found:
    """What an engine has to give: for each row its number and the values, by the plain reading."""
    return [(place, *(meaning(node, row) for node in nodes)) for place, row in enumerate(rows)]


# -- what an engine gives ----------------------------------------------------------------------------------------------


def found(engine: str, nodes: list[Node], rows: list[Row]) -> Found:
    """The values of expressions as an engine gives them; leaves the test out where there is no such engine."""
    return sorted(_FOUND[engine](nodes, frame_of(rows)))


def _in_polars(nodes: list[Node], frame: pl.DataFrame) -> Found:
    taken = frame.with_columns(
        in_columns.read(Column(name, kind), pl.Int64()) for name, kind in KINDS.items() if kind == "day"
    )
    values = [in_columns.expression(node).alias(f"out{place}") for place, node in enumerate(nodes)]
    return taken.with_columns(values).select("row", *(f"out{place}" for place in range(len(nodes)))).rows()


def _in_duckdb(nodes: list[Node], frame: pl.DataFrame) -> Found:
    with _duckdb().cursor() as cursor:
        cursor.register("made", frame.to_arrow())
        return cursor.execute(query(nodes, "made", "duckdb")).fetchall()


@cache
def _duckdb() -> Any:
    import duckdb

    return duckdb.connect()


def _in_postgres(nodes: list[Node], frame: pl.DataFrame) -> Found:
    OPENED["postgres"]()
    connection = _postgres()
    try:
        with connection.cursor() as cursor:
            cursor.adbc_ingest(
                "made", frame.to_arrow(compat_level=pl.CompatLevel.oldest()), mode="create", temporary=True
            )
            cursor.execute(query(nodes, "made", "postgres"))
            return cursor.fetchall()
    finally:
        connection.rollback()


@cache
def _postgres() -> Any:
    return adbc.connect(postgresql())


def _in_spark(nodes: list[Node], frame: pl.DataFrame) -> Found:
    OPENED["spark"]()
    session = SparkSession.getActiveSession()
    assert session is not None
    session.createDataFrame(frame.to_arrow(compat_level=pl.CompatLevel.oldest())).createOrReplaceTempView("made")
    return [tuple(row) for row in session.sql(query(nodes, "made", "spark")).collect()]


_FOUND: dict[str, Callable[[list[Node], pl.DataFrame], Found]] = {
    "polars": _in_polars,
    "duckdb": _in_duckdb,
    "postgres": _in_postgres,
    "spark": _in_spark,
}
