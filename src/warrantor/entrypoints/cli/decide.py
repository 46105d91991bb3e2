"""`warrantor decide`: answers questions from a file, as a receipt for a person or as a JSON object a line.

Reading the file, naming what is wrong with a line and exit codes live here; `receipt` holds how one looks.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from warrantor.adapters.documents import UnknownProgram, installed_programs, load_path, load_program
from warrantor.adapters.json_lines import read_line
from warrantor.core.decision.program import Program
from warrantor.core.decision.question import QuestionError
from warrantor.core.terms.errors import TermsError
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Answers questions about units: is this fault covered, may this plan be bought, when is a
response due?

FILE is one of
  QUESTION.json   one question
  CASES.jsonl     a question a line, bare or as a case: {"id": "a", "ask": {QUESTION}}
  -               standard input, either of the two

  {"program": "NAME", "ask": "cover", "at": "2024-05-09T12:00:00-07:00",
   "unit": {"events": [{"what": "delivered", "on": "2023-05-10"}]}}

Without --json each answer is a receipt to read: the verdict, what can be done, the clauses
with their text, and the facts."""

_ENDINGS = """exit codes, whatever the answers are:
  0  every question was answered
  1  some could not be answered; each is named with its line and field, and the others are answered
  2  the file, or the document of --program, cannot be read"""


@dataclass(frozen=True)
class Problem:
    """Why a question could not be answered."""

    field: str
    message: str
    help: str = ""


@dataclass(frozen=True)
class Entry:
    """What one line holds: the case's id and its question, or a problem."""

    line: int
    key: Any
    question: Any


