"""What claims hold of a person: how to reach whoever reported them, what was written, the way in. Found and forgotten.

Claims themselves stay, with what was known when they were decided.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from warrantor.apps.claims.models import Claim, Contact, Note, Visit
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Party

ERASED = "(erased)"
"""What stands where somebody's words stood."""


def contacts_of(addresses: Iterable[str], parties: Iterable[Party]) -> QuerySet[Contact]:
    """Those with one of the addresses, and those of claims that are for one of the parties."""
    found = Q(claim__claimant__in=list(parties))
    for address in filter(None, addresses):
        found |= Q(email__iexact=address)
    return Contact.objects.filter(found)


def told_of(parties: Iterable[Party]) -> list[dict[str, Any]]:
    """The claims of parties with what they wrote, as JSON can hold it."""
    rows = Claim.objects.filter(claimant__in=list(parties)).order_by("id")
    return [
        {
            "number": claim.number, "opened": claim.opened.isoformat(), "report": claim.report, "said": claim.said,
            "messages": list(Note.objects.filter(claim=claim, kind="message").values_list("text", flat=True)),
            "visits": list(Visit.objects.filter(claim=claim).values("number", "door", "signed_by")),
        }
        for claim in rows
    ]  # fmt: skip


@transaction.atomic
def forget(addresses: Iterable[str], parties: Iterable[Party], *, at: datetime, by: By) -> None:
    """Erases how they are reached, what was written about their claims, and the way in that they told."""
    theirs = list(parties)
    numbers = list(contacts_of(addresses, theirs).values_list("claim__number", flat=True))
    numbers += Claim.objects.filter(claimant__in=theirs).values_list("number", flat=True)
    if not numbers:
        return
    known = sorted(set(numbers))
    record("claims.forget", f"claim:{known[0]}", by=by, at=at, claims=known)
    contacts_of(addresses, theirs).delete()
    Note.objects.filter(claim__claimant__in=theirs, kind="message").update(text=ERASED)
    Visit.objects.filter(claim__claimant__in=theirs).update(door="", signed_by="", draft={})
