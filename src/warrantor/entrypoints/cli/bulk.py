"""`warrantor bulk`: answers a file of histories, whole fleets at a time, in columns.

Reading and writing are in `adapters.tables`, deciding in `core.decision.bulk`; here is the command line around them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warrantor.adapters.engines.opening import ENGINES, POLARS, opened
from warrantor.core.terms.statements import ASKS
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.adapters.tables.answering import Answering
    from warrantor.adapters.tables.answers import Run
    from warrantor.adapters.tables.lots import Given
    from warrantor.core.decision.bulk.asking import Elsewhere
    from warrantor.core.decision.program import Program
    from warrantor.entrypoints.cli.main import Subparsers
    from warrantor.entrypoints.cli.progress import Answers

_DESCRIPTION = """Answers questions about whole fleets: a table of histories in, a table of answers out.

FILE holds the histories, as
  .jsonl, .jsonl.gz  a question a line, as `warrantor decide` reads them
  .parquet           a row a question (`serial`, `at`, a list `events`), or a row an event
  .csv               a row an event: `serial`, `what`, `on`, and further keys as columns

Each answer has its verdict, plan, level, days and clauses, equal to what `warrantor decide` says. A
question that cannot be answered has the reason in the column `problem`; the others are answered.
With --explain the full receipt of one of them is printed, and no table is written. With --summary the
answers are counted by verdict, plan, level and deciding clause: in the terminal, and in DIR as a page
with charts whose every number leads to its rows.

What is answered is kept in OUT.parts until OUT is whole. A run that was cut off goes on where it was
when the same command is given again, and writes what it would have written.

