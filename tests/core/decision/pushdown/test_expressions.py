"""Expressions inside an engine mean what the plain reading says they mean."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.core.decision.pushdown.tables import found, meant
from tests.core.decision.reduced import Row, nodes, rows
from tests.core.decision.strategies import thorough
from warrantor.core.terms.ir import FloorDiv, Node, Shift, Through, children


def wordy(node: Node) -> int:
    """How many of the forms that write their operands some twenty times stand in one another."""
    itself = isinstance(node, FloorDiv) or (isinstance(node, Shift | Through) and node.unit == "months")
    return itself + max(map(wordy, children(node)), default=0)


# For three of them in one another an engine plans for minutes, in gigabytes. Documents are decided in layers, where
# each operand is a column of its own.
SOUND = nodes().filter(lambda node: wordy(node) < 2)
SOME, TABLE = st.lists(SOUND, min_size=6, max_size=6), st.lists(rows(), min_size=12, max_size=12)


@thorough(15)
@given(SOME, TABLE)
def test_duckdb_means_the_same(made: list[Node], table: list[Row]) -> None:
    assert found("duckdb", made, table) == meant(made, table)


@thorough(15)
@given(SOME, TABLE)
def test_postgresql_means_the_same(made: list[Node], table: list[Row]) -> None:
    assert found("postgres", made, table) == meant(made, table)


@settings(thorough(1), phases=[Phase.generate])
@given(st.lists(SOUND, min_size=40, max_size=40), st.lists(rows(), min_size=40, max_size=40))
def test_spark_means_the_same(made: list[Node], table: list[Row]) -> None:
    """One large query, since each takes Spark seconds."""
    assert found("spark", made, table) == meant(made, table)
