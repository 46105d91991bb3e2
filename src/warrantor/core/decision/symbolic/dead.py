"""Statements that no history reaches, and those that decide only where another one does too."""

from collections.abc import Iterator
from functools import partial

from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic.asking import Budget, Undecided
from warrantor.core.decision.symbolic.bites import Way, covered, nothing, ways
from warrantor.core.decision.symbolic.branches import branches
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.findings import Finding, Shown
from warrantor.core.decision.symbolic.phrases import not_decided, problem
from warrantor.core.decision.symbolic.reaching import Query, Reached, reached
from warrantor.core.decision.symbolic.reporting import Examples
from warrantor.core.decision.symbolic.rooms import Rooms, subjects
from warrantor.core.decision.symbolic.saying import Said, dead, never, shadowed, uncovered
from warrantor.core.terms.document import Document, Statement
from warrantor.core.terms.errors import Fault


def find(program: Program, document: Document, budget: Budget) -> Iterator[Finding]:
    """The dead and the shadowed statements of a document, in its order; what was not decided is among them."""
    looking = Looking(program, document, budget)
    for statement in document.statements:
        try:
            yield from looking.at(statement)
        except (Undecided, Untold, Fault) as reason:
            yield not_decided(document, statement, f"this `{statement.kind.name}` {never(statement)}", reason)
        yield from looking.values(statement)
    for plan in document.plans:
        yield from looking.plan(plan)


class Looking:
    """Looks at the statements of one document."""

    def __init__(self, program: Program, document: Document, budget: Budget) -> None:
        self.document = document
        self.rooms = Rooms(program.engine(document).rules, budget)
        self.examples = Examples(program, document)

    def at(self, statement: Statement) -> Iterator[Finding]:
        """What is to be said of a statement. Raises Undecided, Untold or Fault where nothing can be."""
        found = ways(self.rooms.rules, statement)
        if not found or self._reached(found, alone=True):
            return
        bitten = self._reached(found, alone=False)
        if bitten is None:
            yield self._dead(statement, found)
        else:
            yield self._shadowed(statement, found, bitten)

    def alive(self, statement: Statement) -> tuple[Shown, ...]:
        """A history in which a statement bites and nothing else does; nothing where none is found."""
        found = self._reached(ways(self.rooms.rules, statement), alone=True)
        cited = self.document.cite(statement.clause)
        if found is None:
            return ()
        return self.examples.shown(found.room, found.tests, lambda answer: cited in answer["clauses"], "it decides")

    def values(self, statement: Statement) -> Iterator[Finding]:
        """What is to be said of the rows and sides of a definition or a plan's field."""
        if statement.kind.name not in ("define", "plan"):
            return
        try:
            written = branches(self.rooms.rules, statement)
        except Fault as fault:
            yield not_decided(self.document, statement, "all its values can be taken", fault)
            return
        for name, queries in written.items():
            try:
                if reached(self.rooms, queries) is None:
                    said = Said(f"no history reaches the value {name}", "mend the test before it, or leave it out")
                    yield self._finding(statement, "note", "dead-clause", said)
            except (Undecided, Untold, Fault) as reason:
                yield not_decided(self.document, statement, f"the value {name} is ever taken", reason)

    def plan(self, plan: str) -> Iterator[Finding]:
        """That a plan never covers anything."""
        rules = self.rooms.rules
        statement = rules.fields(plan).statements[0]
        if rules.fields(plan).written.get("covers", statement).fields.get("covers") == "false":
            return  # it is about no claim, and says so
        found = [Way(subject, covered, nothing) for subject in subjects(rules, "cover", plan)]
        try:
            if found and self._reached(found, alone=False) is None:
                said = uncovered(plan, [self._core(way, alone=False) for way in found])
                yield self._finding(statement, "warning", "dead-clause", said)
        except (Undecided, Untold, Fault) as reason:
            yield not_decided(self.document, statement, f"`{plan}` ever covers anything", reason)

    def _reached(self, found: list[Way], alone: bool) -> Reached | None:
        """Where a statement bites (`alone`: where nothing else does besides); None where it never does."""
        return reached(self.rooms, [Query(way.subject, partial(way.tests, alone=alone), way.hangs) for way in found])

    def _dead(self, statement: Statement, found: list[Way]) -> Finding:
        said = dead(statement, [self._core(way, alone=False) for way in found])
        return self._finding(statement, "warning", "dead-clause", said)

    def _core(self, way: Way, alone: bool) -> list[str]:
        """Why it cannot be: the names of what does not go together."""
        room = self.rooms.of(way.subject, loose=True)
        try:
            return room.core(way.tests(room, alone))
        except Undecided:
            return []

    def _shadowed(self, statement: Statement, found: list[Way], bitten: Reached) -> Finding:
        way = next(way for way in found if way.subject == bitten.query.subject)
        said = shadowed(statement, self._core(way, alone=True))
        clauses = {self.document.cite(clause) for clause in said.others or (statement.clause,)}
        shown = self.examples.shown(
            bitten.room, bitten.tests, lambda answer: not clauses.isdisjoint(answer["clauses"]), said.example
        )
        finding = self._finding(statement, "note", "shadowed-clause", said)
        return Finding(finding.problem, shown)

    def _finding(self, statement: Statement, severity: str, code: str, said: Said) -> Finding:
        return Finding(problem(self.document, statement, severity, code, said.message, help=said.help))
