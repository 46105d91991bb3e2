"""The label of a parcel that comes back, for the claimant and for staff."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from warrantor.adapters.labels import label
from warrantor.apps.access import sight
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.queries import find_claim
from warrantor.apps.claims.returns.queries import rma_of
from warrantor.apps.claims.returns.seeing import sender_of
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
    sender = sender_of(rma, person) if request.GET.get("sender") == "1" else []
    content = label(
        rma.number, rma.address.splitlines(), serial=rma.unit.serial, product=rma.unit.product.name, sender=sender,
        until=rma.expires,
    )  # fmt: skip
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="return-{rma.number}.pdf"'
    return response
