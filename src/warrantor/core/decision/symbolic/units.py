"""What is asked of one plan under one kind of question, over the coverages that a unit may hold beside it.

A unit can hold any number of coverages; a scene is about just so many. So what cannot be shown with few of them is
only said to be impossible where it stays so though nothing is known of any other (a loose room).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import z3

from warrantor.core.decision.outline import HAND, Held, Leaf, Shape
from warrantor.core.decision.outline.columns import selects
from warrantor.core.decision.outline.judged import Judged, JudgedGate
from warrantor.core.decision.symbolic.asking import Budget
from warrantor.core.decision.symbolic.background import Background
from warrantor.core.decision.symbolic.events import Context
from warrantor.core.decision.symbolic.groups import Group
from warrantor.core.decision.symbolic.scene import Scene
from warrantor.core.decision.symbolic.slots import Slots
from warrantor.core.decision.symbolic.three import Bool, Value, pick
from warrantor.core.terms.ir import Column, Node, Select, Slot, walk
from warrantor.core.terms.rules import Gate, Rules
from warrantor.core.terms.statements import PLAN_OPERATIONS
from warrantor.core.values.dates import NEVER

MOST_FURTHER = 2
"""How many bought coverages are looked at beside the one in question."""
OF_OTHERS = {"live": "flag", "starts": "day", "ends": "day", "count_live": "number"}
"""What is told of other plans, and its type."""


@dataclass(frozen=True)
class Subject:
    """A kind of question, and a coverage that it is about. `plan`: None for one about the unit.

    `how` it is held: `bought`, `given`, `each`; nothing where an operation is about a plan that is not held yet.
    """

    ask: str
    plan: str | None
    how: str = ""


def subjects(rules: Rules, ask: str, plan: str | None) -> Iterator[Subject]:
    """The ways in which a question can be about a plan."""
    if plan is None or ask == "purchase":
        yield Subject(ask, plan)
        return
    of = rules.of("cover", plan)
    ways = {"each": of.each is not None, "bought": of.sold, "given": of.given is not None and of.each is None}
    yield from (Subject(ask, plan, how) for how, held in ways.items() if held)


def shape(rules: Rules, subject: Subject, further: tuple[str, ...] = ()) -> Shape:
    """What a unit holds at least, what the question is about, and further coverages that were bought."""
    own = Held(subject.plan, subject.how) if subject.plan is not None and subject.how else None
    found: list[Held] = []
    for plan in rules.document.plans:
        of = rules.of("cover", plan)
        if of.given is not None and of.each is None:
            found.append(Held(plan, "given"))
        found += [Held(plan, "bought")] * further.count(plan)
        if own is not None and own.plan == plan and own.how != "given":
            found.append(own)
    return Shape(tuple(found), own if subject.ask in PLAN_OPERATIONS else None)


class Room:
    """A scene about a subject, and who is asked about it. `loose`: nothing is known of other coverages."""

    def __init__(
        self, rules: Rules, subject: Subject, budget: Budget, further: tuple[str, ...] = (), loose: bool = False
    ) -> None:
        self.rules, self.subject, self.budget = rules, subject, budget
        self.shape = shape(rules, subject, further)
        slots = LooseSlots(rules.document, subject.ask, self._operated, self.shape) if loose else None
        self.scene = Scene(rules, subject.ask, self._operated, self.shape, slots)
        if loose:
            self.scene.columns.others = of_others_as_told(self.scene)
        self.slots = self.scene.slots
        self.background = Background(self.scene)

    @property
    def _operated(self) -> str | None:
        return self.subject.plan if self.subject.ask in PLAN_OPERATIONS else None

    @property
    def place(self) -> int | None:
        """Where the coverage in question stands."""
        if self.subject.ask in PLAN_OPERATIONS:
            return HAND
        own = Held(self.subject.plan, self.subject.how) if self.subject.plan is not None else None
        places = [place for place, held in enumerate(self.shape.coverages) if held == own]
        return places[-1] if places else None

    @property
    def judged(self) -> Judged:
        """The coverage in question under the question."""
        if not hasattr(self, "_judged"):
            place = self.place
            alone = place is None or place == HAND
            self._judged = self.scene.hand if alone else self.scene.judged(place)  # type: ignore[arg-type]
        return self._judged

    def over(self, node: Node) -> Node:
        """An expression over columns, read for the coverage in question."""
        return self.judged.context.over(node)

    def gate(self, gate: Gate) -> JudgedGate:
        """What became of a gate."""
        return next(g for g in (*self.judged.gates, *self.judged.persons) if g.gate is gate)

    def true(self, node: Node) -> Bool:
        """Where a condition over columns is true. Raises Untold."""
        return self.scene.true(node)


def of_others_as_told(scene: Scene) -> Callable[[Slot], Node]:
    """How other plans stand, as facts that nothing is known of."""

    def told(slot: Slot) -> Node:
        if slot.source not in OF_OTHERS:
            return slot  # the clauses behind, which nobody asks about here
        column = Column(f"told {slot.source} {' '.join(slot.plans)}", OF_OTHERS[slot.source])
        scene.columns.leaves.setdefault(column.name, Leaf(slot, column.type))
        return column

    return told


def of_others(*nodes: Node) -> bool:
    """Whether expressions hang on what else is held or was bought."""
    parts = [part for node in nodes for part in walk(node)]
    if any(isinstance(part, Slot) and part.source in OF_OTHERS for part in parts):
        return True
    return any(select.kind == "bought" and not select.of_plan for node in nodes for select in selects(node))


class LooseSlots(Slots):
    """Facts of which those about what else was bought are left open."""

    def _open(self, select: Select, context: Context) -> tuple[Group | None, list[Any], bool]:
        group, listed, supposed = super()._open(select, context)
        if select.kind == "bought" and not select.of_plan:
            return self._anything_bought(), [], supposed
        return group, listed, supposed

    def _value(self, slot: Node, context: Context, leaf: Leaf) -> Value:
        found = super()._value(slot, context, leaf)
        if isinstance(slot, Slot) and slot.source in ("starts", "ends"):
            endless = z3.Bool(f"{leaf.node} endless")
            return Value(pick(endless, NEVER, found.of), found.known, True)
        return found

    def _anything_bought(self) -> Group:
        return self.groups.setdefault(("bought", None), Group(self.kinds["bought"], "bought", False, self.make))
