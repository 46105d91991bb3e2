"""An act on a plan, and the doors to it: the gates that let it pass or not, on the day asked about and on others.

A history is complete here: nothing is unknown but what did not happen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import z3

from warrantor.core.decision.outline import HAND, SUPPOSED, Leaf
from warrantor.core.decision.outline.judged import JudgedGate
from warrantor.core.decision.symbolic.asking import Asker, Budget, Undecided
from warrantor.core.decision.symbolic.background import complete
from warrantor.core.decision.symbolic.events import Occurrence
from warrantor.core.decision.symbolic.examples import number
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.moments import Moment, turning, variables
from warrantor.core.decision.symbolic.rooms import MOST_FURTHER, Room, Rooms, Subject, of_others, subjects
from warrantor.core.decision.symbolic.showing import NotShown
from warrantor.core.decision.symbolic.slots import FIRST_DAY, LAST_DAY
from warrantor.core.decision.symbolic.three import Bool, either, no
from warrantor.core.terms.document import Statement
from warrantor.core.terms.ir import Column, Node, Slot, walk
from warrantor.core.terms.rules import Gate, Rules
from warrantor.core.terms.statements import OPERATIONS, PLAN_OPERATIONS

Found = TypeVar("Found")
ACTS = (*OPERATIONS, "cover")
"""The questions whose gates can close; a claim is an act as well."""


@dataclass(frozen=True, eq=False)
class Door:
    """A gate of an act as the solver reads it: whether it bars, and whether it neither bars nor is undecided."""

    judged: JudgedGate
    failed: Bool
    fine: Bool

    @property
    def gate(self) -> Gate:
        return self.judged.gate

    @property
    def statement(self) -> Statement:
        return self.gate.statement

    @property
    def clause(self) -> str:
        return self.gate.clause


class Act:
    """An act on a plan by units that hold certain coverages; see Room. Raises Fault where a statement is wrong."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.scene, self.slots = self.room.scene, self.room.slots
        self.doors: list[Door] = []
        self.untold: list[Gate] = []
        """Gates that the solver does not read."""
        self.gates = [judged.gate for judged in self.room.judged.gates]
        for judged in self.room.judged.gates:
            self._enter(judged)
        held = self._held()
        self._background = [*self.room.ground.background.all(), *complete(self.scene)]
        self.earlier, self.later = Moment(self.slots, "earlier"), Moment(self.slots, "later")
        self.asker = Asker([*self._background, *held], room.ground.budget)

    def _enter(self, judged: JudgedGate) -> None:
        try:
            failed, waiting = self.scene.true(judged.failed), self.scene.true(judged.waiting)
        except Untold:
            self.untold.append(judged.gate)
        else:
            self.doors.append(Door(judged, failed, no(either(failed, waiting))))

    def _held(self) -> list[Bool]:
        """That the plan is held, and for a claim, that it is about the claim and in its term."""
        subject, judged = self.room.subject, self.room.judged
        if subject.ask == "purchase" or subject.plan is None:
            return []
        stages = [judged.held]
        if subject.ask not in PLAN_OPERATIONS:
            stages += [judged.covers, judged.started, judged.not_over]
        return [self.scene.true(stage) for stage in stages]

    def door(self, statement: Statement) -> Door:
        """The door that a statement is. Raises Undecided where the solver does not read it."""
        found = next((door for door in self.doors if door.statement is statement), None)
        if found is None:
            raise Undecided(f"the solver does not read a condition of `{statement.clause}`")
        return found

    def closes(self, door: Door) -> bool:
        """Whether what becomes of it can hang on the day of the act alone."""
        return self.later.turns(door.failed)

    def in_time(self, door: Door) -> list[Bool]:
        """That the later day is later, and the earlier one earlier, though not before what happened that matters then:
        the purchase of the plan, and the events that a gate reads.
        """
        first, today, last = self.earlier.day, self.slots.day, self.later.day
        read = {part.get_id(): part for test in (door.failed, door.fine) for part in variables(test)}
        events = [part for part in read.values() if str(part).endswith(".on")]
        events += [bought.get("on").of for bought in self._in_hand()]
        bounds = {id(bound) for bound in self.slots.bounds}
        limits = [part for part in self._background if id(part) not in bounds]
        days = [first >= FIRST_DAY, first < today, today < last, last <= LAST_DAY, *(on <= first for on in events)]
        return [*days, *self.earlier.restated(limits), *self.later.restated(limits)]

    def _in_hand(self) -> list[Occurrence]:
        """The purchase of the coverage that the act is about."""
        place = self.slots.hand_place if self.room.place == HAND else self.room.place
        bought = None if place is None else self.slots.bought(place)
        return [] if bought is None else [bought]

    def leaf(self, statement: Statement) -> Leaf:
        """What becomes of a gate, as a fact of a history."""
        place = self.room.place
        gate = next(gate for gate in self.gates if gate.statement is statement)
        return Leaf(gate.state, "text", HAND if place is None else place, place in (None, HAND))  # type: ignore[arg-type]

    def days(self, statement: Statement) -> list[Leaf]:
        """The days of events that a gate reads, but that of the act itself."""
        state = self.room.over(self.door(statement).gate.state)
        columns = [part for part in walk(state) if isinstance(part, Column) and part.type == "day"]
        leaves = [self.scene.reading.leaf(column.name) for column in columns]
        return [leaf for leaf in leaves if self._recorded(leaf.node)]

    def _recorded(self, node: Node) -> bool:
        """Whether an expression is a key of an event that is on record, not of the one that the act supposes."""
        return isinstance(node, Slot) and node.select is not None and node.select.kind != self.slots.supposed_kind

    def events(self, model: z3.ModelRef) -> list[dict[str, Any]]:
        """Events of a model that matter on the earlier or the later day alone."""
        return [*self.earlier.events(model), *self.later.events(model)]

    def read_days(self, model: z3.ModelRef) -> tuple[int, int, int]:
        """The earlier day, that of the act and the later one, as a model has them."""
        earlier, today, later = (number(model, day) for day in (self.earlier.day, self.slots.day, self.later.day))
        return earlier, today, later


