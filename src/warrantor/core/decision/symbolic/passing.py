"""What `single` says of an act in a history: what became of each gate, on the day asked about and on others."""

from typing import Any

from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic.acts import Act
from warrantor.core.decision.symbolic.phrases import days_after, latest
from warrantor.core.decision.symbolic.rooms import Subject
from warrantor.core.decision.symbolic.showing import Question, asked_on
from warrantor.core.decision.symbolic.witness import Reading
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.rules import FAILED, IDLE, LIFTED, PASSED

FINE = tuple(lit.value for lit in (PASSED, LIFTED, IDLE))
"""What becomes of a gate that lets an act pass."""


class Passing:
    """Asks one version of a program by itself, so that no other version answers."""

    def __init__(self, program: Program, document: Document) -> None:
        alone = len(program.versions) == 1
        self.program = program if alone else Program([document], program.prices, program.digests)
        self.document = document
        self.engine = self.program.engine(document)

    def answer(self, question: Question) -> dict[str, Any]:
        """What is answered."""
        return self.program.decide(question, explain=False)

    def lifted(self, ask: str, plan: str | None, statement: Statement) -> bool:
        """Whether a `settles` lifts a statement for an act."""
        return all(gate.statement is not statement for gate in self.engine.rules.of(ask, plan).gates)

    def since(self, act: Act, statement: Statement, question: Question) -> str:
        """How many days after the latest event that a gate reads the question is asked."""
        reading = Reading(self.engine, question)
        event = latest(act.days(statement), reading)
        return "" if event is None else days_after(reading.frame.day, reading.frame.day, event)

    def on(self, act: Act, statement: Statement, question: Question, day: int, today: int) -> object:
        """What becomes of a gate in a history on another day. Raises QuestionError."""
        return self._states(act, asked_on(question, day, today), [statement])[0]

    def closed(self, act: Act, statement: Statement, question: Question) -> bool:
        """Whether a gate bars and all others let pass, those aside that the terms lift; and the answer says so."""
        subject = act.room.subject
        others = [gate.statement for gate in act.gates if gate.statement is not statement]
        kept = [one for one in others if not self.lifted(subject.ask, subject.plan, one)]
        failed, *states = self._states(act, question, [statement, *kept])
        return failed == FAILED.value and set(states) <= set(FINE) and self._answered(subject, statement, question)

    def _states(self, act: Act, question: Question, statements: list[Statement]) -> list[object]:
        reading = Reading(self.engine, question)
        return [reading.value(act.leaf(statement)) for statement in statements]

    def _answered(self, subject: Subject, statement: Statement, question: Question) -> bool:
        answer = self.answer(question)
        cited = self.document.cite(statement.clause)
        if self.lifted(subject.ask, subject.plan, statement):
            return bool(answer["answer"] != "no")
        if subject.ask == "cover" and answer["answer"] != "no":
            others = answer.get("others", [])
            return any(one["plan"] == subject.plan and cited in one["clauses"] for one in others)
        wanted = "missing" if statement.fields.get("until") else "no"
        return answer["answer"] == wanted and cited in answer["clauses"]
