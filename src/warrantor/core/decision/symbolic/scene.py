"""One question as the solver sees it: its rules over columns, and the facts behind the columns as variables."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from warrantor.core.decision.outline import HAND, SUPPOSED, Held, Leaf, Shape
from warrantor.core.decision.outline.answer import Added, Outputs
from warrantor.core.decision.outline.columns import Columns
from warrantor.core.decision.outline.cover import cover
from warrantor.core.decision.outline.judged import Context, Judged
from warrantor.core.decision.outline.operation import operation, respond
from warrantor.core.decision.outline.standing import Others
from warrantor.core.decision.symbolic.events import It
from warrantor.core.decision.symbolic.expressions import Translation, Untold
from warrantor.core.decision.symbolic.slots import Slots, key_flag, key_value
from warrantor.core.decision.symbolic.three import Bool, Flag, Value, flag
from warrantor.core.terms.ir import Cite, Column, Has, IsIn, Node, Select, Slot, mapped
from warrantor.core.terms.rules import Rules
from warrantor.core.terms.statements import PLAN_OPERATIONS


@dataclass(eq=False)
class Reading:
    """Answers what `Translation` asks: columns and raw slots become facts, `it` the event of a filter."""

    slots: Slots
    columns: Columns
    places: dict[int, int] = field(default_factory=dict)
    """Where the coverage at a place of these columns stands among those of the slots, if elsewhere."""

    def __post_init__(self) -> None:
        self.translation = Translation(self, self.slots.texts)
        if self.slots.reading is None:
            self.slots.reading = self
        self._leaves: dict[str, Leaf] = {}

    def leaf(self, name: str) -> Leaf:
        """What a column holds, citations taken off, so that one fact is the same in all documents."""
        if name not in self._leaves:
            leaf = self.columns.leaves[name]
            place = leaf.place if leaf.place is None else self.places.get(leaf.place, leaf.place)
            self._leaves[name] = replace(leaf, node=plain(leaf.node), place=place)
        return self._leaves[name]

    def is_flag(self, leaf: Node) -> bool:
        """Whether a column or slot is true or false."""
        if isinstance(leaf, Column):
            return leaf.type == "flag"
        if isinstance(leaf, Slot) and leaf.source == "it":
            return leaf.default is True or leaf.default is False or self._it_type(leaf) == "flag"
        if isinstance(leaf, Slot):
            return self.translation.is_flag(self.columns.over(leaf))
        return True

    def _it_type(self, slot: Slot) -> str:
        bases = {kind.keys[slot.key].type.base for kind in self.slots.kinds.values() if slot.key in kind.keys}
        return "flag" if bases == {"flag"} else ""

    def flag(self, leaf: Node, it: Any) -> Flag:
        """A condition that is read."""
        if isinstance(leaf, Column):
            return self.slots.flag(self.leaf(leaf.name))
        if _of_it(leaf):
            return self._flag_of_it(leaf, it)
        return self.translation.flag(self._over(leaf, it))

    def value(self, leaf: Node, it: Any) -> Value:
        """A day, number or text that is read."""
        if isinstance(leaf, Column):
            return self.slots.value(self.leaf(leaf.name))
        if isinstance(leaf, Slot) and leaf.source == "it":
            return key_value(it.event, leaf, self.slots.texts)
        return self.translation.value(self._over(leaf, it))

    def _over(self, leaf: Node, it: It | None) -> Node:
        if it is None:
            raise Untold("a fact outside of columns")
        return self.columns.over(leaf, it.context.place, it.context.supposed)

    def _flag_of_it(self, leaf: Node, it: It) -> Flag:
        if isinstance(leaf, Has) and isinstance(leaf.of, Slot):
            return flag(it.event.get(leaf.of.key).given)
        if isinstance(leaf, Slot):
            return key_flag(it.event, leaf)
        raise Untold("whether a fact is among those of an event in a filter")


class Scene:
    """One kind of question about one shape of coverages. Nodes are rules over columns, as `outline` writes them."""

    def __init__(self, rules: Rules, ask: str, plan: str | None, shape: Shape, slots: Slots | None = None) -> None:
        self.rules, self.ask, self.plan, self.shape = rules, ask, plan, shape
        self.document = rules.document
        self.others = Others(rules, shape.coverages, self.context)
        self.columns = Columns(self.document, self.others.slot, SUPPOSED.get(ask))
        self.slots = slots or Slots(self.document, ask, plan, shape)
        self.reading = Reading(self.slots, self.columns)
        self.translation = self.reading.translation

    def context(self, place: int | None, supposed: bool = False) -> Context:
        """Where the expressions of a coverage are written."""
        return Context(self.columns, self.document.places.__getitem__, place, supposed)

    @cached_property
    def hand(self) -> Judged:
        """The coverage that an operation is about, or the unit."""
        subject = self.plan if self.ask in PLAN_OPERATIONS else None
        return self._judged(subject, self.shape.hand, HAND, True)

    def judged(self, place: int) -> Judged:
        """A coverage under the question."""
        held = self.shape.coverages[place]
        return self._judged(held.plan, held, place, False)

    def _judged(self, plan: str | None, held: Held | None, place: int, supposed: bool) -> Judged:
        rules = self.rules.of(self.ask, plan)
        return Judged(rules, [*rules.gates, *rules.persons], held, self.context(place, supposed))

    def outputs(self) -> dict[str, Node]:
        """The whole answer over columns, by the name of each of its parts."""
        return self.told.nodes()

    @cached_property
    def told(self) -> Outputs:
        """The whole answer over columns."""
        if self.ask == "cover":
            places = range(len(self.shape.coverages))
            coverages = [self.judged(place) for place in places]
            return cover(coverages, [self._added(c) for c in coverages], self._unit(), self.document.levels)
        if self.ask == "respond-by":
            return self._respond()
        return operation(self.hand, self._added(self.hand), self.ask, self.plan, self.shape.hand is not None)

    def _respond(self) -> Outputs:
        promising = [plan for plan in self.document.plans if self.rules.extras("promise", self.ask, plan)]
        places = [place for place, held in enumerate(self.shape.coverages) if held.plan in promising]
        coverages = [self.judged(place) for place in places]
        added = [self._added(c) for c in coverages]
        return respond(coverages, added, self._unit(), self.document.levels, self.others, promising)

    def _added(self, judged: Judged) -> Added:
        return Added(self.rules, self.ask, judged.rules.plan, judged.context)

    def _unit(self) -> Added:
        return Added(self.rules, self.ask, None, self.context(None))

    def true(self, node: Node) -> Bool:
        """Where a condition is known to be true."""
        return self.translation.flag(node).true

    def false(self, node: Node) -> Bool:
        """Where a condition is known to be false."""
        return self.translation.flag(node).false


def _of_it(leaf: Node) -> bool:
    inner = leaf.of if isinstance(leaf, Has) else leaf.options if isinstance(leaf, IsIn) else leaf
    return isinstance(inner, Slot) and inner.source == "it"


def plain(node: Node) -> Any:
    """An expression without its citations, those in filters included."""
    if isinstance(node, Cite):
        return plain(node.part)
    if isinstance(node, Slot):
        parts = tuple(map(plain, node.parts))
        return replace(node, select=_plain(node.select), other=_plain(node.other), parts=parts)
    if isinstance(node, Has):
        return replace(node, of=_plain(node.of) if isinstance(node.of, Select) else plain(node.of))
    return mapped(node, plain)


def _plain(select: Select | None) -> Any:
    return select if select is None or select.filter is None else replace(select, filter=plain(select.filter))
