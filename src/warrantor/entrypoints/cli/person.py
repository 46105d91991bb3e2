"""`warrantor person`: hands out all that is held of a person, or forgets them, on their request."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.adapters.people import Somebody
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """For requests of people about their data. WHO is an e-mail address, `user:12` or the key of a party.

  export  all that is held of them, as JSON, into a file that its owner alone can read
  erase   what they are called, where they live, and their account with roles, tokens and sessions

Erasing cannot be undone. Histories, decisions and the journal hold keys and no names: they stay, and stay valid.
Backups made before still hold the person, and forget them when they are thrown away."""

_ENDINGS = (
    "exit codes: 0 done; 1 nobody is known under that, or it is the last administrator;\n"
    "  2 the settings, the database or the file cannot be used"
)


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "person",
        help="hand out or erase what is held of a person",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    export = acts.add_parser("export", help="all that is held of them, as JSON")
    export.add_argument("who", metavar="WHO", help="an e-mail address, `user:12` or the key of a party")
    export.add_argument("file", metavar="OUT.json", type=Path, help="the file to write; it must not be there yet")
    export.add_argument("--why", default="", help="the reason, for the journal")
    erase = acts.add_parser("erase", help="forget them")
    erase.add_argument("who", metavar="WHO", help="an e-mail address, `user:12` or the key of a party")
    erase.add_argument("--why", required=True, help="the reason, for the journal, which forgets nothing: name nobody")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    try:
        site.set_up()
        site.check_database()
    except site.SiteError as error:
        print(f"warrantor person: {error}", file=sys.stderr)
        return 2
    from warrantor.adapters.people import UnknownPerson, find
    from warrantor.apps.access.actions import Refused

    try:
        somebody = find(args.who)
        return {"export": _export, "erase": _erase}[args.act](args, somebody)
    except (Refused, UnknownPerson) as error:
        print(f"warrantor person: {safe(str(error))}", file=sys.stderr)
        return 1
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        print(f"warrantor person: `{safe(str(error.filename))}`: {reason}", file=sys.stderr)
        return 2


def _export(args: argparse.Namespace, somebody: Somebody) -> int:
    from django.conf import settings

    from warrantor.adapters.people import hand_out
    from warrantor.apps.journal.rules import By

    opened = os.open(args.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        told = hand_out(somebody, at=settings.NOW(), by=By("system", "command", why=args.why))
        json.dump(told, file, indent=2, ensure_ascii=False)
    print(safe(f"{args.file}: all that is held of {', '.join(somebody.keys)}"))
    return 0


def _erase(args: argparse.Namespace, somebody: Somebody) -> int:
    from django.conf import settings

    from warrantor.adapters.people import erase
    from warrantor.apps.journal.rules import By

    erase(somebody, at=settings.NOW(), by=By("system", "command", why=args.why))
    print(f"{', '.join(somebody.keys)}: erased; histories, decisions and the journal keep these keys")
    return 0
