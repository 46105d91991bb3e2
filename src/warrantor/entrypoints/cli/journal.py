"""`warrantor journal`: shows the journal, seals it, and verifies that nothing sealed was changed, removed or cut."""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warrantor.adapters.cells import safe_cell
from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.progress import Line
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.apps.journal.models import Entry
    from warrantor.apps.journal.ports import Heads
    from warrantor.apps.journal.verifying import Verified
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """The journal says who did what, when, from where and why. It is only appended to.

  list    entries, the newest first
  seal    put a seal over what is not sealed yet; its signed head is kept outside the database
  verify  read everything again: an edit, a deletion, a reordering or a cut tail is named

The database is that of DATABASE_URL; heads and their key stand in WARRANTOR_JOURNAL_FOLDER."""

_ENDINGS = """exit codes:
  0  done; the journal is as it was sealed
  1  verify found something broken
  2  the settings, the database or the folder cannot be used"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "journal",
        help="show, seal or verify the record of who did what",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    shown = acts.add_parser("list", help="entries, the newest first")
    shown.add_argument("--actor", default="", help="only of this actor, such as `user:12`")
    shown.add_argument("--of", metavar="ACT", default="", help="only acts that begin so, such as `registry.`")
    shown.add_argument("--subject", default="", help="only of subjects that begin so, such as `unit:acme/`")
    shown.add_argument("--most", type=int, default=50, help="how many (default: %(default)s)")
    shown.add_argument("--csv", action="store_true", help="as CSV, for a spreadsheet")
    sealed = acts.add_parser("seal", help="put a seal over what is not sealed yet")
    sealed.add_argument("--every", type=float, metavar="SECONDS", help="go on, so often, until Ctrl-C")
    sealed.add_argument("--whole", action="store_true", help="also look for entries that came more than a day late")
    verified = acts.add_parser("verify", help="read everything again and say what is broken")
    verified.add_argument("--heads", metavar="FOLDER", type=Path, help="another copy of the kept heads")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    try:
        site.set_up()
        site.check_database()
        return {"list": _list, "seal": _seal, "verify": _verify}[args.act](args)
    except site.SiteError as error:
        print(f"warrantor journal: {error}", file=sys.stderr)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        print(f"warrantor journal: `{safe(str(error.filename))}`: {reason}", file=sys.stderr)
    return 2


def _heads(folder: Path | None = None) -> Heads:
    from django.conf import settings

    from warrantor.adapters.journal_heads import FileHeads

    return FileHeads(folder or settings.JOURNAL_FOLDER)


# -- list ------------------------------------------------------------------------------------------


def _list(args: argparse.Namespace) -> int:
    from warrantor.apps.journal.queries import entries

    found = entries(actor=args.actor, act=args.of, subject=args.subject)[: max(0, args.most)]
    if args.csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(["number", "at", "actor", "door", "origin", "act", "subject", "why", "detail"])
        writer.writerows([safe_cell(value) for value in _told(entry)] for entry in found)
        return 0
    for entry in found:
        number, at, actor, door, origin, act, subject, why, _ = map(str, _told(entry))
        place = f"{door} {origin}".strip()
        print(safe(f"{number:>8}  {at}  {act}  {subject}  by {actor} ({place})" + (f": {why}" if why else "")))
    return 0


def _told(entry: Entry) -> list[Any]:
    at = entry.at.isoformat(timespec="seconds")
    return [entry.pk, at, entry.actor, entry.door, entry.origin, entry.act, entry.subject, entry.why, entry.detail]


# -- seal ------------------------------------------------------------------------------------------


def _seal(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import close_old_connections

    from warrantor.apps.journal.actions import seal

    heads = _heads()
    while True:
        made = seal(heads, at=settings.NOW(), whole=args.whole)
        if made:
            print(f"{sum(one.entries for one in made):,} entries sealed, up to seal {made[-1].number}", flush=True)
        elif not args.every:
            print("nothing to seal")
        if not args.every:
            return 0
        close_old_connections()
        time.sleep(args.every)


# -- verify ----------------------------------------------------------------------------------------


def _verify(args: argparse.Namespace) -> int:
    from warrantor.apps.journal.verifying import Verified, verify

    verified, broken, line = Verified(), 0, Line()

    def tell(so_far: Verified) -> None:
        line.tell(f"{so_far.seals:,} seals, {so_far.entries:,} entries")

    for one in verify(_heads(args.heads), verified, tell):
        broken += 1
        line.close()
        print(f"{one.kind}: {safe(one.message)}")
    line.close()
    counted = f"{verified.seals:,} seals over {verified.entries:,} entries read, {verified.unsealed:,} not sealed yet"
    print(f"{counted}: {f'{broken:,} broken' if broken else 'all as it was sealed'}")
    return int(broken > 0)
