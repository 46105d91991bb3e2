"""Writes of notices: telling, wording, reading and forgetting. Mailing them is in `sending`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.notices import queries, rules
from warrantor.apps.notices.kinds import kind_of
from warrantor.apps.notices.models import GIVEN_UP, NOBODY, SENDING, WAITING, Notice, NoticeTemplate, Reading
from warrantor.apps.notices.rendering import render
from warrantor.apps.notices.rules import Conflict, Refused
from warrantor.apps.notices.sending import send_waiting
from warrantor.apps.statements import insert_new

__all__ = ["answer_with", "forget", "mark_read", "resend", "save_template", "send_waiting", "tell"]
_GONE = {"subject": "", "text": "", "html": "", "calendar": "", "address": "", "answers": ""}


def tell(
    kind: str,
    *,
    program: str,
    about: str,
    occasion: str,
    to: Sequence[str] | Mapping[str, str],
    values: Mapping[str, str],
    at: datetime,
    by: By,
    answers: str = "",
    calendar: str = "",
) -> list[Notice]:
    """Writes a notice for each recipient; a worker mails it once the caller's transaction is written.

    A mapping says beside each the address at which they want this, empty for their own.
    `answers` is the Message-ID (`<...>`) of the message of the recipient that it is an answer to,
    `calendar` an invitation (iCalendar) that goes with it.
    Those who were told of this occasion before are left out; what is returned are the new ones. Raises LookupError
    for an unknown kind, ValueError for values or recipients that do not fit.
    """
    said = kind_of(kind)
    rules.check_values(values, said.values)
    words = render(*queries.wording(said, program), values, rules.SUBJECT)
    rows = [
        Notice(
            kind=kind, program=program, about=about, occasion=occasion, recipient=key, address=address,
            subject=words.subject, text=words.text, html=words.html, secret=said.secret, answers=answers,
            calendar=calendar,
            told=at, next_try=at, changed=at,
        )
        for key, address in _recipients(to).items()
    ]  # fmt: skip
    return _kept(rows, at, by)


@transaction.atomic(savepoint=False)
def _kept(notices: Sequence[Notice], at: datetime, by: By) -> list[Notice]:
    """Those of an occasion that were not told before, written down."""
    new = [one for one in notices if insert_new(one)]
    if new:
        first, to = new[0], [one.recipient for one in new]
        record("notices.tell", first.about, by=by, at=at, kind=first.kind, occasion=first.occasion, to=to)
    return new


@transaction.atomic
def answer_with(about: str, address: str, message_id: str, *, at: datetime) -> None:
    """What an address was told of something at this instant answers a message of theirs."""
    told = Notice.objects.filter(about=about, address=address, told=at, state=WAITING)
    told.update(answers=message_id)


def _recipients(to: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """Each recipient as it is kept, with the address that is kept beside it."""
    wanted = to if isinstance(to, Mapping) else dict.fromkeys(to, "")
    kept = {named: _recipient(named) for named in wanted}
    return {key: wanted[named] or address for named, (key, address) in kept.items()}


def _recipient(named: str) -> tuple[str, str]:
    """How a recipient is kept, and the address that is kept beside it for the time being."""
    rules.check_recipient(named)
    prefix, _, key = named.partition(":")
    return (mail_key(key), key) if prefix == "mail" else (named, "")


def mail_key(address: str) -> str:
    """An address as a recipient: told twice it is the same, and it does not say which it is."""
    return "mail:" + salted_hmac("warrantor.notices", address.strip().lower(), algorithm="sha256").hexdigest()


@transaction.atomic
def save_template(
    kind: str, program: str, subject: str, body: str, *, after: int | None = None, at: datetime, by: By
) -> NoticeTemplate:
    """How a program words a kind from now on; both empty is the wording that comes with it. Raises Refused.

    `after` is the id of the template that was changed (0: there was none). Raises Conflict where another came since.
    """
    subject, body = subject.strip(), body.replace("\r\n", "\n").strip()
    if subject or body:
        rules.check(subject, body, kind_of(kind).values)
    now = queries.newest(kind, program)
    if after is not None and after != (now.pk if now else 0):
        raise Conflict("body", "was changed by somebody else meanwhile", "look at the newest wording first")
    row = NoticeTemplate.objects.create(
        program=program, kind=kind, subject=subject, body=body, at=at, actor=by.actor
    )  # fmt: skip
    record("notices.save_template", f"notice:{kind}", by=by, at=at, program=program, template=row.pk)
    return row


@transaction.atomic
def mark_read(notices: Iterable[Notice], reader: str, *, at: datetime) -> None:
    """A reader (`user:12`) read them. It is theirs alone, and stands in no journal."""
    rows = [Reading(notice=one, reader=reader, at=at) for one in notices]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def resend(notice: Notice, *, at: datetime, by: By) -> None:
    """Tries one that was given up, or had no address, anew from the beginning. Raises Conflict for any other."""
    if notice.forgotten or notice.secret:
        raise Refused("notice", "has no words any more", "tell whoever it was for in another way")
    given_up = Notice.objects.filter(pk=notice.pk, state__in=(GIVEN_UP, NOBODY), forgotten=None)
    if not given_up.update(state=WAITING, tries=0, next_try=at, changed=at, error=""):
        raise Conflict("notice", "is not given up", "wait until it was mailed")
    record("notices.resend", notice.about, by=by, at=at, notice=notice.public_id)


@transaction.atomic
def forget(recipients: Sequence[str], *, at: datetime, by: By) -> int:
    """Lets go of the words and addresses of what was told to these (`mail:` with the address), or to others about them.

    None of it is mailed any more. That it was told, and when, stays. How many there were.
    """
    keys = [_recipient(named)[0] for named in recipients]
    for address in (named.removeprefix("mail:") for named in recipients if named.startswith("mail:")):
        elsewhere = Notice.objects.filter(address__iexact=address, state=WAITING).exclude(recipient__in=keys)
        elsewhere.update(address="")
    rows = Notice.objects.filter(Q(recipient__in=keys) | Q(about__in=keys), forgotten=None)
    rows.filter(state__in=(WAITING, SENDING)).update(state=NOBODY, changed=at)
    count = rows.update(**_GONE, error="", forgotten=at)
    Reading.objects.filter(reader__in=recipients).delete()
    if count:
        record("notices.forget", keys[0], by=by, at=at, notices=count)
    return count
