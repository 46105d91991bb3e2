"""An examination gathers findings in document order, each once, and says what it did not look at to the end."""

from collections.abc import Iterator

import pytest
import z3

from tests.core.decision import documents
from warrantor.core.decision.program import Program
from warrantor.core.decision.symbolic.asking import Asker, Budget, Undecided
from warrantor.core.decision.symbolic.examine import Examination, Part
from warrantor.core.decision.symbolic.findings import Finding
from warrantor.core.terms.document import Document
from warrantor.core.terms.errors import Problem

TEXT = (
    "---\nprogram: made\ntitle: Made up\nversion: {id: one}\ntime_zone: UTC\n---\n## A {#A}\n\n```terms\n"
    "- {plan: care, given: true, starts: purchased.on, term: months(12)}\n```\n"
)


def found(line: int, message: str = "a gap", code: str = "gap", file: str = "document.md") -> Finding:
    return Finding(Problem(file, line, 1, "A", "warning", code, message))


def part(name: str, *findings: Finding) -> Part:
    return Part(name, f"{name} is so", lambda program, document, budget: iter(findings))


def examination(*parts: Part, budget: Budget | None = None) -> Examination:
    of = documents.made(TEXT)
    return Examination(of, of.latest, budget or Budget(), parts)


def test_findings_come_in_document_order_and_once() -> None:
    own = documents.made(TEXT).latest.file
    made = examination(
        part("windows", found(9, file="shared.md"), found(7, file=own)),
        part("gaps", found(3, file=own), found(7, file=own)),
    )
    assert [(step.part.name, step.number, step.of, step.found) for step in made.run()] == [
        ("windows", 1, 2, 0), ("windows", 1, 2, 1), ("windows", 1, 2, 2),
        ("gaps", 2, 2, 2), ("gaps", 2, 2, 3), ("gaps", 2, 2, 3),
    ]  # fmt: skip
    assert [(f.problem.file, f.problem.line) for f in made.findings] == [(own, 3), (own, 7), ("shared.md", 9)]
    assert made.decided


def test_what_was_not_looked_at_is_a_finding() -> None:
    """Stopped between two findings, the part at work and those to come are named."""
    made = examination(part("windows", found(5)), part("gaps", found(2), found(4)), part("dead"))
    for step in made.run():
        if step.found == 2:
            break
    told = [(f.problem.line, f.problem.code, f.problem.message) for f in made.findings if f.problem.clause == ""]
    assert told == [(1, "not-decided", f"it was not decided to the end whether {n} is so") for n in ("dead", "gaps")]
    assert not made.decided


def test_a_single_question_that_was_not_decided_is_told_as_it_is() -> None:
    made = examination(part("windows", found(5, "one was too hard", "not-decided"), found(6)))
    assert len(list(made.run())) == 3
    assert [f.problem.message for f in made.findings] == ["one was too hard", "a gap"]
    assert not made.decided


def knapsack(count: int = 30) -> list[z3.BoolRef]:
    """A question that takes long."""
    numbers = [z3.Int(f"n{i}") for i in range(count)]
    total = z3.Sum([(7919 * (i + 3) ** 9 % 999_999_937) * n for i, n in enumerate(numbers)])
    return [*(z3.And(n >= 0, n <= 1) for n in numbers), total == 7_654_321_987]


def _hard(program: Program, document: Document, budget: Budget) -> Iterator[Finding]:
    for line in (1, 2, 3):
        try:
            Asker(knapsack(), budget).possible()
        except Undecided as why:
            yield found(line, str(why), "not-decided")


def _easy(program: Program, document: Document, budget: Budget) -> Iterator[Finding]:
    assert Asker([z3.Int("n") > 3], budget).possible()
    yield found(4)


def test_a_part_that_does_not_end_leaves_the_others_their_share() -> None:
    hard, easy = Part("hard", "it is hard", _hard), Part("easy", "it is easy", _easy)
    runs = []
    for _ in range(2):
        made = examination(hard, easy, budget=Budget(steps=20_000, total=60_000))
        list(made.run())
        runs.append([(f.problem.line, f.problem.message) for f in made.findings])
    assert runs[0] == runs[1]
    assert (4, "a gap") in runs[0]
    assert (1, "it was not decided to the end whether it is hard") in runs[0]


def test_nothing_is_asked_once_it_is_to_stop() -> None:
    made = examination(Part("easy", "it is easy", _easy), budget=Budget(stop=lambda: True))
    assert [step.found for step in made.run()] == [0]
    assert [f.problem.code for f in made.findings] == ["not-decided"]


def _too_deep(program: Program, document: Document, budget: Budget) -> Iterator[Finding]:
    yield found(3)
    raise RecursionError


def test_terms_that_are_too_deep_for_the_solver_are_not_decided() -> None:
    made = examination(Part("deep", "it is deep", _too_deep), part("gaps", found(4)))
    list(made.run())
    first, *others = [f.problem.message for f in made.findings]
    assert first == "it was not decided to the end whether it is deep: the terms are nested too deep for the solver"
    assert others == ["a gap", "a gap"]


def test_ctrl_c_that_the_solver_took_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker([], Budget())
    monkeypatch.setattr(asker.solver, "check", lambda *_: z3.unknown, raising=False)
    monkeypatch.setattr(asker.solver, "reason_unknown", lambda: "canceled", raising=False)
    with pytest.raises(KeyboardInterrupt):
        asker.possible()
