"""Facts about many questions, or about one coverage of each: the value of a leaf, a row each.

A fact tells which questions it could not be told for; those are folded one by one. How a leaf is read is said in
`reading`.
"""

from typing import Protocol

import polars as pl

from warrantor.core.decision.bulk.fold.filters import Unfoldable, evaluated
from warrantor.core.decision.bulk.fold.reading import Fact, Reading
from warrantor.core.decision.bulk.fold.selecting import Chosen
from warrantor.core.decision.bulk.fold.world import World
from warrantor.core.decision.citing import STANDING
from warrantor.core.decision.outline import HAND, Leaf
from warrantor.core.decision.outline.columns import Columns
from warrantor.core.terms.ir import Node, Select, Slot, walk


class Others(Protocol):
    """How other plans stand, as columns: told only where it is known which coverages a question has to look at."""

    facts: dict[str, Fact]
    types: dict[str, str]

    def column(self, slot: Slot) -> Node:
        """The column, among `facts` (a row for each question), of what a slot says of other plans."""


class Facts:
    """Facts about rows: questions; or coverages, where `coverages` is given, in order of `q`.

    `coverages`: `q coverage each`, see `covering.instances`. One `in_hand`, that an operation is about, is as it would
    be after the event asked about. `base` tells what does not hang on how other plans stand.
    """

    def __init__(
        self,
        world: World,
        coverages: pl.DataFrame | None = None,
        plan: str | None = None,
        in_hand: bool = False,
        of_questions: "Facts | None" = None,
        base: "Facts | None" = None,
        others: Others | None = None,
    ) -> None:
        self.world = world
        self.coverages = coverages
        self.plan = plan
        self.place = None if coverages is None else HAND if in_hand else 0
        self.rows = world.count if coverages is None else coverages.height
        self.q = world.questions["q"] if coverages is None else coverages["q"]
        """The place of the question of each row."""
        self.others = others
        self._of_questions = of_questions  # not itself: what is told of a batch must go when the batch goes
        self._base = base
        self._facts: dict[tuple[Node, bool], Fact] = {}
        self.chosen: dict[tuple[Select, bool], tuple[Chosen, list[pl.Series]]] = {}

    def of(self, leaf: Leaf) -> Fact:
        """The values of a leaf."""
        if self._base is not None and not reads_others(leaf.node):
            return self._base.of(leaf)
        if leaf.place is None and self._of_questions is not None:
            return self._of_questions.of(leaf).at(self.q)
        key = (leaf.node, leaf.supposed)
        if key not in self._facts:
            self._facts[key] = Reading(self, leaf).fact()
        return self._facts[key]

    def columns(self) -> Columns:
        """Where expressions are written over columns. Raises Unfoldable where they tell how other plans stand and

        that is not known yet.
        """
        return Columns(self.world.document, self._other, self.world.supposed)

    def _other(self, slot: Slot) -> Node:
        if self.others is None:
            raise Unfoldable
        return self.others.column(slot)

    def value(self, node: Node, columns: Columns, at: pl.Series | None = None) -> Fact:
        """The value of an expression written over `columns`, for each row, or for the rows at some places."""
        return self.value_with(node, columns, {}, [], self.rows if at is None else at.len(), at)

    def value_with(
        self, node: Node, columns: Columns, types: dict[str, str], more: list[pl.Series], rows: int,
        at: pl.Series | None = None,
    ) -> Fact:  # fmt: skip
        """As `value`, with `more` columns of certain `types`."""
        found = {name: (self.of(leaf), leaf.type, at) for name, leaf in columns.leaves.items()}
        if self.others is not None:
            q = self.q if at is None else self.q.gather(at)
            found |= {name: (fact, self.others.types[name], q) for name, fact in self.others.facts.items()}
        told = [
            (fact if place is None else fact.at(place)).values.alias(name) for name, (fact, _, place) in found.items()
        ]
        types = types | {name: type for name, (_, type, _) in found.items()}
        odd = [series for fact, _, _ in found.values() for series in fact.odd]
        return Fact(evaluated(node, types, [*more, *told], rows), odd)


def reads_others(node: Node) -> bool:
    """Whether a fact hangs on how other plans stand."""
    return any(isinstance(n, Slot) and n.source in STANDING for n in walk(node))
