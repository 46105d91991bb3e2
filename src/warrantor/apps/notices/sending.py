"""Mailing what waits: each notice is claimed before the mail server is spoken to, so that no two workers send one."""

import logging
from collections.abc import Sequence
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import parseaddr
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F
from django.utils.html import format_html

from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.notices import ports, rules
from warrantor.apps.notices.models import GIVEN_UP, NOBODY, SENDING, SENT, WAITING, Notice

log = logging.getLogger("warrantor.notices")
ATTENDEE = "attendee@invalid"
"""Stands in an invitation for the address that it is mailed to."""
_IN_DOUBT = "the worker stopped while it mailed this: it may have been sent or not"


def send_waiting(*, at: datetime, by: By, limit: int = 10) -> int:
    """Mails what waits, the longest waiting first, at most `limit`. How many were mailed.

    What the mail server refuses is tried again later, and given up after `rules.TRIES`. Whatever a worker was mailing
    when it was stopped by force is given up too: whether it went out is in doubt, and a person says what to do.
    """
    _give_up_lost(at, by)
    line = mail.get_connection()
    sent = 0
    try:
        for _ in range(limit):
            row = _claim(at)
            if row is None:
                break
            mailed = _send(row, line, at, by)
            if mailed is None:
                break
            sent += mailed
    finally:
        line.close()
    return sent


@transaction.atomic(durable=True)
def _claim(at: datetime) -> Notice | None:
    """The next one, now ours."""
    skip = connection.features.has_select_for_update_skip_locked
    rows = Notice.objects.filter(state=WAITING, next_try__lte=at).order_by("next_try", "id")
    row = rows.select_for_update(skip_locked=skip).first()
    if row is not None:
        Notice.objects.filter(pk=row.pk).update(state=SENDING, changed=at, tries=F("tries") + 1)
        row.tries += 1
    return row


def _send(row: Notice, line: BaseEmailBackend, at: datetime, by: By) -> bool | None:
    """Whether it was mailed; None where the mail server cannot be reached, and no other would be.

    Its state says what became of it.
    """
    addresses = [row.address] if row.address else _looked_up(row.recipient)
    if not addresses:
        _end(row, NOBODY, at, by)
        return False
    reached = False
    try:
        line.open()
        reached = True
        line.send_messages([message(row, addresses)])
    except (OSError, ValueError) as error:
        line.close()
        _failed(row, error, at, by, final=reached and rules.is_final(error))
        return False if reached else None
    _end(row, SENT, at, by)
    return True


def _looked_up(recipient: str) -> list[str]:
    return [] if recipient.startswith("mail:") else ports.addresses_of(recipient)


def message(row: Notice, addresses: Sequence[str]) -> EmailMultiAlternatives:
    """The message. All about one thing are one conversation; who else gets it is not told."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    first = f"<{sha256(row.about.encode()).hexdigest()[:32]}@{host}>"
    reply = _reply_to(row.program)
    link = _link(row)
    made = EmailMultiAlternatives(
        row.subject,
        f"{row.text}\n\n{link}\n" if link else row.text,
        to=list(addresses) if len(addresses) == 1 else [],
        bcc=list(addresses) if len(addresses) > 1 else [],
        reply_to=[reply] if reply else None,
        headers={
            "Message-ID": f"<{row.public_id}@{host}>",
            "In-Reply-To": row.answers or first,
            "References": f"{first} {row.answers}".strip(),
            "Auto-Submitted": "auto-generated",
            "X-Loop": parseaddr(reply or settings.DEFAULT_FROM_EMAIL)[1],
        },
    )
    html = row.html + (format_html('<p><a href="{0}">{0}</a></p>\n', link) if link else "")
    made.attach_alternative(f"<!doctype html>\n<html><body>\n{html}</body></html>\n", "text/html")
    if row.calendar:
        made.attach(_invitation(row.calendar, addresses))
    return made


def _link(row: Notice) -> str:
    """To the page of what it is about; none in one that opens something itself."""
    path = "" if row.secret or not settings.SITE else ports.page_of(row.about)
    return f"{settings.SITE}{path}" if path else ""


def _sender() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ")


def _invitation(calendar: str, addresses: Sequence[str]) -> MIMEText:
    """As mail programs want it: its method beside its type, and who it is for within, where that is one alone."""
    method = "CANCEL" if "\nMETHOD:CANCEL" in calendar else "REQUEST"
    part = MIMEText(calendar.replace(ATTENDEE, addresses[0] if len(addresses) == 1 else _sender()), "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="visit.ics")
    return part


def _reply_to(program: str) -> str:
    """The address that takes messages for the program, else the one for all."""
    own = (address for address, named in settings.MAIL_ADDRESSES.items() if named == program)
    return next(own, settings.MAIL_REPLY_TO)


@transaction.atomic
def _end(row: Notice, state: str, at: datetime, by: By) -> None:
    """An address that was kept has served; so have words that open something."""
    ours = Notice.objects.filter(pk=row.pk, state=SENDING)
    if ours.update(**{"state": state, "changed": at, "error": "", "address": "", **_gone(row, at)}) and state == SENT:
        record("notices.send", row.about, by=by, at=at, notice=row.public_id, kind=row.kind)


@transaction.atomic
def _failed(row: Notice, error: Exception, at: datetime, by: By, *, final: bool) -> None:
    """Later again, or never: then staff see it. Words that open something are not kept for them."""
    log.warning("a notice about `%s` could not be mailed: %s", row.about, rules.told(error))
    over = final or row.tries >= rules.TRIES
    gone = _gone(row, at) if over else {}
    said = {"state": GIVEN_UP if over else WAITING, "next_try": at + rules.wait(row.tries), "error": rules.told(error)}
    if Notice.objects.filter(pk=row.pk, state=SENDING).update(changed=at, **said, **gone) and over:
        record("notices.give_up", row.about, by=by, at=at, notice=row.public_id, kind=row.kind)


@transaction.atomic
def _give_up_lost(at: datetime, by: By) -> None:
    lost = Notice.objects.filter(state=SENDING, changed__lt=at - rules.LOST)
    for row in lost.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked):
        Notice.objects.filter(pk=row.pk).update(state=GIVEN_UP, changed=at, error=_IN_DOUBT, **_gone(row, at))
        record("notices.give_up", row.about, by=by, at=at, notice=row.public_id, kind=row.kind)


def _gone(row: Notice, at: datetime) -> dict[str, Any]:
    """What changes where words open something: nobody reads them here once they were mailed, or never will be."""
    return {"subject": "", "text": "", "html": "", "address": "", "answers": "", "forgotten": at} if row.secret else {}
