"""Expressions read by the solver mean what the plain reading says, wherever the solver says that it is exact."""

from datetime import date
from typing import Any

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from tests.core.decision.reduced import COLUMNS, WHOLE, Row, meaning, nodes
from tests.core.decision.strategies import thorough
from warrantor.core.decision.symbolic import months
from warrantor.core.decision.symbolic.examples import holds, number
from warrantor.core.decision.symbolic.expressions import Texts, Translation, Untold
from warrantor.core.decision.symbolic.slots import FIRST_DAY, LAST_DAY
from warrantor.core.decision.symbolic.three import Flag, Value, both, flag_where, no
from warrantor.core.terms.ir import (
    Column,
    Compare,
    FloorDiv,
    Lit,
    Mul,
    Node,
    Shift,
    Sub,
    Through,
    Union,
    mapped,
    walk,
)
from warrantor.core.values.dates import NEVER, add_months, through_months

KINDS = {name: kind for kind, names in COLUMNS.items() for name in names} | {WHOLE.name: "number"}
DAYS = st.one_of(st.integers(FIRST_DAY, LAST_DAY), st.just(NEVER))


class Facts:
    """Columns as variables, pinned to the values of one row."""

    def __init__(self, row: Row, texts: Texts) -> None:
        self.row, self.texts = row, texts
        self.pins: list[Any] = []

    def is_flag(self, leaf: Node) -> bool:
        return isinstance(leaf, Column) and leaf.type == "flag"

    def flag(self, leaf: Node, it: Any) -> Flag:
        known, of = self._pinned(leaf, z3.Bool)
        return flag_where(known, of)

    def value(self, leaf: Node, it: Any) -> Value:
        whole = KINDS[leaf.name] in ("day", "text") or leaf == WHOLE
        known, of = self._pinned(leaf, z3.Int if whole else z3.Real)
        return Value(of, known, True)

    def _pinned(self, leaf: Any, make: Any) -> tuple[Any, Any]:
        value = self.row[leaf.name]
        known, of = z3.Bool(f"{leaf.name} known"), make(leaf.name)
        self.pins.append(known == (value is not None))
        if value is not None:
            self.pins.append(of == (self.texts.code(value) if isinstance(value, str) else value))
        return known, of


def tame(node: Node) -> Node:
    """The same expression with days in the solver's years and numbers that Python works out exactly as well."""
    if isinstance(node, Lit):
        value = node.value
        if isinstance(value, float):
            return Lit(round(value * 2) / 2)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10_000 and value != NEVER:
            return Lit(FIRST_DAY + value % (LAST_DAY - FIRST_DAY))
        return node
    if isinstance(node, Shift | Through) and node.unit == "months" and isinstance(node.count, Lit):
        count = node.count.value
        return type(node)(tame(node.day), "months", Lit(None if count is None else count % 100 - 40))
    if isinstance(node, Compare) and any(_is_text(part) for part in walk(node)):
        return Compare("==" if node.op in ("<", "<=", "==") else "!=", tame(node.left), tame(node.right))
    return node if isinstance(node, Column) else mapped(node, tame)


def _is_text(node: Node) -> bool:
    return (isinstance(node, Column) and node.type == "text") or (isinstance(node, Lit) and isinstance(node.value, str))


@st.composite
def rows(draw: st.DrawFn) -> Row:
    made: Row = {WHOLE.name: draw(st.one_of(st.none(), st.integers(-3, 15)))}
    values = {"flag": st.booleans(), "day": DAYS, "number": st.integers(-80, 80).map(lambda n: n / 2),
              "text": st.sampled_from(["defect", "wear", "misuse", "", "more than twelve bytes"])}  # fmt: skip
    for kind, names in COLUMNS.items():
        for name in names:
            made[name] = draw(st.one_of(st.none(), values[kind], values[kind]))
    return made


