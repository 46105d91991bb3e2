"""`warrantor demo`: the site with made-up records in a database of its own, gone when it ends."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from warrantor.entrypoints.cli import site

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

LEAST_UNITS, MOST_UNITS = 500, 20_000
SEED = 7
_FILE = "demo.sqlite3"
_KINDS = {"yes": "covered", "no": "not covered", "missing": "needs a fact"}

_DESCRIPTION = """Shows the product with made-up units, customers and histories, in a database of its own.

Nothing stays behind unless `--keep` says where. With `--keep` the same records come up again the next time;
delete the file to begin anew. Stop with Ctrl-C."""


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "demo",
        help="run the product with made-up records, to look around",
        description=_DESCRIPTION,
        epilog="exit codes: 0 ended by Ctrl-C or SIGTERM; 1 the site failed; 2 the port or folder cannot be used",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=site.port_number, default=8000, help="port; 0 takes a free one (default: %(default)s)"
    )
    parser.add_argument("--keep", metavar="DIR", type=Path, help="folder that keeps the database")
    parser.add_argument(
        "--open-sign-in", action="store_true", help="let other machines sign in as the made-up people too"
    )
    parser.add_argument("--units", type=_units, default=2000, help="how many units (default: %(default)s)")


def _units(text: str) -> int:
    if text.isdecimal() and LEAST_UNITS <= int(text) <= MOST_UNITS:
        return int(text)
    raise argparse.ArgumentTypeError(f"`{text}` does not fit; expected {LEAST_UNITS} to {MOST_UNITS} units")


def run(args: argparse.Namespace) -> int:
    """Make the records, run the site, clear up."""
    with site.ended_by_signal(), ExitStack() as cleared:
        try:
            port = site.free_port(args.host, args.port)
            folder = _folder(args.keep, cleared)
        except (site.SiteError, OSError) as error:
            print(f"warrantor demo: {error}", file=sys.stderr)
            return 2
        cleared.callback(site.undisturbed)
        try:
            _set_up(args.host, folder, args.open_sign_in)
            examples = _records(folder, args.units, kept=args.keep is not None)
            with site.beside("work"):
                site.run_site(args.host, port, 1, lambda: _show(args.host, port, examples), log=False)
        except site.SiteError as error:
            print(f"warrantor demo: {error}", file=sys.stderr)
            return 1
    return 0


def _folder(keep: Path | None, cleared: ExitStack) -> Path:
    if keep is None:
        return Path(cleared.enter_context(TemporaryDirectory(prefix="warrantor-demo-")))
    keep.mkdir(parents=True, exist_ok=True)
    return keep.resolve()


def _set_up(host: str, folder: Path, open_sign_in: bool) -> None:
    """The settings of a demonstration, whatever the environment says of a real site."""
    for name in [name for name in os.environ if name.startswith("WARRANTOR_") and name != "WARRANTOR_DEBUG"]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    everywhere = site.nearby(host) != host
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": site.SETTINGS,
        "WARRANTOR_DEMO": "1",
        "WARRANTOR_DEMO_OPEN": str(int(open_sign_in)),
        "WARRANTOR_SECRET_KEY": secrets.token_urlsafe(48),
        "WARRANTOR_FOLDER": str(folder),
        "WARRANTOR_HOSTS": "*" if everywhere else f"{host},localhost,127.0.0.1,[::1]",
        "WARRANTOR_CHECKS_PER_MINUTE": "600",
    }
    import django

    django.setup()


def _records(folder: Path, units: int, *, kept: bool) -> list[tuple[str, str, str]]:
    """Makes the records unless they are kept from before. Returns an example of each kind: kind, serial, product."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from warrantor.adapters.demo import people, records

    start = time.monotonic()
    at = settings.NOW()
    _say(f"Database: {folder / _FILE}{'' if kept else ', removed at the end'}")
    call_command("migrate", verbosity=0)
    if records.is_filled():
        _say("Its records are kept from an earlier demonstration; delete the file to begin anew.")
    else:
        _say(f"Making up {units} units ...", end=" ")
        people.mark()
        programs, events = records.fill(units, SEED, at)
        people.add_people(at)
        _say(f"of {programs} programs, with {events:,} events: {time.monotonic() - start:.1f} s")
    examples = _examples(records.answers(at))
    connections.close_all()  # the site's processes open connections of their own
    return examples


def _examples(answers: Any) -> list[tuple[str, str, str]]:
    """The first unit of each kind of answer."""
    found: dict[str, tuple[str, str, str]] = {}
    for unit, answer in answers:
        kind = answer["answer"]
        if kind in _KINDS and kind not in found:
            found[kind] = (_KINDS[kind], unit.serial, unit.product.name)
        if len(found) == len(_KINDS):
            break
    return [found[kind] for kind in _KINDS if kind in found]


def _show(host: str, port: int, examples: list[tuple[str, str, str]]) -> None:
    address = site.address(host, port)
    _say(f"\nReady at {address}\n")
    _say(f"  Check a unit     {address}check/")
    for kind, serial, product in examples:
        _say(f"    {kind:<14} {serial:<12} {product}\n{'':19}{address}check/?serial={quote(serial)}")
    _say(f"  Sign in as ...   {address}demo/sign-in/")
    _say(f"  Read the terms   {address}terms/")
    _say(f"  Style guide      {address}styleguide/")
    _say("\nStop with Ctrl-C.")


def _say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)