With --engine the rules are carried out by DuckDB, PostgreSQL or Spark, with the same answers; histories
are read and folded here."""

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
    doing = parser.add_mutually_exclusive_group(required=True)
    doing.add_argument("-o", "--out", metavar="OUT", type=Path, help="the answers: .parquet or .csv")
    doing.add_argument("--explain", metavar="SERIAL_OR_ROW", help="print the receipt of this serial number or row")
    parser.add_argument("--summary", metavar="DIR", type=Path, help="with -o: count, and write a page of counts")
    parser.add_argument("--json", action="store_true", help="with --explain: print a JSON object a line")
    parser.add_argument("--ask", choices=ASKS, help="the question, where the file does not say it (default: cover)")
    parser.add_argument("--at", metavar="INSTANT", help="ask as of this instant (ISO 8601 with offset)")
    parser.add_argument("--known-at", metavar="INSTANT", help="use only what was recorded by this instant")
    parser.add_argument("--plan", help="the plan that an operation is about")
    parser.add_argument("--to", metavar="PLAN", help="the plan that a change of level leads to")
    parser.add_argument("--engine", choices=ENGINES, default=POLARS, help="what decides (default: polars)")
    parser.add_argument(
        "--server",
        metavar="ADDRESS",
        help="postgres: its address (default: DATABASE_URL); spark: its master (default: Spark's own settings)",
    )
    parser.add_argument("--restart", action="store_true", help="begin anew, also where answers are there already")


def run(args: argparse.Namespace) -> int:
    """Answer or explain; what goes wrong is said in a line."""
    from warrantor.adapters.tables.lots import TableError
    from warrantor.core.decision.question import QuestionError
    from warrantor.core.terms.errors import TermsError

    try:
        return _run(args)
    except (TableError, QuestionError) as error:
        told = str(error)
    except LookupError as error:
        told = str(error.args[0])
    except TermsError as error:
        told = f"`{args.program}` cannot be used\n{error}"
    except BrokenPipeError:
        raise  # whoever read a receipt has left
    except OSError as error:
        told = _complaint(error, args.file)
    print("warrantor bulk: " + "\n".join(map(safe, told.splitlines())), file=sys.stderr)
    return 2


def _run(args: argparse.Namespace) -> int:
    from warrantor.adapters.documents import open_program
    from warrantor.adapters.tables.lots import TableError

    if args.server is not None and args.engine in (POLARS, "duckdb"):
        raise TableError(f"`--server` is for the engines postgres and spark; {args.engine} runs in this process")
    program = open_program(args.program)
    given = _given(args, program)
    if args.explain is not None:
        from warrantor.entrypoints.cli.explain import explain

        return explain(args.file, program, given, args.explain, args.json)
    if args.summary is None:
        return _answer(args, program, given)
    return _summarised(args, program, given)


def _summarised(args: argparse.Namespace, program: Program, given: Given) -> int:
    from warrantor.adapters.summaries.folder import check_folder
    from warrantor.entrypoints.cli.summary import of_run

    check_folder(args.summary)
    code = _answer(args, program, given)
    if code in (0, 1):
        of_run(program, args.program, args.file, args.out, args.summary)
    return code


def _given(args: argparse.Namespace, program: Program) -> Given:
    """What the command line says of every question. Raises QuestionError where it cannot be so."""
    from warrantor.adapters.tables.lots import Given
    from warrantor.core.decision.question import QuestionError, instant

    for option, text in (("--at", args.at), ("--known-at", args.known_at)):
        if text is not None:
            instant(text, option)
    plans = {plan for document in program.versions for plan in document.plans}
    for option, plan in (("--plan", args.plan), ("--to", args.to)):
        if plan is not None and plan not in plans:
            raise QuestionError(option, f"there is no plan `{plan}`", "one of " + ", ".join(sorted(plans)))
    return Given(args.ask, args.at, args.known_at, args.plan, args.to)


# -- a table of answers ------------------------------------------------------------------------------


def _answer(args: argparse.Namespace, program: Program, given: Given) -> int:
    from warrantor.adapters.engines.engine import EngineError
    from warrantor.adapters.tables.answering import Answering
    from warrantor.adapters.tables.answers import Run
    from warrantor.adapters.tables.lots import TableError
    from warrantor.entrypoints.cli.progress import Answers

    if args.out.exists() and args.out.samefile(args.file):
        raise TableError(f"`{args.out}`: holds the histories; name another file")
    with Run(args.out, _stamp(args.file, program, given), args.restart) as run:
        progress = Answers(run.kept.answers, run.kept.problems)
        try:
            with _elsewhere(args, run.folder) as elsewhere:
                _write(args.file, Answering(program, elsewhere), given, run, progress)
        except KeyboardInterrupt:
            progress.close()
            print(f"warrantor bulk: stopped; {_kept(args, run)}", file=sys.stderr)
            return 130
        except OSError as error:
            progress.close()
            raise TableError(f"{_complaint(error, args.out)}; {_kept(args, run)}") from None
        except EngineError as error:
            progress.close()
            raise TableError(f"{error}; {_kept(args, run)}" if run.kept.answers else str(error)) from None
        return int(run.kept.problems > 0)


@contextmanager
def _elsewhere(args: argparse.Namespace, folder: Path) -> Iterator[Elsewhere | None]:
    """What decides in place of polars."""
    if args.engine == POLARS:
        yield None
    else:
        with opened(args.engine, args.server, folder) as engine:
            yield engine.answers


def _write(file: Path, answering: Answering, given: Given, run: Run, progress: Answers) -> None:
    from warrantor.adapters.tables.histories import Histories
    from warrantor.adapters.tables.lots import TableError

    for lot in Histories(file, answering.program, given, run.folder).lots(run.kept.after):
        run.add(answering.answers(lot), lot.after)
        progress.add(run.kept.answers, run.kept.problems, lot.share)
    if _about(file) != run.stamp["file"]:
        raise TableError(f"`{file}`: was changed while it was read; give `--restart` to begin anew")
    run.finish(answering.none)
    progress.end(f"written to {safe(str(run.out))}")


def _stamp(file: Path, program: Program, given: Given) -> dict[str, Any]:
    """What answers depend on: what may be put together with them has to be about the same."""
    from importlib.metadata import version

    said = {f"--{key.replace('_', '-')}": text for key, text in given.told().items()}
    return {"file": _about(file), "terms": program.digests, "version of warrantor": version("warrantor"), **said}


def _about(file: Path) -> list[Any]:
    found = file.stat()
    return [str(file.resolve()), found.st_size, found.st_mtime_ns]


def _kept(args: argparse.Namespace, run: Run) -> str:
    number, again = run.kept.answers, " without `--restart`" if args.restart else ""
    if not number:
        return "no answer is kept yet"
    return f"{number:,} answer{' is' if number == 1 else 's are'} kept, the same command{again} goes on"


def _complaint(error: OSError, otherwise: Path) -> str:
    return f"`{error.filename or otherwise}`: {(error.strerror or str(error)).lower()}"
