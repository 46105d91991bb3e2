"""What is asked of one plan under one kind of question, over the coverages that a unit may hold beside it.

A unit can hold any number of coverages; a scene is about just so many. So what cannot be shown with few of them is
only said to be impossible where it stays so though nothing is known of any other (a loose room).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import z3

from warrantor.core.decision.outline import HAND, Held, Leaf, Shape
from warrantor.core.decision.outline.columns import selects
from warrantor.core.decision.outline.judged import Judged, JudgedGate
from warrantor.core.decision.symbolic.asking import Asker, Budget
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


class Ground:
    """A scene, and who is asked about it. `loose`: nothing is known of what else is held or was bought."""

    def __init__(self, rules: Rules, ask: str, operated: str | None, shape: Shape, budget: Budget, loose: bool) -> None:
        self.budget = budget
        slots = LooseSlots(rules.document, ask, operated, shape) if loose else None
        self.scene = Scene(rules, ask, operated, shape, slots)
        if loose:
            self.scene.columns.others = of_others_as_told(self.scene)
        self.background = Background(self.scene)
        self._judged: dict[int | None, Judged] = {}
        self._asker: tuple[int, Asker] | None = None

    def judged(self, place: int | None) -> Judged:
        """The coverage at a place under the question; the unit where there is none."""
        if place not in self._judged:
            alone = place is None or place == HAND
            self._judged[place] = self.scene.hand if alone else self.scene.judged(place)  # type: ignore[arg-type]
        return self._judged[place]

    @property
    def asker(self) -> Asker:
        """Who is asked, knowing what holds of every fact read so far; what the document assumes is left out."""
        _ = self.background.assumed  # reads facts of its own
        size = self.background.size()
        if self._asker is None or self._asker[0] != size:
            certain = self.background.certain()
            self._asker = (self.background.size(), Asker(certain, self.budget))
        return self._asker[1]


def of_others_as_told(scene: Scene) -> Callable[[Slot], Node]:
    """How other plans stand, as facts of which nothing else is known."""

    def told(slot: Slot) -> Node:
        if slot.source not in OF_OTHERS:
            return slot  # the clauses behind, which nobody asks about here
        column = Column(f"told {slot.source} {' '.join(slot.plans)}", OF_OTHERS[slot.source])
        scene.columns.leaves.setdefault(column.name, Leaf(slot, column.type))
        return column

    return told


class Room:
    """A subject on its ground: what it asks of the solver."""

    def __init__(self, subject: Subject, shape: Shape, ground: Ground, loose: bool) -> None:
        self.subject, self.shape, self.ground, self.loose = subject, shape, ground, loose
        self.scene = ground.scene
        self.slots = ground.scene.slots

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
        return self.ground.judged(self.place)

    def over(self, node: Node) -> Node:
        """An expression over columns, read for the coverage in question."""
        return self.judged.context.over(node)

    def gate(self, gate: Gate) -> JudgedGate:
        """What became of a gate."""
        return next(g for g in (*self.judged.gates, *self.judged.persons) if g.gate is gate)

    def true(self, node: Node) -> Bool:
        """Where a condition over columns is true. Raises Untold."""
        return self.scene.true(node)

    @property
    def asker(self) -> Asker:
        """Who is asked, knowing what holds of every history; what the document assumes is left out."""
        return self.ground.asker

    @property
    def assumed(self) -> dict[str, Bool]:
        """What the document assumes, by its text."""
        return self.ground.background.assumed

    def possible(self, *tests: Bool) -> bool:
        """Whether the tests can hold together under what the document assumes. Raises Undecided."""
        return self.asker.possible(*tests, *self.assumed.values())

    def core(self, tests: dict[str, Bool]) -> list[str]:
        """Of tests that cannot hold together, and of what is assumed, the names of some that are enough."""
        return self.asker.core({**tests, **{f"assume {text}": test for text, test in self.assumed.items()}})


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


class Rooms:
    """The rooms of one document; those that are about the same coverages share their ground."""

    def __init__(self, rules: Rules, budget: Budget) -> None:
        self.rules, self.budget = rules, budget
        self._grounds: dict[tuple[str, str | None, Shape, bool], Ground] = {}

    def of(self, subject: Subject, further: tuple[str, ...] = (), loose: bool = False) -> Room:
        """One room."""
        operated = subject.plan if subject.ask in PLAN_OPERATIONS else None
        looked_at = shape(self.rules, subject, further)
        key = (subject.ask, operated, looked_at, loose)
        if key not in self._grounds:
            self._grounds[key] = Ground(self.rules, *key[:3], self.budget, loose)
        return Room(subject, looked_at, self._grounds[key], loose)

    def further(self, most: int) -> Iterator[tuple[str, ...]]:
        """Up to so many coverages that may be looked at beside the one in question, few before many."""
        sold = [plan for plan in self.rules.document.plans if self.rules.of("cover", plan).sold]
        for count in range(1, most + 1):
            yield from combinations_with_replacement(sold, count)
