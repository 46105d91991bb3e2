"""The examination of a document: every kind of finding within one budget, in the order of the document.

What was not looked at to the end is a finding as well, so that nothing is reported as fine that was not decided.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import z3

from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic import compliance, dead, gaps, windows
from warrantor.core.decision.symbolic.asking import Budget, Undecided
from warrantor.core.decision.symbolic.expressions import Untold
from warrantor.core.decision.symbolic.findings import Finding
from warrantor.core.terms.document import Document
from warrantor.core.terms.errors import Fault, Problem

Find = Callable[[Program, Document, Budget], Iterator[Finding]]


@dataclass(frozen=True)
class Part:
    """One kind of finding. `about` completes "it was not decided to the end whether ..."."""

    name: str
    about: str
    find: Find


PARTS: tuple[Part, ...] = (
    Part("windows", "two clauses close the same act at different times", windows.find),
    Part("compliance", "a plan is sold that can never be activated", compliance.find),
    Part("dead", "a statement can never bite", dead.find),
    Part("gaps", "a history is left without an answer, or without cover between two plans", gaps.find),
)


@dataclass(frozen=True)
class Step:
    """How far an examination is: the part at work, its number from 1 and of how many, and how much was found so far."""

    part: Part
    number: int
    of: int
    found: int


class Examination:
    """The examination of one document, which has no errors. `findings` may be looked at whenever it stops."""

    def __init__(
        self, program: Program, document: Document, budget: Budget, parts: tuple[Part, ...] | None = None
    ) -> None:
        self.program, self.document, self.budget = program, document, budget
        self.parts = PARTS if parts is None else parts
        self._found: dict[Finding | Any, Finding] = {}
        self._ended: set[str] = set()
        self._why: dict[str, str] = {}

    def run(self) -> Iterator[Step]:
        """Looks at part after part; a step is told when a part begins and with each finding."""
        for number, part in enumerate(self.parts, 1):
            yield self._step(part, number)
            if self.budget.over:
                return
            for finding in self._of_part(part, len(self.parts) - number + 1):
                self._found.setdefault(_key(finding), finding)
                yield self._step(part, number)

    def _step(self, part: Part, number: int) -> Step:
        return Step(part, number, len(self.parts), len(self._found))

    def _of_part(self, part: Part, left: int) -> Iterator[Finding]:
        """The findings of a part, which may take its share of what is left of the budget; the rest is the next's."""
        own = self.budget.share(left)
        try:
            for finding in part.find(self.program, self.document, own):
                if own.over and finding.problem.code == "not-decided":
                    return  # and so would all that follows be, which is said once
                yield finding
            self._ended.add(part.name)
        except (Undecided, Untold, Fault, RecursionError, z3.Z3Exception) as reason:
            deep = isinstance(reason, RecursionError)
            self._why[part.name] = "the terms are nested too deep for the solver" if deep else str(reason)
        finally:
            self.budget.took(own)

    @property
    def findings(self) -> list[Finding]:
        """What was found so far, in document order; with what was not looked at to the end."""
        cut = [self._cut(part) for part in self.parts if part.name not in self._ended]
        return sorted((*self._found.values(), *cut), key=self._place)

    @property
    def decided(self) -> bool:
        """Whether everything was decided."""
        return all(finding.problem.code != "not-decided" for finding in self.findings)

    def _cut(self, part: Part) -> Finding:
        why = f": {self._why[part.name]}" if part.name in self._why else ""
        return Finding(
            Problem(
                self.document.file, 1, 1, "", "warning", "not-decided",
                f"it was not decided to the end whether {part.about}{why}",
                help="allow more time, or put the terms more simply",
            )
        )  # fmt: skip

    def _place(self, finding: Finding) -> Any:
        problem = finding.problem
        return problem.file != self.document.file, problem


def _key(finding: Finding) -> Any:
    """What makes two findings one."""
    problem = finding.problem
    return problem.file, problem.line, problem.column, problem.code, problem.message
