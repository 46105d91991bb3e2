"""The queue of claims, and its export."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warrantor.apps.journal.actions import record
from warrantor.apps.registry.queries import programs
from warrantor.entrypoints.portal.desk import queue, words
from warrantor.entrypoints.portal.files import as_csv, query


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for whom; as CSV with `?format=csv`, of which the journal is told."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may("claim.work"):
        raise PermissionDenied
    wanted = queue.Wanted.read(request.GET)
    rows = queue.waiting(wanted, person)
    if request.GET.get("format") == "csv":
        if not person.may("unit.export"):
            raise PermissionDenied
        record("claims.export_claims", "claims", by=request.by, at=request.at)  # type: ignore[attr-defined]
        return as_csv("claims.csv", queue.cells(rows))
    page = Paginator(rows, queue.PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [queue.row_of(claim) for claim in page], "wanted": wanted, "programs": programs(),
        "counts": queue.counts(person), "whose": queue.WHOSE.items(), "sides": queue.SIDES.items(),
        "states": [(name, said.word) for name, said in words.STATES.items()],
        "may_export": person.may("unit.export"), "query": query(request, "page"),
        "sorting": query(request, "page", "sort"), "trail": [("Desk", "")],
    }  # fmt: skip
    return render(request, "portal/desk/queue.html", context)
