"""Expressions read by polars mean what the plain reading says, for every type, unknowns and edges of the calendar."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision.reduced import COLUMNS, DAYS, WHOLE, WORDS, Row, meaning, nodes, rows
from tests.core.decision.strategies import thorough
from warrantor.core.decision.bulk import months
from warrantor.core.decision.bulk.expressions import expression, read
from warrantor.core.terms.ir import (
    And,
    Column,
    Compare,
    Earliest,
    FloorDiv,
    If,
    Latest,
    Lit,
    Node,
    Or,
    Same,
    Shift,
    Through,
)
from warrantor.core.values.dates import FIRST, NEVER, add_months, through_months

KINDS = {name: kind for kind, names in COLUMNS.items() for name in names} | {WHOLE.name: "number"}
TEXTS = (pl.String, pl.Enum(WORDS), pl.Categorical)
DTYPES: dict[str, Any] = {"flag": pl.Boolean, "day": pl.Date, "number": pl.Float64, "text": pl.String}


def table(made: list[Row], text: Any = pl.String) -> pl.DataFrame:
    """Rows as a table of slots: days are dates."""
    columns = {}
    for name, kind in KINDS.items():
        values = [row[name] for row in made]
        if kind == "day":
            values = [None if day is None else date.fromordinal(day) for day in values]
        columns[name] = pl.Series(values, dtype=text if kind == "text" else DTYPES[kind], strict=False)
    return pl.DataFrame(columns)


def values(node: Node, frame: pl.DataFrame, **keys: Any) -> list[Any]:
    """What polars makes of an expression."""
    taken = frame.with_columns(read(Column(name, kind), frame.schema.get(name)) for name, kind in KINDS.items())
    return taken.with_columns(expression(node, **keys).alias("out"))["out"].to_list()


@thorough(150)
@given(
    nodes(), st.lists(rows(), min_size=12, max_size=12), st.sampled_from([pl.String, pl.Enum(WORDS), pl.Categorical])
)
def test_expressions_mean_the_same(node: Node, made: list[Row], text: Any) -> None:
    assert values(node, table(made, text)) == [meaning(node, row) for row in made]


@thorough(60)
@given(st.lists(st.tuples(DAYS, st.integers(-130_000, 130_000)), min_size=200, max_size=200), st.integers(-400, 400))
def test_months(pairs: list[tuple[int, int]], fixed: int) -> None:
    frame = pl.DataFrame(pairs, schema={"day": pl.Int32, "count": pl.Int64}, orient="row")
    by_row, by_one = (
        [months.moved(pl.col("day"), count, to_last) for to_last in (False, True)] for count in (pl.col("count"), fixed)
    )
    found = frame.select(a=by_row[0], b=by_row[1], c=by_one[0], d=by_one[1])
    for (day, count), row in zip(pairs, found.iter_rows(), strict=True):
        moves = (add_months(day, count), through_months(day, count), add_months(day, fixed), through_months(day, fixed))
        assert row == moves, (day, count, fixed)


@pytest.mark.parametrize("count", [-120_000, -13, -12, -1, 0, 1, 11, 12, 36, 120_000])
def test_every_day_of_some_years(count: int) -> None:
    """All days about a leap year, a year without one, and both ends of the calendar."""
    days = [
        *range(FIRST, FIRST + 800), *range(NEVER - 800, NEVER + 1),
        *range(date(1999, 12, 1).toordinal(), date(2001, 4, 1).toordinal()),
        *range(date(2099, 12, 1).toordinal(), date(2101, 4, 1).toordinal()),
    ]  # fmt: skip
    frame = pl.DataFrame({"day": days}, schema={"day": pl.Int32})
    found = frame.select(a=months.moved(pl.col("day"), count, False), b=months.moved(pl.col("day"), count, True))
    assert found["a"].to_list() == [add_months(day, count) for day in days]
    assert found["b"].to_list() == [through_months(day, count) for day in days]


@pytest.mark.parametrize("count", [-120_000, -25, -1, 0, 1, 11, 12, 36, 3_000, 120_000])
def test_every_day_of_our_time(count: int) -> None:
    """A table of days is looked up where all days are of our time, and only there."""
    first, last = months.USUAL.start, months.USUAL.stop - 1
    days = [*range(first, first + 800), *range(first + 30_000, last, 7), *range(last - 800, last + 1), None]
    beyond = [*days, first - 1, last + 1]
    for some in (days, beyond, [None, None]):
        frame = pl.DataFrame({"day": some}, schema={"day": pl.Int32})
        found = frame.select(a=months.moved(pl.col("day"), count, False), b=months.moved(pl.col("day"), count, True))
        assert found["a"].to_list() == [day and add_months(day, count) for day in some]
        assert found["b"].to_list() == [day and through_months(day, count) for day in some]


@thorough(60)
@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e3, 1e3)), min_size=100, max_size=100))
def test_whole_quotients(pairs: list[tuple[float, float]]) -> None:
    """Also where the quotient is rounded up to a whole number, as with 1 by 0.1."""
    pairs = [*pairs, (1.0, 0.1), (-1.0, 0.1), (0.3, 0.1), (6.0, -0.2), (1.0, 0.0), (5.0, 5.0), *_near_whole(pairs)]
    frame = pl.DataFrame(pairs, schema={"a": pl.Float64, "b": pl.Float64}, orient="row")
    node = FloorDiv(Column("a", "number"), Column("b", "number"))
    expected = [meaning(node, {"a": a, "b": b}) for a, b in pairs if abs(b) > 1e-3 or b == 0]
    frame = frame.filter((pl.col("b").abs() > 1e-3) | (pl.col("b") == 0))
    assert frame.select(expression(node)).to_series().to_list() == expected


def _near_whole(pairs: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(b * 7, b) for _, b in pairs] + [(round(b, 1) * 3, 0.1) for _, b in pairs]


# -- the traps, by name ----------------------------------------------------------------------------------------------

F, T = Column("f1", "flag"), Column("t1", "text")
D, E = Column("d1", "day"), Column("d2", "day")
ROW: Row = dict.fromkeys(KINDS)


def one(node: Node, **known: Any) -> Any:
    """An expression for one row, which polars and the plain reading must agree on."""
    row = {**ROW, **known}
    (found,) = values(node, table([row]))
    assert found == meaning(node, row)
    return found


def test_an_unknown_test_is_not_a_false_one() -> None:
    assert one(If(F, Lit("a"), Lit("b"))) is None
    assert one(If(F, Lit("a"), Lit("b"), Lit("c"))) == "c"
    assert one(If(F, Lit("a"), Lit("b")), f1=False) == "b"


def test_the_least_day_is_unknown_if_any_is() -> None:
    assert one(Earliest((D, E)), d1=738000) is None
    assert one(Latest((D, E)), d2=738000) is None
    assert one(Earliest((D, E, Lit(737999))), d1=738000, d2=NEVER) == 737999


def test_logic_has_three_values() -> None:
    other = Column("f2", "flag")
    assert one(And((F, other)), f2=False) is False
    assert one(And((F, other)), f2=True) is None
    assert one(Or((F, other)), f2=True) is True
    assert one(Or((F, other)), f2=False) is None


def test_unknown_is_the_same_as_unknown() -> None:
    assert one(Same(T, Column("t2", "text"))) is True
    assert one(Same(T, Column("t2", "text")), t1="wear") is False
    assert one(Compare("==", T, Column("t2", "text")), t1="wear") is None


def test_the_ends_of_the_calendar_hold() -> None:
    for unit in ("days", "months"):
        assert one(Shift(D, unit, Lit(-5)), d1=NEVER) == NEVER
        assert one(Shift(D, unit, WHOLE), d1=NEVER, w1=-5) == NEVER
        assert one(Shift(D, unit, WHOLE), d1=NEVER) is None
        assert one(Shift(D, unit, Lit(2**40)), d1=738000) == NEVER
        assert one(Through(D, unit, WHOLE), d1=738000, w1=-(2**40)) == FIRST


def test_texts_are_ordered_as_they_read() -> None:
    """Not by their places in the list of an Enum."""
    made = [{**ROW, "t1": "b", "t2": "a"}, {**ROW, "t1": "a", "t2": "b"}]
    frame = table(made, pl.Enum(["b", "a"]))
    assert values(Compare("<", T, Column("t2", "text")), frame) == [False, True]
    assert values(Compare("<", T, Lit("b")), frame) == [False, True]
    assert values(Compare("==", T, Lit("elsewhere")), frame) == [False, False]


def test_a_column_of_nothing_has_a_type() -> None:
    frame = pl.DataFrame({name: [None] for name in KINDS})
    assert values(And((F, Compare("<", D, Lit(738000)))), frame) == [None]
    assert values(Compare("==", T, Lit("wear")), frame) == [None]


def test_a_column_that_is_lacking_is_unknown() -> None:
    frame = table([ROW]).drop("d1", "t1")
    assert values(Same(D, Lit(None)), frame) == [True]
    assert values(Compare("==", T, Lit("wear")), frame) == [None]


def test_words_are_of_their_own_type() -> None:
    words = pl.Enum(["yes", "no"])
    frame = table([{**ROW, "f1": True}, ROW]).select(out=expression(If(F, Lit("yes"), Lit("no")), "word", words))
    assert frame["out"].dtype == words
    assert frame["out"].to_list() == ["yes", None]
