"""`warrantor import`: brings in units, facts or parties from CSV or XLSX; checks all first, then writes in batches."""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.progress import Counted
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.adapters.importing.columns import Matched
    from warrantor.apps.journal.rules import By
    from warrantor.apps.registry.models import ImportRun, Program
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Brings in a file with a head row, CSV (UTF-8, UTF-16, Latin-1; commas, semicolons, tabs) or XLSX:

  units    serial, product, and such as sold_as, purchased_on, purchased_by, delivered_on
  history  serial, what, on, and such as plan, invoice, source: facts of units on record
  parties  key, name, and email, phone, address, organisation

First every row is checked and nothing saved. Where rows are wrong they are shown by cause, and nothing is
written unless `--bad` says where to put them. What is on record already is counted and left as it is, so
that a file can be brought in again, and a run that was cut off goes on where it was."""

_ENDINGS = """exit codes:
  0  everything is on record (with --check: could be)
  1  rows are wrong
  2  the file, the settings or the database cannot be used"""

_ABANDONED = timedelta(hours=1)
"""After so long nobody checks a file any more; before, another command may be at it."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "import",
        help="bring in units, parties and history from CSV or XLSX",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the file")
    parser.add_argument("--program", required=True, help="the program that the units belong to")
    parser.add_argument("--check", action="store_true", help="only check; save nothing")
    parser.add_argument(
        "--bad",
        type=Path,
        metavar="OUT.csv",
        help="bring in the right rows, and put the wrong ones here",
    )
    parser.add_argument(
        "--column", action="append", default=[], type=_column, metavar="FIELD=NAME",
        help="the column that says a field, where it goes by another name; `FIELD=` for none",
    )  # fmt: skip
    parser.add_argument(
        "--rule", action="append", default=[], type=_column, metavar="FIELD=RULE",
        help="mend a column before the check: day/month, month/day, trim, upper, lower, or `OLD -> NEW` (for empty "
        "cells: `-> NEW`)",
    )  # fmt: skip
    parser.add_argument(
        "--cell", action="append", default=[], type=_cell, metavar="ROW:FIELD=VALUE",
        help="mend a cell before the check",
    )  # fmt: skip


def _cell(text: str) -> tuple[int, str, str]:
    place, equals, value = text.partition("=")
    row, _, field = place.partition(":")
    if not equals or not row.strip().isdecimal() or not field.strip():
        raise argparse.ArgumentTypeError(f"`{text}` names no cell; expected such as `12:purchased_on=2024-05-02`")
    return int(row), field.strip(), value.strip()


def _column(text: str) -> tuple[str, str]:
    field, equals, name = text.partition("=")
    if not equals or not field:
        raise argparse.ArgumentTypeError(f"`{text}` names no column; expected such as `serial=Serial No`")
    return field.strip(), name.strip()


def run(args: argparse.Namespace) -> int:
    """Bring the file in."""
    try:
        site.set_up()
        site.check_database()
        return _import(args)
    except site.SiteError as error:
        print(f"warrantor import: {error}", file=sys.stderr)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        print(f"warrantor import: `{safe(str(error.filename))}`: {reason}", file=sys.stderr)
    return 2


def _import(args: argparse.Namespace) -> int:
    from warrantor.adapters.importing.columns import ColumnError
    from warrantor.adapters.importing.mending import RuleError
    from warrantor.adapters.importing.sheets import SheetError
    from warrantor.apps.journal.rules import By

    by = By("system", "command", why=f"import of {args.file.name}"[:200])
    try:
        one = _taken_in(args, _program(args.program), by)
    except (SheetError, ColumnError, RuleError) as error:
        print(f"warrantor import: {safe(str(args.file))}: {safe(str(error))}", file=sys.stderr)
        return 2
    if one.state == "checking":
        one = _go_on(one, by)
        _tell_problems(one)
    if one.state == "checked" and (args.check or (one.bad and not args.bad)):
        return _leave(one, args.check)
    return _write(one, args.bad, by)


def _program(name: str) -> Program:
    from warrantor.apps.registry.queries import programs

    known = {program.name: program for program in programs()}
    if name not in known:
        told = ", ".join(sorted(known)) or "none yet"
        raise site.SiteError(f"`{safe(name)}` is no program on record; expected one of: {told}")
    return known[name]


