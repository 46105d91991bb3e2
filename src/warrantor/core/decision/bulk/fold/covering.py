"""The coverages that stand after the events that count: `history.fold_coverages` and `frame.instances` in columns.

What a change of level makes of coverages, and what is left of several of a plan when one is closed, is folded one by
one.
"""

from collections.abc import Iterator

import polars as pl

from warrantor.core.decision.bulk.fold.counting import ADDING, CHANGING, CLOSING, OPENING, Record
from warrantor.core.decision.bulk.fold.usual import PLACE, without
from warrantor.core.decision.outline import Held
from warrantor.core.decision.single.engine import Engine
from warrantor.core.terms.rules import PlanRules

LISTS = ("claimed", "renewed", "level_changed")
"""Kinds of which a coverage has any number of events."""


class Coverings:
    """The coverages of all questions.

    `coverages`: `q plan bought activated`, one row each, in order of purchase within a plan; `bought` and `activated`
    are places in the table of events, `bought` null for a gift. `added`: `coverage kind e day`, events of the kinds
    that a coverage has any number of, in order. `bought`: `q e day plan`, purchases that stand, in order.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._codes = record.codes
        self.odd: list[pl.Series] = []
        about = self._about_plans()
        about = self._standing(about)
        self._list_coverages(about)

    def _is(self, *names: str) -> pl.Expr:
        return pl.col("code").is_in([self._codes[name] for name in names if name in self._codes])

    # -- events about plans ------------------------------------------------------

    def _about_plans(self) -> pl.DataFrame:
        """Events about plans, a row for each plan: `q plan seq nth code e day`, in order within each plan."""
        record = self._record
        events = record.events.with_row_index("seq")
        own = events.filter(self._is(*OPENING, *CLOSING, *CHANGING, *ADDING))
        own = own.with_columns(plan=record.keys["plan"].gather(own["e"]), nth=pl.lit(0, PLACE))
        self.odd.append(own.filter(pl.col("day").is_null() | self._is(*CHANGING))["q"])
        with_unit = self._with_unit(events)
        if with_unit.height:
            own = pl.concat([own, with_unit.select(own.columns)])
            self._notice_ties(own)
        return own.filter(pl.col("plan").is_not_null()).sort("q", "plan", "seq", "nth")

    def _with_unit(self, events: pl.DataFrame) -> pl.DataFrame:
        """Plans bought with the unit, as purchases of their own."""
        bought = events.filter(self._is("purchased"))
        plans = self._record.keys["plans"].gather(bought["e"])
        bought = bought.with_columns(plan=plans).filter(pl.col("plan").list.len() > 0)
        nth = pl.int_ranges(0, pl.col("plan").list.len(), dtype=PLACE)
        opening = pl.lit(self._codes["plan_purchased"], pl.UInt8).alias("code")
        return bought.with_columns(opening, nth=nth).explode("plan", "nth")

    def _notice_ties(self, about: pl.DataFrame) -> None:
        """Purchases at one moment stand in the order in which their plans first appeared."""
        several = about.filter(pl.col("nth") > 0).select("q", pl.col("seq").alias("at")).unique()
        others = about.join(several, on="q", how="inner")
        self.odd.append(others.filter(pl.col("seq") < pl.col("at"))["q"].unique())
        twice = others.filter(pl.col("seq") == pl.col("at")).filter(pl.struct("q", "plan").is_duplicated())
        self.odd.append(twice["q"].unique())

    # -- what stands ---------------------------------------------------------------

    def _standing(self, about: pl.DataFrame) -> pl.DataFrame:
        """The events about coverages that stand, with `group` (a plan of a question) and `bought` (which purchase)."""
        about = about.with_row_index("at").with_columns(
            group=_new("q", "plan").cum_sum(), opens=self._is(*OPENING), closes=self._is(*CLOSING)
        )
        if about["closes"].any():
            about = self._after_closing(about)
        opened = pl.col("opens").cum_sum()
        before = pl.when(_new("group")).then(opened - pl.col("opens")).forward_fill()
        return about.with_columns(bought=opened - before)

    def _after_closing(self, about: pl.DataFrame) -> pl.DataFrame:
        """Without what came before the last closing; sure where each closing found one coverage at most."""
        closed = about["group"].filter(about["closes"]).unique()
        with_end = about.filter(pl.col("group").is_in(closed.implode()))
        ended = pl.col("closes").cum_sum().over("group")
        with_end = with_end.with_columns(stretch=ended - pl.col("closes"), last=pl.col("closes").sum().over("group"))
        opened = pl.col("opens").cum_sum().over("group", "stretch")
        gift = ~pl.col("opens") & ~pl.col("closes") & (opened == 0)
        before = with_end.with_columns(gift=gift).filter(pl.col("stretch") < pl.col("last"))
        counts = before.group_by("q", "group", "stretch").agg(
            pl.col("opens").sum() + pl.col("gift").any().cast(pl.UInt32)
        )
        self.odd.append(counts.filter(pl.col("opens") > 1)["q"].unique())
        gone = with_end.filter((pl.col("stretch") < pl.col("last")) | pl.col("closes"))
        return without(about, "at", gone["at"])

    def _list_coverages(self, about: pl.DataFrame) -> None:
        new = _new("group", "bought")
        about = about.with_columns(coverage=(new.cum_sum() - 1).cast(PLACE))
        count = about.select(pl.col("coverage").max()).item()
        count = 0 if count is None else count + 1
        first = about.filter(new).select("q", "plan")
        self.coverages = first.with_columns(
            bought=last_of(about.filter("opens"), "coverage", "e", count),
            activated=last_of(about.filter(self._is("activated")), "coverage", "e", count),
        )
        names = {code: name for name, code in self._codes.items()}
        self.added = {
            names[self._codes[name]]: about.filter(self._is(name)).select("coverage", "e", "day") for name in LISTS
        }
        self.bought = about.filter("opens").sort("q", "seq", "nth").select("q", "e", "day", "plan")


def _new(*keys: str) -> pl.Expr:
    """Whether a row is about something else than the one before it."""
    return pl.any_horizontal(pl.col(key) != pl.col(key).shift() for key in keys).fill_null(True)


def last_of(frame: pl.DataFrame, by: str, value: str, count: int) -> pl.Series:
    """For each place from 0 to `count` the last `value` of the rows that are `by` it; null where there is none."""
    found = pl.repeat(None, count, dtype=frame.schema[value], eager=True).alias(value)
    return found.scatter(frame[by], frame[value]) if frame.height else found


def instances(engine: Engine, record: Record, coverings: Coverings, count: int) -> Iterator[tuple[Held, pl.DataFrame]]:
    """For each plan of a document, and each way of holding it, the coverages to look at.

    A frame has `q coverage each`: the place of the question, that of the coverage (null for a gift to which nothing
    happened), and that of the event in the table for plans that cover each of some events.
    """
    compiled = engine.compiler.of("cover", standing=True)
    standing = coverings.coverages.with_row_index("coverage").with_columns(each=pl.lit(None, PLACE))
    for name in engine.compiler.plans:
        mine = standing.filter(pl.col("plan") == name)
        yield from _of_plan(compiled.plan(name).rules, name, mine, record, count)


def _of_plan(
    rules: PlanRules, name: str, mine: pl.DataFrame, record: Record, count: int
) -> Iterator[tuple[Held, pl.DataFrame]]:
    if rules.each is not None:
        events = record.of(rules.each)
        yield Held(name, "each"), events.select("q", coverage=pl.lit(None, PLACE), each="e")
        return
    columns = ("q", "coverage", "each")
    if rules.given is not None:
        gifts = pl.DataFrame({"q": pl.int_range(count, dtype=PLACE, eager=True)})
        given = mine.filter(pl.col("bought").is_null()).select(columns)
        yield Held(name, "given"), gifts.join(given, on="q", how="left", maintain_order="left").select(columns)
    if rules.sold or rules.given is None:
        yield Held(name, "bought"), mine.filter(pl.col("bought").is_not_null()).select(columns)
