"""The visit that an address names, as far as somebody has to do with it, and on whose clock they read its times."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from warrantor.apps.claims.models import Visit
from warrantor.apps.claims.visiting import queries
from warrantor.apps.claims.visiting.seeing import CONCERNED, Seeing, seeing
from warrantor.apps.registry.models import Location
from warrantor.apps.registry.ports import installed


def seen_visit(request: HttpRequest, number: str) -> Seeing:
    """Raises Http404 for one that they may not see, PermissionDenied for who has nothing to do with visits."""
    person: Any = request.person  # type: ignore[attr-defined]
    if not any(person.may(one) for one in CONCERNED):
        raise PermissionDenied
    visit = queries.find_visit(number)
    found = seeing(visit, person) if visit is not None else None
    if found is None:
        raise Http404("there is no visit of this number that you may see")
    return found


def reader_zone(request: HttpRequest, visit: Visit) -> str:
    """The clock of whoever reads: that of their organisation's first place, else of the program."""
    keys = request.person.parties  # type: ignore[attr-defined]
    told = Location.objects.filter(party__key__in=keys).exclude(time_zone="").order_by("id").values_list("time_zone")
    first = told.first()
    return first[0] if first else installed(visit.claim.program.name).latest.time_zone
