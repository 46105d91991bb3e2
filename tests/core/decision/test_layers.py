"""Layers mean what the expressions mean that they were made of, and read only what lies below them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision.reduced import COLUMNS, WHOLE, Row, meaning, nodes, rows
from tests.core.decision.strategies import thorough
from warrantor.core.decision.layers import DEEPEST, layers, read_of
from warrantor.core.decision.normal.pool import parts_of
from warrantor.core.terms.ir import Add, And, Column, Lit, Node, Not, Or, Same

F, G = Column("f1", "flag"), Column("f2", "flag")


def layered(outputs: dict[str, Node], row: Row) -> dict[str, Any]:
    """The outputs for a row, layer by layer."""
    made: list[dict[str, Node]] = layers(outputs)
    for layer in made:
        found = {name: meaning(node, row) for name, node in layer.items()}
        row = {**row, **found}
    return found


@thorough(120)
@given(st.lists(nodes(), min_size=1, max_size=3), st.lists(rows(), min_size=6, max_size=6))
def test_layers_mean_the_same(made: list[Node], table: list[Row]) -> None:
    outputs = {f"out{place}": node for place, node in enumerate(made)}
    for row in table:
        found = layered(outputs, row)
        assert found == {name: meaning(node, row) for name, node in outputs.items()}


@thorough(40)
@given(st.lists(nodes(), min_size=1, max_size=3))
def test_a_layer_reads_what_lies_below(made: list[Node]) -> None:
    known = {name for names in COLUMNS.values() for name in names} | {WHOLE.name}
    for layer in layers({f"out{place}": node for place, node in enumerate(made)}):
        assert read_of(layer) <= known
        assert not known & set(layer)
        known |= set(layer)


def test_what_is_shared_is_said_once() -> None:
    """Thirty doublings are thirty layers, not a thousand million additions."""
    node: Node = Column("n1", "number")
    for _ in range(30):
        node = Add(node, node)
    made = layers({"out": node})
    assert [len(layer) for layer in made] == [1] * 30
    assert layered({"out": node}, {"n1": 1})["out"] == 2**30


def test_a_deep_expression_is_cut() -> None:
    node: Node = Column("n1", "number")
    for count in range(2000):
        node = Add(node, Lit(count % 2 + 2))
    made = layers({"out": node})
    assert max(_depth(part) for layer in made for part in layer.values()) <= DEEPEST
    assert layered({"out": node}, {"n1": 1.5})["out"] == 5001.5


def test_names_do_not_meet_those_of_the_table() -> None:
    shared = And((Column("_1", "flag"), G))
    made = layers({"one": Same(shared, F), "other": shared})
    assert "_1" not in made[0]


def test_a_shared_column_has_the_type_of_what_it_holds() -> None:
    day = Column("d1", "day")
    later = Add(Column("n1", "number"), Lit(1))
    made = layers({"a": later, "b": later, "c": And((F, Not(G))), "d": Or((And((F, Not(G))), F)), "e": day})
    assert {part.type for part in made[-1].values() if isinstance(part, Column)} >= {"number", "day"}


def test_logic_that_is_settled_is_not_worked_out() -> None:
    told = Same(F, Lit(True))
    assert layers({"out": And((told, Not(told)))}) == [{"out": Lit(False)}]
    assert layers({"out": Or((told, Same(F, Lit(False)), Same(F, Lit(None)), Not(told)))}) == [{"out": Lit(True)}]
    assert layers({"out": And((F, Or((F, G))))}) == [{"out": F}]


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, parts_of(node)), default=0)
