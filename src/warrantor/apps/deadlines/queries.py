"""Reads of deadlines: what is open about something, and what waits to be carried out."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from warrantor.apps.deadlines.models import Deadline


def open_deadlines() -> QuerySet[Deadline]:
    """Neither done nor dropped, the earliest due first."""
    return Deadline.objects.filter(done=None, dropped=None).order_by("due", "id")


def open_of(subject: str) -> QuerySet[Deadline]:
    """The open ones about a subject, the earliest due first."""
    return open_deadlines().filter(subject=subject)


def waiting(at: datetime) -> QuerySet[Deadline]:
    """Due and not carried out, the earliest first: those whose next try is still to come are among them."""
    return open_deadlines().filter(due__lte=at)


def ready(at: datetime) -> QuerySet[Deadline]:
    """Those to be carried out now: of each subject only the earliest, so that several workers keep its order."""
    now = waiting(at).filter(next_try__lte=at)
    same = now.order_by().filter(subject=OuterRef("subject"))
    earlier = same.filter(Q(due__lt=OuterRef("due")) | Q(due=OuterRef("due"), id__lt=OuterRef("id")))
    return now.filter(~Exists(earlier)).order_by(F("due"), F("id"))
