"""What the facts of a question are worth: the value of each leaf, read off the history as `single` reads it."""

from collections.abc import Callable
from typing import Any

from warrantor.core.decision.history import Coverage, Event, fold, new_coverage
from warrantor.core.decision.outline.shape import HAND, Held, Leaf, Shape
from warrantor.core.decision.question import Question, check_question
from warrantor.core.decision.single.compiled import Compiled
from warrantor.core.decision.single.engine import Engine
from warrantor.core.decision.single.frame import Frame, instances
from warrantor.core.decision.single.plan import CompiledPlan
from warrantor.core.decision.single.trace import Tracer
from warrantor.core.terms.ir import Node
from warrantor.core.terms.statements import PLAN_OPERATIONS

NO_SUCH = object()
"""The value of a leaf about a coverage that the history does not have."""


class Reading:
    """A question folded under one document. Raises QuestionError where it is not well formed."""

    def __init__(self, engine: Engine, raw: dict[str, Any]) -> None:
        question = check_question(raw, engine.shapes)
        self.engine = engine
        self.history = fold(question, engine.shapes)
        self.frame = Frame(
            engine.compiler,
            self.history,
            engine.prices,
            at=question.at,
            day=question.day,
            unit=question.unit,
            claim=engine.claim_of(question, self.history),
            to=question.to,
        )
        compiled = engine.compiler.of(question.ask)
        self._coverages = self._look(compiled)
        self._hand_held: Held | None = None
        self._hand, self._supposed_kinds, self._supposed = self._suppose(question, compiled)

    def _look(self, compiled: Compiled) -> list[tuple[Held, Coverage]]:
        plans = [compiled.plan(name) for name in self.engine.compiler.plans]
        return [(_held(plan, coverage), coverage) for plan in plans for coverage in instances(plan, self.history)]

    def _suppose(
        self, question: Question, compiled: Compiled
    ) -> tuple[Coverage | None, dict[str, list[Event]], Coverage | None]:
        """The coverage an operation is about; events and that coverage as the operation supposes them."""
        if question.ask in ("cover", "respond-by"):
            return None, self.history.kinds, None
        plan = compiled.plan(question.plan if question.ask in PLAN_OPERATIONS else None)
        hand = self.engine.in_hand(question, plan, self.frame, self.history)
        if hand is not None and plan.rules.plan is not None and question.ask != "purchase":
            self._hand_held = _held(plan, hand)
        return hand, *self.engine.suppose(question, hand, self.history)

    @property
    def shape(self) -> Shape:
        """The coverages to look at and the one in hand."""
        return Shape(self.coverages, self._hand_held)

    @property
    def coverages(self) -> tuple[Held, ...]:
        """The coverages to look at, in the order in which `single` does."""
        return tuple(held for held, _ in self._coverages)

    def value(self, leaf: Leaf) -> Any:
        """The value of a leaf: None where it is unknown, NO_SUCH where there is no such coverage."""
        coverage = self._coverage(leaf)
        if leaf.place is not None and coverage is None:
            return NO_SUCH
        return self._tracer(leaf, coverage).value(leaf.node)

    def keeps(self, leaf: Leaf) -> Callable[[Node, Event], bool | None]:
        """Whether an event passes a filter that stands in a leaf."""
        tracer = self._tracer(leaf, self._coverage(leaf) or new_coverage("", False))
        return lambda keep, event: tracer.value(keep, event)

    def _coverage(self, leaf: Leaf) -> Coverage | None:
        if leaf.place == HAND:
            return self._supposed if leaf.supposed else self._hand
        if leaf.place is None or leaf.place >= len(self._coverages):
            return None
        return self._coverages[leaf.place][1]

    def _tracer(self, leaf: Leaf, coverage: Coverage | None) -> Tracer:
        kinds = self._supposed_kinds if leaf.supposed else self.history.kinds
        return Tracer(self.engine.rules.index.kinds, self.frame, kinds, coverage)


def _held(plan: CompiledPlan, coverage: Coverage) -> Held:
    if plan.rules.each is not None:
        return Held(plan.name, "each")
    return Held(plan.name, "bought" if coverage["bought"] else "given")
