"""The comparison of two versions, question by question: examples of losses and gains, and what was not decided."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations
from typing import Any

import z3

from warrantor.core.decision.outline import Held
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.decision.symbolic import examples
from warrantor.core.decision.symbolic.against.days import nearer
from warrantor.core.decision.symbolic.against.kinds import KINDS, Kind, Ladders, of_answers
from warrantor.core.decision.symbolic.against.meaning import Question, Versions
from warrantor.core.decision.symbolic.against.names import renamed
from warrantor.core.decision.symbolic.against.pair import Pair
from warrantor.core.decision.symbolic.asking import Budget, Undecided
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.showing import otherwise, plainer
from warrantor.core.decision.symbolic.witness import Leaf, Unmet, history, sentence
from warrantor.core.terms.errors import Fault
from warrantor.core.terms.rules import Rules
from warrantor.core.terms.statements import PLAN_OPERATIONS

DOUBTS = (Undecided, Untold, Fault, RecursionError, z3.Z3Exception)
"""Why something is not decided."""
MOST_EXAMPLES = 2
"""Of each kind of question and of difference."""
TRIES = 5
"""How many sets of facts are made into histories before one kind is given up."""


@dataclass(frozen=True)
class Difference:
    """A history on which both versions were asked and answer differently; `kinds`: in what, the gravest first.

    `clauses`: the changed ones that an answer cites.
    """

    ask: str
    plan: str | None
    kinds: tuple[Kind, ...]
    question: dict[str, Any]
    old: dict[str, Any]
    new: dict[str, Any]
    says: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """How far a comparison is: at which question, of how many, and how many differences were found."""

    question: Question
    number: int
    of: int
    found: int


class Comparison:
    """Two programs of one version each. `differences` and the rest may be looked at whenever it stops."""

    def __init__(self, old: Program, new: Program, budget: Budget) -> None:
        self.programs = old, new
        self.budget = budget
        old_rules, new_rules = old.engine(old.latest).rules, new.engine(new.latest).rules
        self.versions = Versions(old_rules, new_rules)
        self.ladders = Ladders(old.latest.levels, new.latest.levels)
        self.differences: list[Difference] = []
        self.shown: defaultdict[tuple[str, str], list[Difference]] = defaultdict(list)
        """By kind of question and of difference."""
        self.undecided: list[str] = []
        """What was not decided, each as a sentence."""
        self._left: list[Question] | None = None

    def run(self) -> Iterator[Step]:
        """Asks every question whose rules are written otherwise; a step is told as each begins and when one differs."""
        questions = list(self.versions.questions())
        self._left = list(questions)
        for number, question in enumerate(questions, 1):
            yield Step(question, number, len(questions), len(self.differences))
            for difference in self._of(question):
                self.differences.append(difference)
                yield Step(question, number, len(questions), len(self.differences))
            if self.budget.over:
                return
            self._left.pop(0)

    # -- what came of it -------------------------------------------------------------------------------------------

    @property
    def not_decided(self) -> list[str]:
        """Everything that was not decided, each as a sentence."""
        if self._left is None:
            return ["nothing was compared"]
        return [*self.undecided, *(f"{_named(q)}: it was not looked at to the end" for q in self._left)]

    @property
    def same(self) -> bool:
        """Whether both mean the same on every history. False also where that was not decided."""
        told = self.versions
        apart = (self.differences, self.not_decided, told.dropped, told.added, told.besides, told.facts)
        return not any(apart)

    @property
    def ordered(self) -> list[Difference]:
        """Losses first, then gains; by question, those that are read fastest first."""
        place = {kind.name: number for number, kind in enumerate(KINDS)}
        return sorted(self.differences, key=lambda d: (place[d.kinds[0].name], d.ask, len(d.says), d.says))

    # -- one question ----------------------------------------------------------------------------------------------

    def _of(self, question: Question) -> Iterator[Difference]:
        if self._proven(question):
            return
        before = len(self.undecided)
        differs = False
        for coverages, hand in self._held(question):
            if self.budget.over or (differs and _bought(coverages) > 1):
                return
            try:
                pair = Pair(self.versions, question, coverages, hand, self.budget)
                wanted = self._wanted(pair)
                for difference in self._of_pair(pair, wanted):
                    differs = True
                    yield difference
                # kinds that have been shown of another plan are not shown again, but they are differences
                differs = differs or pair.possible(kind for kind in pair.tests if kind not in wanted)
            except DOUBTS as reason:
                if not self.budget.over:
                    self.undecided.append(f"{_named(question)}{_beside(coverages)}: {_why(reason)}")
        if not differs and len(self.undecided) == before:
            self.undecided.append(
                f"{_named(question)}: rules are written otherwise, which made no difference to a unit with one or two "
                "plans; of one with more it was not decided"
            )

    def _proven(self, question: Question) -> bool:
        """Whether the answers are the same whatever else a unit holds."""
        if not self.versions.apart(question.ask):
            return False
        plans = self.versions.changed("cover") if question.ask == "cover" else (question.plan,)
        try:
            if any(self.versions.unsteady(question.ask, plan) for plan in plans) and not self._steady:
                return False
            return not any(self._apart(question, held) for held in self._alone(question))
        except DOUBTS:
            return False

    @cached_property
    def _steady(self) -> bool:
        """Whether every plan stands on the record as it did, if those that it hangs on do; there are no circles."""
        cover = Question("cover")
        every = (held for plan in self.versions.restanding for held in self._hands(Question("cover", plan)))
        return not any(held is not None and self._apart(cover, held, standing=True) for held in every)

    def _alone(self, question: Question) -> Iterator[Held | None]:
        """The coverages to look at by themselves; None where an answer is about none."""
        if question.ask != "cover":
            yield from self._hands(question)
            return
        changed = self.versions.changed("cover")
        for plan in (plan for plan in self.versions.plans if plan in changed):
            yield from self._hands(Question("cover", plan))

    def _apart(self, question: Question, held: Held | None, standing: bool = False) -> bool:
        """Whether the answer, or what becomes of one coverage, can differ. Raises Undecided, Untold, Fault."""
        given = self._coverages()
        coverages = self._with(given, held.plan) if held is not None and held.how == "bought" else given
        hand = held if question.ask in PLAN_OPERATIONS else None
        pair = Pair(self.versions, question, coverages, hand, self.budget, loose=True)
        if question.ask == "cover" and held is not None:
            apart = pair.apart(held, standing)
            return pair.asker.possible(apart)
        return pair.possible(pair.tests)

    def _held(self, question: Question) -> Iterator[tuple[tuple[Held, ...], Held | None]]:
        """What a unit may hold: what comes with it, and one or two plans that were bought; little first."""
        changed = self.versions.changed(question.ask)
        own = Held(question.plan or "", "bought")
        given = self._coverages()
        if question.ask in PLAN_OPERATIONS:
            hands = self._hands(question)
            for hand in hands:
                yield (self._with(given, hand.plan) if hand is not None and hand.how == "bought" else given), hand
            if question.ask == "purchase":
                yield from ((self._with(given, plan), None) for plan in self._sold())
            elif own in hands:
                others = self.versions.unsteady(question.ask, question.plan)
                yield from ((self._with(given, own.plan, plan), own) for plan in others if plan in self._sold())
            return
        yield given, None
        sold = self._sold()
        yield from ((self._with(given, plan), None) for plan in sold if plan in changed)
        if question.ask in ("cover", "respond-by"):
            pairs = [pair for pair in combinations(sold, 2) if changed & set(pair)]
            yield from ((self._with(given, *pair), None) for pair in pairs)

    def _hands(self, question: Question) -> list[Held | None]:
        """How the plan of an operation may be held by either version."""
        if question.ask == "purchase" or question.plan is None:
            return [None]
        of = [rules.of("cover", question.plan) for rules in self.versions.both]
        found: list[Held | None] = []
        if any(r.sold for r in of):
            found.append(Held(question.plan, "bought"))
        if any(r.given is not None and r.each is None for r in of):
            found.append(Held(question.plan, "given"))
        if any(r.each is not None for r in of):
            found.append(Held(question.plan, "each"))
        return found

    def _coverages(self) -> tuple[Held, ...]:
        """What comes with a unit by either version, and one of each that opens with an event."""
        found: dict[Held, None] = {}
        for rules in self.versions.both[::-1]:
            for plan in rules.document.plans:
                of = rules.of("cover", plan)
                if of.each is not None:
                    found.setdefault(Held(plan, "each"))
                elif of.given is not None:
                    found.setdefault(Held(plan, "given"))
        return tuple(found)

    def _sold(self) -> list[str]:
        return [plan for plan in self._plans() if any(_sells(rules, plan) for rules in self.versions.both)]

    def _plans(self) -> list[str]:
        return [*self.versions.new.document.plans, *self.versions.dropped]

    def _with(self, given: tuple[Held, ...], *plans: str) -> tuple[Held, ...]:
        order = {plan: number for number, plan in enumerate(self._plans())}
        return tuple(sorted((*given, *(Held(plan, "bought") for plan in plans)), key=lambda held: order[held.plan]))

    # -- one set of coverages --------------------------------------------------------------------------------------

    def _wanted(self, pair: Pair) -> list[str]:
        """The kinds of difference of which there are too few examples so far."""
        return [kind for kind in pair.tests if self._lacks(self.shown[pair.question.ask, kind])]

    def _lacks(self, shown: list[Difference]) -> bool:
        """Whether one more may show another change."""
        cited = {clause for difference in shown for clause in difference.clauses}
        return not shown or (len(shown) < MOST_EXAMPLES and not self._restated <= cited)

    @cached_property
    def _restated(self) -> set[str]:
        """The clauses whose statements are others, as they are cited."""
        documents = [program.latest for program in self.programs]
        return {document.cite(clause) for document in documents for clause in self.versions.restated}

    def _of_pair(self, pair: Pair, wanted: list[str]) -> Iterator[Difference]:
        """Examples of the kinds that are wanted. Raises Undecided, Untold, Fault."""
        ask = pair.question.ask
        found: set[str] = set()
        if not wanted or not pair.possible(wanted):
            return
        for name in wanted:
            if name in found or not pair.possible([name]):
                continue
            difference = self._shown(pair, name)
            if difference is None:
                self.undecided.append(f"{_named(pair.question)}: no history was found that shows where {_says(name)}")
            else:
                found |= {kind.name for kind in difference.kinds}
                for kind in difference.kinds:
                    self.shown[ask, kind.name].append(difference)
                yield difference

    def _shown(self, pair: Pair, name: str) -> Difference | None:
        """An example of one kind that both versions were asked about. Raises Undecided."""
        besides: list[Any] = []
        for _ in range(TRIES):
            model = pair.model(name, besides)
            if model is None:
                return None
            read = examples.read(pair.slots, model)
            question, unmet = _history(pair, read)
            if self._shows(question, name):
                return self._difference(pair.question, self._plainer(question, name))
            besides.append(otherwise(pair.slots, [leaf for leaf in unmet if leaf in read.facts] or read.facts, read))
        return None

    def _plainer(self, question: dict[str, Any], name: str) -> dict[str, Any]:
        """With no more in it than need be to show the kind of difference."""
        shows = partial(self._shows, name=name)
        plain = nearer(plainer(question, shows), shows)
        named = renamed(plain, self.versions.new.document.schema)
        return named if shows(named) else plain

    def _shows(self, question: dict[str, Any], name: str) -> bool:
        """Whether both versions answer so that there is a difference of the kind."""
        try:
            old, new = (program.decide(question, explain=False) for program in self.programs)
        except QuestionError:
            return False
        return name in of_answers(old, new, self.ladders)

    def _difference(self, asked: Question, question: dict[str, Any]) -> Difference:
        old, new = (program.decide(question, explain=False) for program in self.programs)
        found = of_answers(old, new, self.ladders)
        kinds = tuple(kind for kind in KINDS if kind.name in found)
        clauses = self._clauses(old, new)
        return Difference(asked.ask, asked.plan, kinds, question, old, new, sentence(question), clauses)

    def _clauses(self, old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
        """The changed clauses that an answer cites; where there is none, those that only one of them does."""
        cited = dict.fromkeys((*new["clauses"], *old["clauses"]))
        found = [clause for clause in cited if clause in self._restated]
        alone = [c for c in cited if (c in new["clauses"]) != (c in old["clauses"])]
        return tuple(found or alone)


def _history(pair: Pair, read: examples.Example) -> tuple[dict[str, Any], tuple[Leaf, ...]]:
    """The question with the facts of an example; the closest, and what differs, where no history has them all."""
    found = pair.hosted(read)
    try:
        return history(found.facts, pair.host.document, found.ask, found.plan, found.day, found.shape), ()
    except Unmet as error:
        return error.question, error.leaves


def _bought(coverages: tuple[Held, ...]) -> int:
    return sum(held.how == "bought" for held in coverages)


def _sells(rules: Rules, plan: str) -> bool:
    return plan in rules.document.plans and rules.of("cover", plan).sold


def _named(question: Question) -> str:
    return question.ask if question.plan is None else f"{question.ask} {question.plan}"


def _beside(coverages: tuple[Held, ...]) -> str:
    bought = [held.plan for held in coverages if held.how == "bought"]
    return f" with {' and '.join(bought)} bought" if bought else ""


def _says(name: str) -> str:
    return next(kind.says for kind in KINDS if kind.name == name)


def _why(reason: BaseException) -> str:
    return "the terms are nested too deep for the solver" if isinstance(reason, RecursionError) else str(reason)
