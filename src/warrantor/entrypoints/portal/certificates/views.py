"""Issues, hands out and revokes certificates, for whoever may see the unit."""

import io
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.adapters.certificates import paper
from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.adapters.papers import serving
from warrantor.apps.coverage.certificates import actions, queries, rules
from warrantor.apps.coverage.models import Certificate
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal.programs import program as program_of
from warrantor.entrypoints.portal.programs import version
from warrantor.entrypoints.portal.receipt.page import clause_title
from warrantor.entrypoints.portal.seen import seen_unit

log = logging.getLogger("warrantor.portal")
_UNSIGNED = Refused("certificate", "cannot be signed just now", "tell whoever runs the site; nothing was issued")


@login_required
@require_POST
def issue(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """The certificate of one coverage, and back to the unit."""
    unit = seen_unit(request, program, serial, "certificate.issue")
    plan, starts = (request.POST.get(name, "").strip() for name in ("plan", "starts"))
    return _done(request, unit, lambda about: _issue(unit, plan, starts, about))


def _issue(unit: Unit, plan: str, starts: str, about: dict[str, Any]) -> None:
    try:
        actions.issue(unit, plan, starts=starts, keys=FolderKeys(settings.CERTIFICATES_FOLDER), **about)
    except Refused:
        raise
    except (OSError, ValueError):
        log.exception("a certificate of `%s` could not be signed", unit)
        raise _UNSIGNED from None


@login_required
@require_safe
def pdf(request: HttpRequest, program: str, serial: str, number: str) -> HttpResponseBase:
    """The paper; `?paper=letter` for that size. Of one that was revoked, nothing."""
    kept = _certificate(seen_unit(request, program, serial, "unit.read"), number)
    if queries.revocation(kept) is not None:
        raise Http404("the certificate was revoked")
    said = rules.stated(bytes(kept.payload))
    content = paper.paper(
        said, queries.code(kept), site=request.build_absolute_uri(reverse("portal:verify")), issuer=issuer(said),
        title_of=titles(said), size="letter" if request.GET.get("paper") == "letter" else "a4",
    )  # fmt: skip
    return serving.response(io.BytesIO(content), paper.file_name(said), "application/pdf")


@login_required
@require_POST
def revoke(request: HttpRequest, program: str, serial: str, number: str) -> HttpResponse:
    """That a certificate does not count any more."""
    unit = seen_unit(request, program, serial, "certificate.revoke")
    kept, reason = _certificate(unit, number), request.POST.get("reason", "")
    return _done(request, unit, lambda about: actions.revoke(kept, reason, **about))


def _certificate(unit: Unit, number: str) -> Certificate:
    kept = queries.certificate(number)
    if kept is None or kept.unit_id != unit.pk:
        raise Http404("there is no such certificate of this unit")
    return kept


def _done(request: Any, unit: Unit, act: Callable[[dict[str, Any]], None]) -> HttpResponse:
    """Back to the unit, or what was refused."""
    try:
        act({"at": request.at, "by": request.by})
    except Refused as error:
        told = f"{error.message[:1].upper()}{error.message[1:]}. What would do: {error.help}."
        return render(request, "portal/certificates/refused.html", {"unit": unit, "told": told}, status=422)
    return HttpResponseRedirect(reverse("portal:unit", args=[unit.program.name, unit.serial]) + "#certificates")


def issuer(said: rules.Stated) -> str:
    """How the terms call themselves, in the version that the certificate names."""
    found = program_of(said.program)
    document = version(found, said.version) if found else None
    return document.title if document else said.program


def titles(said: rules.Stated) -> Callable[[str], str]:
    """What its clauses are called; nothing where the terms do not hold one any more."""
    found = program_of(said.program)
    document = version(found, said.version) if found else None
    clauses = document.clauses if document else {}
    return lambda id: clause_title(clauses[id]) if id in clauses else ""
