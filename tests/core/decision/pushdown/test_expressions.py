"""Expressions inside an engine mean what the plain reading says they mean."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision.pushdown.tables import frame_of, meant, query
from tests.core.decision.reduced import Row, nodes, rows
from tests.core.decision.strategies import thorough
from warrantor.core.terms.ir import Node


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@thorough(60)
@given(st.lists(nodes(), min_size=4, max_size=4), st.lists(rows(), min_size=12, max_size=12))
def test_duckdb_means_the_same(engine: duckdb.DuckDBPyConnection, made: list[Node], table: list[Row]) -> None:
    engine.register("made", frame_of(table).to_arrow())
    found = engine.execute(query(made, "made", "duckdb")).fetchall()
    assert sorted(found) == meant(made, table)
