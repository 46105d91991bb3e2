"""Reads of notices: the inbox of somebody, the outbox of staff, and how a program words a kind."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from warrantor.apps.notices.kinds import Kind
from warrantor.apps.notices.models import Notice, NoticeTemplate, Reading
from warrantor.apps.statements import lists

_WORDING = """
SELECT LIST(subject, body) FROM notices_noticetemplate WHERE kind = %s AND program = %s ORDER BY id DESC LIMIT 1
"""


def wording(kind: Kind, program: str) -> tuple[str, str]:
    """Subject and body of a kind in a program: its own newest, or those that come with the kind."""
    own = next(iter(lists(_WORDING, [kind.name, program])), None)
    return (own[0], own[1]) if own and own[0] else (kind.subject, kind.body)


def newest(kind: str, program: str) -> NoticeTemplate | None:
    """The template that counts; None where the program never had one."""
    return NoticeTemplate.objects.filter(kind=kind, program=program).order_by("-id").first()


def outbox() -> QuerySet[Notice]:
    """All notices, the newest first."""
    return Notice.objects.order_by("-id")


def about(subject: str) -> QuerySet[Notice]:
    """What was told about something, the newest first."""
    return outbox().filter(about=subject)


def inbox(reader: str, mine: Q, *, unread: bool = False) -> QuerySet[Notice]:
    """What a reader (`user:12`) reads, of what is theirs: `unread` of each says whether they did not, and comes first.

    With `unread` only that.
    """
    read = Reading.objects.filter(notice=OuterRef("pk"), reader=reader)
    shown = Notice.objects.filter(mine, forgotten=None, secret=False)
    shown = shown.filter(~Exists(read)) if unread else shown
    return shown.annotate(unread=~Exists(read)).order_by("-unread", "-id")


def about_of_message(message_id: str) -> str:
    """What a message of ours was about, by its Message-ID (as a reply refers to it); empty where it is none of ours."""
    number = message_id.strip().strip("<>").partition("@")[0]
    found = Notice.objects.filter(public_id=number).values_list("about", flat=True).first()
    return found or ""


def worded() -> set[tuple[str, str]]:
    """The programs that have words of their own, each with the kind."""
    rows = NoticeTemplate.objects.order_by("id").values_list("program", "kind", "subject")
    newest = {(program, kind): subject for program, kind, subject in rows}
    return {key for key, subject in newest.items() if subject}
