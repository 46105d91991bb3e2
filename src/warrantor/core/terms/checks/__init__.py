"""What can be told about a document without a solver: `check` gathers all findings, with place and remedy.

Errors stop a document from being used; warnings and notes do not. Clauses without statements are narrative.
"""

from dataclasses import dataclass

from warrantor.core.terms.checks import circles, front, plans
from warrantor.core.terms.checks.findings import Findings
from warrantor.core.terms.checks.statements import Checker
from warrantor.core.terms.document import Clause, Document
from warrantor.core.terms.errors import Fault, Problem
from warrantor.core.terms.rules import Rules


@dataclass(frozen=True)
class Report:
    """What was found in one document."""

    document: Document
    findings: list[Problem]
    """In document order."""
    narrative: list[Clause]
    """Clauses that a person reads: published, and run by nobody."""

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.findings if problem.severity == "error"]


def check(document: Document, prices: frozenset[str] | None = None) -> Report:
    """Checks a document that was read. `prices`: the codes of its price file; None leaves codes unchecked."""
    findings = Findings(document)
    try:
        _check(document, findings, prices)
    except RecursionError:
        findings.add(
            Fault(
                "depth",
                "definitions, tables or exceptions are nested too deep to be written out",
                help="break long chains of definitions",
            )
        )
    narrative = [clause for clause in document.clauses.values() if clause.narrative]
    return Report(document, findings.problems, narrative)


def _check(document: Document, findings: Findings, prices: frozenset[str] | None) -> None:
    rules = Rules(document)
    for fault in rules.faults:
        findings.fault(fault)
    front.check_references(document, findings)
    circles.check_definitions(rules, findings)
    front.check_front(rules, findings)
    checker = Checker(rules, findings, prices)
    for statement in document.statements:
        checker.check(statement)
    plans.check_exceptions(rules, findings)
    plans.check_fields(rules, findings)
    if not rules.faults:
        plans.check_rules(rules, findings)
        circles.check_plans(rules, findings)


def check_versions(documents: list[Document]) -> list[Problem]:
    """What is wrong between the versions of one program."""
    found: list[Problem] = []
    seen: dict[str, Document] = {}
    for document in documents:
        version = document.version
        file = document.file
        if version.id in seen:
            found.append(
                _between(
                    file,
                    f"the version `{version.id}` is also that of `{seen[version.id].file}`",
                    "an id of its own",
                )
            )
        seen[version.id] = document
        if document.program != documents[0].program:
            found.append(
                _between(
                    file,
                    f"`{document.program}` is not the program of `{documents[0].file}`",
                    f"`program: {documents[0].program}`",
                )
            )
    started = [d for d in documents if d.version.effective is None]
    found += [
        _between(
            d.file,
            f"from when on the version `{d.version.id}` is in force is not said",
            "`effective:` in all versions but the first",
        )
        for d in started[1:]
    ]
    return found


def _between(file: str, message: str, expected: str) -> Problem:
    return Problem(file, 1, 1, "", "error", "versions", message, expected)
