"""Findings about a document as lines to read, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from warrantor.core.decision.symbolic.findings import Finding, Shown
from warrantor.core.terms.errors import Problem
from warrantor.entrypoints.cli.text import safe

MOST_CLAUSES = 4
"""How many clauses of an example's answer are shown; all are in the JSON."""


def in_order(findings: Iterable[Finding], own: str) -> list[Finding]:
    """By place, those of shared documents after those of the document `own`, what is accepted last."""
    return sorted(findings, key=lambda f: (f.problem.severity == "accepted", f.problem.file != own, f.problem))


def lines(finding: Finding, where: str) -> Iterator[str]:
    """A finding as it is printed: place, severity, clause, message; remedy; why it is accepted; examples."""
    problem = finding.problem
    head, *rest = problem.text().removeprefix(problem.file).split("\n")
    yield where + safe(head)
    yield from map(safe, rest)
    if finding.accepted:
        yield safe(f"    accepted: {finding.accepted}")
    for shown in finding.examples:
        yield safe(f"    example: {shown.says}")
        yield safe(f"        answered {answered(shown.answer)}")


def answered(answer: Mapping[str, Any]) -> str:
    """An answer in a line: `no (acme:A.2)`."""
    told = [str(answer["answer"])]
    told += [", ".join(map(str, answer["missing"]))] if answer.get("missing") else []
    plan = [str(answer[key]) for key in ("plan", "level") if answer.get(key)]
    days = [f"{word} {answer[key]}" for word, key in (("from", "starts"), ("through", "ends")) if answer.get(key)]
    clauses = answer.get("clauses") or []
    more = f" and {len(clauses) - MOST_CLAUSES} more" if len(clauses) > MOST_CLAUSES else ""
    cited = f" ({', '.join(clauses[:MOST_CLAUSES])}{more})" if clauses else ""
    return ", ".join([" ".join(told), *plan, *([" ".join(days)] if days else [])]) + cited


def data(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    found: dict[str, Any] = asdict(finding.problem)
    if finding.accepted:
        found["accepted"] = finding.accepted
    if finding.examples:
        found["examples"] = [example(shown) for shown in finding.examples]
    return found


def example(shown: Shown) -> dict[str, Any]:
    """An example as JSON has it."""
    return {"question": shown.question, "answer": shown.answer, "says": shown.says}


def undecided(findings: Iterable[Finding]) -> int:
    """How many questions were not decided."""
    return sum(1 for finding in findings if finding.problem.code == "not-decided")


def counted(problems: Iterable[Problem]) -> list[str]:
    """`1 error`, `no warnings`, and what else there is. What was not decided is counted by itself."""
    of = Counter("not decided" if p.code == "not-decided" else p.severity for p in problems)
    parts = [number(of["error"], "error"), number(of["warning"], "warning")]
    parts += [number(of["note"], "note")] if of["note"] else []
    return parts + [f"{of[word]} {word}" for word in ("accepted", "not decided") if of[word]]


def number(count: int, word: str, plural: str = "") -> str:
    """`no errors`, `1 error`, `2 errors`."""
    return f"{count or 'no'} {word if count == 1 else plural or f'{word}s'}"
