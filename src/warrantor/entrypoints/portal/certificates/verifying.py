"""Verifies certificates for anybody: genuine or not, as it was issued beside how it stands today; never the owner."""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.adapters.limits import count_check
from warrantor.apps.coverage.certificates import actions, queries, rules
from warrantor.apps.coverage.certificates.queries import REPLACED, REVOKED, UNRECORDED, Looked
from warrantor.apps.coverage.certificates.rules import (
    CHANGED,
    CURRENT,
    ENDED,
    NOT_HELD,
    OPEN,
    CertificateError,
    Coverage,
    Stated,
)  # fmt: skip
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.certificates.views import issuer

log = logging.getLogger("warrantor.portal")


@dataclass(frozen=True)
class Verdict:
    """What the page says first."""

    word: str
    icon: str
    tone: str
    says: str


VERDICTS = {
    CURRENT: Verdict("Genuine and current", "shield-check", "yes", "The coverage stands today as the paper says."),
    REPLACED: Verdict("Genuine, but replaced", "circle-pause", "ended",
                      "Another certificate was issued for this coverage; that one counts."),
    REVOKED: Verdict("Genuine, but revoked", "shield-x", "no",
                     "The vendor says that this certificate does not count any more."),
    ENDED: Verdict("Genuine, but ended", "circle-pause", "ended", "The coverage has ended."),
    NOT_HELD: Verdict("Genuine, but not held any more", "shield-x", "no",
                      "The unit had this coverage when the paper was issued, and does not have it today."),
    CHANGED: Verdict("Genuine, but changed since", "shield-question-mark", "missing",
                     "The coverage stands today with other days or another level than the paper says."),
    OPEN: Verdict("Genuine; whether it stands is open", "shield-question-mark", "missing",
                  "By what is known today the terms say neither yes nor no."),
    UNRECORDED: Verdict("Genuine, but not on record", "shield-question-mark", "missing",
                        "It was signed with our key, and our records lack it: ask the vendor."),
}  # fmt: skip
NOT_OURS = Verdict("Not ours", "shield-x", "no", "This proves nothing.")
_NO_RECORD = (
    "We have issued no certificate with this number. Type all of it, capitals and small letters as they are printed, "
    "or scan the QR code."
)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The box; what is typed into it leads to the page of the code."""
    if "code" not in request.GET:
        return render(request, "portal/certificates/verify.html", {})
    code = rules.bare(request.GET["code"])
    if not code or len(code) > rules.LONGEST:
        problem = "Write the number or the code of the certificate" if not code else "That is longer than any code"
        return render(request, "portal/certificates/verify.html", {"problems": [("code", problem)]}, status=422)
    return HttpResponseRedirect(reverse("portal:verified", args=[code]))


@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What came of a code or a number."""
    count_check(request, request.at)  # type: ignore[attr-defined]
    return _page(request, code)


@require_POST
def report(request: HttpRequest, code: str) -> HttpResponse:
    """That somebody has met what may be a copy. Staff are told; the page says no more of it."""
    count_check(request, request.at)  # type: ignore[attr-defined]
    try:
        found = _look(request, code)
    except CertificateError:
        found = None
    if found is None or found.kept is None:
        raise Http404("there is no such certificate")
    try:
        actions.report(found.kept, request.POST.get("what", ""), at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Refused:
        return _page(request, code, problems=[("what", "Choose what you have met")])
    return HttpResponseRedirect(reverse("portal:verified", args=[found.kept.public_id]) + "?reported=1#report")


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys, for whoever proves certificates without us."""
    told = rules.keys_told(FolderKeys(settings.CERTIFICATES_FOLDER).known())
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return JsonResponse(told, json_dumps_params={"indent": 1}, headers=headers)


def _look(request: Any, code: str) -> Looked | None:
    return queries.look(code, FolderKeys(settings.CERTIFICATES_FOLDER), request.at)


def _page(request: HttpRequest, code: str, problems: list[tuple[str, str]] | None = None) -> HttpResponse:
    try:
        found = _look(request, code)
    except CertificateError as error:
        return _not_ours(request, f"{error.message[:1].upper()}{error.message[1:]}: {error.help}.")
    if found is None:
        return _not_ours(request, _NO_RECORD)
    context = {
        "verdict": VERDICTS[found.state], "said": found.said, "found": found, "rows": _rows(found.said, found.today),
        "issuer": issuer(found.said), "copies": actions.COPIES.items(), "problems": problems,
        "reported": "reported" in request.GET, "code": found.said.number if found.kept else "",
    }  # fmt: skip
    return render(request, "portal/certificates/verified.html", context, status=422 if problems else 200)


def _not_ours(request: HttpRequest, why: str) -> HttpResponse:
    context = {"verdict": NOT_OURS, "why": why}
    return render(request, "portal/certificates/verified.html", context, status=404)


def _rows(said: Stated, today: Coverage | None) -> list[tuple[str, str, str, bool]]:
    """Name, on the day of issue, today, and whether it is a day."""
    now = today if today is not None and today.state != rules.RULED_OUT else None
    return [
        ("Plan", words.title(said.plan), words.title(now.plan) if now else "", False),
        ("Level", words.spelled(said.level), words.spelled(now.level) if now else "", False),
        ("First day", said.starts, now.starts if now else "", True),
        ("Last day", said.ends, now.ends if now else "", True),
    ]
