"""Days moved by calendar months, exactly, as terms that a solver decides quickly.

Between March 1900 and February 2100 every fourth year is a leap year, so how far a day moves depends only on its
place in a cycle of four years. The table of that is made by the day arithmetic that every reader uses.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import z3

from warrantor.core.values.dates import add_months, through_months

START = date(1900, 3, 1).toordinal()
END = date(2100, 2, 28).toordinal()
CYCLE = 1461
_SAMPLE = date(1980, 3, 1).toordinal()
FARTHEST = 12 * 80
"""Most months that a day can be moved."""
Steps = tuple[tuple[int, int], ...]
"""From which place of the cycle on, and by how many days."""


def moved(day: Any, months: int, to_last: bool) -> Any:
    """`day` moved by a number of months; `to_last` gives the last covered day of a term of that length."""
    steps = _steps(months, to_last)
    if len(steps) == 1:
        return day + steps[0][1]
    return day + _lookup((day - START) % CYCLE, steps)


@lru_cache(maxsize=256)
def _steps(months: int, to_last: bool) -> Steps:
    move: Callable[[int, int], int] = through_months if to_last else add_months
    # the sample lies so that neither end leaves the years of plain leap days
    sample = _SAMPLE - (months // 24) * 731 // CYCLE * CYCLE
    found: list[tuple[int, int]] = []
    for place in range(CYCLE):
        by = move(sample + place, months) - sample - place
        if not found or found[-1][1] != by:
            found.append((place, by))
    return tuple(found)


def _lookup(place: z3.ArithRef, steps: Steps) -> Any:
    """The step for a place of the cycle, halving the table again and again."""
    if len(steps) == 1:
        return z3.IntVal(steps[0][1])
    half = len(steps) // 2
    return z3.If(place < steps[half][0], _lookup(place, steps[:half]), _lookup(place, steps[half:]))


def exact(day: Any, months: int) -> z3.BoolRef:
    """Where `moved` is exact: neither the day nor what it becomes leaves the years of plain leap days."""
    margin = 31 * abs(months)
    return z3.And(day >= START + (margin if months < 0 else 0), day <= END - (margin if months > 0 else 0))
