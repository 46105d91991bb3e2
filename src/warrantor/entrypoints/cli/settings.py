"""`warrantor settings`: what is missing or odd in the settings, a line each with what to set. Changes nothing."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from warrantor.entrypoints.cli import site
from warrantor.entrypoints.cli.text import safe

if TYPE_CHECKING:
    from warrantor.entrypoints.cli.main import Subparsers

OK, ODD, MISSING = "ok", "odd", "missing"
_LONG_ENOUGH = 40

_DESCRIPTION = """Looks at what the site needs, as `warrantor serve` would find it, and changes nothing.

  ok       as it should be
  odd      the site runs, but probably not as you want
  missing  the site cannot run, or loses what it should keep"""

_ENDINGS = """exit codes:
  0  nothing is missing
  1  something is missing"""


class Line(NamedTuple):
    """What was found of one matter: `state` is `ok`, `odd` or `missing`; `text` says what to set where it is not ok."""

    state: str
    about: str
    text: str


def add_parser(subparsers: Subparsers) -> None:
    """Add the command's arguments."""
    subparsers.add_parser(
        "settings",
        help="say what is missing or odd in the settings",
        description=_DESCRIPTION,
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def run(args: argparse.Namespace) -> int:
    """Print a line a matter."""
    states = []
    for line in lines():
        states.append(line.state)
        print(safe(f"{line.state:<8} {line.about:<12} {line.text}"), flush=True)
    counted = f"{states.count(MISSING)} missing, {states.count(ODD)} odd"
    print(counted, file=sys.stderr)
    return int(MISSING in states)


def lines() -> Iterator[Line]:
    """All matters, the secret key first: a stand-in lets the others be looked at without it."""
    key = os.environ.get("WARRANTOR_SECRET_KEY", "")
    yield _secret_key(key)
    os.environ["WARRANTOR_SECRET_KEY"] = key or "a-stand-in-while-the-settings-are-looked-at"
    try:
        site.set_up()
    except site.SiteError as error:
        yield Line(MISSING, "settings", str(error))
        return
    finally:
        os.environ["WARRANTOR_SECRET_KEY"] = key
    yield from _unknown_names()
    for look in (
        _modes,
        _hosts,
        _https,
        _folder,
        _database,
        _mail,
        _letters,
        _mailbox,
        _journal,
        _certificates,
        _static,
    ):
        yield look()


def _secret_key(key: str) -> Line:
    make = "set WARRANTOR_SECRET_KEY to what `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` prints"
    if not key:
        return Line(MISSING, "secret key", f"not set; {make}")
    if len(key) < _LONG_ENOUGH or len(set(key)) < 8:
        return Line(ODD, "secret key", f"short or plain enough to be guessed; {make}")
    return Line(OK, "secret key", "set")


def _unknown_names() -> Iterator[Line]:
    """A name that is no setting is a slip of the pen, and would be passed over in silence."""
    from difflib import get_close_matches

    described = importlib.import_module(site.SETTINGS).__doc__ or ""
    known = sorted(set(re.findall(r"WARRANTOR_[A-Z_]+", described)))
    for name in sorted(os.environ):
        if name.startswith("WARRANTOR_") and name not in known:
            near = get_close_matches(name, known, 1)
            yield Line(ODD, "names", f"`{name}` is no setting" + (f"; {near[0]} is" if near else ""))


def _modes() -> Line:
    from django.conf import settings

    for on, name in ((settings.DEBUG, "WARRANTOR_DEVELOPMENT"), (settings.DEMO, "WARRANTOR_DEMO")):
        if on:
            return Line(ODD, "mode", f"not for a real site; unset {name}")
    return Line(OK, "mode", "a real site")


def _hosts() -> Line:
    from django.conf import settings

    names = ", ".join(settings.ALLOWED_HOSTS)
    if "*" in settings.ALLOWED_HOSTS:
        return Line(ODD, "hosts", "answers to any name; set WARRANTOR_HOSTS to its own, such as care.example.org")
    if not _public():
        return Line(ODD, "hosts", f"{names}: visitors from this machine alone; set WARRANTOR_HOSTS to the site's names")
    return Line(OK, "hosts", names)


def _public() -> bool:
    from django.conf import settings

    return bool(set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"})


def _https() -> Line:
    from django.conf import settings

    if settings.HTTPS:
        return Line(OK, "https", "on; the web server in front has to set `X-Forwarded-Proto`")
    if _public():
        return Line(ODD, "https", "off: sessions can be read on the way; set WARRANTOR_HTTPS to 1 behind a web server")
    return Line(OK, "https", "off, for visitors from this machine alone")


def _folder() -> Line:
    from django.conf import settings

    return _writable("folder", settings.FOLDER, "WARRANTOR_FOLDER")


def _journal() -> Line:
    from django.conf import settings

    return _writable("journal", Path(settings.JOURNAL_FOLDER), "WARRANTOR_JOURNAL_FOLDER")


def _certificates() -> Line:
    from django.conf import settings

    from warrantor.adapters.certificates.keys import FolderKeys

    try:
        FolderKeys(Path(settings.CERTIFICATES_FOLDER)).check()
    except (OSError, ValueError) as error:
        return Line(MISSING, "certificates", " ".join(str(error).split()))
    return _writable("certificates", Path(settings.CERTIFICATES_FOLDER), "WARRANTOR_CERTIFICATES_FOLDER")


def _static() -> Line:
    from django.conf import settings

    if settings.STATIC_ROOT is None:
        return Line(OK, "static files", "from the source, as this is development or a demonstration")
    return _writable("static files", Path(settings.STATIC_ROOT), "WARRANTOR_FOLDER")


def _writable(about: str, folder: Path, setting: str) -> Line:
    """Whether files can be written there, or it can be made: nothing is, so that a look leaves no trace."""
    place = next(one for one in (folder, *folder.parents) if one.exists())
    if not place.is_dir():
        return Line(MISSING, about, f"`{place}` is no folder; remove it, or set {setting} to another")
    if not os.access(place, os.W_OK | os.X_OK):
        return Line(MISSING, about, f"`{place}` cannot be written; let whoever runs this write it, or set {setting}")
    return Line(OK, about, str(folder) if place == folder else f"{folder}, made when it is needed")


def _database() -> Line:
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    in_a_file = connection.vendor == "sqlite" and not name.startswith("file:")
    try:
        if in_a_file and not Path(name).exists():  # a look would make it
            return Line(MISSING, "database", "SQLite, not made yet; run `warrantor serve --migrate`")
        site.check_database()
        return Line(OK, "database", f"{connection.display_name}, with the tables of this release")
    except site.SiteError as error:
        return Line(MISSING, "database", str(error))


def _mail() -> Line:
    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.EMAIL_HOST:
        return Line(ODD, "mail", f"messages are files in {settings.EMAIL_FILE_PATH}; set WARRANTOR_MAIL to a server")
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection(timeout=5):
            pass
    except OSError as error:  # all faults of smtplib are among them
        reason = " ".join(str(error).split())[:200]
        return Line(MISSING, "mail", f"{where} cannot be used: {reason}; see WARRANTOR_MAIL")
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        return Line(ODD, "mail", f"{where} answers, but the sender has no address; set WARRANTOR_MAIL_FROM")
    if not settings.SITE:
        return Line(
            ODD, "mail", f"{where} answers, but messages link to no page; set WARRANTOR_SITE to the site's address"
        )
    return Line(OK, "mail", f"{where} answers")


def _letters() -> Line:
    """What makes e-mails claims."""
    from django.conf import settings

    from warrantor.adapters.documents import installed_programs

    foreign = sorted(set(settings.MAIL_ADDRESSES.values()) - set(installed_programs()))
    if foreign:
        expected = ", ".join(installed_programs())
        return Line(MISSING, "claims mail", f"`{foreign[0]}` is no program; WARRANTOR_MAIL_ADDRESSES names {expected}")
    if not settings.MAIL_ADDRESSES:
        state = ODD if settings.MAILBOX else OK
        return Line(state, "claims mail", "no e-mail becomes a claim; WARRANTOR_MAIL_ADDRESSES says which address does")
    told = ", ".join(f"{address} for {program}" for address, program in settings.MAIL_ADDRESSES.items())
    if not settings.MAIL_AUTHSERV:
        return Line(ODD, "claims mail", f"{told}; no sender is sure: set WARRANTOR_MAIL_AUTHSERV")
    return Line(OK, "claims mail", told)


def _mailbox() -> Line:
    from django.conf import settings

    from warrantor.adapters.mailbox import imap

    if not settings.MAILBOX:
        return Line(OK, "mailbox", "none is read; the mail server may hand messages to `warrantor mail take`")
    where = f"{settings.MAILBOX['host']}:{settings.MAILBOX['port']}"
    try:
        with imap.opened(imap.Place(**settings.MAILBOX)) as box:
            waiting = len(box.waiting())
    except imap.MailboxError as error:
        return Line(MISSING, "mailbox", f"{where} cannot be used: {error}; see WARRANTOR_MAILBOX")
    if settings.MAILBOX["security"] == imap.PLAIN and settings.MAILBOX["host"] not in ("localhost", "127.0.0.1", "::1"):
        return Line(ODD, "mailbox", f"{where} answers in the clear; set WARRANTOR_MAILBOX to imaps:// or imap://")
    return Line(OK, "mailbox", f"{where} answers, {waiting} waiting")
