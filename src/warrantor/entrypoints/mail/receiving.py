"""Messages on their way in: read, then taken. What cannot be taken now stays where it is, and comes again."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings

from warrantor.adapters.mailbox import imap
from warrantor.adapters.mailbox.imap import Mailbox, MailboxError, Place
from warrantor.adapters.mailbox.parsing import parse
from warrantor.adapters.papers.folder import Folder
from warrantor.apps.journal.rules import By
from warrantor.apps.letters.actions import Post, take
from warrantor.apps.letters.models import Letter

BY = By("visitor", "mail")
EVERY = timedelta(minutes=1)
"""How often the worker looks into the mailbox: each look is a sign-in there."""
log = logging.getLogger("warrantor.mail")


@dataclass
class Read:
    """How many messages of a mailbox were taken, were known already, and could not be taken now."""

    taken: int = 0
    known: int = 0
    failed: int = 0


def receive(content: bytes, *, cut: bool = False, at: datetime) -> tuple[Letter, bool]:
    """One message; whether it is new. Raises whatever keeps it from being taken: then it is to be handed over again."""
    return take(parse(content, authority=settings.MAIL_AUTHSERV, cut=cut), post(), at=at, by=BY)


def post() -> Post:
    """How mail comes in, by the settings."""
    ours = (*settings.MAIL_ADDRESSES, settings.MAIL_REPLY_TO, settings.DEFAULT_FROM_EMAIL)
    own = frozenset(parseaddr(one)[1].lower() for one in ours if one)
    return Post(settings.MAIL_ADDRESSES, own, settings.MAIL_PER_HOUR, Folder(settings.PAPERS_FOLDER))


def read_mailbox(*, limit: int = 100) -> Read:
    """Takes what waits in the mailbox of the settings, at most so many. Raises MailboxError.

    A message is marked once it was taken and written: whatever happens between the two, it is taken once.
    """
    read = Read()
    with imap.opened(Place(**settings.MAILBOX)) as box:
        for number in box.waiting()[:limit]:
            _read_one(box, number, read)
    return read


def _read_one(box: Mailbox, number: str, read: Read) -> None:
    found = box.read(number)
    if found is None:
        return
    try:
        _, new = receive(found[0], cut=found[1], at=settings.NOW())
    except Exception:  # one that cannot be taken must not hold up the others; it waits where it is
        log.exception("message %s of the mailbox could not be taken; it stays there", number)
        read.failed += 1
        return
    box.take(number)
    read.taken += new
    read.known += not new


_looked: datetime | None = None


def look(*, at: datetime, by: By) -> int:
    """The worker's round: looks into the mailbox, if one is named, now and then. How many messages were taken."""
    global _looked
    if not settings.MAILBOX or (_looked is not None and _looked <= at < _looked + EVERY):
        return 0
    _looked = at
    try:
        return read_mailbox().taken
    except MailboxError as error:
        log.warning("the mailbox cannot be read: %s", error)
        return 0
