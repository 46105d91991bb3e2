"""The visit that an address names, as far as somebody has to do with it, and on whose clock they read its times."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from warrantor.apps.access import sight
from warrantor.apps.claims.models import Visit
from warrantor.apps.claims.visiting import queries
from warrantor.apps.registry.models import Location, Party, PartyDetails
from warrantor.apps.registry.ports import installed
from warrantor.entrypoints.portal.claims.seen import sees


@dataclass(frozen=True)
class Seeing:
    """A visit, and who somebody is there: who goes, or may; who plans; whose claim it is."""

    visit: Visit
    goes: bool
    plans: bool
    owns: bool
    offered_to: Party | None = None

    @property
    def whole(self) -> bool:
        """Whether they see where it goes to: whoever could still take it does not."""
        return self.plans or self.owns or (self.goes and self.visit.state != "offered")


def seen_visit(request: HttpRequest, number: str) -> Seeing:
    """Raises Http404 for one that they may not see, PermissionDenied for who has nothing to do with visits."""
    person: Any = request.person  # type: ignore[attr-defined]
    if not any(person.may(one) for one in ("visit.work", "visit.plan", "claim.open")):
        raise PermissionDenied
    visit = queries.find_visit(number)
    if visit is None:
        raise Http404("there is no visit of this number that you may see")
    rows = Visit.objects.filter(pk=visit.pk)
    goes, plans = (sight.seen(rows, person, one).exists() for one in ("visit.work", "visit.plan"))
    owns = visit.claim.claimant is not None and visit.claim.claimant.key in person.parties
    owns = owns and sees(request, visit.claim, "claim.open")
    if not (goes or plans or owns):
        raise Http404("there is no visit of this number that you may see")
    return Seeing(visit, goes, plans, owns, _offered_to(visit, person) if goes else None)


def _offered_to(visit: Visit, person: Any) -> Party | None:
    keys = {held.party for held in person.holding("visit.work") if held.party}
    rows = queries.offers_of(visit).filter(answer="", party__key__in=keys)
    return next((row.party for row in rows), None)


def reader_zone(request: HttpRequest, visit: Visit) -> str:
    """The clock of whoever reads: that of their organisation's first place, else of the program."""
    keys = request.person.parties  # type: ignore[attr-defined]
    told = Location.objects.filter(party__key__in=keys).exclude(time_zone="").order_by("id").values_list("time_zone")
    first = told.first()
    return first[0] if first else installed(visit.claim.program.name).latest.time_zone


def where(visit: Visit) -> dict[str, str]:
    """Where it goes to: what the customer is called, their address, and what they say about the way in."""
    unit = visit.claim.unit
    party = unit.location.party if unit and unit.location else None
    details = PartyDetails.objects.filter(party=party or visit.claim.claimant).first()
    told = {"name": details.name, "address": details.address} if details else {"name": "", "address": ""}
    return {**told, "door": visit.door}
