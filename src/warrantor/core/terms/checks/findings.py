"""Gathers what is wrong with a document: each finding once, with its place and clause."""

from collections.abc import Iterator
from typing import Any

from warrantor.core.terms.document import Clause, Document, Statement
from warrantor.core.terms.errors import Fault, Problem


class Findings:
    """Problems of one document. A place that has an error takes no second one from the same construct."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.hopeless: set[str] = set()
        """Codes of findings reported for the whole document; what follows from them is left out."""
        self._problems: dict[tuple[str, int, int, str], Problem] = {}
        self._owners: dict[int, Statement] = {}
        for statement in document.statements:
            for part in (*_parts(statement.subject), *_parts(statement.fields)):
                self._owners[id(part)] = statement
        self._files: dict[int, str] = {}
        """The file of what stands in the front matter or the prose of an included document."""
        for shared in document.included:
            for part in (*_parts(shared.front), *(text for _, text in shared.references)):
                self._files[id(part)] = shared.file

    @property
    def problems(self) -> list[Problem]:
        """All of them in document order, those of included documents last."""
        return sorted(self._problems.values(), key=lambda p: (p.file != self.document.file, p))

    def holds(self, part: object) -> bool:
        """Whether a text or list stands in this document: in a statement, or in what it includes."""
        return id(part) in self._owners or id(part) in self._files

    def fault(self, fault: Fault, statement: Statement | None = None, severity: str = "error") -> None:
        """Adds what the lowering complained of; `statement` is where it was found, if that is unsaid."""
        if fault.code in self.hopeless:
            return
        owner = self._owners.get(id(fault.at), statement)
        line, column = fault.line, fault.column
        if not line and owner is not None:
            line, column = owner.line, 1
        problem = self._problem(owner, line, column, severity, fault)
        if not any(known[:3] == (problem.file, line, column) for known in self._problems):
            self._keep(problem)

    def add(self, fault: Fault, statement: Statement | None = None, severity: str = "error") -> None:
        """Adds a finding of the checks themselves: another code at the same place is another finding."""
        owner = self._owners.get(id(fault.at), statement)
        line, column = fault.line, fault.column
        if not line and owner is not None:
            line, column = owner.line, 1
        self._keep(self._problem(owner, line, column, severity, fault))

    def add_at_clause(self, clause: Clause | None, fault: Fault, severity: str) -> None:
        """Adds a finding about prose or a whole clause."""
        file = self._files.get(id(fault.at)) or (clause.file if clause and clause.file else self.document.file)
        self._keep(
            Problem(
                file,
                fault.line,
                fault.column,
                clause.id if clause else "",
                severity,
                fault.code,
                fault.message,
                fault.expected,
                fault.help,
            )
        )

    def _problem(self, owner: Statement | None, line: int, column: int, severity: str, fault: Fault) -> Problem:
        clause = self.document.clauses[owner.clause] if owner is not None else None
        own = clause.file if clause is not None and clause.file else self.document.file
        file = self._files.get(id(fault.at), own)
        return Problem(
            file,
            line or 1,
            column or 1,
            clause.id if clause else "",
            severity,
            fault.code,
            fault.message,
            fault.expected,
            fault.help,
        )

    def _keep(self, problem: Problem) -> None:
        self._problems.setdefault((problem.file, problem.line, problem.column, problem.code), problem)


def _parts(value: Any) -> Iterator[Any]:
    """`value` and everything in it, keys included."""
    yield value
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _parts(part)
