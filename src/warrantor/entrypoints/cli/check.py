"""`warrantor check`: reads terms documents, reports what is wrong and lists what only a person reads."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.adapters.documents import (
    installed_programs,
    price_codes,
    programs_folder,
    read_file,
)
from warrantor.core.terms.checks import check, check_versions
from warrantor.core.terms.document import Clause, Document
from warrantor.core.terms.errors import Problem, TermsError, nearest
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Reads terms documents and reports what is wrong, with line, clause and remedy.

Each NAME is a file (programs/acme/2024-01.md), a folder of the versions of one program, or the
name of an installed program. Codes of charges are looked up in the `prices.yaml` beside it.

Errors stop a document from being used; warnings and notes do not. Clauses without statements
are listed: a person reads those, and no answer rests on them."""

_ENDINGS = """exit codes:
  0  no errors (there may be warnings)
  1  a document has errors
  2  a file cannot be read, or there is no such program"""


@dataclass(frozen=True)
class Checked:
    """What was found in one document."""

    path: Path
    findings: list[Problem]
    narrative: list[Clause] = field(default_factory=list)
    clauses: int = 0

    def count(self, severity: str) -> int:
        return sum(1 for problem in self.findings if problem.severity == severity)


class Unusable(Exception):
    """What was named is no document, folder or program."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "check",
        help="read a terms document and report what is wrong with it",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", metavar="NAME", nargs="+", help="a file, a folder, or an installed program")
    parser.add_argument("--json", action="store_true", help="print a JSON object a document")


def run(args: argparse.Namespace) -> int:
    """Check every document; one that cannot be read is named and the others still checked."""
    code = 0
    show = _show_json if args.json else _show_text
    for name in args.names:
        try:
            paths = _paths(name)
        except Unusable as error:
            print(f"warrantor check: {error}", file=sys.stderr)
            code = 2
            continue
        checked, unread = _check_all(paths)
        for one in checked:
            show(one)
        code = max(code, unread, *(int(one.count("error") > 0) for one in checked))
    return code


def _paths(name: str) -> list[Path]:
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


def _check_all(paths: list[Path]) -> tuple[list[Checked], int]:
    """The documents of one program, each checked and then all together; and 2 if one cannot be read."""
    checked: list[Checked] = []
    documents: list[Document] = []
    code = 0
    for path in paths:
        try:
            document = read_file(path)
            report = check(document, price_codes(path.parent))
        except TermsError as error:
            checked.append(Checked(path, error.problems))
        except OSError as error:
            reason = (error.strerror or "cannot be read").lower()
            print(f"warrantor check: `{safe(str(path))}`: {reason}", file=sys.stderr)
            code = 2
        else:
            documents.append(document)
            checked.append(Checked(path, report.findings, report.narrative, len(document.clauses)))
    for problem in check_versions(documents):
        next(one for one in checked if one.path.name == problem.file).findings.append(problem)
    return checked, code


def _show_text(checked: Checked) -> None:
    path = safe(str(checked.path))
    for problem in checked.findings:
        # The whole path opens the place in an editor; an included document may be anywhere.
        text = problem.text().removeprefix(problem.file)
        where = path if problem.file == checked.path.name else safe(problem.file)
        print(where + "\n".join(safe(line) for line in text.split("\n")))
    if checked.narrative:
        print(f"{path}: a person reads this:")
    for clause in checked.narrative:
        print(f"    {safe(clause.id)}  {safe(clause.title)}")
    print(f"{path}: {_counted(checked)}")


def _counted(checked: Checked) -> str:
    parts = [_number(checked.count("error"), "error"), _number(checked.count("warning"), "warning")]
    if checked.clauses:
        parts.append(f"{_number(checked.clauses, 'clause')}, {len(checked.narrative)} for a person to read")
    return ", ".join(parts)


def _number(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"


def _show_json(checked: Checked) -> None:
    narrative = [{"clause": c.id, "title": c.title, "line": c.line} for c in checked.narrative]
    data = {
        "document": str(checked.path),
        "errors": checked.count("error"),
        "findings": [asdict(problem) for problem in checked.findings],
        "narrative": narrative,
        "clauses": checked.clauses,
    }
    print(json.dumps(data))
