"""`warrantor work`: the worker, which carries out what is due and sends what waits, beside the site."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from warrantor.entrypoints.cli import site

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Carries out what is due, mails notices and tells other systems what happened, once each.

It goes on until Ctrl-C or SIGTERM, and ends what it has in hand before it leaves. Several may run, on one machine or
many: none does what another does. Whatever came due while none ran is made up for, in order. It says a line when it
did something; what fails is in the log, and tried again."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "work",
        help="carry out what is due and send what waits, beside the site",
        description=_DESCRIPTION,
        epilog="exit codes: 0 ended as asked; 2 a setting or the database cannot be used",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--every", type=_seconds, metavar="SECONDS", default=5.0,
        help="how often to look for work while there is none (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--once", action="store_true", help="do what waits now, and leave")


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if 0.1 <= found <= 3600:
        return found
    raise argparse.ArgumentTypeError(f"`{text}` does not fit; expected 0.1 to 3600 seconds")


def run(args: argparse.Namespace) -> int:
    """Look at the settings and the database, then work."""
    with site.asked_to_end() as ended:
        try:
            site.set_up()
            site.check_database()
        except site.SiteError as error:
            print(f"warrantor work: {error}", file=sys.stderr)
            return 2
        from django.conf import settings
        from django.utils.module_loading import import_string

        import_string(settings.WORKER)(ended, every=args.every, once=args.once, say=_say)
    return 0


def _say(text: str) -> None:
    print(text, flush=True)
