"""A mailbox over IMAP: what waits in it, each message as bytes, and the mark or the move once one was taken.

Nothing is changed by reading. What was taken is moved to a folder where one is named, else marked as seen.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from warrantor.adapters.mailbox.parsing import LARGEST

TLS, STARTTLS, PLAIN = "tls", "starttls", "plain"
_PATIENCE = 30
"""Seconds until a server that does not answer is given up."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxError(Exception):
    """The mailbox cannot be used; the text says why in a line, without its password."""


@dataclass(frozen=True)
class Place:
    """Where a mailbox is. `taken` is the folder that messages are moved to once they were taken; empty leaves them."""

    host: str
    port: int
    user: str
    password: str
    security: str = TLS
    folder: str = "INBOX"
    taken: str = ""


class Mailbox:
    """One that is open. Messages are named by the numbers that the server gives them."""

    def __init__(self, line: imaplib.IMAP4, place: Place) -> None:
        self._line, self._place = line, place

    def waiting(self) -> list[str]:
        """Those that were not taken, the longest waiting first."""
        wanted = ("UNDELETED",) if self._place.taken else ("UNSEEN", "UNDELETED")
        return [number.decode() for told in self._asked("SEARCH", *wanted) for number in (told or b"").split()]

    def read(self, number: str) -> tuple[bytes, bool] | None:
        """The message, and whether only its beginning was read; None where it is gone."""
        told = self._asked("FETCH", number, f"(RFC822.SIZE BODY.PEEK[]<0.{LARGEST}>)")
        found = next((part for part in told if isinstance(part, tuple)), None)
        if found is None:
            return None
        heads = b" ".join(part[0] if isinstance(part, tuple) else part for part in told if part)
        size = _SIZE.search(heads)
        return found[1], size is not None and int(size[1]) > len(found[1])

    def take(self, number: str) -> None:
        """It waits no longer."""
        if not self._place.taken:
            self._asked("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
        elif "MOVE" in self._line.capabilities:
            self._asked("MOVE", number, _quoted(self._place.taken))
        else:
            self._asked("COPY", number, _quoted(self._place.taken))
            self._asked("STORE", number, "+FLAGS.SILENT", r"(\Seen \Deleted)")
            if "UIDPLUS" in self._line.capabilities:  # without it others' deleted messages would go as well
                self._asked("EXPUNGE", number)

    def _asked(self, command: str, *arguments: str) -> list[Any]:
        state, told = self._line.uid(command, *arguments)
        if state != "OK":
            raise MailboxError(f"the server refuses {command}: {_told(told)}")
        return list(told)


@contextmanager
def opened(place: Place) -> Iterator[Mailbox]:
    """The mailbox. Raises MailboxError, also for what goes wrong within the block."""
    line = None
    try:
        line = _connected(place)
        line.login(_quoted(place.user), place.password)
        # what login told may have changed: servers say more to whoever signed in
        line.capabilities = tuple(str(line.capability()[1][0], "ascii", "replace").upper().split())
        state, told = line.select(_quoted(place.folder))
        if state != "OK":
            raise MailboxError(f"there is no folder `{place.folder}`: {_told(told)}")
        yield Mailbox(line, place)
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise MailboxError(_reason(error, place.password)) from error
    finally:
        if line is not None:
            _leave(line)


def _connected(place: Place) -> imaplib.IMAP4:
    if place.security == TLS:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=_PATIENCE)
    line = imaplib.IMAP4(place.host, place.port, timeout=_PATIENCE)
    if place.security == STARTTLS:
        line.starttls(ssl.create_default_context())
    return line


def _reason(error: Exception, password: str) -> str:
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error).encode()
    told = " ".join(said.decode("utf-8", "replace").split())
    return told.replace(password or "\0", "(password)")[:200] or type(error).__name__


def _leave(line: imaplib.IMAP4) -> None:
    try:
        line.logout()
    except (imaplib.IMAP4.error, OSError):
        line.shutdown()


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _told(told: list[Any]) -> str:
    return " ".join(part.decode("ascii", "replace") for part in told if isinstance(part, bytes))[:200]