def _taken_in(args: argparse.Namespace, program: Program, by: By) -> ImportRun:
    """The run of this file: the one that was cut off, unless it is only to be checked, or a new one to be checked."""
    from django.conf import settings

    from warrantor.adapters.importing import running

    path = args.file
    earlier = running.runs_of(program, running.digest_of(path))
    begun = next((one for one in earlier if one.state == "writing" and running.is_kept(one)), None)
    if begun is not None and not args.check:
        print(f"this file was cut off after {begun.done:,} of {begun.ready:,} rows; going on", file=sys.stderr)
        return begun
    for left in earlier:
        given_up = left.state in ("matching", "checking", "checked") and left.began < settings.NOW() - _ABANDONED
        if given_up and left.actor == by.actor:
            _forget(left)
    done = next((one for one in earlier if one.state == "done"), None)
    if done is not None:
        print(
            f"this file was brought in on {done.ended:%Y-%m-%d %H:%M} UTC: {done.brought:,} rows; "
            "looking for what is not on record",
            file=sys.stderr,
        )
    new = running.begin(path, program, name=path.name, at=settings.NOW(), by=by)
    try:
        found = running.matched(new, dict(args.column))
        _tell_columns(found)
        running.choose(new, found)
        _mend(new, args)
    except BaseException:
        _forget(new)
        raise
    return new


def _mend(new: ImportRun, args: argparse.Namespace) -> None:
    """Cells first, since a rule may read what stands in them."""
    from warrantor.adapters.importing import running
    from warrantor.adapters.importing.mending import putting, read_rule

    for row, field, value in args.cell:
        running.mend(new, field, putting(value), row)
    for field, text in args.rule:
        running.mend(new, field, read_rule(text))
    for told, count in running.mends(new):
        print(safe(f"mended: {told} ({count:,} cell{'' if count == 1 else 's'})"), file=sys.stderr)


def _tell_columns(found: Matched) -> None:
    for field, head in found.columns.items():
        if field in found.guessed:
            print(safe(f"guessed: column `{head}` says {field} (else --column {field}=)"), file=sys.stderr)
    if found.ignored:
        print(safe(f"not used: {', '.join(f'`{head}`' for head in found.ignored)}"), file=sys.stderr)


def _go_on(one: ImportRun, by: By) -> ImportRun:
    """To the end of what it is doing."""
    from warrantor.adapters.importing import running

    verb, total = ("checked", one.rows) if one.state == "checking" else ("written", one.ready)
    progress = Counted(total, f"rows {verb}", one.done)
    for after in running.steps(one, by=by):
        one = after
        progress.reach(one.done)
    progress.close()
    return one


def _tell_problems(one: ImportRun) -> None:
    """Wrong rows by cause."""
    from warrantor.adapters.importing import running

    with running.staging(one) as rows:
        for cause in rows.causes():
            print(safe(f"{cause.count:,} row{'' if cause.count == 1 else 's'}: {cause.cause}"))
            for number, it in cause.examples:
                print(safe(f"  row {number}, {it.cell}: read `{it.was}`; expected {it.expected}"))
            if cause.count > len(cause.examples):
                print(f"  and {cause.count - len(cause.examples):,} more")


def _leave(one: ImportRun, check: bool) -> int:
    """Ends without writing."""
    print(f"{_counted(one)}; nothing was saved", file=sys.stderr)
    if one.bad and not check:
        print("mend them, or name a file with --bad OUT.csv to put them aside and bring in the rest", file=sys.stderr)
    _forget(one)
    return int(one.bad > 0)


def _write(one: ImportRun, bad: Path | None, by: By) -> int:
    from django.conf import settings

    from warrantor.adapters.importing import running

    if one.bad and bad is not None:
        _put_aside(one, bad)
    running.confirm(one, at=settings.NOW(), by=by)
    one = _go_on(one, by)
    told = f"{one.brought:,} row{'' if one.brought == 1 else 's'} brought in, {one.there:,} there already"
    print(f"{told}, {one.bad:,} wrong", file=sys.stderr)
    running.drop_staging(one)
    return int(one.bad > 0)


def _put_aside(one: ImportRun, bad: Path) -> None:
    from warrantor.adapters.importing import running

    with bad.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(running.bad_rows(one))
    print(f"{one.bad:,} wrong row{'' if one.bad == 1 else 's'} in {safe(str(bad))}", file=sys.stderr)


def _counted(one: ImportRun) -> str:
    rows = f"{one.rows:,} row{'' if one.rows == 1 else 's'}"
    return f"{rows}: {one.ready:,} ready, {one.there:,} there already, {one.bad:,} wrong"


def _forget(one: ImportRun) -> None:
    from warrantor.adapters.importing import running

    running.drop_staging(one)
    one.delete()
