"""Examining a document at a terminal: how far it is, the time it may take, what Ctrl-C leaves, and examples kept."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from warrantor.core.decision.symbolic import save
from warrantor.core.decision.symbolic.findings import Finding
from warrantor.entrypoints.cli.text import safe

SECONDS = 60.0


class Step(Protocol):
    """How far something is."""

    @property
    def number(self) -> int: ...

    @property
    def of(self) -> int: ...

    @property
    def found(self) -> int: ...


@dataclass(frozen=True)
class Limit:
    """The time that one document may take."""

    until: float

    @classmethod
    def of(cls, seconds: float) -> Limit:
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    def passed(self) -> bool:
        """Whether it is over."""
        return time.monotonic() > self.until


def followed(what: str, steps: Iterator[Step]) -> bool:
    """Goes on until it has ended, and shows how far it is; whether Ctrl-C ended it before."""
    begun = time.monotonic()
    terminal = sys.stderr.isatty()
    try:
        for step in steps:
            if terminal:
                gone = time.monotonic() - begun
                print(f"\r\x1b[K{what}: {_so_far(step)}, {gone:.0f} s", end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        return True
    finally:
        if terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return False


def _so_far(step: Step) -> str:
    return f"part {step.number} of {step.of}, {step.found} found"


# -- examples kept as cases ------------------------------------------------------------------------------------------


class Example(NamedTuple):
    """An example to be kept. `code`: the part of its id that says what it shows."""

    code: str
    note: str
    question: dict[str, Any]
    answer: dict[str, Any]


def examples(findings: Iterable[Finding]) -> Iterator[Example]:
    """The examples of findings."""
    for finding in findings:
        of = finding.problem
        for shown in finding.examples:
            yield Example(of.code, f"[{of.clause}] {of.message}: {shown.says}", shown.question, shown.answer)


def keep(file: Path, program: str, examples: Iterable[Example]) -> int:
    """Adds examples to a file of cases, each once; how many were added. Raises OSError and UnicodeDecodeError.

    What stands in the file stays as it is.
    """
    there = file.read_text(encoding="utf-8") if file.exists() else ""
    known = [case for line in there.splitlines() if (case := _case(line)) is not None]
    added: list[dict[str, Any]] = []
    for example in examples:
        if all(case.get("ask") != example.question for case in (*known, *added)):
            taken = {str(case.get("id")) for case in (*known, *added)}
            name = save.unused(program, example.code, taken)
            added.append(save.case(name, example.note, example.question, example.answer))
    if added:
        _append(file, there, added)
    return len(added)


def _append(file: Path, there: str, cases: Sequence[dict[str, Any]]) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write("\n" if there and not there.endswith("\n") else "")
        out.writelines(save.line(case) + "\n" for case in cases)


def _case(line: str) -> dict[str, Any] | None:
    """A line of the file, if it is a case."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def unwritable(error: OSError | UnicodeDecodeError, file: Path) -> str:
    """Why examples could not be kept."""
    reason = (error.strerror or "cannot be written") if isinstance(error, OSError) else "is no file of cases"
    return f"`{safe(str(file))}`: {reason.lower()}"
