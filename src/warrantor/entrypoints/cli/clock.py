"""`warrantor clock`: answers cases of business time from a file, a line each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from warrantor.core.values.business_time import CalendarError, Row
from warrantor.core.values.clock_cases import ClockCase, read_clock_case

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Answers cases of business time. Each line of the file is a JSON object:

  {"id": "a", "kind": "deadline", "tz": "Europe/Berlin", "seconds": 14400,
   "schedule": {"mon-fri": [["09:00", "12:00"], ["13:00", "17:00"]]},
   "holidays": ["2024-05-09"], "start": "2024-05-08T15:00:00+02:00"}

kinds:
  deadline  deadline_paused   the instant when `seconds` of business time from `start` have passed
  elapsed   elapsed_paused    business seconds from `start` to `end`; 0 when `end` is earlier
  next_open                   the first open instant at or after `start`
  is_open                     whether `start` is inside hours

`holidays` closes days, `date_hours` replaces the hours of a day, `breaks` takes intervals out of one,
`pauses` ([[from, to], ...]) stops the clock. `24:00` is the end of a day; "always" is a schedule too."""

_HEADINGS = ("from", "to", "lasts", "counted", "why")


@dataclass(frozen=True)
class Problem:
    """A line that could not be answered."""

    field: str
    message: str


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "clock",
        help="answer cases of business time: deadlines, time gone by, openings",
        description=_DESCRIPTION,
        epilog="exit codes: 0 all answered; 1 some line could not be; 2 the file cannot be read",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="file of JSON lines; `-` reads standard input")
    parser.add_argument("--json", action="store_true", help="print a JSON object a line")
    parser.add_argument("--ledger", action="store_true", help="show each interval, counted or not, and why")


def run(args: argparse.Namespace) -> int:
    """Answer every line; a bad one is reported and the others still answered."""
    try:
        source = _open(args.file)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        print(f"warrantor clock: `{_safe(args.file)}`: {reason}", file=sys.stderr)
        return 2
    failed = False
    with source as lines:
        for number, key, case in _read(lines):
            show = _as_json if args.json else _as_text
            if isinstance(case, ClockCase):
                try:
                    print(show(number, key, case, args.ledger))
                    continue
                except CalendarError as error:
                    case = Problem(error.field, error.message)
            failed = True
            where = "standard input" if args.file == "-" else args.file
            print(_safe(f"{where}:{number}: `{case.field}`: {case.message}"), file=sys.stderr)
            if args.json:
                error_data = {"line": number, "field": case.field, "message": case.message}
                print(json.dumps({"id": key, "error": error_data}))
    return 1 if failed else 0


def _open(file: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")


def _read(lines: Iterable[bytes]) -> Iterator[tuple[int, object, ClockCase | Problem]]:
    """Number, id and case of each line that is not blank."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        key: object = None
        try:
            data = json.loads(line.decode("utf-8-sig"))
            key = data.get("id") if isinstance(data, dict) else None
            yield number, key, read_clock_case(data)
        except CalendarError as error:
            yield number, key, Problem(error.field, error.message)
        except UnicodeDecodeError:
            yield number, key, Problem("line", "not UTF-8 text; save the file as UTF-8")
        except (ValueError, RecursionError) as error:
            problem = f"not a JSON object ({_first_line(error)}); expected one object a line"
            yield number, key, Problem("line", problem)


def _as_json(_: int, key: object, case: ClockCase, with_ledger: bool) -> str:
    answer = case.answer()
    data = {"id": key, "result": answer.isoformat() if isinstance(answer, datetime) else answer}
    if with_ledger:
        data["ledger"] = [row.plain() for row in case.ledger()]
    return json.dumps(data)


def _as_text(number: int, key: object, case: ClockCase, with_ledger: bool) -> str:
    answer = case.answer()
    if isinstance(answer, datetime):
        shown = _instant(answer)
    elif isinstance(answer, bool):
        shown = "open" if answer else "closed"
    else:
        shown = f"{_duration(answer)} ({answer} seconds)"
    name = f"line {number}" if key is None else _safe(str(key))
    head = f"{name}  {case.kind.replace('_', ' ')}: {shown}"
    if not with_ledger:
        return head
    return f"{head}\n{_table(case.ledger()) or '  no time passes'}\n"


def _table(rows: tuple[Row, ...]) -> str:
    if not rows:
        return ""
    cells = [_HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADINGS))]
    lines = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    why = f"{row.why} ({_safe(row.name)})" if row.name else row.why
    counted = _duration(row.total) if row.counted else "-"
    return (_instant(row.start), _instant(row.end), _duration(row.seconds), counted, why)


def _instant(instant: datetime) -> str:
    return f"{instant:%a} {instant.isoformat(' ', 'seconds')}"


def _duration(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _first_line(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error).splitlines()[0].lower()


def _safe(text: str) -> str:
    """The text without control characters, which could move the reader's cursor."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
