"""Reads of coverage: decisions by their address, and all of them in the order in which they were given."""

from datetime import datetime

from django.db.models import QuerySet

from warrantor.apps.coverage.models import Batch, Decision


def decision(public_id: str) -> Decision | None:
    """The decision at that address, with its unit and the one it replaces; None when there is none."""
    if not public_id.isprintable():
        return None  # no address holds it, and PostgreSQL does not take it
    found = Decision.objects.select_related("unit__program", "unit__product", "replaces")
    return found.filter(public_id=public_id).first()


def batch(public_id: str) -> Batch | None:
    """The batch at that address; None when there is none."""
    return Batch.objects.filter(public_id=public_id).first() if public_id.isprintable() else None


def replaced_by(kept: Decision) -> Decision | None:
    """The newest decision that says it replaces this one."""
    return Decision.objects.filter(replaces=kept).order_by("-created", "-id").first()


def decisions(program: str | None, since: datetime | None, until: datetime | None) -> QuerySet[Decision]:
    """Those of a program, given from one instant on and before another; None does not narrow."""
    told = {"program": program, "created__gte": since, "created__lt": until}
    return Decision.objects.filter(**{key: value for key, value in told.items() if value}).order_by("id")
