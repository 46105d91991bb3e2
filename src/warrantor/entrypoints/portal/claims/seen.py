"""The claim that an address names, for whoever may use it so."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from warrantor.apps.access import sight
from warrantor.apps.claims import queries
from warrantor.apps.claims.models import Claim


def sees(request: HttpRequest, claim: Claim, permission: str = "claim.read") -> bool:
    """Whether somebody may use a claim so."""
    person: Any = request.person  # type: ignore[attr-defined]
    return sight.seen(Claim.objects.filter(pk=claim.pk), person, permission).exists()


def seen_claim(request: HttpRequest, number: str, permission: str = "claim.read") -> Claim:
    """Raises Http404 for one that they may not see, PermissionDenied for one that they may not use so."""
    found = queries.find_claim(number)
    if found is None or not sees(request, found):
        raise Http404("there is no claim of this number that you may see")
    if permission != "claim.read" and not sees(request, found, permission):
        raise PermissionDenied
    return found
