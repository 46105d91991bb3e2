"""To whom a visit is offered: when it is planned for a claim, and later to others."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.apps.access.models import User
from warrantor.apps.claims.models import Claim, Visit
from warrantor.apps.claims.visit_rules import OFFERABLE
from warrantor.apps.claims.visiting import offering
from warrantor.apps.claims.visiting.seeing import own_people
from warrantor.apps.registry.models import Party, PartyDetails
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal.claims.seen import seen_claim
from warrantor.entrypoints.portal.layout.forms import at_its_field
from warrantor.entrypoints.portal.problems.views import trouble_page
from warrantor.entrypoints.portal.visits.seen import seen_visit


@dataclass(frozen=True)
class Fit:
    """Who may be sent: organisations, and people of the vendor's own."""

    parties: list[Party]
    users: list[User]

    def ticked(self, request: Any) -> dict[str, Any]:
        """Those of them that were chosen."""
        to = request.POST.getlist("to")
        return {
            "parties": [party for party in self.parties if f"party:{party.key}" in to],
            "users": [user for user in self.users if f"user:{user.pk}" in to],
        }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Any, number: str) -> HttpResponse:
    """Who may be sent, by region and standing as the terms have it; ticked ones are offered the visit."""
    claim = seen_claim(request, number, "visit.plan")
    fit = Fit(offering.candidates(claim, request.at), list(own_people(claim)))
    if request.method != "POST":
        return _page(request, claim, fit)
    door = request.POST.get("door", "")
    try:
        visit = offering.plan_visit(claim, **fit.ticked(request), door=door, at=request.at, by=request.by)
    except Conflict:
        return trouble_page(request, 409)
    except Refused as error:
        return _page(request, claim, fit, error)
    return HttpResponseRedirect(reverse("portal:visit", args=[visit.number]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: Any, number: str) -> HttpResponse:
    """Those who may be sent and were not asked yet; ticked ones are asked too, and who took it is let off."""
    seeing = seen_visit(request, number)
    if not seeing.plans:
        raise PermissionDenied
    visit = seeing.visit
    if visit.state not in OFFERABLE:
        return trouble_page(request, 409)
    fit = Fit(*offering.to_ask(visit, request.at))
    if request.method != "POST":
        return _page(request, visit.claim, fit, visit=visit)
    seen = request.POST.get("seen", "")
    about: dict[str, Any] = {"seen": int(seen)} if seen.isdecimal() and len(seen) < 10 else {}
    try:
        offering.offer(visit, **fit.ticked(request), **about, at=request.at, by=request.by)
    except Conflict:
        return trouble_page(request, 409)
    except Refused as error:
        return _page(request, visit.claim, fit, error, visit)
    return HttpResponseRedirect(reverse("portal:visit", args=[number]))


def _page(
    request: Any, claim: Claim, fit: Fit, refused: Refused | None = None, visit: Visit | None = None
) -> HttpResponse:
    names = dict(PartyDetails.objects.filter(party__in=fit.parties).values_list("party__key", "name"))
    title = f"Offer visit {visit.number} to others" if visit else "Plan a visit"
    context = {
        "claim": claim, "visit": visit, "title": title, "region": offering.region_of(claim),
        "standings": offering.standings_for(claim, request.at),
        "parties": [(f"party:{party.key}", names.get(party.key) or party.key) for party in fit.parties],
        "users": [(f"user:{user.pk}", user.name or user.email) for user in fit.users],
        "ticked": request.POST.getlist("to"), "door": request.POST.get("door", ""), **at_its_field(refused),
        "trail": [("Visits", reverse("portal:visits")), (claim.number, reverse("portal:claim", args=[claim.number])),
                  (title, "")],
    }  # fmt: skip
    return render(request, "portal/visits/plan.html", context, status=422 if refused else 200)
