"""Alerts for staff about units: raised by the actions that notice something, settled by a person with what came of it.

What an alert says holds keys only. Whoever caused it learns nothing of it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from warrantor.apps.coverage.models import Alert
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.actions import subject as called
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.rules import Conflict, Refused

KINDS = {
    "registered-by-two": "Registered by two parties",
    "certified-twice": "Certified twice",
    "copy-reported": "A copy of a certificate was reported",
}
"""What an alert may be about, and how it is called on the page."""
_OUTCOME = 500


@transaction.atomic
def raise_alert(kind: str, subject: Unit | str, *, at: datetime, by: By, **detail: Any) -> Alert:
    """The alert of that kind about a unit (or about what a text names); one that is open is counted once more.

    Raises KeyError for a kind that `KINDS` lacks. `detail` is that of the latest time.
    """
    KINDS[kind]
    unit = subject if isinstance(subject, Unit) else None
    about = called(subject) if isinstance(subject, Unit) else subject
    first = {"unit": unit, "detail": detail, "raised": at, "last": at}
    alert, new = Alert.objects.get_or_create(kind=kind, subject=about, settled=None, defaults=first)
    if not new:
        Alert.objects.filter(pk=alert.pk).update(times=F("times") + 1, last=at, detail=detail)
    record("coverage.raise_alert", about, by=by, at=at, alert=alert.public_id, kind=kind, **detail)
    return alert


@transaction.atomic
def settle_alert(alert: Alert, outcome: str, *, at: datetime, by: By) -> None:
    """Records what came of it. Raises Refused without an outcome, Conflict where somebody else settled it."""
    outcome = outcome.strip()
    if not outcome or len(outcome) > _OUTCOME:
        raise Refused("outcome", "is empty" if not outcome else f"has {len(outcome)} characters",
                      f"what came of it, in at most {_OUTCOME} characters")  # fmt: skip
    told = {"settled": at, "settled_by": by.actor, "outcome": outcome}
    if not Alert.objects.filter(pk=alert.pk, settled=None).update(**told):
        raise Conflict("alert", f"`{alert.public_id}` was settled already", "read what came of it")
    record("coverage.settle_alert", alert.subject, by=by, at=at, alert=alert.public_id, kind=alert.kind)
