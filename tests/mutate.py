"""Takes the block of one clause after another out of its document and expects a test marked with the clause to fail.

`make mutate` runs it. A clause that no test is marked with is listed as not claimed. A survivor is one whose tests
pass without it: they are too weak, or the clause decides nothing; the program then ends with 1. `--statements` takes
out single statements instead, which finds weaker spots; what survives there is listed and does not count.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from _pytest.runner import runtestprotocol

from tests import histories
from warrantor.adapters.documents import installed_programs, load_program
from warrantor.core.decision.program import Program
from warrantor.core.terms.document import Clause, Document
from warrantor.core.terms.errors import Fault, TermsError


@dataclass(frozen=True)
class Mutant:
    """A document without the block of a clause, or without one statement of it."""

    program: str
    clause: str
    what: str
    document: Document

    @property
    def id(self) -> str:
        return f"{self.program}:{self.clause}"


def mutants(single: bool) -> Iterator[Mutant]:
    """Every executable clause of the installed programs, in document order."""
    for name in installed_programs():
        document = load_program(name).latest
        for clause in document.clauses.values():
            if clause.statements and not clause.origin:
                yield from _of_clause(name, document, clause, single)


def _of_clause(name: str, document: Document, clause: Clause, single: bool) -> Iterator[Mutant]:
    if not single:
        yield Mutant(name, clause.id, "block", _without(document, clause, clause.statements))
        return
    for statement in clause.statements:
        what = f"{statement.kind.name}, line {statement.line}"
        yield Mutant(name, clause.id, what, _without(document, clause, [statement]))


def _without(document: Document, clause: Clause, dropped: list) -> Document:
    kept = [statement for statement in clause.statements if statement not in dropped]
    return replace(document, clauses={**document.clauses, clause.id: replace(clause, statements=kept)})


class Mutating:
    """A pytest plug-in: collects the marked tests, then runs those of each clause against its mutants."""

    def __init__(self, single: bool, wanted: str) -> None:
        self.single = single
        self.wanted = wanted
        self.killed: list[Mutant] = []
        self.survived: list[Mutant] = []
        self.unclaimed: list[Mutant] = []
        self.broken: list[str] = []
        """Tests that fail without any change: nothing can be learnt from them."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        marked: dict[str, list[pytest.Item]] = defaultdict(list)
        for item in session.items:
            for mark in item.iter_markers("clause"):
                for clause in mark.args:
                    marked[clause].append(item)
        self.broken = sorted({item.nodeid for items in marked.values() for item in items if not _passes(item)})
        for mutant in () if self.broken else mutants(self.single):
            if not mutant.id.startswith(self.wanted):
                continue
            items = marked.get(mutant.id, [])
            found = self.unclaimed if not items else self.killed if self._fails(mutant, items) else self.survived
            found.append(mutant)
        return True

    def _fails(self, mutant: Mutant, items: list[pytest.Item]) -> bool:
        """Whether a test of the clause notices; a document that can no longer be used counts as noticed."""
        histories.MUTATED[mutant.program] = Program([mutant.document], load_program(mutant.program).prices)
        try:
            return any(not _passes(item) for item in items)
        except (Fault, TermsError):
            return True
        finally:
            histories.MUTATED.clear()


def _passes(item: pytest.Item) -> bool:
    item._initrequest()  # type: ignore[attr-defined]
    return all(report.passed for report in runtestprotocol(item, log=False, nextitem=None))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.mutate", description=__doc__)
    parser.add_argument(
        "--statements", action="store_true", help="take out single statements, and only list what survives"
    )
    parser.add_argument("clause", nargs="?", default="", help="only clauses whose `program:ID` begins like this")
    options = parser.parse_args(arguments)
    plugin = Mutating(options.statements, options.clause)
    # one worker and no report of its own: each test runs many times
    ended = pytest.main(
        ["-q", "--no-header", "--no-summary", "-p", "no:xdist", "-p", "no:cacheprovider", "tests/programs"],
        plugins=[plugin],
    )
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return int(ended)
    for test in plugin.broken:
        print(f"fails without any change  {test}")
    if plugin.broken:
        return 2
    claimed = len(plugin.killed) + len(plugin.survived)
    for mutant in plugin.unclaimed:
        print(f"not claimed  {mutant.id}" + (f"  ({mutant.what})" if options.statements else ""))
    for mutant in plugin.survived:
        print(f"survived     {mutant.id}" + (f"  ({mutant.what})" if options.statements else ""))
    print(f"{len(plugin.killed)} of {claimed} mutants of claimed clauses noticed, {len(plugin.unclaimed)} not claimed")
    return 1 if plugin.survived and not options.statements else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
