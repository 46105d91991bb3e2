"""The list of amounts, and its export."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warrantor.apps.registry.queries import programs
from warrantor.entrypoints.portal.amounts import listing
from warrantor.entrypoints.portal.files import export, page_of


@login_required
@require_safe
def amounts(request: HttpRequest) -> HttpResponse:
    """What is payable and refundable, the newest first; as CSV with `?format=csv`, of which the journal is told."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may("amount.read"):
        raise PermissionDenied
    wanted = listing.read(request.GET)
    rows = listing.amounts_seen(wanted, person)
    if request.GET.get("format") == "csv":
        return export(request, "charges.export_amounts", wanted, listing.cells(rows))
    found = page_of(request, rows, listing.PAGE)
    context = {
        **found, "rows": [listing.amount_row(row) for row in found["page"]], "wanted": wanted, "programs": programs(),
        "sides": listing.SIDES.items(), "priced": listing.PRICED.items(), "trail": [("Amounts", "")],
    }  # fmt: skip
    return render(request, "portal/amounts/list.html", context)
