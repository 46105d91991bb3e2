"""`warrantor backup`: all records of a site in one file. `restore` shares how it ends and what goes along."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.adapters.backups.databases import Database
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Writes the database, the journal's heads with their key, the keys of certificates, and uploaded files
into one file.

It may run while the site does: the copy is of one moment. The file can be read by its owner alone;
keep it as you keep the database, for it holds the same. PostgreSQL is copied by `pg_dump`."""
ENDINGS = "exit codes: 0 done; 2 the settings, the database or the file cannot be used"


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "backup",
        help="write all records into one file",
        description=_DESCRIPTION,
        epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write, such as `2026-01-31.tar.gz`")


def run(args: argparse.Namespace) -> int:
    """Write the backup."""
    return guarded("backup", lambda: _backup(args.file))


def guarded(name: str, act: Callable[[], str]) -> int:
    """Does it with the settings ready, and says in a line how it ended."""
    try:
        site.set_up()
        from warrantor.adapters.backups.databases import BackupError

        try:
            print(act())
        except BackupError as error:
            raise site.SiteError(safe(str(error))) from error
    except site.SiteError as error:
        print(f"warrantor {name}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        print(f"warrantor {name}: `{safe(str(error.filename))}`: {reason}", file=sys.stderr)
        return 2
    return 0


def database() -> Database:
    """The configured one."""
    from django.db import connection

    from warrantor.adapters.backups.databases import of_settings

    return of_settings(connection.settings_dict)


def folders() -> dict[str, Path]:
    """What goes along with the database, by the name it has in the file."""
    from django.conf import settings

    named = {"journal": "JOURNAL_FOLDER", "papers": "PAPERS_FOLDER", "certificates": "CERTIFICATES_FOLDER"}
    return {name: Path(getattr(settings, setting)) for name, setting in named.items()}


def tell_journal(act: str, file: Path, **detail: Any) -> None:
    """An entry of what was done. A database of another release may have no place for it, and the act stands."""
    from django.conf import settings
    from django.db import DatabaseError, transaction

    from warrantor.apps.journal.actions import record
    from warrantor.apps.journal.rules import By

    try:
        with transaction.atomic():
            record(act, f"backup:{safe(file.name)}"[:200], by=By("system", "command"), at=settings.NOW(), **detail)
    except DatabaseError as error:
        reason = safe(" ".join(str(error).split()))
        print(f"the journal was not told of it: {reason}", file=sys.stderr)


def _backup(file: Path) -> str:
    from importlib.metadata import version

    from django.conf import settings

    from warrantor.adapters.backups import archive

    at = settings.NOW().isoformat(timespec="seconds")
    about = archive.write(file.absolute(), database(), folders(), at=at, version=version("warrantor"))
    size = file.stat().st_size
    tell_journal("backup.write", file, kind=about.kind, bytes=size)
    along = ", ".join(f"{count:,} files of {name}" for name, count in about.folders.items())
    return safe(f"{file}: {about.kind}, {along}; {size:,} bytes")
