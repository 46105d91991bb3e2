"""The events that selections name, for the rows of some facts: all of a kind, those that pass a filter, one of them."""

from typing import TYPE_CHECKING

import polars as pl

from warrantor.core.decision.bulk.fold import selecting
from warrantor.core.decision.bulk.fold.covering import LISTS
from warrantor.core.decision.bulk.fold.filters import Filter, constant
from warrantor.core.decision.bulk.fold.selecting import Chosen
from warrantor.core.decision.bulk.fold.usual import PLACE
from warrantor.core.decision.outline import HAND
from warrantor.core.decision.outline.columns import selects
from warrantor.core.terms.ir import Has, IsIn, Lit, Select, Slot

if TYPE_CHECKING:
    from warrantor.core.decision.bulk.fold.facts import Facts


class Choosing:
    """Finds events; `odd` gathers the questions for which that could not be told in columns."""

    def __init__(self, facts: "Facts", supposed: bool) -> None:
        self.facts = facts
        self.world = facts.world
        self.supposed = supposed
        self.odd: list[pl.Series] = []

    def chosen(self, select: Select) -> Chosen:
        """The event that a selection names, for each row. Raises Unfoldable."""
        key = (select, self.supposed)
        if key not in self.facts.chosen:
            before = len(self.odd)
            self.facts.chosen[key] = self._chosen(select), self.odd[before:]
        else:
            self.odd += self.facts.chosen[key][1]
        return self.facts.chosen[key][0]

    def _chosen(self, select: Select) -> Chosen:
        rows, coverages = self.facts.rows, self.facts.coverages
        if select.how == "each":
            assert coverages is not None
            return Chosen(coverages["each"], coverages["each"].is_null())
        if select.of_plan and select.how == "once":
            found = self._once(select.kind)
            plan = pl.select(pl.when(found.is_not_null()).then(pl.lit(self.facts.plan, pl.String))).to_series()
            return selecting.surely(found, plan)
        if select.filter is None:
            return selecting.one_of(self.all_of(select), select.how, rows)
        return selecting.one_that_passes(self.passing(select), select.how, rows)

    def is_silent(self, select: Select) -> bool:
        """Whether silence about a kind of event leaves open whether it happened."""
        kinds = self.world.engine.rules.index.kinds
        return not select.of_plan and kinds[select.kind].absent == "unknown"

    def left_open(self, node: Slot | Has | IsIn) -> pl.Series:
        """The questions for which something that cannot be told in columns bears on `node`: those with an event that

        a filter would have to judge; all of them where there is no filter.
        """
        filtered = [select for select in selects(node) if select.filter is not None]
        if not filtered or (isinstance(node, Slot) and node.source == "chain"):
            return self.facts.q.unique()
        return pl.concat([self.facts.q.gather(self.all_of(select)["c"]) for select in filtered]).unique()

    # -- events ------------------------------------------------------------------

    def all_of(self, select: Select) -> pl.DataFrame:
        """The events of a selection, its filter aside: `c e day`, in order for each row `c`; perhaps `plan`."""
        coverages = self.facts.coverages
        if select.of_plan:
            assert coverages is not None
            return self._of_coverage(select.kind, coverages)
        events = self.world.events(select.kind, self.supposed)
        if coverages is None:
            return events.rename({"q": "c"})
        return self._places("q", coverages).join(events, on="q", how="inner", maintain_order="left_right").drop("q")

    @staticmethod
    def _places(key: str, coverages: pl.DataFrame) -> pl.DataFrame:
        return coverages.select(key, pl.int_range(pl.len(), dtype=PLACE).alias("c"))

    def _once(self, kind: str) -> pl.Series:
        """The event of the coverage in hand that happens once in it."""
        facts, coverages = self.facts, self.facts.coverages
        assert coverages is not None
        if facts.place == HAND and kind == self.world.supposed:
            return self.world.supposed_events.gather(facts.q)
        if kind in ("bought", "activated"):
            return self.world.coverings.coverages[kind].gather(coverages["coverage"])
        return pl.repeat(None, facts.rows, dtype=PLACE, eager=True)

    def _of_coverage(self, kind: str, coverages: pl.DataFrame) -> pl.DataFrame:
        mine = self._places("coverage", coverages)
        if kind not in LISTS:
            once = mine.select("c", e=self._once(kind)).filter(pl.col("e").is_not_null())
            return once.with_columns(self.world.key("on").gather(once["e"]).alias("day"))
        added = self.world.coverings.added[kind]
        events = mine.join(added, on="coverage", how="inner", maintain_order="left_right").drop("coverage")
        return self._with_supposed(events) if self.facts.place == HAND and kind == self.world.supposed else events

    def _with_supposed(self, events: pl.DataFrame) -> pl.DataFrame:
        """The supposed event is the last of its kind."""
        q = self.facts.q
        more = pl.DataFrame(
            {
                "c": pl.int_range(q.len(), dtype=PLACE, eager=True),
                "e": self.world.supposed_events.gather(q),
                "day": self.world.questions["day"].gather(q),
            }
        )
        return pl.concat([events, more.select(events.columns)]).sort("c", maintain_order=True)

    # -- filters -----------------------------------------------------------------

    def passing(self, select: Select) -> pl.DataFrame:
        """The events of a selection; with a filter, what it says of each in `keep`. Raises Unfoldable."""
        events = self.all_of(select)
        if select.filter is None:
            return events
        if events.is_empty():
            return events.with_columns(keep=pl.lit(None, pl.Boolean))
        kind = self.world.engine.rules.index.kinds[select.kind]
        keep = Filter(kind, self.facts.columns(), self.facts.place, self.supposed)
        test = keep.over(select.filter)
        its = [self._of_event(node, events).alias(name) for name, node in keep.its.items()]
        told = self.facts.value_with(test, keep.columns, keep.types, its, events.height, events["c"])
        self.odd += told.odd
        return events.with_columns(keep=told.values.cast(pl.Boolean))

    def _of_event(self, node: Slot | IsIn, events: pl.DataFrame) -> pl.Series:
        if isinstance(node, Slot):
            if node.key == "plan" and "plan" in events.columns:
                return events["plan"]
            return self.world.key(node.key).gather(events["e"])
        options, item = node.options, node.item
        assert isinstance(options, Slot)
        assert isinstance(item, Lit)
        listed = self.world.key(options.key).gather(events["e"])
        if listed.dtype == pl.Null:
            listed = listed.cast(pl.List(pl.String))
        if options.default is None:
            return listed.list.contains(item.value)
        return listed.list.contains(item.value).fill_null(item.value in constant(options.default))
