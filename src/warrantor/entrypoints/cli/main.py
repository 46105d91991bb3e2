"""The `warrantor` command: picks the command's module, runs it, and turns every ending into an exit code.

Nothing heavy is imported here, and of the commands only the one called: `warrantor decide` must start fast.
"""

from __future__ import annotations

import argparse
import importlib
import keyword
import os
import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn, Protocol, cast

COMMANDS = {
    "decide": "answer questions about cover, with the clauses that carry each answer",
    "bulk": "answer a file of histories, whole fleets at a time",
    "answers": "count the answers of a file, and pick the rows behind a number",
    "check": "read a terms document and report what is wrong with it",
    "clock": "answer cases of business time: deadlines, time gone by, openings",
    "import": "bring in units, parties and history from CSV or XLSX",
    "demo": "run the product with made-up records, to look around",
    "serve": "run the product",
    "work": "carry out what is due and send what waits, beside the site",
    "mail": "take e-mails as claims, from a mailbox or a mail server",
    "journal": "show, seal or verify the record of who did what",
    "verify": "say whether certificates are genuine, without records or network",
    "keys": "list or rotate the keys that certificates are signed with",
    "replay": "ask kept decisions again and report what differs",
    "person": "hand out or erase what is held of a person",
    "settings": "say what is missing or odd in the settings",
    "backup": "write all records into one file",
    "restore": "put a backup in the place of the records",
    "completion": "print a completion script for a shell",
}

ANSWERED, FAILED, USAGE, BUG, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 70, 130, 141

_ENDINGS = f"""exit codes:
  {ANSWERED}    done
  {FAILED}    done, but something in the input could not be answered
  {USAGE}    the command line is wrong, or a file cannot be read
  {BUG}   a fault in warrantor itself
  {INTERRUPTED}  stopped by Ctrl-C

`warrantor COMMAND --help` tells the rest."""


class Subparsers(Protocol):
    """What a command's module adds its parser to."""

    def add_parser(self, name: str, *, help: str = ..., **options: object) -> argparse.ArgumentParser: ...


class Command(Protocol):
    """What every command's module holds."""

    def add_parser(self, subparsers: Subparsers) -> object: ...

    def run(self, args: argparse.Namespace) -> int: ...


def command_module(name: str) -> Command:
    """The module of a command in the table."""
    return cast(Command, importlib.import_module(module_name(name)))


def module_name(name: str) -> str:
    """Where a command's module stands; one that is called as Python itself calls something has an underscore."""
    return f"warrantor.entrypoints.cli.{name}" + ("_" if keyword.iskeyword(name) else "")


def build_parser(load: Iterable[str]) -> argparse.ArgumentParser:
    """The parser, with the arguments of the commands in `load` and just the help line of the others."""
    parser = argparse.ArgumentParser(
        prog="warrantor",
        description="Runs a company's warranty and support promises from the documents that state them.",
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    loaded = set(load)
    for name, line in COMMANDS.items():
        if name in loaded:
            command_module(name).add_parser(cast(Subparsers, subparsers))
        else:
            subparsers.add_parser(name, help=line, add_help=False)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read our output has left. Point it elsewhere, or Python complains once more at shutdown.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _report_bug(error)


def script() -> NoReturn:
    """The installed command."""
    sys.exit(main())


def _run(arguments: list[str]) -> int:
    name = next((word for word in arguments if not word.startswith("-")), "")
    parser = build_parser([name] if name in COMMANDS else [])
    args = parser.parse_args(arguments)
    if not args.command:
        parser.print_help(sys.stderr)
        return USAGE
    return command_module(args.command).run(args)


def _report_bug(error: Exception) -> int:
    if os.environ.get("WARRANTOR_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    text = " ".join(str(error).split())
    print(
        f"warrantor: a fault of the program, not of your input: {type(error).__name__}: {text}; "
        "please report it with the command you ran and what `WARRANTOR_DEBUG=1` adds to this",
        file=sys.stderr,
    )
    return BUG


class _Version(argparse.Action):
    """Looks the version up only when asked: reading package metadata is slow."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"warrantor {version('warrantor')}")
        parser.exit(ANSWERED)


if __name__ == "__main__":
    script()
