"""The list of decisions with its export, and the page of one, which can be run again."""

import json

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from warrantor.adapters.documents import load_program
from warrantor.apps.access import sight
from warrantor.apps.access.rules import Person, deciding
from warrantor.apps.coverage import queries
from warrantor.apps.coverage.models import Decision
from warrantor.apps.coverage.plans.ruling import role_of
from warrantor.apps.coverage.seeing import as_seen
from warrantor.apps.registry.queries import programs
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.decisions import listing
from warrantor.entrypoints.portal.decisions.page import asked_rows, whole_receipt
from warrantor.entrypoints.portal.files import export, page_of
from warrantor.entrypoints.portal.receipt.again import run_again


@login_required
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions, the newest first; as CSV with `?format=csv`, of which the journal is told."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may("decision.read"):
        raise PermissionDenied
    wanted = listing.read(request.GET)
    rows = listing.decisions_seen(wanted, person)
    if request.GET.get("format") == "csv" and not wanted.problems:
        return export(request, "coverage.export_decisions", wanted, listing.cells(rows))
    found = page_of(request, rows, listing.PAGE)
    context = {
        **found,
        "rows": [listing.shown(row) for row in found["page"]],
        "wanted": wanted,
        "said": wanted.said,
        "problems": wanted.problems,
        "verdicts": [(name, verdict.word) for name, verdict in words.VERDICTS.items()],
        "programs": programs(),
        "trail": [("Decisions", "")],
    }
    return render(request, "portal/decisions/list.html", context, status=422 if wanted.problems else 200)


@login_required
@require_safe
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """A decision by its number: unit, question, facts, version and digests; run again with `?again=1`."""
    kept = seen_decision(request, number)
    person = request.person  # type: ignore[attr-defined]
    document = load_program(kept.program).version_of(kept.answer)
    zone = kept.answer.get("time_zone") or document.time_zone
    terms_url = reverse("portal:document", args=[document.program, document.version.id])
    serial = listing.serial_of(kept)
    question, answer = as_seen(person, kept)
    context = {
        "kept": kept, "serial": serial, "zone": zone, "terms_title": document.title,
        "page": whole_receipt(question, answer, document, terms_url),
        "asked": asked_rows(question, zone),
        "raw": json.dumps(question, indent=2, ensure_ascii=False),
        "digests": sorted(kept.digests.items()),
        "again": run_again(kept, question == kept.question) if "again" in request.GET else None,
        "replaces": kept.replaces, "replaced_by": queries.replaced_by(kept),
        "may_rule": _may_rule(person, kept),
        "may_audit": person.may_everywhere("journal.read"),
        "trail": [("Decisions", reverse("portal:decisions")), (serial or kept.public_id, "")],
    }  # fmt: skip
    return render(request, "portal/decisions/decision.html", context)


def _may_rule(person: Person, kept: Decision) -> bool:
    """Whether it is left to a person, and somebody may decide in the role that it names."""
    role = role_of(kept)
    return role not in ("", "customer") and person.may(deciding(role), kept.program)


def seen_decision(request: HttpRequest, number: str) -> Decision:
    """The decision, for whoever may see it. Raises Http404 and PermissionDenied."""
    person = request.person  # type: ignore[attr-defined]
    if not person.may("decision.read"):
        raise PermissionDenied
    kept = queries.decision(number)
    if kept is None or not sight.seen(Decision.objects.filter(pk=kept.pk), person, "decision.read").exists():
        raise Http404("there is no decision of this number that you may see")
    return kept
