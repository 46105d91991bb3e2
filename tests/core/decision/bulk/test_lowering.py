"""What is brought into the form that columns like best means what it meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision.reduced import Row, meaning, nodes, rows
from tests.core.decision.strategies import thorough
from warrantor.core.decision.bulk.lowering import FEW, Lowered
from warrantor.core.terms.ir import (
    FALSE,
    TRUE,
    Coalesce,
    Column,
    Compare,
    Earliest,
    If,
    IsIn,
    Latest,
    Lit,
    Mul,
    Node,
    Shift,
    Through,
    Union,
    choice,
    union,
    walk,
)

F, G, D, T = Column("f1", "flag"), Column("f2", "flag"), Column("d1", "day"), Column("t1", "text")
ROW: Row = {"f1": None, "f2": None, "d1": 738_000, "t1": None}


@thorough(40)
@given(nodes(), st.lists(rows(), min_size=10, max_size=10))
def test_the_meaning_stays(node: Node, table: list[Row]) -> None:
    low = Lowered().of(node)
    assert not any(isinstance(part, Earliest | Latest) for part in walk(low))
    for row in table:
        assert meaning(low, row) == meaning(node, row)


@pytest.mark.parametrize("kind", [Shift, Through])
def test_a_day_moved_by_one_of_a_few_counts_is_moved_by_constants(kind: type[Shift | Through]) -> None:
    years = If(F, Lit(3), If(G, Lit(2), Lit(1), Lit(1)), Lit(None))
    node = kind(D, "months", Mul(Lit(12), years))
    low = Lowered().of(node)
    assert all(isinstance(part.count, Lit) for part in walk(low) if isinstance(part, Shift | Through))
    for f in (True, False, None):
        for g in (True, False, None):
            row = {**ROW, "f1": f, "f2": g}
            assert meaning(low, row) == meaning(node, row)


def test_a_day_moved_by_one_of_many_counts_is_moved_once() -> None:
    count: Node = Lit(0)
    for months in range(1, FEW + 2):
        count = If(Compare("==", T, Lit(str(months))), Lit(months), count, count)
    low = Lowered().of(Through(D, "months", count))
    assert sum(isinstance(part, Through) for part in walk(low)) == 1


@pytest.mark.parametrize("word", ["wear", "none", "misuse", None])
def test_a_text_in_place_of_an_unknown_one_leaves_a_column_compared_with_constants(word: str | None) -> None:
    known = Coalesce(T, Lit("none"))
    row = {**ROW, "t1": word}
    asked: tuple[Node, ...] = (
        Compare("==", known, Lit("none")), Compare("==", Lit("wear"), known), Compare("!=", known, Lit("wear")),
        IsIn(known, Lit(("none", "misuse"))), IsIn(known, Lit(("wear", "misuse"))),
    )  # fmt: skip
    for node in asked:
        low = Lowered().of(node)
        assert not any(isinstance(part, Coalesce) for part in walk(low))
        assert meaning(low, row) == meaning(node, row)


def test_a_set_is_a_flag_for_each_member() -> None:
    low = Lowered()
    node = union(Lit(0b1), choice(F, Lit(0b110), Lit(0b100), Lit(0)), Lit(0b1000))
    assert isinstance(node, Union)
    members = low.members(low.of(node))
    for told, expected in ((True, 0b1111), (False, 0b1101), (None, 0b1001)):
        row = {**ROW, "f1": told}
        assert (
            sum(1 << place for place, flag in members.items() if meaning(flag, row)) == expected == meaning(node, row)
        )
    assert members[0] == members[3] == TRUE
    assert FALSE not in members.values()
