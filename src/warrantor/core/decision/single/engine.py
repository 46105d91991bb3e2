"""One document answering questions: cover, operations and response times.

`Engine.decide` takes a checked question and returns an answer as plain data (see the case format).
"""

from typing import Any

from warrantor.core.decision.history import Coverage, Event, History, fold, new_coverage
from warrantor.core.decision.question import Question, Shapes
from warrantor.core.decision.single import receipt
from warrantor.core.decision.single.compiled import Compiler
from warrantor.core.decision.single.frame import Frame, Price, held_by, instances
from warrantor.core.decision.single.outcome import Outcome
from warrantor.core.decision.single.papers import Papers
from warrantor.core.decision.single.plan import FAILED, GIVEN, CompiledPlan
from warrantor.core.terms.document import Document
from warrantor.core.terms.rules import Rules
from warrantor.core.terms.statements import PLAN_OPERATIONS

_SUPPOSED = {
    "activate": "activated",
    "refund": "refunded",
    "renew": "renewed",
    "transfer": "transferred",
    "change-level": "level_changed",
}
_MANY = ("renewed", "level_changed")


def no_prices(code: str, day: int) -> None:
    """The price file of a program that has none."""
    return None


class Engine:
    """Answers questions under one version of one program's terms."""

    def __init__(self, document: Document, prices: Price = no_prices) -> None:
        self.document = document
        self.rules = Rules(document)
        self.compiler = Compiler(self.rules)
        self.prices = prices
        self.levels = {level: place for place, level in enumerate(document.levels)}
        self.papers = Papers(document)
        self.shapes = Shapes(document.schema, document.time_zone, document.plans)
        self._assumed_keys = [
            (key, spec.assumed) for key, spec in document.schema.claim.items() if spec.assumed is not None
        ]
        self._order = {plan: place for place, plan in enumerate(document.plans)}

    def decide(self, question: Question) -> dict[str, Any]:
        """The answer to a checked question."""
        history = fold(question, self.shapes)
        frame = self._frame(question, history)
        if question.ask == "cover":
            compiled = self.compiler.of("cover")
            return receipt.cover(self.papers, question, compiled, frame, history, self._judged(frame, history))
        if question.ask == "respond-by":
            return self._respond(question, frame, history)
        return self._operation(question, frame, history)

    def verdict(self, question: Question) -> dict[str, Any]:
        """The answer without its receipt, where that is quicker: for a yes with plan, level and days."""
        if question.ask != "cover":
            return self.decide(question)
        history = fold(question, self.shapes)
        return receipt.verdict(self._judged(self._frame(question, history), history))

    def _frame(self, question: Question, history: History) -> Frame:
        claim = self.claim_of(question, history)
        return Frame(
            self.compiler,
            history,
            self.prices,
            at=question.at,
            day=question.day,
            unit=question.unit,
            claim=claim,
            to=question.to,
        )

    # -- the claim -------------------------------------------------------------

    def claim_of(self, question: Question, history: History) -> dict[str, Any]:
        """The claim, or what a standing question assumes in its place."""
        if question.claim is not None:
            return question.claim
        claim: dict[str, Any] = self.shapes.claim_defaults.copy()
        if question.ask in ("cover", "respond-by"):
            for key, assumed in self._assumed_keys:
                claim[key] = self._assumed(assumed, history)
                question.assumed.append(key)
        return claim

    def _assumed(self, value: str, history: History) -> Any:
        if value == "owner":
            owners = history.kinds.get("transferred", ())
            last = next((e["to"] for e in reversed(owners) if e.get("to")), None)
            return last or _key_of(history, "purchased", "by")
        if value == "place":
            return _key_of(history, "installed", "location")
        return value

    # -- cover -----------------------------------------------------------------

    def _judged(self, frame: Frame, history: History) -> list[Outcome]:
        """Every coverage that somebody with this history can hold, judged."""
        compiled = self.compiler.of("cover")
        plans = [compiled.plan(name) for name in self._possible(history)]
        outcomes = self._outcomes(plans, compiled.slots(frame, history.kinds), frame, history)
        for outcome in outcomes:
            outcome.judge()
        return outcomes

    def _possible(self, history: History) -> tuple[str, ...]:
        """The plans that somebody with this history can hold, in document order."""
        held, only_sold = history.coverages, self.compiler.only_sold
        if not held:
            return self.compiler.given
        return tuple([name for name in self.compiler.plans if name in held or name not in only_sold])

    def _outcomes(self, plans: list[CompiledPlan], slots: list[Any], frame: Frame, history: History) -> list[Outcome]:
        """Every coverage of some plans, its rules evaluated."""
        return [
            Outcome(plan, coverage, frame, slots, history.kinds, self._order[plan.name], self.levels)
            for plan in plans
            for coverage in instances(plan, history)
        ]

    # -- operations ------------------------------------------------------------

    def _operation(self, question: Question, frame: Frame, history: History) -> dict[str, Any]:
        compiled = self.compiler.of(question.ask)
        plan = compiled.plan(question.plan if question.ask in PLAN_OPERATIONS else None)
        coverage = self.in_hand(question, plan, frame, history)
        kinds, supposed = self.suppose(question, coverage, history)
        slots = compiled.slots(frame, kinds)
        outcome = Outcome(plan, supposed, frame, slots, kinds, 0, self.levels)
        outcome.held = True
        if question.ask != "purchase" and question.plan is not None and plan.rules.plan is not None:
            outcome.held = held_by(plan, supposed, outcome.values[GIVEN])
            if coverage is None or outcome.held is False:
                outcome.verdict, outcome.held = "left", False
                return receipt.operation(self.papers, question, outcome)
        if not plan.gates and not _opens_itself(plan, question.ask):
            outcome.verdict, outcome.reason = "person", "silent"
            return receipt.operation(self.papers, question, outcome)
        outcome.judge_operation()
        if outcome.verdict == "yes" and _unspoken(plan, outcome.values, question.ask):
            outcome.verdict, outcome.reason = "person", "silent"
        return receipt.operation(self.papers, question, outcome)

    def in_hand(self, question: Question, plan: CompiledPlan, frame: Frame, history: History) -> Coverage | None:
        """The coverage an operation is about: the last that stands, or the one that comes with the unit."""
        if plan.rules.plan is None:
            return new_coverage("", False)
        if question.ask == "purchase":
            return new_coverage(plan.rules.plan, False)
        found = instances(plan, history)
        return found[-1] if found else None

    def suppose(
        self, question: Question, coverage: Coverage | None, history: History
    ) -> tuple[dict[str, list[Event]], Coverage]:
        """History and coverage as if the event asked about had just been recorded."""
        held = coverage or new_coverage(question.plan or "", False)
        event: Event = {"on": question.day, "plan": question.plan, "to": question.to, "_supposed": True}
        if question.ask == "purchase":
            kinds = {**history.kinds, "bought": [*history.kinds.get("bought", ()), event]}
            return kinds, {**held, "bought": event}
        name = _SUPPOSED.get(question.ask)
        if name is None:
            return history.kinds, held
        kinds = {**history.kinds, name: [*history.kinds.get(name, ()), event]}
        if name == "transferred":
            return kinds, held
        return kinds, {**held, name: [*held[name], event] if name in _MANY else event}

    # -- response times --------------------------------------------------------

    def _respond(self, question: Question, frame: Frame, history: History) -> dict[str, Any]:
        compiled = self.compiler.of("respond-by")
        plans = [plan for name in self.compiler.plans if (plan := compiled.plan(name)).promises()]
        outcomes = self._outcomes(plans, compiled.slots(frame, history.kinds), frame, history)
        return receipt.respond(self.papers, question, compiled, frame, history, outcomes)


def _key_of(history: History, kind: str, key: str) -> Any:
    events = history.kinds.get(kind)
    return events[-1].get(key) if events else None


def _opens_itself(plan: CompiledPlan, ask: str) -> bool:
    """A sold plan opens its own purchase, and one that says how long a renewal lasts its renewal."""
    return (ask == "purchase" and plan.rules.sold) or (ask == "renew" and plan.rules.period_starts is not None)


def _unspoken(plan: CompiledPlan, values: tuple[Any, ...], ask: str) -> bool:
    """Whether every statement that could open the operation was out of force."""
    if _opens_itself(plan, ask):
        return False
    return all(gate.kind == "allows" for gate in plan.gates) and not any(values[FAILED:])
