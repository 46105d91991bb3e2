"""What engines are known to get wrong when left to themselves, held on every one of them by values written out here."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.core.decision.pushdown.tables import found
from tests.core.decision.reduced import Row, meaning
from warrantor.core.terms.ir import (
    And,
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
)
from warrantor.core.values.dates import FIRST, NEVER


def on(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal()


ROW: Row = {
    "f1": None, "f2": True, "f3": False, "d1": None, "d2": on(2024, 1, 31), "d3": on(2024, 2, 29),
    "n1": None, "n2": 7.0, "w1": 1.0, "t1": None, "t2": "it's",
}  # fmt: skip
UNKNOWN_FLAG, YES, NO = (Column(name, "flag") for name in ("f1", "f2", "f3"))
UNKNOWN_DAY, JANUARY_31, LEAP_DAY = (Column(name, "day") for name in ("d1", "d2", "d3"))
UNKNOWN_NUMBER, SEVEN, ONE = (Column(name, "number") for name in ("n1", "n2", "w1"))
UNKNOWN_TEXT, WORD = (Column(name, "text") for name in ("t1", "t2"))
DECEMBER_9999, JANUARY_1 = Lit(on(9999, 12, 1)), Lit(on(1, 1, 31))


def months(day: Node, count: Any) -> Node:
    return Shift(day, "months", count if isinstance(count, Node) else Lit(count))


def quotient(left: float, right: float) -> Node:
    """Of columns, so that no engine works it out while it reads the statement."""
    return FloorDiv(Mul(ONE, Lit(left)), Mul(ONE, Lit(right)))


TRAPS: dict[str, tuple[Node, Any]] = {
    # null compared
    "a day that is not known is not earlier": (Compare("<=", UNKNOWN_DAY, JANUARY_31), None),
    "nor other": (Compare("!=", UNKNOWN_DAY, JANUARY_31), None),
    "nor the same as itself": (Compare("==", UNKNOWN_DAY, UNKNOWN_DAY), None),
    "but what both are not known is alike": (Same(UNKNOWN_DAY, UNKNOWN_DAY), True),
    "a text that is not known is in no list": (IsIn(UNKNOWN_TEXT, Lit(("wear", "it's"))), None),
    "nor out of it": (Not(IsIn(UNKNOWN_TEXT, Lit(("wear", "it's")))), None),
    "a text is found with its quotation mark": (IsIn(WORD, Lit(("wear", "it's"))), True),
    "unknown and yes": (And((UNKNOWN_FLAG, YES)), None),
    "unknown and no": (And((UNKNOWN_FLAG, NO)), False),
    "unknown or yes": (Or((UNKNOWN_FLAG, YES)), True),
    "unknown or no": (Or((UNKNOWN_FLAG, NO)), None),
    # CASE takes unknown for false
    "a choice by what is not known is not known": (If(UNKNOWN_FLAG, ONE, SEVEN, Lit(None)), None),
    "nor is one by a comparison with it": (
        If(Compare("<", UNKNOWN_DAY, JANUARY_31), Lit("yes"), Lit("no"), Lit(None)),
        None,
    ),
    "an unknown test has a way of its own": (If(UNKNOWN_FLAG, Lit("yes"), Lit("no"), Lit("unknown")), "unknown"),
    # LEAST and min_horizontal pass nulls over
    "the earliest of what is not known is not known": (Earliest((UNKNOWN_DAY, JANUARY_31)), None),
    "nor is the latest": (Latest((JANUARY_31, LEAP_DAY, UNKNOWN_DAY)), None),
    "nor the greatest number": (Latest((UNKNOWN_NUMBER, SEVEN)), None),
    "the earliest of what is known is known": (Earliest((LEAP_DAY, JANUARY_31)), on(2024, 1, 31)),
    # a date and an interval is a timestamp
    "a day some days on is a day": (Shift(JANUARY_31, "days", Lit(30)), on(2024, 3, 1)),
    "a day some months on is a day": (Compare("==", months(JANUARY_31, 1), LEAP_DAY), True),
    "between days there are whole days": (Sub(months(JANUARY_31, ONE), JANUARY_31), 29),
    # months end where they end, and are never added to what was clamped
    "a month on from the 31st": (months(JANUARY_31, 1), on(2024, 2, 29)),
    "a month and a year on from the 31st": (months(JANUARY_31, 13), on(2025, 2, 28)),
    "two months on from the 31st": (months(JANUARY_31, 2), on(2024, 3, 31)),
    "two months back from the 31st": (months(JANUARY_31, -2), on(2023, 11, 30)),
    "a year on from a leap day": (months(LEAP_DAY, 12), on(2025, 2, 28)),
    "four years on from a leap day": (months(LEAP_DAY, 48), on(2028, 2, 29)),
    "the last day of a month from the 31st": (Through(JANUARY_31, "months", Lit(1)), on(2024, 2, 29)),
    "the last day of two months from the 31st": (Through(JANUARY_31, "months", Lit(2)), on(2024, 3, 30)),
    "the last day of a year from a leap day": (Through(LEAP_DAY, "months", Lit(12)), on(2025, 2, 28)),
    "months by a count that is not known": (months(JANUARY_31, UNKNOWN_NUMBER), None),
    # the ends of the calendar
    "never stays never": (months(Lit(NEVER), Mul(ONE, Lit(-12))), NEVER),
    "after the last day there is none": (months(DECEMBER_9999, ONE), NEVER),
    "before the first day there is none": (months(JANUARY_1, Mul(ONE, Lit(-1))), FIRST),
    # numbers are double: engines read 0.1 as a decimal, and divide whole numbers without a rest
    "three times 0.1 is a little more than 0.3": (Compare(">", Mul(Lit(0.1), Mul(ONE, Lit(3))), Lit(0.3)), True),
    "0.1 goes into 1 nine times": (quotient(1, 0.1), 9),
    "a half is rounded down": (quotient(7, 2), 3),
    "also below nought": (quotient(-7, 2), -4),
    "nothing is divided by nought": (quotient(7, 0), None),
    "a large product is not too large": (Compare(">", Mul(Mul(ONE, Lit(2**40)), Lit(2**40)), Lit(2**60)), True),
}  # fmt: skip
NAMES = list(TRAPS)


@cache
def answers(engine: str) -> dict[str, Any]:
    """What an engine says of all of them, in one query."""
    ((_, *values),) = found(engine, [node for node, _ in TRAPS.values()], [ROW])
    return dict(zip(TRAPS, values, strict=True))


@pytest.mark.parametrize("trap", NAMES)
@pytest.mark.parametrize("engine", ["polars", "duckdb", "postgres", "spark"])
def test_trap(engine: str, trap: str) -> None:
    expected = TRAPS[trap][1]
    value = answers(engine)[trap]
    assert value == expected
    assert (value is None) == (expected is None)


@pytest.mark.parametrize("trap", NAMES)
def test_trap_in_the_plain_reading(trap: str) -> None:
    node, expected = TRAPS[trap]
    assert meaning(node, ROW) == expected
