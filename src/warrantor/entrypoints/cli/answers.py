"""`warrantor answers`: counts a file that `warrantor bulk` wrote, and picks the rows behind any of its numbers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Counts answers by verdict, plan, level and deciding clause, and picks the rows behind a number.

FILE is what `warrantor bulk` wrote. Each KEY=VALUE leaves only the answers of which it holds:
  answer=no          yes, no, missing, person, or problem where there is no answer
  clause=acme:II.3   answers that this clause decided
  plan=..., level=..., ask=..., serial=...

Without options the counts are printed."""

_ENDINGS = """exit codes:
  0  done
  2  the file cannot be read, or what was asked for cannot be written"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "answers",
        help="count the answers of a file, and pick the rows behind a number",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="answers: .parquet or .csv")
    parser.add_argument("choice", metavar="KEY=VALUE", nargs="*", help="only these answers")
    parser.add_argument("-o", "--out", metavar="OUT", type=Path, help="write the rows: .parquet or .csv")
    parser.add_argument("--summary", metavar="DIR", type=Path, help="write a page of counts that lead to their rows")
    parser.add_argument("--terms", metavar="PROGRAM", help="the program, for the headings of its clauses")


def run(args: argparse.Namespace) -> int:
    """Count or pick; what goes wrong is said in a line."""
    from polars.exceptions import PolarsError

    from warrantor.adapters.tables.lots import TableError
    from warrantor.core.terms.errors import TermsError

    try:
        _run(args)
        return 0
    except LookupError as error:
        told = str(error.args[0])
    except TermsError as error:
        told = f"`{args.terms}` cannot be used\n{error}"
    except TableError as error:
        told = str(error)
    except PolarsError as error:
        told = f"`{args.file}`: cannot be read: {str(error).splitlines()[0]}"
    except BrokenPipeError:
        raise  # whoever read the counts has left
    except OSError as error:
        told = f"`{error.filename or args.out or args.summary}`: {(error.strerror or str(error)).lower()}"
    print("warrantor answers: " + "\n".join(map(safe, told.splitlines())), file=sys.stderr)
    return 2


def _run(args: argparse.Namespace) -> None:
    from warrantor.adapters.documents import open_program
    from warrantor.adapters.summaries.counting import summarise
    from warrantor.adapters.summaries.pages import About
    from warrantor.adapters.summaries.reading import open_answers, read_choice, write_rows
    from warrantor.entrypoints.cli.summary import show, titles_of, write

    choice = read_choice(args.choice)
    answers = open_answers(args.file, choice)
    if args.out is not None:
        count = write_rows(answers.rows, args.out)
        print(f"{count:,} row{'' if count == 1 else 's'}, written to {safe(str(args.out))}", file=sys.stderr)
    titles = {} if args.terms is None else titles_of(open_program(args.terms))
    if args.summary is not None:
        title = " ".join([args.file.name, *args.choice])
        write(answers, args.summary, About(title, str(args.file), choice), titles)
    elif args.out is None:
        show(summarise(answers.rows, titles))
