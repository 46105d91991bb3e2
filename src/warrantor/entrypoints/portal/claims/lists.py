"""The list of claims, and the same as a file, of which the journal is told."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warrantor.apps.journal.actions import record
from warrantor.apps.registry.queries import programs
from warrantor.entrypoints.portal.claims import listing, wording
from warrantor.entrypoints.portal.files import as_csv, query


@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Claims that somebody sees, the newest first; as CSV with `?format=csv`."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may("claim.read"):
        raise PermissionDenied
    wanted = listing.Wanted.read(request.GET)
    rows = listing.claims_seen(wanted, person)
    if request.GET.get("format") == "csv":
        return _export(request, wanted, rows)
    page = Paginator(rows, listing.PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [listing.shown(row) for row in page], "wanted": wanted, "said": wanted.said,
        "states": [(name, said.word) for name, said in wording.STATES.items()], "programs": programs(),
        "may_export": person.may("unit.export"), "may_open": person.may("claim.open"),
        "drafts": listing.begun(request.by.actor),  # type: ignore[attr-defined]
        "query": query(request, "page"), "sorting": query(request, "page", "sort"), "trail": [("Claims", "")],
    }  # fmt: skip
    return render(request, "portal/claims/list.html", context)


def _export(request: Any, wanted: listing.Wanted, rows: Any) -> HttpResponse:
    if not request.person.may("unit.export"):
        raise PermissionDenied
    filters = {name: value for name, value in wanted.said.items() if value}
    record("claims.export", "claims", by=request.by, at=request.at, filters=filters)
    return as_csv("claims.csv", listing.cells(rows))
