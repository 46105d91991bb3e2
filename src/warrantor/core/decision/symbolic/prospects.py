"""Whether an act that comes later is barred whatever still happens: a search for a history, held against all futures.

The solver is asked for no future for all histories at once: a history is proposed, a future is looked for in which
the later act is not barred, and what is learnt from that future is held against the next proposal.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import z3

from warrantor.core.decision.outline import Leaf
from warrantor.core.decision.symbolic.asking import Asker, Budget, Undecided
from warrantor.core.decision.symbolic.background import Background, complete
from warrantor.core.decision.symbolic.examples import wishes
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.futures import Future
from warrantor.core.decision.symbolic.moments import variables
from warrantor.core.decision.symbolic.rooms import Rooms, Subject, of_others, shape
from warrantor.core.decision.symbolic.scene import Scene
from warrantor.core.decision.symbolic.slots import Slots
from warrantor.core.decision.symbolic.three import Bool, both, either, no
from warrantor.core.terms.ir import Column, Compare, Lit, Slot, walk
from warrantor.core.terms.rules import Gate, Rules

ROUNDS = 24
"""How many histories are proposed before the search is given up."""
LATEST = date(2035, 12, 31).toordinal()
"""The last day of an earlier act, so that futures have room."""


Accept = Callable[[z3.ModelRef], Bool | None]


def taken(model: z3.ModelRef) -> None:
    """Takes whatever is found."""


class Prospect:
    """Two acts on a plan, `first` and `then`, by a unit that holds `further` plans besides.

    Raises Untold where the earlier act cannot be read, Fault where a statement is wrong.
    """

    def __init__(
        self, rules: Rules, plan: str, first: str, then: str, budget: Budget, further: tuple[str, ...] = ()
    ) -> None:
        self.budget = budget
        self.room = Rooms(rules, budget).of(Subject(first, plan), further)
        self.before = self.room.slots
        held = shape(rules, Subject(then, plan, "bought"), further)
        self.after = Slots(rules.document, then, plan, held, self.before.texts, "then ")
        self.scene = Scene(rules, then, plan, held, self.after)
        self.yes = self.room.true(Compare("==", self.room.scene.outputs()["answer"], Lit("yes")))
        self.open = self._open()
        self.bars: list[tuple[Gate, Bool]] = []
        """Gates of the later act that no step mends, and where they bar."""
        self.aside: dict[Gate, str] = {}
        """Gates of which it is not told here whether they always bar, and why."""
        self._read_bars()
        self._tie()

    def _open(self) -> Bool:
        """That nothing bars the earlier act, as far as that can be told whatever else a unit holds."""
        gates = [*self.room.judged.gates, *self.room.judged.persons]
        told = [gate for gate in gates if not of_others(gate.gate.state)]
        return both(*(no(either(self.room.true(g.failed), self.room.true(g.waiting))) for g in told))

    def _read_bars(self) -> None:
        for judged in self.scene.hand.gates:
            if judged.gate.until:
                continue
            try:
                failed = self.scene.true(judged.failed)
            except Untold as reason:
                self.aside[judged.gate] = str(reason)
                continue
            if of_others(judged.gate.state):
                self.aside[judged.gate] = "it hangs on what else a unit holds"
            else:
                self.bars.append((judged.gate, failed))

    def _tie(self) -> None:
        """Reads all that is to be read, then takes down what holds of histories and futures."""
        background = Background(self.scene)
        background.all()
        future = Future(self.before, self.after)
        future.shared()
        own = [*self.room.ground.background.all(), *complete(self.room.scene)]
        self._later = [*background.all(), *complete(self.scene), *future.ties()]
        self._escaping = [*self._later, no(either(*(failed for _, failed in self.bars)))]
        read = {part.get_id(): part for test in self._escaping for part in variables(test)}
        self._ours = [part for part in read.values() if not str(part).startswith(self.after.tag)]
        self._theirs = [part for part in read.values() if str(part).startswith(self.after.tag)]
        self._named = {str(part): part for part in self._ours}
        now = [self.before.day <= LATEST, self.before.day == self.after.day, *future.nothing_new()]
        self._proposing = Asker([*own, *now, *self._later], self.budget)
        self._answering = Asker(self._escaping, self.budget)

    # -- the search --------------------------------------------------------------------------------------------------

    def search(self, tests: Iterable[Bool], accept: Accept = taken) -> bool:
        """Looks for a history of which the tests hold and after which the later act is barred for good.

        `accept` is given each; it returns None to take it, or what is to hold besides of the next. Returns whether
        one was taken. Raises Undecided.
        """
        learnt = list(tests)
        for _ in range(ROUNDS):
            model = self._proposing.model(learnt, wishes(self.before))
            if model is None:
                return False
            escape = self.escape(model)
            if escape is not None:
                learnt += self._lessons(model, escape)
                continue
            more = accept(model)
            if more is None:
                return True
            learnt.append(more)
        raise Undecided("too many futures had to be looked at")

    def escape(self, model: z3.ModelRef, day: int | None = None) -> z3.ModelRef | None:
        """A future in which the later act is not barred; None where there is none. Raises Undecided.

        `day`: that of the earlier act, where it is not the model's.
        """
        pins = [part == model.eval(part, model_completion=True) for part in self._ours if not part.eq(self.before.day)]
        today = self.before.day == (model.eval(self.before.day, model_completion=True) if day is None else day)
        return self._answering.model([*pins, today])

    def barred(self, model: z3.ModelRef, day: int) -> bool:
        """Whether the later act is barred for good where the earlier one is on another day than in a model."""
        return self.escape(model, day) is None

    def bar(self, gate: Gate) -> Bool:
        """Where a gate of the later act bars. Raises Untold."""
        found = next((failed for known, failed in self.bars if known is gate), None)
        if found is None:
            raise Untold(self.aside[gate])
        return found

    def days(self, gate: Gate) -> list[Leaf]:
        """The days of events that a gate reads, but for the coverage that is about to be bought."""
        state = self.scene.hand.context.over(gate.state)
        columns = [part for part in walk(state) if isinstance(part, Column) and part.type == "day"]
        leaves = [self.scene.reading.leaf(column.name) for column in columns]
        return [leaf for leaf in leaves if leaf.place is None and isinstance(leaf.node, Slot) and leaf.node.select]

    def _lessons(self, model: z3.ModelRef, escape: z3.ModelRef) -> list[Bool]:
        """That this future cannot come after the history: on the days it has, and as many days after the earlier act.

        What the future has from the history it is to have from every history, so that little need be learnt.
        """
        today = model.eval(self.before.day, model_completion=True).as_long()
        days, spans = [], []
        for part in self._theirs:
            value = escape.eval(part, model_completion=True)
            own = self._named.get(str(part).removeprefix(self.after.tag))
            kept = own is not None and own.sort() == part.sort() and model.eval(own, model_completion=True).eq(value)
            days.append((part, own if kept else value))
            spans.append((part, own if kept else self._shifted(value, today)))
        future = z3.And(*(test for test in self._escaping if not isinstance(test, bool)))
        return [z3.Not(z3.substitute(future, *moves)) for moves in (days, spans)]

    def _shifted(self, value: Any, today: int) -> Any:
        if not z3.is_int_value(value) or value.as_long() < today:
            return value
        return self.before.day + (value.as_long() - today)


class Prospects:
    """The prospects of one plan, for units that hold nothing else first, kept."""

    def __init__(self, rules: Rules, plan: str, first: str, then: str, budget: Budget) -> None:
        self.rules, self.plan, self.first, self.then, self.budget = rules, plan, first, then, budget
        self.aside = of_others(*(gate.state for gate in rules.of(first, plan).gates))
        self._kept: dict[tuple[str, ...], Prospect] = {}

    def possible(self, gate: Gate) -> Iterator[Prospect]:
        """Those in which a gate may bar the later act for good, though nothing bars the earlier one.

        Raises Undecided at last, where what else a unit holds may matter; Untold.
        """
        plain = self._of(())
        yield plain
        if not self.aside or not plain.search([plain.open, plain.bar(gate)]):
            return
        for other in self.rules.document.plans:
            if self.rules.of(self.first, other).sold:
                yield self._of((other,))
        raise Undecided("it hangs on what else a unit holds")

    def _of(self, further: tuple[str, ...]) -> Prospect:
        if further not in self._kept:
            self._kept[further] = Prospect(self.rules, self.plan, self.first, self.then, self.budget, further)
        return self._kept[further]
