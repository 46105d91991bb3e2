"""Reads of the journal: entries by what they tell."""

from datetime import datetime

from django.db.models import QuerySet

from warrantor.apps.journal.models import Entry


def entries(
    *,
    actor: str = "",
    act: str = "",
    subject: str = "",
    door: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Entry]:
    """The newest first. `act` and `subject` match from their beginning: `registry.` finds every act of that app."""
    found = Entry.objects.order_by("-id")
    exact = {"actor": actor, "door": door}
    begins = {"act__startswith": act, "subject__startswith": subject}
    between = {"at__gte": since, "at__lt": until}
    told = {key: value for key, value in {**exact, **begins, **between}.items() if value}
    return found.filter(**told)
