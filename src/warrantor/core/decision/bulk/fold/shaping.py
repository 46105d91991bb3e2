"""Which coverages each question has to look at, and the slot tables of the questions that look at the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from warrantor.core.decision.bulk.fold.covering import instances
from warrantor.core.decision.bulk.fold.facts import Facts, reads_others
from warrantor.core.decision.bulk.fold.filters import evaluated
from warrantor.core.decision.bulk.fold.reading import Fact
from warrantor.core.decision.bulk.fold.slots import MOST_COVERAGES, About, Outlines, days
from warrantor.core.decision.bulk.fold.usual import PLACE
from warrantor.core.decision.bulk.fold.world import World
from warrantor.core.decision.outline import HAND, Leaf, Shape
from warrantor.core.decision.outline.columns import Columns
from warrantor.core.decision.outline.judged import Context
from warrantor.core.decision.outline.standing import Others
from warrantor.core.terms.ir import Column, Node, Slot, walk

_ON_HELD = ("activate", "transfer", "refund", "change-level", "renew")
"""Operations about a coverage that is held."""
_KINDS = {"live": "flag", "starts": "day", "ends": "day", "count_live": "number"}


@dataclass
class Part:
    """Questions of one shape: `q row` and a column for each leaf; `odd` are those that could not be told in columns."""

    about: About
    frame: pl.DataFrame
    odd: pl.Series


class Shaping:
    """The questions of a batch by their shapes. `many`: `q row` of those with more coverages than a table is for."""

    def __init__(self, world: World, outlines: Outlines) -> None:
        self.world = world
        self.outlines = outlines
        found = list(instances(world.engine, world.record, world.coverings, world.count))
        self.held = [held for held, _ in found]
        self.frames = [frame for _, frame in found]
        self.of_questions = Facts(world)
        self._of_coverages: dict[int, Facts] = {}
        self._in_hand: dict[str | None, Facts] = {}
        self.looked_at = self._looked_at()
        self.questions = self._questions()
        self.many = self.questions.filter(pl.col("coverages") > MOST_COVERAGES).select("q", "row")

    def _looked_at(self) -> pl.DataFrame:
        """All coverages, in the order of their questions and places: `q way at`, how held and where among such.

        The `digit`s of a question, added up, tell the ways of its coverages in their order.
        """
        frames = [
            frame.select("q", way=pl.lit(way, pl.UInt8), at=pl.int_range(pl.len(), dtype=PLACE))
            for way, frame in enumerate(self.frames)
        ]
        empty = pl.DataFrame(schema={"q": PLACE, "way": pl.UInt8(), "at": PLACE})
        looked_at = pl.concat([empty, *frames]).sort("q", "way", maintain_order=True).with_row_index("nth")
        first = pl.when((pl.col("q") != pl.col("q").shift()).fill_null(True)).then("nth").forward_fill()
        nth = looked_at.select((pl.col("nth") - first).clip(0, MOST_COVERAGES)).to_series()
        worth = pl.Series([(len(self.held) + 1) ** place for place in range(MOST_COVERAGES)] + [0], dtype=pl.UInt64)
        return looked_at.with_columns(digit=(pl.col("way") + 1).cast(pl.UInt64) * worth.gather(nth))

    def _questions(self) -> pl.DataFrame:
        """`q row plan ways coverages first hand`: the plan and the coverage in hand of an operation, and how many

        coverages there are, held in which ways, with the place of the first.
        """
        ways = self.looked_at.group_by("q", maintain_order=True).agg(pl.col("digit").sum(), pl.len())
        world = self.world
        plan = pl.col("plan") if self.outlines.subject("") is not None else pl.lit(None, pl.String)
        told = world.questions.select("q", "row", plan.alias("plan"))
        told = told.join(ways.rename({"digit": "ways", "len": "coverages"}), on="q", how="left", maintain_order="left")
        told = told.with_columns(pl.col("ways", "coverages").fill_null(0))
        told = told.with_columns(first=pl.col("coverages").cum_sum() - pl.col("coverages"))
        return told.with_columns(hand=self._hand(told) if world.ask in _ON_HELD else pl.lit(None, PLACE))

    # -- the coverage in hand --------------------------------------------------------

    def _hand(self, told: pl.DataFrame) -> pl.Series:
        """For each question the way in which the coverage in hand is held; null where there is none."""
        hand = pl.repeat(None, told.height, dtype=PLACE, eager=True)
        for plan in told["plan"].unique():
            ways = self._last_of(plan)["way"]
            hand = ways.zip_with(told["plan"] == plan, hand)
        return hand

    def _last_of(self, plan: str | None) -> pl.DataFrame:
        """The last coverage of a plan of each question: `way coverage each`, null where there is none."""
        rows = self.world.count
        found = pl.DataFrame(
            {name: pl.repeat(None, rows, dtype=PLACE, eager=True) for name in ("way", "coverage", "each")}
        )
        for way, (held, frame) in enumerate(zip(self.held, self.frames, strict=True)):
            if held.plan == plan and frame.height:
                mine = frame.group_by("q").last().with_columns(way=pl.lit(way, PLACE))
                q = mine["q"]
                found = found.with_columns(found[name].scatter(q, mine[name]) for name in found.columns)
        return found

    def in_hand(self, plan: str | None) -> Facts:
        """Facts about the coverage in hand, for every question as if it were about `plan`."""
        if plan not in self._in_hand:
            found = self._last_of(plan if self.world.ask in _ON_HELD else None)
            found = found.select(self.world.questions["q"], "coverage", "each")
            self._in_hand[plan] = Facts(self.world, found, plan, in_hand=True, of_questions=self.of_questions)
        return self._in_hand[plan]

    def of_coverages(self, way: int) -> Facts:
        """Facts about the coverages of a plan that are held in one way."""
        if way not in self._of_coverages:
            frame, plan = self.frames[way], self.held[way].plan
            self._of_coverages[way] = Facts(self.world, frame, plan, of_questions=self.of_questions)
        return self._of_coverages[way]

    # -- tables ------------------------------------------------------------------------

    def parts(self) -> Iterator[Part]:
        """The questions of each shape with their leaves."""
        few = self.questions.filter(pl.col("coverages") <= MOST_COVERAGES)
        for rows in few.partition_by("plan", "ways", "hand", maintain_order=True):
            shaped = _Shaped(self, rows)
            yield shaped.part()
            shaped.forget()


def _digits(number: int, base: int) -> Iterator[int]:
    """Which ways a number stands for, in order."""
    while number:
        number, digit = divmod(number, base)
        yield digit - 1


class _Shaped:
    """The questions of one shape."""

    def __init__(self, shaping: Shaping, rows: pl.DataFrame) -> None:
        self.shaping = shaping
        self.world = shaping.world
        self.rows = rows
        plan, ways, hand = rows.select("plan", "ways", "hand").row(0)
        self.plan = plan
        self.ways = list(_digits(ways, len(shaping.held) + 1))
        held = shaping.held
        shape = Shape(tuple(held[way] for way in self.ways), None if hand is None else held[hand])
        self.about = About(str(self.world.document.version.id), plan, shape)

    def part(self) -> Part:
        """The table of these questions."""
        columns, odd = [self.rows["q"], self.rows["row"]], [self.rows["q"].clear()]
        for name, leaf in self.shaping.outlines.decision(self.about).columns.items():
            fact = self.fact(leaf)
            columns.append(fact.values.alias(name))
            odd += fact.odd
        strays = pl.concat(odd).unique()
        return Part(self.about, pl.DataFrame(columns), strays.filter(strays.is_in(self.rows["q"].implode())))

    def fact(self, leaf: Leaf) -> Fact:
        """The values of a leaf, a row for each of these questions."""
        if leaf.place is None:
            facts, at = self.shaping.of_questions, self.rows["q"]
        elif leaf.place == HAND:
            facts, at = self.shaping.in_hand(self.plan), self.rows["q"]
        else:
            facts, at = self.shaping.of_coverages(self.ways[leaf.place]), self._at(leaf.place)
        if reads_others(leaf.node):
            facts = self._with_others(facts)
        return facts.of(leaf).at(at)

    def _at(self, place: int) -> pl.Series:
        """Where the coverage at a place is among those of its plan and way."""
        return self.shaping.looked_at["at"].gather(self.rows["first"] + place)

    def _with_others(self, facts: Facts) -> Facts:
        of_questions = Facts(self.world, base=self.shaping.of_questions, others=self.others)
        if facts.coverages is None:
            return of_questions
        in_hand = facts.place == HAND
        return Facts(
            self.world, facts.coverages, facts.plan, in_hand, of_questions=of_questions, base=facts, others=self.others
        )

    def forget(self) -> None:
        """Lets go of the other plans: they refer to themselves, and would keep the batch for a while."""
        if "others" in vars(self):
            vars(self.others).clear()

    @cached_property
    def others(self) -> "_OtherPlans":
        return _OtherPlans(self)


class _OtherPlans:
    """How other plans stand, for questions of one shape; see `facts.Others`."""

    def __init__(self, shaped: _Shaped) -> None:
        self._shaped = shaped
        world = shaped.world
        self._columns = Columns(world.document, self._written, world.supposed)
        self._others = Others(world.engine.rules, shaped.about.shape.coverages, self._context)
        self._names: dict[Slot, Column] = {}
        self.facts: dict[str, Fact] = {}
        self.types: dict[str, str] = {}

    def _written(self, slot: Slot) -> Node:
        return self._others.slot(slot)

    def _context(self, place: int | None) -> Context:
        return Context(self._columns, self._shaped.world.document.places.__getitem__, place)

    def column(self, slot: Slot) -> Node:
        """The column that holds what a slot says of other plans, worked out when it is first asked for."""
        if slot not in self._names:
            fact = self._told(slot)
            column = Column(f"other {len(self._names)}", _KINDS[slot.source])
            self._names[slot] = column
            self.facts[column.name], self.types[column.name] = fact, column.type
        return self._names[slot]

    def _told(self, slot: Slot) -> Fact:
        node = self._others.slot(slot)
        shaped, rows = self._shaped, self._shaped.rows
        found = {name: (shaped.fact(leaf), leaf.type) for name, leaf in self._read(node).items()}
        columns = [fact.values.alias(name) for name, (fact, _) in found.items()]
        values = evaluated(node, {name: type for name, (_, type) in found.items()}, columns, rows.height)
        if _KINDS[slot.source] == "day":
            values = days(values)
        every = pl.repeat(None, shaped.world.count, dtype=values.dtype, eager=True).scatter(rows["q"], values)
        return Fact(every, [series for fact, _ in found.values() for series in fact.odd])

    def _read(self, node: Node) -> dict[str, Leaf]:
        names = {part.name for part in walk(node) if isinstance(part, Column)}
        return {name: self._columns.leaves[name] for name in sorted(names)}