def solved(node: Node, row: Row) -> tuple[bool, Any]:
    """Whether the solver is exact for this row, and the value it gives."""
    texts = Texts()
    facts = Facts(row, texts)
    translation = Translation(facts, texts)
    got = translation.flag(node) if translation.is_flag(node) else translation.value(node)
    solver = z3.Solver()
    solver.add(*facts.pins)
    solver.add(*translation.limits.values())
    if solver.check() != z3.sat:
        return False, None
    model = solver.model()
    if isinstance(got, Flag):
        return True, True if holds(model, got.true) else False if holds(model, got.false) else None
    return True, number(model, got.of) if holds(model, got.known) else None


@thorough(400)
@given(st.sampled_from(["flag", "flag", "day", "number"]).flatmap(nodes), rows())
def test_expressions_mean_the_same(node: Node, row: Row) -> None:
    node = tame(node)
    try:
        exact, got = solved(node, row)
    except Untold:
        return
    if exact:
        assert got == meaning(node, row)


def test_most_expressions_are_read_exactly() -> None:
    """The test above would pass if the solver read nothing."""
    read = [0, 0]

    @thorough(200)
    @given(st.sampled_from(["flag", "day"]).flatmap(nodes), rows())
    def count(node: Node, row: Row) -> None:
        try:
            exact, _ = solved(tame(node), row)
        except Untold:
            exact = False
        read[exact] += 1

    count()
    assert read[True] > 2 * read[False]


# -- months ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to_last", [False, True])
@pytest.mark.parametrize("count", [-25, -12, -1, 0, 1, 2, 11, 12, 13, 36, 48, 300])
def test_months_are_exact_for_every_day_of_forty_years(count: int, to_last: bool) -> None:
    move = through_months if to_last else add_months
    steps = months._steps(count, to_last)
    first = add_months(months.START, 720)
    for day in range(first, first + 365 * 40):
        place = (day - months.START) % months.CYCLE
        by = next(by for start, by in reversed(steps) if start <= place)
        assert day + by == move(day, count)


def test_a_leap_day_is_found() -> None:
    """The only days whose year on is a 28th though they are no 28th themselves."""
    day = z3.Int("day")
    solver = z3.Solver()
    solver.add(day >= FIRST_DAY, day <= LAST_DAY, months.moved(day, 12, False) == months.moved(day - 1, 12, False))
    found = set()
    while solver.check() == z3.sat:
        found.add(solver.model()[day].as_long())
        solver.add(*(day != one for one in found))
    assert len(found) == 25
    assert {date.fromordinal(one).isoformat()[5:] for one in found} == {"02-29"}


def test_outside_plain_leap_years_nothing_is_claimed() -> None:
    day = z3.Int("day")
    solver = z3.Solver()
    solver.add(months.exact(day, 12), day > months.END - 12 * 28)
    assert solver.check() == z3.unsat


# -- what the solver does not read -------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", [
    Union((Lit(1), Lit(2))),
    Shift(Column("d1", "day"), "months", Lit(12 * 200)),
    Shift(Column("d1", "day"), "months", Mul(Mul(WHOLE, WHOLE), WHOLE)),
    Compare("==", Union((Lit(1), Lit(2))), Lit(3)),
])  # fmt: skip
def test_what_is_not_read_is_said(node: Node) -> None:
    row: Row = dict.fromkeys(KINDS) | {"d1": FIRST_DAY, "w1": 1}
    with pytest.raises(Untold):
        solved(node, row)


@pytest.mark.parametrize(
    ("a", "b"), [(7, 2), (-7, 2), (7, -2), (-7, -2), (6, 3), (0, 5), (5, 0), (2.5, 0.5), (-2.5, 1)]
)
def test_quotients_are_rounded_down(a: float, b: float) -> None:
    row: Row = dict.fromkeys(KINDS, None) | {"n1": a, "n2": b}
    node = FloorDiv(Column("n1", "number"), Column("n2", "number"))
    assert solved(node, row) == (True, meaning(node, row))


def test_whole_days_between() -> None:
    row: Row = dict.fromkeys(KINDS, None) | {"d1": FIRST_DAY + 40, "d2": FIRST_DAY}
    assert solved(Sub(Column("d1", "day"), Column("d2", "day")), row) == (True, 40)


def test_flags_are_put_together_without_terms() -> None:
    assert both(True, True) is True
    assert both(True, False) is False
    assert no(True) is False
