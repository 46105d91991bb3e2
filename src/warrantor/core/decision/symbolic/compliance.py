"""Impossible compliance: a plan is sold on a day after which it can never be activated, whatever still happens.

It is said of a plan that needs to be activated, of a history in which nothing is unknown, and for as long as no fact is
corrected. Gates that a later step can mend do not count, nor those that hang on what else the unit holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import z3

from warrantor.core.decision.outline.columns import selects
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.decision.symbolic.asking import Asker, Budget, Undecided
from warrantor.core.decision.symbolic.background import complete
from warrantor.core.decision.symbolic.examples import read
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.findings import Finding, Shown
from warrantor.core.decision.symbolic.passing import Passing
from warrantor.core.decision.symbolic.phrases import day_words, days_after, latest, listed, not_decided, problem
from warrantor.core.decision.symbolic.prospects import Prospect, Prospects
from warrantor.core.decision.symbolic.rooms import Rooms, Subject
from warrantor.core.decision.symbolic.showing import Question, asked_on, otherwise, plainer
from warrantor.core.decision.symbolic.three import Bool, no
from warrantor.core.decision.symbolic.witness import Reading, Unmet, history, sentence
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.ir import Slot, disjunction
from warrantor.core.terms.rules import Gate, Rules
from warrantor.core.values.dates import day_text

CODE = "impossible-compliance"
FIRST, THEN, DONE = "purchase", "activate", "activated"
"""The act that opens a plan, the one that the plan needs, and the event that this one is."""
LATER = (0, 1, 30, 365, 3650)
"""How many days after the first act `single` is asked about the second."""
MOST_DAYS = 120
"""How far from the day of an example the other days are sought."""


@dataclass(frozen=True)
class Trap:
    """A statement that bars a plan for good though it is sold: when, and examples. `why` it was not decided instead."""

    statement: Statement
    when: str = ""
    shown: tuple[Shown, ...] = ()
    why: str = ""


def find(program: Program, document: Document, budget: Budget) -> Iterator[Finding]:
    """The days on which a plan is sold that can never be activated, one finding for each statement that bars it.

    Severity `warning`. What the solver does not read, or does not get to the end of, is a finding `not-decided`.
    """
    compliance = Compliance(program, document, budget)
    found: dict[tuple[int, str], tuple[Trap, list[str]]] = {}
    for plan in document.plans:
        for trap in compliance.traps(plan):
            found.setdefault((trap.statement.index, trap.why), (trap, []))[1].append(plan)
    # what was not decided comes last: whoever has no more time stops there
    yield from (_finding(document, trap, plans) for trap, plans in sorted(found.values(), key=lambda one: one[0].why))


class Compliance:
    """One document, looked at plan by plan."""

    def __init__(self, program: Program, document: Document, budget: Budget) -> None:
        self.document, self.budget = document, budget
        self.passing = Passing(program, document)
        self.rules: Rules = self.passing.engine.rules
        self._told: set[Statement] = set()

    def traps(self, plan: str) -> Iterator[Trap]:
        """The statements that bar a plan for good after it was sold, and those of which that was not decided."""
        gates = [gate for gate in self.rules.of(THEN, plan).gates if not gate.until]
        if not gates or not self.rules.of(FIRST, plan).sold:
            return
        try:
            needed = self._needed(plan)
        except (Undecided, Untold) as error:
            yield from (Trap(gate.statement, why=str(error)) for gate in gates)
            return
        prospects = Prospects(self.rules, plan, FIRST, THEN, self.budget)
        traps = (self._trap(prospects, gate) for gate in gates if needed)
        yield from (trap for trap in traps if trap is not None)

    def _needed(self, plan: str) -> bool:
        """Whether some gate never lets a claim pass on a plan that was not activated. Raises Undecided, Untold."""
        room = Rooms(self.rules, self.budget).of(Subject("cover", plan, "bought"))
        reading = [gate for gate in room.judged.gates if any(s.kind == DONE for s in selects(gate.gate.state))]
        barring = [room.true(disjunction(gate.failed, gate.waiting)) for gate in reading]
        done = room.slots.group(DONE, room.place, of_plan=True)
        asker = Asker(
            [*room.ground.background.all(), *complete(room.scene), no(done.exists if done else False)], self.budget
        )
        return any(not asker.possible(no(test)) for test in barring)

    def _trap(self, prospects: Prospects, gate: Gate) -> Trap | None:
        """Whether a gate bars a plan for good that is sold all the same."""
        try:
            for prospect in prospects.possible(gate):
                found = Looking(self, prospect, gate).run(when=gate.statement not in self._told)
                if found is not None:
                    self._told.add(gate.statement)
                    return found
        except (Undecided, Untold) as error:
            return Trap(gate.statement, why=str(error))
        return None


class Looking:
    """The search for one plan that is sold and barred for good by one gate."""

    def __init__(self, of: Compliance, prospect: Prospect, gate: Gate) -> None:
        self.document, self.passing = of.document, of.passing
        self.prospect, self.gate = prospect, gate
        self.cited = self.document.cite(gate.clause)

    def run(self, when: bool) -> Trap | None:
        """The trap, None where there is none. `when`: whether its days are wanted. Raises Undecided, Untold."""
        found: list[tuple[Question, z3.ModelRef]] = []

        def accept(model: z3.ModelRef) -> Bool | None:
            got = self._question(model)
            if isinstance(got, dict):
                found.append((got, model))
                return None
            return got

        self.prospect.search([self.prospect.yes, self.prospect.bar(self.gate)], accept)
        return self._told(*found[0], when) if found else None

    def _question(self, model: z3.ModelRef) -> Question | Bool:
        """The purchase as a question that `single` confirms, or what is to be otherwise the next time."""
        slots = self.prospect.before
        example = read(slots, model)
        try:
            question = history(example.facts, self.document, example.ask, example.plan, example.day, example.shape)
        except Unmet as error:
            return otherwise(slots, error.leaves, example)
        if not self._confirmed(question):
            return otherwise(slots, example.facts, example)
        return plainer(question, lambda one: self._keeps(question, one) and self._confirmed(one))

    def _keeps(self, question: Question, shorter: Question) -> bool:
        """Whether nothing was left out that a gate of the later act reads."""
        leaves = self.prospect.after.leaves
        keys = {leaf.node.key for leaf in leaves if isinstance(leaf.node, Slot) and leaf.node.source == "unit"}
        kinds = {self.document.schema.by_name()[select.kind].what for leaf in leaves for select in selects(leaf.node)}
        units = (question["unit"], shorter["unit"])
        events = [[event for event in unit.get("events", []) if event["what"] in kinds] for unit in units]
        return events[0] == events[1] and all(units[0].get(key) == units[1].get(key) for key in keys)

    def _confirmed(self, question: Question, later: tuple[int, ...] = LATER) -> bool:
        """Whether `single` says that it is sold, and bars it on the same day and on later ones."""
        try:
            if self.passing.answer(question)["answer"] != "yes":
                return False
            answers = [self.passing.answer(self._then(question, days)) for days in later]
        except QuestionError:
            return False
        return all(a["answer"] == "no" for a in answers) and self.cited in answers[0]["clauses"]

    def _then(self, question: Question, days: int = 0) -> Question:
        """The later act, some days after the purchase was recorded."""
        unit, day = question["unit"], _day_of(question)
        bought = {"what": "plan-purchased", "on": day_text(day), "plan": question["plan"]}
        then = {**question, "ask": THEN, "unit": {**unit, "events": [*unit.get("events", []), bought]}}
        return asked_on(then, day + days, day)

    # -- the days of it ----------------------------------------------------------------------------------------------

    def _told(self, question: Question, model: z3.ModelRef, when: bool) -> Trap:
        then = self._then(question)
        shown = (
            Shown(question, self.passing.answer(question), f"{sentence(question)}: it is sold"),
            Shown(then, self.passing.answer(then), f"{sentence(then)}: `{self.gate.clause}` bars it for good"),
        )
        return Trap(self.gate.statement, self._when(question, *self._days(question, model)) if when else "", shown)

    def _days(self, question: Question, model: z3.ModelRef) -> tuple[int, int | None]:
        """The first and last of the days around, on which it is sold in vain; None where no end was found."""
        day = _day_of(question)
        known = [event["on"] for event in question["unit"].get("events", []) if event["on"]]
        start = max((_day(on) for on in known), default=day)
        before, after = range(day - 1, max(start, day - MOST_DAYS) - 1, -1), range(day + 1, day + MOST_DAYS)
        first = next((d + 1 for d in before if not self._in_vain(question, model, d)), min(before, default=day))
        return first, next((d - 1 for d in after if not self._in_vain(question, model, d)), None)

    def _in_vain(self, question: Question, model: z3.ModelRef, day: int) -> bool:
        return self._confirmed(asked_on(question, day, _day_of(question)), (0,)) and self.prospect.barred(model, day)

    def _when(self, question: Question, first: int, last: int | None) -> str:
        """`from 11 Mar 2024 to 9 Apr 2024, 61 to 90 days after `installed.on``."""
        reading = Reading(self.passing.engine, self._then(question))
        event = latest(self.prospect.days(self.gate), reading)
        until = "on" if last is None else f"to {day_words(last)}"
        days = f"on {day_words(first)}" if first == last else f"from {day_words(first)} {until}"
        return days if event is None else f"{days}, {days_after(first, last, event)}"


def _finding(document: Document, trap: Trap, plans: list[str]) -> Finding:
    clause = trap.statement.clause
    if trap.why:
        what = f"{listed(plans)} can be sold though `{clause}` bars `{THEN}` for good"
        return not_decided(document, trap.statement, what, trap.why)
    verb = "is" if len(plans) == 1 else "are"
    message = f"{listed(plans)} {verb} sold while `{clause}` bars `{THEN}` for good: in the example {trap.when}"
    help = f"let `{FIRST}` end with the last day on which `{THEN}` can follow, or tell the buyer with `next: notice`"
    found = problem(document, trap.statement, "warning", CODE, message, f"a sale only while `{THEN}` can follow", help)
    return Finding(found, trap.shown)


def _day_of(question: Question) -> int:
    return _day(question["at"])


def _day(text: str) -> int:
    return date.fromisoformat(text[:10]).toordinal()
