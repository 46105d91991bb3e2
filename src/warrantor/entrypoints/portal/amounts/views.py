"""The list of amounts, and its export."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warrantor.apps.journal.actions import record
from warrantor.apps.registry.queries import programs
from warrantor.entrypoints.portal.amounts import listing
from warrantor.entrypoints.portal.files import as_csv, query


@login_required
@require_safe
def amounts(request: HttpRequest) -> HttpResponse:
    """What is payable and refundable, the newest first; as CSV with `?format=csv`, of which the journal is told."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may("amount.read"):
        raise PermissionDenied
    wanted = listing.Wanted.read(request.GET)
    rows = listing.amounts_seen(wanted, person)
    if request.GET.get("format") == "csv":
        if not person.may("unit.export"):
            raise PermissionDenied
        record("charges.export_amounts", "amounts", by=request.by, at=request.at)  # type: ignore[attr-defined]
        return as_csv("amounts.csv", listing.cells(rows))
    page = Paginator(rows, listing.PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [listing.amount_row(row) for row in page], "wanted": wanted, "programs": programs(),
        "sides": listing.SIDES.items(), "priced": listing.PRICED.items(), "may_export": person.may("unit.export"),
        "query": query(request, "page"), "sorting": query(request, "page", "sort"), "trail": [("Amounts", "")],
    }  # fmt: skip
    return render(request, "portal/amounts/list.html", context)
