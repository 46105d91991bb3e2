"""How to reach whoever reported claims, found by their addresses and parties, and forgotten. Claims themselves stay."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from warrantor.apps.claims.models import Contact
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Party


def contacts_of(addresses: Iterable[str], parties: Iterable[Party]) -> QuerySet[Contact]:
    """Those with one of the addresses, and those of claims that are for one of the parties."""
    found = Q(claim__claimant__in=list(parties))
    for address in filter(None, addresses):
        found |= Q(email__iexact=address)
    return Contact.objects.filter(found)


@transaction.atomic
def forget(addresses: Iterable[str], parties: Iterable[Party], *, at: datetime, by: By) -> None:
    """Erases them."""
    rows = contacts_of(addresses, parties).select_related("claim").order_by("pk")
    numbers = [row.claim.number for row in rows]
    if numbers:
        record("claims.forget_contacts", f"claim:{numbers[0]}", by=by, at=at, claims=numbers)
        Contact.objects.filter(claim__number__in=numbers).delete()
