"""`warrantor restore`: puts what `warrantor backup` wrote in the place of what is there."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from warrantor.entrypoints.cli import backup
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Reads a file that `warrantor backup` wrote: the database, the journal's heads, keys, uploaded files.

Stop the site first. The database must be of the same kind, and empty unless `--replace` is given.
Afterwards `warrantor serve --migrate` brings the tables to this release, `warrantor journal verify` and
`warrantor replay` show that nothing was lost or changed."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "restore",
        help="put a backup in the place of the records",
        description=_DESCRIPTION,
        epilog=backup.ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="a file that `warrantor backup` wrote")
    parser.add_argument("--replace", action="store_true", help="give up what the database and the folders hold now")


def run(args: argparse.Namespace) -> int:
    """Restore the backup."""
    return backup.guarded("restore", lambda: _restore(args.file, args.replace))


def _restore(file: Path, replace: bool) -> str:
    from django.db import connection

    from warrantor.adapters.backups import archive

    connection.close()
    about = archive.read(file, backup.database(), backup.folders(), replace=replace)
    backup.tell_journal("backup.restore", file, made=about.at, version=about.version, replaced=replace)
    return safe(f"{file}: restored as it was at {about.at}; now run `warrantor journal verify` and `warrantor replay`")
