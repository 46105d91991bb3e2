"""`warrantor serve`: the site on the configured database, after a look at what it needs."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from warrantor.entrypoints.cli import site

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

_DESCRIPTION = """Runs the site on the configured database. Settings come from the environment:

  WARRANTOR_SECRET_KEY   a long random text that signs sessions; required
  DATABASE_URL           postgres://user:password@host/name; without it SQLite in WARRANTOR_FOLDER
  WARRANTOR_FOLDER       where the SQLite file and collected static files stand; default the current folder
  WARRANTOR_HOSTS        names the site answers to, with commas; default localhost
  WARRANTOR_HTTPS        1 when visitors come by https

The database must have the tables of this release: `--migrate` brings it there first."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "serve",
        help="run the product",
        description=_DESCRIPTION,
        epilog="exit codes: 0 ended by Ctrl-C or SIGTERM; 1 the site failed; 2 a setting or the port cannot be used",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=site.port_number, default=8000, help="port; 0 takes a free one (default: %(default)s)"
    )
    parser.add_argument("--workers", type=_workers, default=1, help="processes that answer (default: %(default)s)")
    parser.add_argument("--migrate", action="store_true", help="bring the database's tables up to date first")


def _workers(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 256:
        return int(text)
    raise argparse.ArgumentTypeError(f"`{text}` does not fit; expected 1 to 256 processes")


def run(args: argparse.Namespace) -> int:
    """Check the settings, prepare, run the site."""
    with site.ended_by_signal():
        try:
            port = site.free_port(args.host, args.port)
            site.set_up()
            _prepare_database(args.migrate)
            _prepare_static_files()
        except site.SiteError as error:
            print(f"warrantor serve: {error}", file=sys.stderr)
            return 2
        try:
            site.run_site(args.host, port, args.workers, lambda: _ready(args.host, port), log=True)
        except site.SiteError as error:
            print(f"warrantor serve: {error}", file=sys.stderr)
            return 1
    return 0


def _ready(host: str, port: int) -> None:
    print(f"Ready at {site.address(host, port)}", flush=True)


def _prepare_database(migrate: bool) -> None:
    """Says which database it is, and refuses one without the tables of this release."""
    from django.core.management import call_command
    from django.db import Error, connection

    print(f"Database: {_described()}", flush=True)
    try:
        if migrate:
            call_command("migrate", verbosity=1)
    except Error as error:
        raise site.unusable(error) from error
    site.check_database()
    connection.close()


def _described() -> str:
    """The database without its password."""
    from django.db import connection

    said = connection.settings_dict
    if connection.vendor == "sqlite":
        hint = "" if os.environ.get("DATABASE_URL") else " (DATABASE_URL is not set)"
        return f"SQLite, {said['NAME']}{hint}"
    return f"{connection.vendor}, {said['NAME']} at {said['HOST'] or 'localhost'}"


def _prepare_static_files() -> None:
    """Styles and scripts where the site reads them, under names that change with their content."""
    from django.conf import settings
    from django.core.management import call_command

    if settings.STATIC_ROOT is None:
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise site.SiteError(f"`{settings.STATIC_ROOT}` cannot be written: {error}; see WARRANTOR_FOLDER") from error