class Unusable(Exception):
    """The command line names something that cannot be used at all."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "decide",
        help="answer questions about cover, with the clauses that carry each answer",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="questions; `-` reads standard input")
    parser.add_argument("--json", action="store_true", help="print a JSON object a line, with the case's id")
    parser.add_argument(
        "--program",
        metavar="NAME_OR_PATH",
        help="answer by this program: an installed one, a terms document, or a folder of its versions",
    )
    parser.add_argument("--at", metavar="INSTANT", help="ask as of this instant (ISO 8601 with offset)")
    parser.add_argument("--known-at", metavar="INSTANT", help="use only what was recorded by this instant")
    parser.add_argument("--no-changes", action="store_true", help="do not look for what would turn a no into a yes")


def run(args: argparse.Namespace) -> int:
    """Answer every question; one that cannot be is reported and the others still answered."""
    try:
        given = _given_program(args.program)
        source = _open(args.file)
    except Unusable as error:
        print(f"warrantor decide: {error}", file=sys.stderr)
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter still shows the rest
    failed = False
    show = _show_json if args.json else _show_receipt
    with source as file:
        for entry in _entries(file, args.file):
            result: dict[str, Any] | Problem
            program = given
            try:
                question = _question(entry, args, given)
                program = given or _program_of(question)
                result = program.decide(question, explain=not args.no_changes)
            except (QuestionError, UnknownProgram, TermsError) as error:
                result = _problem(error)
                failed = True
                print(_complaint(args.file, entry.line, result), file=sys.stderr)
            show(entry, program, result)
    return 1 if failed else 0


# -- the program -----------------------------------------------------------------------------------


def _given_program(name: str | None) -> Program | None:
    if name is None:
        return None
    path = Path(name)
    try:
        if name in installed_programs() or not ("/" in name or path.suffix or path.exists()):
            return load_program(name)
        if path.is_dir() and not any(path.glob("*.md")):
            raise Unusable(f"`{safe(name)}`: no terms document in this folder; expected VERSION.md")
        return _checked(load_path(path))
    except OSError as error:
        raise Unusable(f"`{safe(name)}`: {_reason(error)}") from None
    except UnknownProgram as error:
        raise Unusable(f"--program: {safe(str(error))}") from None
    except TermsError as error:
        raise Unusable(f"`{safe(name)}` cannot be used\n{error}") from None


def _checked(program: Program) -> Program:
    """The program of a document that nobody has checked yet. Raises TermsError."""
    from warrantor.core.terms.checks import check

    errors = [problem for document in program.versions for problem in check(document).errors]
    if errors:
        raise TermsError(errors)
    return program


def _program_of(question: dict[str, Any]) -> Program:
    name = question.get("program")
    if not isinstance(name, str) or not name:
        installed = "one of " + ", ".join(installed_programs())
        raise QuestionError("program", "is missing" if name is None else f"`{name}` is not a text", installed)
    return load_program(name)


# -- reading ---------------------------------------------------------------------------------------


def _open(file: str) -> AbstractContextManager[BinaryIO]:
    try:
        return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")
    except OSError as error:
        raise Unusable(f"`{safe(file)}`: {_reason(error)}") from None


def _reason(error: OSError) -> str:
    return (error.strerror or "cannot be read").lower()


def _entries(file: BinaryIO, name: str) -> Iterator[Entry]:
    """The questions of a file: one if the whole file is one, else one a line."""
    if name.endswith(".json"):
        yield _entry(1, file.read())
        return
    first = b""
    start = 0
    for first in file:
        start += 1
        if first.strip():
            break
    if not name.endswith(".jsonl") and isinstance(_parsed(first), Problem):
        rest = file.read()
        whole = _entry(start, first + rest)
        if not isinstance(whole.question, Problem):
            yield whole
            return
        lines: Iterator[bytes] = iter([first, *rest.splitlines(keepends=True)])
    else:
        lines = chain([first], file)
    for number, line in enumerate(lines, start):
        if line.strip():
            yield _entry(number, line)


def _entry(number: int, text: bytes) -> Entry:
    data = _parsed(text)
    if not isinstance(data, dict):
        return Entry(number, None, data)
    if isinstance(data.get("ask"), dict):
        return Entry(number, data.get("id", data["ask"].get("id")), data["ask"])
    return Entry(number, data.get("id"), data)


def _parsed(text: bytes) -> Any:
    try:
        return read_line(text)
    except QuestionError as error:
        return Problem(error.field, error.message, error.help)


def _question(entry: Entry, args: argparse.Namespace, given: Program | None) -> dict[str, Any]:
    """The question with what the command line adds. Raises QuestionError."""
    if isinstance(entry.question, Problem):
        raise QuestionError(entry.question.field, entry.question.message, entry.question.help)
    if not isinstance(entry.question, dict):
        raise QuestionError(
            "question", "is not an object", '`{"program": ..., "ask": "cover", "at": ..., "unit": {...}}`'
        )
    added = {"at": args.at, "known_at": args.known_at, "program": given.name if given else None}
    return {**entry.question, **{key: value for key, value in added.items() if value is not None}}


# -- showing ---------------------------------------------------------------------------------------


def _problem(error: QuestionError | UnknownProgram | TermsError) -> Problem:
    if isinstance(error, QuestionError):
        return Problem(error.field, error.message, error.help)
    if isinstance(error, UnknownProgram):
        return Problem("program", f"there is no program `{error.name}`", "one of " + ", ".join(installed_programs()))
    return Problem("program", f"its terms cannot be used: {error}", "`warrantor check` on the document tells more")


def _complaint(file: str, line: int, problem: Problem) -> str:
    where = "standard input" if file == "-" else file
    help = f" ({problem.help})" if problem.help else ""
    return "\n".join(safe(part) for part in f"{where}:{line}: `{problem.field}`: {problem.message}{help}".splitlines())


def _show_json(entry: Entry, program: Program | None, result: dict[str, Any] | Problem) -> None:
    if isinstance(result, Problem):
        error = {"line": entry.line, "field": result.field, "message": result.message, "help": result.help}
        print(json.dumps({"id": entry.key, "error": error}))
    else:
        print(json.dumps({"id": entry.key, **{key: value for key, value in result.items() if key != "id"}}))


def _show_receipt(entry: Entry, program: Program | None, result: dict[str, Any] | Problem) -> None:
    if isinstance(result, Problem) or program is None:
        return
    from warrantor.entrypoints.cli.receipt import Page, receipt

    page = Page.of(sys.stdout)
    print(
        "\n".join(receipt(page, program, entry.question, result, None if entry.key is None else str(entry.key))),
        end="\n\n",
    )
