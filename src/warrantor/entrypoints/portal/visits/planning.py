"""Planning the visit that comes next for a claim: to whom it is offered."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.visiting import offering
from warrantor.apps.claims.visiting.seeing import own_people
from warrantor.apps.registry.models import PartyDetails
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal.claims.seen import seen_claim
from warrantor.entrypoints.portal.layout.forms import at_its_field
from warrantor.entrypoints.portal.problems.views import trouble_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Any, number: str) -> HttpResponse:
    """Who may be sent, by region and standing as the terms have it; ticked ones are offered the visit."""
    claim = seen_claim(request, number, "visit.plan")
    if request.method != "POST":
        return _page(request, claim)
    ticked, door = request.POST.getlist("to"), request.POST.get("door", "")
    parties = [party for party in offering.candidates(claim, request.at) if f"party:{party.key}" in ticked]
    users = [user for user in own_people(claim) if f"user:{user.pk}" in ticked]
    try:
        visit = offering.plan_visit(claim, parties=parties, users=users, door=door, at=request.at, by=request.by)
    except Conflict:
        return trouble_page(request, 409)
    except Refused as error:
        return _page(request, claim, error, status=422)
    return HttpResponseRedirect(reverse("portal:visit", args=[visit.number]))


def _page(request: HttpRequest, claim: Claim, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    fit = offering.candidates(claim, at)
    names = dict(PartyDetails.objects.filter(party__in=fit).values_list("party__key", "name"))
    context = {
        "claim": claim, "region": offering.region_of(claim), "standings": offering.standings_for(claim, at),
        "parties": [(f"party:{party.key}", names.get(party.key) or party.key) for party in fit],
        "users": [(f"user:{user.pk}", user.name or user.email) for user in own_people(claim)],
        "ticked": request.POST.getlist("to"), "door": request.POST.get("door", ""), **at_its_field(refused),
        "trail": [("Visits", reverse("portal:visits")), (claim.number, reverse("portal:claim", args=[claim.number])),
                  ("Plan a visit", "")],
    }  # fmt: skip
    return render(request, "portal/visits/plan.html", context, status=status)
