"""Reads of notices: the inbox of somebody, the outbox of staff, and how a program words a kind."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from warrantor.apps.notices.kinds import Kind
from warrantor.apps.notices.models import Notice, NoticeTemplate, Reading


def wording(kind: Kind, program: str) -> tuple[str, str]:
    """Subject and body of a kind in a program: its own newest, or those that come with the kind."""
    own = newest(kind.name, program)
    return (own.subject, own.body) if own and own.subject else (kind.subject, kind.body)


def newest(kind: str, program: str) -> NoticeTemplate | None:
    """The template that counts; None where the program never had one."""
    return NoticeTemplate.objects.filter(kind=kind, program=program).order_by("-id").first()


def outbox() -> QuerySet[Notice]:
    """All notices, the newest first."""
    return Notice.objects.order_by("-id")


def about(subject: str) -> QuerySet[Notice]:
    """What was told about something, the newest first."""
    return outbox().filter(about=subject)


def inbox(reader: str, recipients: Iterable[str]) -> QuerySet[Notice]:
    """What was told to any of the recipients that a reader (`user:12`) reads for; `unread` says what they did not."""
    read = Reading.objects.filter(notice=OuterRef("pk"), reader=reader)
    mine = Notice.objects.filter(recipient__in=list(recipients), forgotten=None, secret=False)
    return mine.annotate(unread=~Exists(read)).order_by("-unread", "-id")


def about_of_message(message_id: str) -> str:
    """What a message of ours was about, by its Message-ID (as a reply refers to it); empty where it is none of ours."""
    number = message_id.strip().strip("<>").partition("@")[0]
    found = Notice.objects.filter(public_id=number).values_list("about", flat=True).first()
    return found or ""
