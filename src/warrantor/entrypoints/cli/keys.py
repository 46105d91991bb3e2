"""`warrantor keys`: the keys that certificates are signed with: listed, and rotated."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Certificates are signed with one key, made when it is first needed.

  list    all keys that ever signed, and when; with `--json` as they are published
  rotate  sign with a new key from now on; what the old one signed stays genuine

The keys stand in WARRANTOR_CERTIFICATES_FOLDER. Keep a copy of `keys.json`: without it nothing signed is proved."""

_ENDINGS = """exit codes:
  0  done
  2  the settings, the database or the folder cannot be used"""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "keys",
        help="list or rotate the keys that certificates are signed with",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    listed = acts.add_parser("list", help="all keys that ever signed, and when")
    listed.add_argument("--json", action="store_true", help="as they are published")
    rotated = acts.add_parser("rotate", help="sign with a new key from now on")
    rotated.add_argument("--why", default="", help="the reason, for the journal")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    try:
        site.set_up()
        return _rotate(args.why) if args.act == "rotate" else _list(args.json)
    except site.SiteError as error:
        print(f"warrantor keys: {error}", file=sys.stderr)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        print(f"warrantor keys: `{safe(str(error.filename))}`: {reason}", file=sys.stderr)
    except ValueError as error:
        print(f"warrantor keys: {safe(str(error))}", file=sys.stderr)
    return 2


def _list(as_json: bool) -> int:
    from django.conf import settings

    from warrantor.adapters.certificates.keys import FolderKeys
    from warrantor.apps.coverage.certificates.rules import instant, keys_told

    known = FolderKeys(settings.CERTIFICATES_FOLDER).known()
    if as_json:
        print(json.dumps(keys_told(known), indent=1))
        return 0
    for key in known:
        until = f"until {instant(key.until)}" if key.until else "in use"
        print(f"{key.id}  since {instant(key.since)}  {until}")
    if not known:
        print("no key yet: one is made with the first certificate")
    return 0


def _rotate(why: str) -> int:
    from django.conf import settings

    from warrantor.adapters.certificates.keys import FolderKeys
    from warrantor.apps.coverage.certificates.actions import record_rotation
    from warrantor.apps.journal.rules import By

    site.check_database()
    at = settings.NOW()
    old, new = FolderKeys(settings.CERTIFICATES_FOLDER).rotate(at)
    record_rotation(old, new, at=at, by=By("system", "command", why=why[:500]))
    print(f"`{new}` signs from now on" + (f"; what `{old}` signed stays genuine" if old else ""))
    return 0
