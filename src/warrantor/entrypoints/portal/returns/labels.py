"""The label of a parcel that comes back, for the claimant and for staff."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from warrantor.adapters.labels import label
from warrantor.apps.access import sight
from warrantor.apps.claims.models import Claim, Rma
from warrantor.apps.claims.queries import find_claim
from warrantor.apps.claims.returns.queries import rma_of
from warrantor.apps.registry.models import PartyDetails
from warrantor.entrypoints.portal.problems.views import trouble_page


@login_required
@require_safe
def return_label(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF; `?sender=1` puts the claimant's name and address on it. Before it is authorised there is none."""
    claim = find_claim(number)
    person: Any = request.person  # type: ignore[attr-defined]
    if claim is None or not sight.seen(Claim.objects.filter(pk=claim.pk), person, "claim.read").exists():
        raise Http404("there is no claim of this number that you may see")
    rma = rma_of(claim)
    if rma is None or not rma.address:
        return trouble_page(request, 409)
    sender = _sender(rma, person) if request.GET.get("sender") == "1" else []
    content = label(
        rma.number, rma.address.splitlines(), serial=rma.unit.serial, product=rma.unit.product.name, sender=sender,
        until=rma.expires,
    )  # fmt: skip
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="return-{rma.number}.pdf"'
    return response


def _sender(rma: Rma, person: Any) -> list[str]:
    """Name and address, for whoever belongs to the claimant or may see what parties are called; never a number."""
    claimant = rma.claim.claimant
    if claimant is None or not (claimant.key in person.parties or person.may("party.read", rma.claim.program.name)):
        return []
    told = PartyDetails.objects.filter(party=claimant).first()
    lines = [told.name, *told.address.splitlines()] if told else []
    return [line.strip()[:80] for line in lines if line.strip()][:8]
