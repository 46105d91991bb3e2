"""Texts of days and instants as columns, and instants as days on the calendar of a unit.

What does not parse is null here; that a null is bad input is for the caller to see.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import polars as pl

from warrantor.core.decision.bulk.batch import INSTANT
from warrantor.core.decision.question import QuestionError, zone_named

_DAY = r"^\d{4}-\d{2}-\d{2}$"
_INSTANT = r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?([+-]([01]\d|2[0-3]):[0-5]\d|Z)$"
_QUARTER = timedelta(hours=6)
EARLIEST, LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
"""Instants between these have a day in every zone; others are not read."""


def parsed(texts: pl.Series) -> pl.DataFrame:
    """For each text its `day` if it is one, or its `moment` if it is an instant; both null for anything else.

    Other ways of writing them that ISO 8601 allows are not read here.
    """
    written = texts.rename("text").to_frame()
    return written.join(_meaning(written["text"].unique()), on="text", how="left", maintain_order="left").drop("text")


def _meaning(texts: pl.Series) -> pl.DataFrame:
    text = pl.col("text")
    is_day, is_instant = text.str.contains(_DAY), text.str.contains(_INSTANT)
    offset = text.str.replace("Z$", "+00:00")
    return texts.to_frame().select(
        text,
        # the calendar of `date` begins with the year 1
        day=pl.when(is_day).then(text.str.to_date("%Y-%m-%d", strict=False).pipe(_within, date.min, date.max)),
        moment=pl.when(is_instant).then(
            offset.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", strict=False).pipe(
                _within, EARLIEST, LATEST
            )
        ),
    )


def _within(value: pl.Expr, first: date, last: date) -> pl.Expr:
    """Null outside the calendar of Python, which begins with the year 1."""
    return pl.when(value.is_between(first, last)).then(value)


def days_there(moments: pl.Series, zones: pl.Series) -> pl.Series:
    """The day of each instant in its zone; null where the zone is not known or the instant is out of bounds."""
    told = pl.DataFrame({"moment": moments.cast(INSTANT), "zone": zones})
    told = told.with_columns(moment=pl.col("moment").pipe(_within, EARLIEST, LATEST))
    told = told.with_columns(day=pl.col("moment").dt.date())
    days = told.select("zone", "day").unique()
    offsets = [_offset(zone, day) if zone and day else None for zone, day in days.iter_rows()]
    told = told.join(
        days.with_columns(offset=pl.Series(offsets, dtype=pl.Duration("us"))),
        on=["zone", "day"],
        how="left",
        maintain_order="left",
        nulls_equal=True,
    )
    changing = told.filter(pl.col("offset").is_null()).select("moment", "zone").unique()
    told = told.join(
        changing.with_columns(there=pl.Series([_day_there(*pair) for pair in changing.iter_rows()], dtype=pl.Date)),
        on=["moment", "zone"],
        how="left",
        maintain_order="left",
    )
    return told.select(pl.coalesce((pl.col("moment") + pl.col("offset")).dt.date(), "there")).to_series()


@lru_cache(maxsize=262_144)
def _offset(zone: str, day: date) -> timedelta | None:
    """How far a zone is from UTC all through a UTC day; None where it changes on that day.

    Looked up in the same tables as the single reader uses: others end sooner, or differ.
    """
    try:
        there = zone_named(zone)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        offsets = {(start + part * _QUARTER).astimezone(there).utcoffset() for part in range(5)}
    except (QuestionError, OverflowError):
        return None
    return offsets.pop() if len(offsets) == 1 else None


def _day_there(moment: datetime | None, zone: str | None) -> date | None:
    try:
        return None if moment is None or zone is None else moment.astimezone(zone_named(zone)).date()
    except (QuestionError, OverflowError):
        return None
