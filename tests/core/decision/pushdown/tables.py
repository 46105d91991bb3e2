"""Rows of made-up columns as tables that an engine reads, and its answers beside the plain reading's."""

from typing import Any

import ibis
import polars as pl

from tests.core.decision.reduced import COLUMNS, WHOLE, Row, meaning
from warrantor.core.decision.pushdown.dialects import DIALECTS
from warrantor.core.decision.pushdown.expressions import expression
from warrantor.core.terms.ir import Node

TYPES = {"flag": "boolean", "day": "int64", "number": "float64", "text": "string"}
SCHEMA = {name: TYPES[kind] for kind, names in COLUMNS.items() for name in names} | {WHOLE.name: "float64"}
_POLARS = {"boolean": pl.Boolean(), "int64": pl.Int64(), "float64": pl.Float64(), "string": pl.String()}
CREATED = {"boolean": "BOOLEAN", "int64": "BIGINT", "float64": "DOUBLE PRECISION", "string": "TEXT"}


def frame_of(rows: list[Row]) -> pl.DataFrame:
    """Rows as a table with a column `row`, in which days are whole numbers."""
    columns = {name: pl.Series([row[name] for row in rows], dtype=_POLARS[kind]) for name, kind in SCHEMA.items()}
    return pl.DataFrame({"row": range(len(rows)), **columns}, schema_overrides={"row": pl.Int64()})


def query(nodes: list[Node], table: str, engine: str) -> str:
    """SQL that gives `row` and the values of expressions as `out0`, `out1` and so on."""
    source = ibis.table({"row": "int64", **SCHEMA}, name=table)
    values = {f"out{place}": expression(node, source) for place, node in enumerate(nodes)}
    return DIALECTS[engine].select([], source.select("row", **values))


def meant(nodes: list[Node], rows: list[Row]) -> list[tuple[Any, ...]]:
    """What an engine has to give: for each row its number and the values, by the plain reading."""
    return [(place, *(meaning(node, row) for node in nodes)) for place, row in enumerate(rows)]
