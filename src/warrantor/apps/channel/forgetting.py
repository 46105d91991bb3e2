"""What the channel holds of a person: handed out with the rest, and forgotten. Rows with keys alone stay."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from warrantor.apps.channel.models import Approval, Invitation, PriceRequest
from warrantor.apps.journal.actions import record
from warrantor.apps.journal.rules import By
from warrantor.apps.registry.models import Party


def invitations_of(email: str, parties: Sequence[Party]) -> QuerySet[Invitation]:
    """Those that went to an address, or to anybody to join one of these parties."""
    return Invitation.objects.filter((Q(email=email) if email else Q(pk=None)) | Q(party__in=parties))


def requests_of(parties: Sequence[Party]) -> QuerySet[PriceRequest]:
    """Prices that these parties asked for."""
    return PriceRequest.objects.filter(party__in=parties)


def approvals_of(parties: Sequence[Party]) -> QuerySet[Approval]:
    """Approvals that these parties gave or were given."""
    return Approval.objects.filter(Q(customer__in=parties) | Q(registrar__in=parties))


@transaction.atomic
def forget(email: str, parties: Sequence[Party], *, subject: str, at: datetime, by: By) -> None:
    """Removes invitations, which hold addresses, and what was written with requests for a price."""
    removed, _ = invitations_of(email, parties).delete()
    emptied = requests_of(parties).exclude(note="").update(note="")
    if removed or emptied:
        record("channel.forget", subject, by=by, at=at, invitations=removed, notes=emptied)
