"""`warrantor mail`: takes e-mails as claims, from a mailbox or from the mail server itself."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

DONE, FAILED, USAGE, AGAIN = 0, 1, 2, 75
"""`AGAIN` is EX_TEMPFAIL: mail servers keep the message, and hand it over later."""
_CHUNK = 1_000_000

_DESCRIPTION = """A message opens a report or adds to the claim that it answers. It agrees to nothing and closes
nothing.

  read  all that waits in the mailbox of WARRANTOR_MAILBOX; what was taken is marked, or moved
  take  one message from standard input, as a mail server hands it to a command

A message that comes twice is taken once. What could not be taken stays, or is handed over again."""

_ENDINGS = """exit codes:
  0   done
  1   read: some messages could not be taken, and wait where they are
  2   read: the settings, the database or the mailbox cannot be used
  75  take: not now; the mail server keeps the message and tries again"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "mail",
        help="take e-mails as claims, from a mailbox or a mail server",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("read", help="all that waits in the mailbox")
    acts.add_parser("take", help="one message from standard input")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    return _take() if args.act == "take" else _read()


def _read() -> int:
    try:
        receiving = _receiving()
        site.check_database()
    except site.SiteError as error:
        print(f"warrantor mail: {error}", file=sys.stderr)
        return USAGE
    from django.conf import settings

    from warrantor.adapters.mailbox.imap import MailboxError

    if not settings.MAILBOX:
        print("warrantor mail: no mailbox is named; set WARRANTOR_MAILBOX", file=sys.stderr)
        return USAGE
    try:
        read = receiving.read_mailbox()
    except MailboxError as error:
        print(safe(f"warrantor mail: the mailbox cannot be used: {error}; see WARRANTOR_MAILBOX"), file=sys.stderr)
        return USAGE
    print(f"{read.taken} taken, {read.known} known already, {read.failed} left for later")
    return FAILED if read.failed else DONE


def _take() -> int:
    """Whatever goes wrong is for later: any other exit code would send the message back to who wrote it."""
    try:
        content, cut = _message()
        receiving = _receiving()
        from django.conf import settings

        receiving.receive(content, cut=cut, at=settings.NOW())
    except Exception as error:
        reason = " ".join(str(error).split())[:500]
        print(safe(f"warrantor mail: not taken now: {type(error).__name__}: {reason}"), file=sys.stderr)
        return AGAIN
    return DONE


def _message() -> tuple[bytes, bool]:
    """What comes in, and whether there was more than is read; the rest is let go, so that nobody waits to write it."""
    from warrantor.adapters.mailbox.parsing import LARGEST

    content = sys.stdin.buffer.read(LARGEST)
    more = False
    while sys.stdin.buffer.read(_CHUNK):
        more = True
    return content, more


def _receiving() -> Any:
    """The way in for mail, by the name that the settings have for it: ways in do not know each other."""
    site.set_up()
    from importlib import import_module

    from django.conf import settings

    return import_module(settings.MAIL_RECEIVING)
