"""Days moved by months, for whole columns: looked up in a calendar table, exactly as `values/dates.py` counts.

A day is an ordinal in Int32. The tables are made when they are first needed.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

import polars as pl

from warrantor.core.values.dates import FIRST, NEVER

MOST = 120_000
"""Months beyond which every day has left the calendar."""
USUAL = range(date(1900, 1, 1).toordinal(), date(2200, 1, 1).toordinal())
"""Days of our time."""
_EPOCH = 719_163
_BEFORE = MOST + 12
_LAST_MONTH = 9999 * 12 + 11


def moved(day: pl.Expr, count: pl.Expr | int, to_last: bool) -> pl.Expr:
    """`day` moved by `count` months, or the last day of a term of so many (`to_last`). Null where one of them is."""
    if isinstance(count, int):
        fixed = max(-MOST, min(MOST, count))
        return day.map_batches(partial(_moved_by, count=fixed, to_last=to_last), pl.Int32, is_elementwise=True)
    months = count.clip(-MOST, MOST).cast(pl.Int32)
    return pl.map_batches(
        [day, months], lambda given: _moved(given[0], given[1], to_last), pl.Int32, is_elementwise=True
    )


def _moved_by(day: pl.Series, count: int, to_last: bool) -> pl.Series:
    """Days of our time are looked up in a table of their own, at once."""
    least, last = day.min(), day.max()
    if least is None or least < USUAL.start or last >= USUAL.stop:  # type: ignore[operator]
        return _moved(day, count, to_last)
    return _usual_days(count, to_last).gather(day - USUAL.start)


@lru_cache(maxsize=64)
def _usual_days(count: int, to_last: bool) -> pl.Series:
    return _moved(pl.int_range(USUAL.start, USUAL.stop, dtype=pl.Int32, eager=True), count, to_last)


def _moved(day: pl.Series, count: pl.Series | int, to_last: bool) -> pl.Series:
    calendar = _calendar()
    month = calendar.month_of.gather(day) + count
    last = calendar.last_of.gather(month)
    found = calendar.before.gather(month) + calendar.day_of_month.gather(day)
    if not to_last:
        return last.zip_with(found > last, found)
    found = last.zip_with((found > last) | (found == NEVER), found - 1)
    least = found.min()
    return found.clip(FIRST) if least is not None and least < FIRST else found  # type: ignore[operator]


@dataclass(frozen=True)
class _Calendar:
    """`month_of` and `day_of_month` by ordinal; the day before each month and its last day by place of the month.

    Months before and after the calendar hold its first and its last day alone, so that what leaves it stays there.
    """

    month_of: pl.Series
    day_of_month: pl.Series
    before: pl.Series
    last_of: pl.Series


@lru_cache(maxsize=1)
def _calendar() -> _Calendar:
    days = pl.int_range(FIRST - _EPOCH, NEVER - _EPOCH + 1, dtype=pl.Int32, eager=True).cast(pl.Date)
    month_of = days.dt.year() * 12 + (days.dt.month().cast(pl.Int32) - 1 + _BEFORE)
    day_of_month = days.dt.day().cast(pl.Int32)
    firsts = days.filter(day_of_month == 1).cast(pl.Int32) + (_EPOCH - 1)
    lasts = pl.concat([firsts.slice(1), pl.Series([NEVER], dtype=pl.Int32)])
    # place 0 stands before the first ordinal; `never` is in a month that no count can bring back
    month_of = pl.concat([_fill(0, 1), month_of.slice(0, NEVER - 1), _fill(_LAST_MONTH + 2 * _BEFORE, 1)])
    return _Calendar(
        month_of,
        pl.concat([_fill(0, 1), day_of_month]),
        pl.concat([_fill(FIRST, _BEFORE + 12), firsts, _fill(NEVER, 4 * _BEFORE)]),
        pl.concat([_fill(FIRST, _BEFORE + 12), lasts, _fill(NEVER, 4 * _BEFORE)]),
    )


def _fill(value: int, count: int) -> pl.Series:
    return pl.Series([value], dtype=pl.Int32).new_from_index(0, count)
