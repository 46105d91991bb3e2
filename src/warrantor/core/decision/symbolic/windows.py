"""Divergent windows: two clauses that close the same act at different times, and no clause to say which of them holds.

In one history both gates are open on some day and closed on a later one; one closes while the other is still open,
and nothing else bars. Where that can happen both ways neither window contains the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import z3

from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.decision.symbolic.acts import ACTS, Act, Acts, Door, may_close
from warrantor.core.decision.symbolic.asking import Budget, Undecided
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.findings import Finding, Shown
from warrantor.core.decision.symbolic.passing import FINE, Passing
from warrantor.core.decision.symbolic.phrases import listed, not_decided, of_plans, problem
from warrantor.core.decision.symbolic.showing import NotShown, Question, example
from warrantor.core.decision.symbolic.three import Bool
from warrantor.core.decision.symbolic.witness import sentence
from warrantor.core.terms.document import Document, Statement, as_words
from warrantor.core.terms.rules import FAILED, UNIT_ASKS, Rules

CODE = "divergent-windows"
Plans = list[str | None]
AFTER = (0, 31, 92, 366, 3660)
"""How many days later than in a model a window is looked at, to see whether it closes: histories may differ in days
that nothing reads."""


def find(program: Program, document: Document, budget: Budget) -> Iterator[Finding]:
    """The windows of a document that diverge, one finding for each act and pair of clauses.

    Severity: `error`; `accepted` where a `settles` says what holds; `note` where one of the two never decides.
    What the solver does not read, or does not get to the end of, is a finding `not-decided`.
    """
    windows = Windows(program, document, budget)
    said: set[str] = set()
    for ask in ACTS:
        for pair in windows.pairs(ask):
            for finding in windows.findings(pair):
                if finding.problem.message not in said:
                    yield finding
                said.add(finding.problem.message)


@dataclass(eq=False)
class Pair:
    """Two statements of different clauses that close an act, and the plans that both bear on."""

    ask: str
    one: Statement
    other: Statement
    plans: Plans = field(default_factory=list)

    @property
    def clauses(self) -> tuple[str, str]:
        return self.one.clause, self.other.clause

    def ways(self) -> list[tuple[Statement, Statement]]:
        """Which is still open, and which has closed."""
        return [(self.one, self.other), (self.other, self.one)]


@dataclass
class Found:
    """What was found of a pair: for each outcome the plans, and an example of each way that there is."""

    plans: dict[object, Plans] = field(default_factory=dict)
    """By `both`, by the statement that never decides, or by why it was not decided."""
    shown: dict[object, list[Shown]] = field(default_factory=dict)

    def add(self, outcome: object, plan: str | None, examples: list[Shown]) -> None:
        """Adds what came out for a plan."""
        self.plans.setdefault(outcome, []).append(plan)
        self.shown.setdefault(outcome, examples)


class Windows:
    """The windows of one document, as they are written: what `settles` lifts stands here too."""

    def __init__(self, program: Program, document: Document, budget: Budget) -> None:
        self.document = document
        self.rules = Rules(document, settles=False)
        self.acts = Acts(self.rules, budget)
        self.passing = Passing(program, document)

    def pairs(self, ask: str) -> list[Pair]:
        """The pairs of statements of different clauses that may close an act at different times."""
        found: dict[tuple[int, int], Pair] = {}
        for plan in (None,) if ask in UNIT_ASKS else self.document.plans:
            closing = [gate.statement for gate in self.rules.of(ask, plan).gates if may_close(gate, ask)]
            for one, other in combinations(closing, 2):
                if one.clause != other.clause:
                    pair = found.setdefault((one.index, other.index), Pair(ask, one, other))
                    pair.plans.append(plan)
        return list(found.values())

    # -- one pair ----------------------------------------------------------------------------------------------------

    def findings(self, pair: Pair) -> Iterator[Finding]:
        """What is to be said of a pair, what was not decided last."""
        found = Found()
        for plan in pair.plans:
            try:
                self._look(pair, plan, found)
            except (Undecided, Untold, NotShown) as error:
                found.add(str(error), plan, [])
        for outcome, plans in sorted(found.plans.items(), key=lambda one: not found.shown[one[0]]):
            yield self._said(pair, outcome, plans, found.shown[outcome])

    def _look(self, pair: Pair, plan: str | None, found: Found) -> None:
        ways = [(still, shut, self._way(pair.ask, plan, still, shut)) for still, shut in pair.ways()]
        examples = [shown for _, _, shown in ways if shown is not None]
        if len(examples) == 2:
            found.add("both", plan, examples)
        elif examples:
            looser = next(still for still, _, shown in ways if shown is not None)
            if not self._decides(pair.ask, plan, looser):
                found.add(looser, plan, examples)

    def _way(self, ask: str, plan: str | None, still: Statement, shut: Statement) -> Shown | None:
        """An example in which one has closed and the other has not; None where there can be none."""
        return self.acts.first(
            ask, plan, lambda act: self._tests(act, still, shut), lambda act: self._shown(act, still, shut)
        )

    def _shown(self, act: Act, still: Statement, shut: Statement) -> Shown | None:
        """An example among the histories of one act."""

        def shows(question: Question, model: z3.ModelRef) -> bool:
            return self._diverges(act, still, shut, question, act.read_days(model))

        found = example(self.document, act, self._tests(act, still, shut), shows, act.events)
        if found is None:
            return None
        since = self.passing.since(act, shut, found)
        says = f"{sentence(found)}: `{still.clause}` is still open, `{shut.clause}` has closed{since and f', {since}'}"
        return Shown(found, self.passing.answer(found), says)

    def _diverges(
        self, act: Act, still: Statement, shut: Statement, question: Question, days: tuple[int, int, int]
    ) -> bool:
        """Whether `single` says the same of both windows on all three days."""
        earlier, today, later = days
        passing = self.passing
        try:
            return (
                passing.closed(act, shut, question)
                and passing.on(act, shut, question, earlier, today) in FINE
                and passing.on(act, still, question, today, today) in FINE
                and any(passing.on(act, still, question, later + d, today) == FAILED.value for d in AFTER)
            )
        except QuestionError:
            return False

    def _decides(self, ask: str, plan: str | None, statement: Statement) -> bool:
        """Whether a statement ever bars alone."""

        def tests(act: Act) -> list[Bool]:
            door = act.door(statement)
            return [door.failed, *self._rest(act, door)]

        return self.acts.any(ask, plan, tests)

    def _tests(self, act: Act, still: Statement, shut: Statement) -> list[Bool]:
        """That both windows were open, one has closed, the other closes later, and nothing else bars."""
        one, other = act.door(still), act.door(shut)
        if not (act.closes(one) and act.closes(other)):
            return [False]
        open_, closed = [one.fine, act.earlier.of(other.fine)], [other.failed, act.later.of(one.failed)]
        return [*open_, *closed, *act.in_time(other), *self._rest(act, one, other)]

    def _rest(self, act: Act, *doors: Door) -> list[Bool]:
        """That the other gates let pass, but those that the terms lift."""
        ask, plan = act.room.subject.ask, act.room.subject.plan
        rest = [door for door in act.doors if door not in doors]
        return [door.fine for door in rest if not self.passing.lifted(ask, plan, door.statement)]

    # -- what is said ------------------------------------------------------------------------------------------------

    def _said(self, pair: Pair, outcome: object, plans: Plans, examples: list[Shown]) -> Finding:
        act = f"`{pair.ask}`{of_plans(plans)}"
        both = listed(pair.clauses)
        if isinstance(outcome, Statement):
            return self._looser(pair, outcome, act, examples)
        if outcome != "both":
            return not_decided(self.document, pair.other, f"{both} close {act} at different times", outcome)
        settled = self._settled(pair)
        message = f"{both} close {act} at different times, each while the other is still open"
        if settled is not None:
            return self._accepted(pair, settled, message, examples)
        expected = "windows of which one contains the other, or a clause that settles it"
        pick = "`by: both` if each must be kept, else the one that governs"
        help = f"write `settles: [{', '.join(pair.clauses)}]` with `because`, and {pick}"
        return Finding(problem(self.document, pair.other, "error", CODE, message, expected, help), tuple(examples))

    def _looser(self, pair: Pair, looser: Statement, act: str, examples: list[Shown]) -> Finding:
        stricter = next(statement for statement in (pair.one, pair.other) if statement is not looser)
        message = f"the window of `{looser.clause}` never decides {act}: that of `{stricter.clause}` has closed before"
        settled = self._settled(pair)
        if settled is not None:
            return self._accepted(pair, settled, message, examples)
        help = "leave the wider window out, or say with `settles` that both are meant"
        return Finding(problem(self.document, looser, "note", CODE, message, help=help), tuple(examples))

    def _accepted(self, pair: Pair, settled: Statement, message: str, examples: list[Shown]) -> Finding:
        by = settled.fields["by"]
        held = "each must be kept" if by == "both" else f"`{by}` governs"
        said = f"{message}; `{settled.clause}` settles that {held}"
        found = problem(self.document, pair.other, "accepted", CODE, said)
        return Finding(found, tuple(examples), str(settled.fields["because"]))

    def _settled(self, pair: Pair) -> Statement | None:
        """The statement that accepts the divergence of two clauses."""
        found = (s for s in self.document.of_kind("settles") if set(as_words(s.subject)) == set(pair.clauses))
        return next(found, None)
