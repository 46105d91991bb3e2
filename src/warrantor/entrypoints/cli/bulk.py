"""`warrantor bulk`: answers a file of histories, whole fleets at a time, in columns.

Reading and writing are in `adapters.tables`, deciding in `core.decision.bulk`; here is the command line around them.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.core.terms.statements import ASKS
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Answers questions about whole fleets: a table of histories in, a table of answers out.

FILE holds the histories, as
  .jsonl, .jsonl.gz  a question a line, as `warrantor decide` reads them
  .parquet           a row a question (`serial`, `at`, a list `events`), or a row an event
  .csv               a row an event: `serial`, `what`, `on`, and further keys as columns

Each answer has its verdict, plan, level, days and clauses, equal to what `decide` says. A question that
cannot be answered has the reason in the column `problem`; the others are answered. A run that was cut
off goes on where it was when the same command is given again."""

_ENDINGS = """exit codes:
  0    every question was answered
  1    some could not be; `problem` says why
  2    a file or the program cannot be read, or the answers cannot be written
  130  stopped by Ctrl-C; the same command goes on"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "bulk",
        help="answer a file of histories, whole fleets at a time",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("program", metavar="PROGRAM", help="an installed program, a document or a folder of versions")
    parser.add_argument("file", metavar="FILE", type=Path, help="the histories")
    parser.add_argument("-o", "--out", metavar="OUT", type=Path, required=True, help="answers: .parquet or .csv")
    parser.add_argument("--ask", choices=ASKS, help="the question, where the file does not say it (default: cover)")
    parser.add_argument("--at", metavar="INSTANT", help="ask as of this instant (ISO 8601 with offset)")
    parser.add_argument("--known-at", metavar="INSTANT", help="use only what was recorded by this instant")
    parser.add_argument("--plan", help="the plan that an operation is about")
    parser.add_argument("--to", metavar="PLAN", help="the plan that a change of level leads to")
    parser.add_argument("--restart", action="store_true", help="begin anew, also where answers are there already")


def run(args: argparse.Namespace) -> int:
    """Answer the file; what goes wrong is said in a line."""
    from warrantor.adapters.tables.lots import TableError
    from warrantor.core.decision.question import QuestionError
    from warrantor.core.terms.errors import TermsError

    try:
        return _run(args)
    except (TableError, LookupError, QuestionError) as error:
        told = safe(str(error.args[0] if isinstance(error, LookupError) and error.args else error))
    except TermsError as error:
        told = f"`{safe(args.program)}` cannot be used\n{safe(str(error))}"
    except OSError as error:
        told = f"`{safe(str(error.filename or args.out))}`: {(error.strerror or str(error)).lower()}"
    print(f"warrantor bulk: {told}", file=sys.stderr)
    return 2


def _run(args: argparse.Namespace) -> int:
    import polars as pl

    from warrantor.adapters.documents import open_program
    from warrantor.adapters.tables.answering import Answering
    from warrantor.adapters.tables.answers import Run
    from warrantor.adapters.tables.histories import Histories
    from warrantor.adapters.tables.lots import Given

    program = open_program(args.program)
    given = Given(args.ask, args.at, args.known_at, args.plan, args.to)
    about = args.file.stat()
    stamp = {"file": [str(args.file), about.st_size, about.st_mtime_ns], "terms": program.digests, **given.told()}
    answering = Answering(program)
    progress = _Progress()
    to_write = Run(args.out, stamp, args.restart)
    histories = Histories(args.file, program, given, to_write.folder)
    for lot in histories.lots(to_write.after):
        answers = answering.answers(lot)
        to_write.add(answers, lot.after)
        progress.add(answers.height, int(answers["problem"].count()), lot.share)
    to_write.finish(answering.none)
    progress.end(args.out)
    problems = pl.scan_csv(args.out) if args.out.suffix == ".csv" else pl.scan_parquet(args.out)
    return int(problems.select(pl.col("problem").is_not_null().any()).collect().item())


class _Progress:
    """Says on standard error how far it is, a line every few seconds."""

    def __init__(self) -> None:
        self._begun = self._told = time.monotonic()
        self._answered = self._problems = 0

    def add(self, answered: int, problems: int, share: float) -> None:
        """Counts what was answered; `share` is how much of the file is read."""
        self._answered += answered
        self._problems += problems
        now = time.monotonic()
        if now - self._told >= 2:
            self._told = now
            left = (now - self._begun) * (1 - share) / share if share else 0
            print(f"{self._counted()}, {share:.0%} of the file, about {left:.0f} s left", file=sys.stderr, flush=True)

    def end(self, out: Path) -> None:
        """Says what came of it."""
        print(f"{self._counted()}, written to {safe(str(out))}", file=sys.stderr)

    def _counted(self) -> str:
        rate = self._answered / max(time.monotonic() - self._begun, 1e-9)
        problems = f", {self._problems:,} with a problem" if self._problems else ""
        return f"{self._answered:,} questions{problems}, {rate:,.0f} a second"