Tests = Callable[[Act], list[Bool]]
"""What is asked of an act."""


class Acts:
    """The acts of one document, kept. They are looked at for units that hold little first."""

    def __init__(self, rules: Rules, budget: Budget) -> None:
        self.rules, self.rooms = rules, Rooms(rules, budget)
        self._kept: dict[tuple[Subject, tuple[str, ...], bool], Act] = {}

    def of(self, subject: Subject, further: tuple[str, ...] = (), loose: bool = False) -> Act:
        """One act."""
        key = (subject, further, loose)
        if key not in self._kept:
            self._kept[key] = Act(self.rooms.of(subject, further, loose))
        return self._kept[key]

    def first(self, ask: str, plan: str | None, tests: Tests, look: Callable[[Act], Found | None]) -> Found | None:
        """What is found first among units for which the tests can hold; None where they can hold for none, whatever
        else a unit holds. Raises Undecided; NotShown where they can hold, and `look` raised it.
        """
        failure: Exception | None = None
        for subject in subjects(self.rules, ask, plan):
            try:
                for act in self._possible(subject, tests):
                    found = look(act)
                    if found is not None:
                        return found
            except (NotShown, Undecided) as error:
                failure = error
        if failure is not None:
            raise failure
        return None

    def any(self, ask: str, plan: str | None, tests: Tests) -> bool:
        """Whether the tests can hold for some unit. Raises Undecided."""
        return self.first(ask, plan, tests, lambda act: True) is not None

    def _possible(self, subject: Subject, tests: Tests) -> Iterator[Act]:
        """Units for which the tests can hold. Raises Undecided at last, where what else a unit holds may matter."""
        plain = self.of(subject)
        aside = of_others(*(gate.state for gate in plain.gates))
        loose = self.of(subject, loose=True) if aside else plain
        if not loose.asker.possible(*tests(loose)):
            return
        for further in [(), *self.rooms.further(MOST_FURTHER)] if aside else [()]:
            act = self.of(subject, further)
            if act.asker.possible(*tests(act)):
                yield act
        if aside:
            raise Undecided("it hangs on what else a unit holds")


def may_close(gate: Gate, ask: str) -> bool:
    """Whether a gate reads anything that hangs on the day of the act."""
    return turning(gate.state, SUPPOSED.get(ask))


__all__ = ["ACTS", "Act", "Acts", "Door", "may_close"]
