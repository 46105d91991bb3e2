"""The list of claims, and the same as a file, of which the journal is told."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warrantor.apps.registry.queries import programs
from warrantor.entrypoints.portal.claims import listing, wording
from warrantor.entrypoints.portal.files import export, page_of


@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Claims that somebody sees, the newest first; as CSV with `?format=csv`."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may("claim.read"):
        raise PermissionDenied
    wanted = listing.read(request.GET)
    rows = listing.claims_seen(wanted, person)
    if request.GET.get("format") == "csv":
        return export(request, "claims.export_claims", wanted, listing.cells(rows))
    found = page_of(request, rows, listing.PAGE)
    context = {
        **found, "rows": [listing.shown(row) for row in found["page"]], "wanted": wanted, "said": wanted.said,
        "states": [(name, said.word) for name, said in wording.STATES.items()], "programs": programs(),
        "may_open": person.may("claim.open"),
        "drafts": listing.begun(request.by.actor),  # type: ignore[attr-defined]
        "trail": [("Claims", "")],
    }  # fmt: skip
    return render(request, "portal/claims/list.html", context)
