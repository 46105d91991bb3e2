"""The chain of renewals of many coverages: `runtime.chain` in columns, one renewal of each at a time."""

import polars as pl

from warrantor.core.decision.bulk.expressions import expression
from warrantor.core.terms.ir import Add, Column, Lit, Node, Shift, Through

MOST_RENEWALS = 24
"""Coverages with more renewals than these are folded one by one."""
_ENDS, _DAY, _ANCHOR = Column("ends", "day"), Column("day", "day"), Column("anchor", "day")
_LENGTH, _MORE = Column("length", "number"), Column("more", "number")
_PARTS = {"starts": "starts", "ends": "ends", "prior_ends": "prior", "period_starts": "period"}


def renewed(part: str, terms: pl.DataFrame, renewals: pl.DataFrame, unit: str, renew_unit: str) -> pl.Series:
    """A part of each term after its renewals, as ordinals.

    `terms`: `starts ends count more`, days as ordinals, a row for each coverage; `count` and `more` are the spans of
    the term and of a renewal. `renewals`: `c day`, in order.
    """
    state = _first(terms, unit, renew_unit)
    renewals = renewals.with_columns(nth=pl.int_range(pl.len()).over("c"))
    for nth in renewals["nth"].unique().sort():
        days = renewals.filter(pl.col("nth") == nth).select("c", "day")
        state = _renewed_once(state.join(days, on="c", how="left", maintain_order="left"), renew_unit)
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in ("first", "last", "more"))
    return state.select(pl.when(known).then(_PARTS[part])).to_series()


def _first(terms: pl.DataFrame, unit: str, renew_unit: str) -> pl.DataFrame:
    regular = pl.lit(False)
    if unit and unit == renew_unit:
        whole = expression(Through(Column("starts", "day"), unit, Column("count", "number")))
        regular = (pl.col("ends") == whole).fill_null(False)
    return terms.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("c"), "starts", "ends", "more",
        first="starts", last="ends", anchor="starts", prior="ends", period="starts", length="count", counted=regular,
    )  # fmt: skip


def _renewed_once(state: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Coverages with a `day` renewed on it; the others as they are."""
    day, early, counted = pl.col("day"), pl.col("day") <= pl.col("ends"), pl.col("counted")

    def through(first: Node, count: Node) -> pl.Expr:
        return expression(Through(first, unit, count))

    follows = through(Shift(_ENDS, "days", Lit(1)), _MORE)
    in_time = pl.when(counted).then(through(_ANCHOR, Add(_LENGTH, _MORE))).otherwise(follows)
    next_day = expression(Shift(_ENDS, "days", Lit(1)))
    renewed = {
        "starts": pl.when(early).then("starts").otherwise(day),
        "anchor": pl.when(early).then("anchor").otherwise(day),
        "period": pl.when(early).then(next_day).otherwise(day),
        "prior": pl.col("ends"),
        "length": pl.when(early & counted).then(pl.col("length") + pl.col("more")).when(~early).then("more")
                  .otherwise("length"),
        "ends": pl.when(early).then(in_time).otherwise(through(_DAY, _MORE)),
        "counted": pl.when(early).then(counted).otherwise(True),
    }  # fmt: skip
    happened = day.is_not_null()
    changed = [pl.when(happened).then(value).otherwise(name).alias(name) for name, value in renewed.items()]
    return state.with_columns(changed).drop("day")
