"""Certificates: issued for a coverage, read, handed out and revoked; and verified by anybody, without a token."""

import io
import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from ninja import Router, Status
from ninja.decorators import decorate_view

from warrantor.adapters.certificates import paper
from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.adapters.documents import installed_programs, load_program
from warrantor.adapters.limits import count_check
from warrantor.adapters.papers import serving
from warrantor.apps.access import sight
from warrantor.apps.coverage.certificates import actions, queries, rules
from warrantor.apps.coverage.models import Certificate
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.api import shapes
from warrantor.entrypoints.api.once import once
from warrantor.entrypoints.api.problems import Problem
from warrantor.entrypoints.api.tokens import Called, allow
from warrantor.entrypoints.api.units import seen_unit

log = logging.getLogger("warrantor.api")
of_units = Router(tags=["certificates"])
router = Router(tags=["certificates"])
public = Router(tags=["certificates"])
Told = dict[str, Any]
_NO_RECORD = "no certificate with this number was issued here"


@of_units.get("/{program}/{path:serial}/certificates", response=shapes.Certificates, summary="Certificates that count")
def list_certificates(request: Called, program: str, serial: str) -> Told:
    """Those of a unit that were neither replaced nor revoked, the newest first."""
    unit = seen_unit(request, program, serial, "unit.read")
    return {"certificates": [_told(kept, request.at) for kept in queries.of_unit(unit).select_related("unit__program")]}


@of_units.post(
    "/{program}/{path:serial}/certificates", response={201: shapes.CertificateTold}, summary="Have a coverage certified"
)
@decorate_view(once)
def issue_certificate(request: Called, program: str, serial: str, data: shapes.CertificateSent) -> Status[Told]:
    """Where the terms say that the coverage is held. Whoever asks again for the same is told of the one there is."""
    unit = seen_unit(request, program, serial, "certificate.issue")
    starts = data.starts.isoformat() if data.starts else ""
    try:
        kept = actions.issue(
            unit, data.plan, starts=starts, keys=FolderKeys(settings.CERTIFICATES_FOLDER), at=request.at, by=request.by
        )  # fmt: skip
    except Refused:
        raise
    except (OSError, ValueError):
        log.exception("a certificate of `%s` could not be signed", unit)
        raise Problem(500, "cannot be signed just now, and nothing was issued", help="tell who runs the site") from None
    return Status(201, _told(kept, request.at))


@router.get("/{certificate}", response=shapes.CertificateTold, summary="A certificate")
def read_certificate(request: Called, certificate: str) -> Told:
    """As it was signed, and how it stands now."""
    return _told(_seen(request, certificate, "unit.read"), request.at)


@router.get("/{certificate}/pdf", response={200: None}, summary="A certificate as PDF")
def read_certificate_pdf(request: Called, certificate: str, paper_size: str = "a4") -> HttpResponseBase:
    """`a4` or `letter`; nothing of one that was revoked."""
    kept = _seen(request, certificate, "unit.read")
    if paper_size not in paper.SIZES:
        raise Problem(422, f"`{paper_size[:20]}` is no size", "paper_size", f"one of {', '.join(paper.SIZES)}")
    if queries.revocation(kept) is not None:
        raise Http404(f"the certificate `{certificate}` was revoked")
    said = rules.stated(bytes(kept.payload))
    site = request.build_absolute_uri(reverse("portal:verify"))
    content = paper.paper(said, queries.code(kept), site=site, size=paper_size, **_words(said))
    return serving.response(io.BytesIO(content), paper.file_name(said), "application/pdf")


@router.post("/{certificate}/revocation", response=shapes.CertificateTold, summary="Revoke a certificate")
@decorate_view(once)
def revoke_certificate(request: Called, certificate: str, data: shapes.CertificateRevocationSent) -> Told:
    """Records that it does not count any more."""
    kept = _seen(request, certificate, "certificate.revoke")
    actions.revoke(kept, data.reason, at=request.at, by=request.by)
    return _told(kept, request.at)


@public.get("/{code}", response=shapes.Verified, summary="Is a certificate genuine, and current?", auth=None)
def verify_certificate(request: HttpRequest, code: str) -> Told:
    """By the code of its QR code or the number under it. Anybody may ask; the owner is never told."""
    at: datetime = request.at  # type: ignore[attr-defined]
    count_check(request, at)
    try:
        found = queries.look(code, FolderKeys(settings.CERTIFICATES_FOLDER), at)
    except rules.CertificateError as error:
        return {"genuine": False, "kind": error.kind, "problem": str(error)}
    if found is None:
        return {"genuine": False, "kind": "no-record", "problem": _NO_RECORD}
    today = found.today and {name: getattr(found.today, name) for name in ("plan", "level", "starts", "ends", "state")}
    return {"genuine": True, "said": _said(found.said), "state": found.state, "since": found.since, "today": today}


def _seen(request: Called, number: str, permission: str) -> Certificate:
    person = allow(request, permission)
    kept = queries.certificate(number)
    if kept is None or not sight.seen(Certificate.objects.filter(pk=kept.pk), person, permission).exists():
        raise Http404(f"there is no certificate `{number}` that you may see")
    return kept


def _told(kept: Certificate, at: datetime) -> Told:
    found = queries.stands(kept, at)
    return {**_said(found.said), "code": queries.code(kept), "state": found.state, "since": found.since}


def _said(said: rules.Stated) -> Told:
    names = ("number", "issued", "program", "version", "product", "serial", "plan", "level", "starts", "ends", "key")
    return {**{name: getattr(said, name) for name in names}, "clauses": list(said.clauses)}


def _words(said: rules.Stated) -> Told:
    """How the terms call themselves and their clauses, where they are installed."""
    versions = load_program(said.program).versions if said.program in installed_programs() else []
    document = next((one for one in versions if one.version.id == said.version), None)
    titles = {id: clause.title for id, clause in document.clauses.items() if clause.title != id} if document else {}
    return {"issuer": document.title if document else said.program, "title_of": lambda id: titles.get(id, "")}
