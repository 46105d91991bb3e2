"""How a leaf is read: keys of the events it names, whether there are any and how many, lists, renewals.

Which rows are read, and what is on record about them, is told by `Facts`.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from warrantor.core.decision.bulk.fold import selecting
from warrantor.core.decision.bulk.fold.choosing import Choosing
from warrantor.core.decision.bulk.fold.filters import Unfoldable, constant
from warrantor.core.decision.bulk.fold.renewing import MOST_RENEWALS, renewed
from warrantor.core.decision.bulk.fold.selecting import Chosen
from warrantor.core.decision.bulk.fold.slots import EPOCH, column_type, days
from warrantor.core.decision.outline import Leaf
from warrantor.core.terms.ir import Has, IsIn, Lit, Select, Slot

if TYPE_CHECKING:
    from warrantor.core.decision.bulk.fold.facts import Facts


@dataclass
class Fact:
    """A value for each row, and the questions (`q`) it could not be told for."""

    values: pl.Series
    odd: list[pl.Series] = field(default_factory=list)

    def at(self, places: pl.Series) -> "Fact":
        """For other rows, by the place of each in these."""
        values = self.values
        if values.null_count() == values.len():
            return Fact(values.clear(places.len()), self.odd)
        return Fact(values.gather(places), self.odd)


class Reading:
    """One leaf being read."""

    def __init__(self, facts: "Facts", leaf: Leaf) -> None:
        self.facts = facts
        self.world = facts.world
        self.leaf = leaf
        self.choosing = Choosing(facts, leaf.supposed)
        self.odd = self.choosing.odd

    def fact(self) -> Fact:
        """The values, of the type of their column."""
        type = column_type(self.leaf)
        values = self._values()
        if values.dtype == pl.Null:
            values = pl.repeat(None, self.facts.rows, dtype=type, eager=True)
        return Fact(values.cast(type), self.odd)

    def _values(self) -> pl.Series:
        node = self.leaf.node
        try:
            if isinstance(node, Has):
                return self._has(node)
            return self._is_in(node) if isinstance(node, IsIn) else self._slot(node)
        except Unfoldable:
            self.odd.append(self.choosing.left_open(node))
            return self._nothing()

    def _nothing(self) -> pl.Series:
        return pl.repeat(None, self.facts.rows, dtype=pl.Null, eager=True)

    # -- slots -----------------------------------------------------------------

    def _slot(self, slot: Slot) -> pl.Series:
        if slot.source == "key":
            assert slot.select is not None
            return self._key(self.choosing.chosen(slot.select), slot)
        if slot.source in ("any", "count", "unmatched"):
            return self._aggregate(slot)
        if slot.source == "chain":
            return self._chain(slot)
        if slot.source == "claim":
            return self.world.claim(slot.key)
        if slot.source == "price":
            return self.world.price(slot.key)
        if slot.source == "unit":
            return self.world.question("serial" if slot.key == "serial" else f"unit.{slot.key}")
        if slot.source == "question" and slot.key in ("day", "to"):
            return self.world.question(slot.key)
        raise Unfoldable

    def _key(self, chosen: Chosen, slot: Slot) -> pl.Series:
        found = chosen.plan if slot.key == "plan" and chosen.plan is not None else self._of_table(chosen, slot.key)
        if slot.default is None or found.dtype == pl.Null:
            return found
        default = pl.when(chosen.e.is_not_null()).then(pl.lit(constant(slot.default), dtype=found.dtype))
        return pl.select(pl.coalesce(found, default)).to_series()

    def _of_table(self, chosen: Chosen, key: str) -> pl.Series:
        values = self.world.key(key)
        if chosen.e.null_count() == chosen.e.len() or values.null_count() == values.len():
            return values.clear(chosen.e.len())
        return values.gather(chosen.e)

    def _aggregate(self, slot: Slot) -> pl.Series:
        assert slot.select is not None
        select, rows = slot.select, self.facts.rows
        if slot.source == "unmatched":
            assert slot.other is not None
            events, others = (self._keyed(one, slot.key) for one in (select, slot.other))
            return selecting.unmatched(events, others, rows)
        events = self.choosing.passing(select)
        if slot.source == "count":
            return selecting.count_of(events, rows)
        return selecting.any_of(events, rows, self.choosing.is_silent(select))

    def _keyed(self, select: Select, key: str) -> pl.DataFrame:
        events = self.choosing.all_of(select)
        return events.with_columns(key=self.world.key(key).gather(events["e"]))

    # -- what there is -----------------------------------------------------------

    def _has(self, node: Has) -> pl.Series:
        if isinstance(node.of, Select):
            chosen = self.choosing.chosen(node.of)
            return self._present(chosen, node.of) if node.mode == "present" else chosen.e.is_not_null()
        slot = node.of
        if slot.source != "key":
            given = self._slot(slot).is_not_null()
            return given if node.mode == "recorded" else _true_or_unknown(given)
        assert slot.select is not None
        chosen = self.choosing.chosen(slot.select)
        # the default of a key that is absent does not make it present
        given = self._key(chosen, Slot("key", slot.key, slot.select)).is_not_null()
        other = self._present(chosen, slot.select) if node.mode == "present" else _all_false(self.facts.rows)
        return given.zip_with(chosen.e.is_not_null(), other)

    def _present(self, chosen: Chosen, select: Select) -> pl.Series:
        found = chosen.e.is_not_null()
        if self.choosing.is_silent(select):
            return _true_or_unknown(found)
        return pl.select(pl.when(~chosen.unsure).then(found)).to_series()

    def _is_in(self, node: IsIn) -> pl.Series:
        """Whether a constant is in a fact that is a list."""
        assert isinstance(node.options, Slot)
        if not isinstance(node.item, Lit):
            raise Unfoldable
        options = self._slot(node.options)
        return options if options.dtype == pl.Null else options.list.contains(node.item.value)

    # -- renewals ----------------------------------------------------------------

    def _chain(self, slot: Slot) -> pl.Series:
        facts = self.facts
        starts, ends, unit, count, renew_unit, more = slot.parts
        if not isinstance(unit, Lit) or not isinstance(renew_unit, Lit):
            raise Unfoldable
        columns = facts.columns()
        written = [columns.over(part, facts.place, self.leaf.supposed) for part in (starts, ends, count, more)]
        found = [facts.value(part, columns) for part in written]
        self.odd += found[0].odd
        dtypes = (pl.Int32, pl.Int32, pl.Int64, pl.Int64)
        terms = pl.DataFrame(
            [f.values.cast(dtype).alias(name) for f, dtype, name in
             zip(found, dtypes, ("starts", "ends", "count", "more"), strict=True)]
        )  # fmt: skip
        renewals = self.choosing.all_of(Select("all", "renewed", of_plan=True))
        many = renewals.group_by("c").len().filter(pl.col("len") > MOST_RENEWALS)["c"]
        self.odd.append(facts.q.gather(many))
        renewals = renewals.with_columns(day=pl.col("day").cast(pl.Int32) + EPOCH).select("c", "day")
        renewals = renewals.filter(~pl.col("c").is_in(many.implode()))
        return days(renewed(slot.key, terms, renewals, unit.value, renew_unit.value))


def _true_or_unknown(found: pl.Series) -> pl.Series:
    return pl.select(pl.when(found).then(True)).to_series()


def _all_false(rows: int) -> pl.Series:
    return pl.repeat(False, rows, dtype=pl.Boolean, eager=True)
