"""Summaries on the command line: counts in the terminal, and the folder of pages."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.adapters.summaries.counting import Summary
    from warrantor.adapters.summaries.pages import About
    from warrantor.adapters.summaries.reading import Answers
    from warrantor.core.decision.program import Program


def show(summary: Summary) -> None:
    """Prints the counts."""
    from warrantor.adapters.summaries import terminal

    width = shutil.get_terminal_size().columns
    print("\n".join(map(safe, terminal.text(summary, width).splitlines())))


def write(answers: Answers, folder: Path, about: About, titles: dict[str, str]) -> None:
    """Writes the folder and prints the counts. Raises TableError, or OSError where it cannot be written."""
    from warrantor.adapters.summaries.folder import write_summary

    show(write_summary(answers, folder, about, titles))
    print(f"written to {safe(str(folder / 'summary.html'))}", file=sys.stderr)


def of_run(program: Program, name: str, histories: Path, out: Path, folder: Path) -> None:
    """The summary of what `warrantor bulk` has just written."""
    from warrantor.adapters.summaries.pages import About
    from warrantor.adapters.summaries.reading import open_answers

    about = About(program.latest.title, str(out), {}, str(histories), name)
    write(open_answers(out), folder, about, titles_of(program))


def titles_of(program: Program) -> dict[str, str]:
    """The headings of clauses by the ids that answers cite; the latest wording."""
    return {version.cite(id): clause.title for version in program.versions for id, clause in version.clauses.items()}
