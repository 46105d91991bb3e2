"""Terms documents that are named on the command line: found, read, and checked as far as that needs no solver."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from warrantor.adapters.documents import installed_programs, price_codes, programs_folder, read_file
from warrantor.core.decision.symbolic.findings import Finding
from warrantor.core.terms.checks import check, check_versions
from warrantor.core.terms.document import Clause, Document
from warrantor.core.terms.errors import Problem, TermsError, nearest
from warrantor.entrypoints.cli import findings
from warrantor.entrypoints.cli.text import safe


@dataclass
class Checked:
    """What was found in one document. `examined`: `yes`, `no` where it was not asked for or has errors, `stopped`."""

    path: Path
    found: list[Finding]
    document: Document | None = None
    narrative: list[Clause] = field(default_factory=list)
    examined: str = "no"

    @property
    def problems(self) -> list[Problem]:
        return [finding.problem for finding in self.found]

    @property
    def errors(self) -> int:
        return sum(1 for problem in self.problems if problem.severity == "error")

    @property
    def ordered(self) -> list[Finding]:
        return findings.in_order(self.found, self.path.name)


class Unusable(Exception):
    """What was named is no document, folder or program."""


def named(name: str) -> list[Path]:
    """The documents that a name on the command line means."""
    path = Path(name)
    installed = installed_programs()
    if not path.exists() and name in installed:
        path = programs_folder() / name
    elif not path.exists() and "/" not in name and not path.suffix:
        help = nearest(name, installed) or f"installed: {', '.join(installed)}"
        raise Unusable(f"there is no file, folder or program `{safe(name)}`; {help}")
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.md"))
    if not found:
        raise Unusable(f"`{safe(name)}`: no terms document in this folder; expected VERSION.md")
    return found


def check_all(paths: list[Path]) -> tuple[list[Checked], int]:
    """The documents of one program, each checked and then all together; and 2 if one cannot be read."""
    checked: list[Checked] = []
    documents: list[Document] = []
    code = 0
    for path in paths:
        try:
            document = read_file(path)
            report = check(document, price_codes(path.parent))
        except TermsError as error:
            checked.append(Checked(path, list(map(Finding, error.problems))))
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            print(f"warrantor check: `{safe(str(path))}`: {reason}", file=sys.stderr)
            code = 2
        else:
            documents.append(document)
            checked.append(Checked(path, list(map(Finding, report.findings)), document, report.narrative))
    for problem in check_versions(documents):
        next(one for one in checked if one.path.name == problem.file).found.append(Finding(problem))
    return checked, code
