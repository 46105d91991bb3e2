"""What is on record about all questions of a batch: their own values, the keys of events, and what is supposed."""

from functools import cached_property
from typing import Any

import polars as pl

from warrantor.core.decision.bulk.fold.counting import Record
from warrantor.core.decision.bulk.fold.covering import Coverings, last_of
from warrantor.core.decision.bulk.fold.usual import PLACE
from warrantor.core.decision.outline import SUPPOSED
from warrantor.core.decision.question import Shapes
from warrantor.core.decision.single.engine import Engine

_SAID = {"on": "day", "plan": "plan", "to": "to"}
"""The keys of an event that an operation supposes, and where the question says them."""


class World:
    """The questions of a batch under one document. A place in the table of events beyond its end is that of the event

    that an operation supposes: one for each question, in their order.
    """

    def __init__(self, engine: Engine, asked: Shapes, ask: str, questions: pl.DataFrame, record: Record) -> None:
        self.engine = engine
        self.document = engine.document
        self.ask = ask
        self.questions = questions
        self.record = record
        self.coverings = Coverings(record)
        self.supposed = SUPPOSED.get(ask)
        self.count = questions.height
        self._asked = asked
        self._keys: dict[str, pl.Series] = {}
        self._events: dict[tuple[str, bool], pl.DataFrame] = {}
        self._claims: dict[str, pl.Series] = {}

    def question(self, name: str) -> pl.Series:
        """A column of the questions; null throughout where they have none of that name."""
        if name in self.questions.columns:
            return self.questions[name]
        return pl.repeat(None, self.count, dtype=pl.Null, eager=True)

    def key(self, name: str) -> pl.Series:
        """A key of all events, in the order in which they came; days as dates."""
        if name not in self._keys:
            said = self.questions[_SAID[name]] if name in _SAID else None
            found = self.record.keys.get(name)
            if found is None:
                found = pl.repeat(None, self.record.count, dtype=pl.Null, eager=True)
            if self.supposed is not None:
                if said is None:
                    said = pl.repeat(None, self.count, dtype=found.dtype, eager=True)
                found = pl.concat([found.rename(name), said.rename(name)])
            self._keys[name] = found
        return self._keys[name]

    @cached_property
    def supposed_events(self) -> pl.Series:
        """For each question the place of the event that it supposes."""
        first = self.record.count
        return pl.int_range(first, first + self.count, dtype=PLACE, eager=True)

    def events(self, kind: str, supposed: bool) -> pl.DataFrame:
        """The events of a kind, `q e day`, in order; for purchases of plans also `plan`."""
        supposed = supposed and kind == self.supposed
        if (kind, supposed) not in self._events:
            found = self.coverings.bought if kind == "bought" else self.record.of(kind)
            self._events[kind, supposed] = self._with_supposed(found) if supposed else found
        return self._events[kind, supposed]

    def _with_supposed(self, events: pl.DataFrame) -> pl.DataFrame:
        """The supposed event is the last of its kind."""
        more = self.questions.select("q", "day", "plan").with_columns(e=self.supposed_events)
        joined = pl.concat([events, more.select(events.columns)])
        return joined.sort("q", maintain_order=True)

    def price(self, code: str) -> pl.Series:
        """The price of a code on the day of each question; null where there is none."""
        days = self.questions.select("day").unique()
        found = [self._amount(code, day) for day in days["day"]]
        priced = days.with_columns(price=pl.Series(found, dtype=pl.Float64))
        return self.questions.join(priced, on="day", how="left", maintain_order="left", nulls_equal=True)["price"]

    def _amount(self, code: str, day: Any) -> float | None:
        price = None if day is None else self.engine.prices(code, day.toordinal())
        amount: Any = getattr(price, "amount", price)
        return None if amount is None else float(amount)

    # -- the claim ---------------------------------------------------------------

    def claim(self, key: str) -> pl.Series:
        """A key of the claim, or what a standing question assumes in its place."""
        if key not in self._claims:
            given = pl.coalesce(pl.lit(self.question(f"claim.{key}")), pl.lit(self._asked.claim_defaults.get(key)))
            assumed = self._assumed(key)
            self._claims[key] = self.questions.select(pl.when("claimed").then(given).otherwise(assumed)).to_series()
        return self._claims[key]

    def _assumed(self, key: str) -> pl.Expr:
        spec = self.document.schema.claim[key]
        if spec.assumed is None or self.ask not in ("cover", "respond-by"):
            return pl.lit(spec.default)
        if spec.assumed == "owner":
            return pl.lit(self._owner())
        return pl.lit(self._last("installed", "location") if spec.assumed == "place" else spec.assumed)

    def _owner(self) -> pl.Series:
        """To whom it was transferred last, else who bought it."""
        moved = self.events("transferred", False)
        moved = moved.with_columns(to=self.key("to").gather(moved["e"])).filter(pl.col("to") != "")
        owner = last_of(moved, "q", "to", self.count)
        return owner.zip_with(owner.is_not_null(), self._last("purchased", "by"))

    def _last(self, kind: str, key: str) -> pl.Series:
        return self.key(key).gather(last_of(self.events(kind, False), "q", "e", self.count))
