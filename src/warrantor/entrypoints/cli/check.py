"""`warrantor check`: reads terms documents, examines them, reports what is wrong and lists what a person reads."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.adapters.documents import one_version
from warrantor.entrypoints.cli import examining, findings
from warrantor.entrypoints.cli.named import Checked, Unusable, check_all, named
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Reads terms documents and reports what is wrong, with line, clause and remedy.

Each NAME is a file (programs/acme/2024-01.md), a folder of the versions of one program, or the
name of an installed program. Codes of charges are looked up in the `prices.yaml` beside it.

A document without errors is then examined: a solver looks for clauses that close the same act at
different times, for what is sold and can never be used, for statements that no history reaches,
and for histories that the terms leave without an answer. Each finding has an example, which was
put to the terms as `warrantor decide` would. What the document accepts (`settles`) is listed last,
with its reason. What was not decided in time is said, and never taken for fine.

With --against the document is held against an older one instead: on which histories do they answer
differently, and what does the customer lose or gain? Each example was put to both. `same meaning`
is said only where that was decided for every history.

Errors stop a document from being used; warnings and notes do not. Clauses without statements
are listed: a person reads those, and no answer rests on them."""

_ENDINGS = """exit codes:
  0    no errors (there may be warnings, and questions that were not decided)
  1    a document has errors
  2    a file cannot be read or written, or there is no such program
  130  stopped by Ctrl-C; what was found so far is shown"""


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
    parser.add_argument("--quick", action="store_true", help="leave the examination out")
    parser.add_argument(
        "--seconds", metavar="N", type=_seconds, default=examining.SECONDS,
        help="how long the examination of a document may take (default: 60)",
    )  # fmt: skip
    parser.add_argument("--against", metavar="OLD", help="an older version: a file, a folder or a program")
    parser.add_argument("--save", metavar="FILE.jsonl", type=Path, help="add the examples to a file of cases")
    parser.add_argument("--json", action="store_true", help="print a JSON object a document")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 < seconds < 1e9:
        raise argparse.ArgumentTypeError(f"`{text}` is no number of seconds, such as 60")
    return seconds


def run(args: argparse.Namespace) -> int:
    """Check every document; one that cannot be read is named and the others still checked."""
    if args.against is not None:
        from warrantor.entrypoints.cli import differing

        return differing.run(args)
    code = 0
    for name in args.names:
        try:
            paths = named(name)
        except Unusable as error:
            print(f"warrantor check: {error}", file=sys.stderr)
            code = 2
            continue
        checked, unread = check_all(paths)
        code = max(code, unread)
        for one in checked:
            code = max(code, _go_on(one, args))
            if one.examined == "stopped":
                return 130
    return code


def _go_on(checked: Checked, args: argparse.Namespace) -> int:
    """Examines a document that was read, and shows and keeps what was found."""
    if checked.document is not None and not checked.errors and not args.quick:
        _examine(checked, args.seconds)
    (_show_json if args.json else _show_text)(checked)
    if args.save is not None and checked.document is not None:
        try:
            examining.keep(args.save, checked.document.program, examining.examples(checked.ordered))
        except (OSError, UnicodeDecodeError) as error:
            print(f"warrantor check: {examining.unwritable(error, args.save)}", file=sys.stderr)
            return 2
    return int(checked.errors > 0)


def _examine(checked: Checked, seconds: float) -> None:
    # the solver takes a while to load, and is not there for a document that is only read
    from warrantor.core.decision.symbolic.asking import Budget
    from warrantor.core.decision.symbolic.examine import Examination

    assert checked.document is not None
    program = one_version(checked.document, checked.path.parent)
    budget = Budget(stop=examining.Limit.of(seconds).passed)
    examination = Examination(program, checked.document, budget)
    stopped = examining.followed(safe(str(checked.path)), examination.run())
    checked.found += examination.findings
    checked.examined = "stopped" if stopped else "yes"


def _show_text(checked: Checked) -> None:
    path = safe(str(checked.path))
    for finding in checked.ordered:
        # The whole path opens the place in an editor; an included document may be anywhere.
        own = finding.problem.file == checked.path.name
        print("\n".join(findings.lines(finding, path if own else safe(finding.problem.file))))
    if checked.narrative:
        print(f"{path}: a person reads this:")
    for clause in checked.narrative:
        print(f"    {safe(clause.id)}  {safe(clause.title)}")
    print(f"{path}: {_counted(checked)}")
    if _left(checked):
        print(f"{path}: {_left(checked)}")


def _counted(checked: Checked) -> str:
    parts = findings.counted(checked.problems)
    if checked.document is not None and checked.document.clauses:
        clauses = findings.number(len(checked.document.clauses), "clause")
        parts.append(f"{clauses}, {len(checked.narrative)} for a person to read")
    return ", ".join(parts)


def _left(checked: Checked) -> str:
    """What keeps a document without errors from being fine."""
    if checked.examined == "stopped":
        return "stopped before the end; what is not listed may still be wrong"
    if findings.undecided(checked.found):
        return "not everything was decided; what is not listed may still be wrong"
    return ""


def _show_json(checked: Checked) -> None:
    narrative = [{"clause": c.id, "title": c.title, "line": c.line} for c in checked.narrative]
    data = {
        "document": str(checked.path),
        "errors": checked.errors,
        "examined": checked.examined,
        "not_decided": findings.undecided(checked.found),
        "findings": [findings.data(finding) for finding in checked.ordered],
        "narrative": narrative,
        "clauses": len(checked.document.clauses) if checked.document is not None else 0,
    }
    print(json.dumps(data))
