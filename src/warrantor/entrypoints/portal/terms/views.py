"""The library of published terms, and one document of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from warrantor.entrypoints.portal.programs import program, programs, version
from warrantor.entrypoints.portal.terms.page import document_view


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every program with its versions, the one in force first."""
    shelves = [(found.latest, list(reversed(found.versions))) for found in programs()]
    return render(request, "portal/terms/library.html", {"shelves": shelves, "trail": [("Published terms", "")]})


@require_safe
def document(request: HttpRequest, program_name: str, version_id: str) -> HttpResponse:
    found = program(program_name)
    chosen = version(found, version_id) if found else None
    if found is None or chosen is None:
        raise Http404("there are no published terms under this address")
    context = {
        "document": chosen,
        "page": document_view(chosen),
        "newest": found.latest,
        "trail": [("Published terms", reverse("portal:terms")), (f"{chosen.title}, {chosen.version.id}", "")],
    }
    return render(request, "portal/terms/document.html", context)
