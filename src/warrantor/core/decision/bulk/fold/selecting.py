"""Which of the events of each row a selection names: `runtime`'s functions in columns, on frames in order of `c`.

`c` is the place of a row (a question, or a coverage of one); `keep` is what a filter said of an event, null where it
cannot be told.
"""

from dataclasses import dataclass

import polars as pl

from warrantor.core.decision.bulk.fold.covering import last_of


@dataclass(frozen=True)
class Chosen:
    """The event that a selection names, for each row: its place in the table of events, null where there is none.

    `unsure`: it cannot be told which, or whether there is one. `plan` stands for the key `plan` of the event.
    """

    e: pl.Series
    unsure: pl.Series
    plan: pl.Series | None = None


def surely(e: pl.Series, plan: pl.Series | None = None) -> Chosen:
    """Events that are known to be the ones meant, or known not to be."""
    return Chosen(e, pl.repeat(False, e.len(), dtype=pl.Boolean, eager=True), plan)


def one_of(events: pl.DataFrame, how: str, rows: int) -> Chosen:
    """The `once`, `first` or `last` event of each row; unsure where one of several has no day."""
    found = events if how != "first" else events.reverse()
    chosen = _places(found, rows)
    if how == "once" or events["day"].null_count() == 0:
        return chosen
    undated = events.filter(pl.col("day").is_null()).select("c").unique()
    several = events.join(undated, on="c", how="semi").group_by("c").len().filter(pl.col("len") > 1)["c"]
    return _unsure_at(chosen, several)


def one_that_passes(events: pl.DataFrame, how: str, rows: int) -> Chosen:
    """The first or last event of each row that passes; unsure if an earlier (or later) one might."""
    possible = events.filter(pl.col("keep").fill_null(True))
    if possible.is_empty():
        return _places(possible, rows)
    found = possible if how != "first" else possible.reverse()
    chosen = _places(found, rows)
    sure = last_of(found, "c", "keep", rows)
    unsure = possible["c"].unique().filter(sure.gather(possible["c"].unique()).is_null())
    if events["day"].null_count():
        # what has no day leaves no order: only a single event can be meant
        undated = events.filter(pl.col("day").is_null()).select("c").unique()
        several = possible.join(undated, on="c", how="semi").group_by("c").len().filter(pl.col("len") > 1)["c"]
        unsure = pl.concat([unsure, several])
    return _unsure_at(chosen, unsure)


def _places(events: pl.DataFrame, rows: int) -> Chosen:
    plan = last_of(events, "c", "plan", rows) if "plan" in events.columns else None
    return surely(last_of(events, "c", "e", rows), plan)


def _unsure_at(chosen: Chosen, places: pl.Series) -> Chosen:
    if places.is_empty():
        return chosen
    unsure = chosen.unsure.clone().scatter(places, True)
    nothing = pl.repeat(None, chosen.e.len(), dtype=chosen.e.dtype, eager=True)
    return Chosen(nothing.zip_with(unsure, chosen.e), unsure, chosen.plan)


def any_of(events: pl.DataFrame, rows: int, silent: bool) -> pl.Series:
    """Whether an event of each row passes, over three values. `silent`: without any event it is unknown."""
    none = pl.repeat(None if silent else False, rows, dtype=pl.Boolean, eager=True)
    if events.is_empty():
        return none
    if "keep" not in events.columns:
        return none.scatter(events["c"], True)
    found = none.scatter(events["c"], False)
    found = found.scatter(events.filter(pl.col("keep").is_null())["c"], None)
    return found.scatter(events.filter("keep")["c"], True)


def count_of(events: pl.DataFrame, rows: int) -> pl.Series:
    """How many events of each row pass; null if one might."""
    total = pl.repeat(0, rows, dtype=pl.Int64, eager=True)
    if events.is_empty():
        return total
    passing = events if "keep" not in events.columns else events.filter("keep")
    counts = passing.group_by("c").len()
    total = total.scatter(counts["c"], counts["len"].cast(pl.Int64))
    if "keep" in events.columns:
        total = total.scatter(events.filter(pl.col("keep").is_null())["c"], None)
    return total


def unmatched(events: pl.DataFrame, others: pl.DataFrame, rows: int) -> pl.Series:
    """How many events of each row have no partner among `others` with the same `key`; one without it has none."""
    matched = others.filter(pl.col("key").is_not_null())
    return count_of(events.join(matched, on=["c", "key"], how="anti"), rows)
