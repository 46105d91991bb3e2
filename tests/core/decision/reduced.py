"""Made-up expressions over columns, in the form that column readers translate, and rows to read them from.

Days lie at month ends, on leap days, at the ends of the calendar and anywhere between; any value may be unknown.
"""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.ir import (
    Add,
    And,
    Coalesce,
    Column,
    Compare,
    Earliest,
    FloorDiv,
    If,
    IsIn,
    Latest,
    Lit,
    Mul,
    Node,
    Not,
    Or,
    Same,
    Shift,
    Sub,
    Through,
    Union,
)
from warrantor.core.values.dates import FIRST, NEVER

Draw = st.DrawFn
Row = dict[str, Any]

COLUMNS = {
    "flag": ("f1", "f2", "f3"), "day": ("d1", "d2", "d3"), "number": ("n1", "n2"), "text": ("t1", "t2"),
}  # fmt: skip
WHOLE = Column("w1", "number")
"""A number that is always whole."""
WORDS = ("defect", "wear", "misuse", "", "größer", "a word of more than twelve bytes", "it's", "\\'n $1 %s")
SETS = tuple(1 << place for place in (0, 1, 5, 30, 31, 32, 61, 62))
OPERATORS = ("<", "<=", ">", ">=", "==", "!=")

_EDGES = [
    date(2024, 2, 29), date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31), date(2024, 12, 31), date(2000, 2, 29),
    date(2100, 2, 28), date(1970, 1, 1), date(2099, 12, 31), date(1969, 12, 31), date(1, 1, 31), date(9999, 11, 30),
]  # fmt: skip
_USUAL = (date(1970, 1, 1).toordinal(), date(2099, 12, 31).toordinal())
DAYS = st.one_of(
    st.sampled_from([d.toordinal() for d in _EDGES]),
    st.integers(*_USUAL),
    st.integers(*_USUAL),
    st.integers(FIRST, NEVER),
    st.sampled_from([FIRST, NEVER, NEVER - 1]),
)
_WHOLE = st.one_of(st.integers(-3, 40), st.sampled_from([0, 1, 12, 36, -12, 400, 130000, -130000, 4_000_000, 2**40]))
_NUMBERS = st.one_of(st.integers(-40, 40), st.sampled_from([0, 0.1, 0.5, 2.5, -0.25, 1e6, 12.0, 1234.56]))
_VALUES = {"flag": st.booleans(), "day": DAYS, "number": _NUMBERS, "text": st.sampled_from(WORDS)}


@st.composite
def rows(draw: Draw, unknown: bool = True) -> Row:
    """A value for every column."""
    made: Row = {}
    for type_, names in COLUMNS.items():
        for name in names:
            made[name] = draw(st.one_of(st.none(), _VALUES[type_], _VALUES[type_]))
    made[WHOLE.name] = draw(st.one_of(st.none(), _WHOLE, _WHOLE))
    return made


@st.composite
def nodes(draw: Draw, type_: str | None = None, depth: int = 4) -> Node:
    """An expression of a type; `whole` is a number that can count days or months, `set` a set."""
    type_ = type_ or draw(st.sampled_from(["flag", "flag", "day", "number", "text", "set"]))
    if not depth or draw(st.integers(0, 5)) == 0:
        return draw(_leaf(type_))
    form = draw(st.integers(0, 9))
    if form == 0:
        return Coalesce(draw(nodes(type_, depth - 1)), draw(nodes(type_, depth - 1)))
    if form in (1, 2, 3):
        test = draw(nodes("flag", depth - 1))
        arms = [draw(nodes(type_, depth - 1)) for _ in range(2)]
        return If(test, *arms, draw(st.sampled_from([*arms, Lit(0) if type_ == "set" else Lit(None)])))
    if type_ == "flag":
        return draw(_flag(depth - 1))
    return draw({"day": _day, "number": _number, "whole": _whole, "text": _leaf_text, "set": _set}[type_](depth - 1))


@st.composite
def _leaf(draw: Draw, type_: str) -> Node:
    if type_ == "set":
        return Lit(draw(st.sampled_from(SETS)) | draw(st.sampled_from(SETS)))
    if type_ == "whole":
        return draw(st.sampled_from([WHOLE, Lit(draw(_WHOLE)), Lit(12), Lit(1)]))
    if draw(st.integers(0, 3)) == 0:
        return Lit(draw(st.one_of(st.none(), _VALUES[type_], _VALUES[type_])))
    return Column(draw(st.sampled_from(COLUMNS[type_])), type_)


@st.composite
def _flag(draw: Draw, depth: int) -> Node:
    form = draw(st.integers(0, 9))
    if form < 4:
        parts = tuple(draw(st.lists(nodes("flag", depth), min_size=1, max_size=3)))
        return (And if form < 2 else Or)(parts)
    if form == 4:
        return Not(draw(nodes("flag", depth)))
    type_ = draw(st.sampled_from(["flag", "day", "number", "text"]))
    left, right = draw(nodes(type_, depth)), draw(nodes(type_, depth))
    if form < 7:
        return Same(left, right)
    if form == 7:
        options = tuple(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)))
        return IsIn(draw(nodes("text", depth)), Lit(options))
    return Compare(draw(st.sampled_from(OPERATORS[4:] if type_ == "flag" else OPERATORS)), left, right)


@st.composite
def _day(draw: Draw, depth: int) -> Node:
    if draw(st.booleans()):
        parts = tuple(draw(st.lists(nodes("day", depth), min_size=1, max_size=3)))
        return draw(st.sampled_from([Earliest, Latest]))(parts)
    kind = draw(st.sampled_from([Shift, Through]))
    return kind(draw(nodes("day", depth)), draw(st.sampled_from(["days", "months"])), draw(nodes("whole", depth)))


@st.composite
def _number(draw: Draw, depth: int) -> Node:
    if draw(st.integers(0, 3)) == 0:
        return Sub(draw(nodes("day", depth)), draw(nodes("day", depth)))
    kind = draw(st.sampled_from([Add, Sub, Mul, FloorDiv, Earliest, Latest]))
    parts = draw(nodes("number", depth)), draw(nodes("number", depth))
    return kind(parts) if kind in (Earliest, Latest) else kind(*parts)


@st.composite
def _whole(draw: Draw, depth: int) -> Node:
    return draw(st.sampled_from([Add, Sub]))(draw(nodes("whole", depth)), draw(nodes("whole", depth)))


@st.composite
def _set(draw: Draw, depth: int) -> Node:
    return Union(tuple(draw(st.lists(nodes("set", depth), min_size=1, max_size=3))))


def _leaf_text(depth: int) -> st.SearchStrategy[Node]:
    return _leaf("text")


def meaning(node: Node, row: Row) -> Any:
    """What an expression means for a row, by the plain reading."""
    return Tracer({}, None, {}, None, row).value(node)
