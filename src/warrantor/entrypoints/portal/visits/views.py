"""One visit on its page, and what is done there; on a phone first: it is read on a doorstep."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from warrantor.adapters.papers import serving
from warrantor.adapters.papers.aside import put_aside
from warrantor.adapters.papers.folder import Folder
from warrantor.adapters.papers.uploads import TooLarge, limit
from warrantor.apps.claims import queries as of_claims
from warrantor.apps.claims.visit_rules import OFFERABLE
from warrantor.apps.claims.visiting import doing, queries
from warrantor.apps.claims.visiting.seeing import Seeing, where
from warrantor.apps.registry.papers import rules as papers
from warrantor.apps.registry.papers.queries import is_withdrawn
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form, told
from warrantor.entrypoints.portal.problems.views import LARGE_PAPER, trouble_page
from warrantor.entrypoints.portal.visits import forms
from warrantor.entrypoints.portal.visits.rows import STATES
from warrantor.entrypoints.portal.visits.seen import reader_zone, seen_visit

log = logging.getLogger("warrantor.portal")


@login_required
@require_safe
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """The visit as it stands."""
    return _page(request, seen_visit(request, number))


@login_required
@require_safe
def signature(request: HttpRequest, number: str) -> HttpResponseBase:
    """What was signed there, for whoever sees the whole visit."""
    seeing = seen_visit(request, number)
    paper = seeing.visit.signature
    if not seeing.whole or paper is None or is_withdrawn(paper):
        raise Http404("there is no signature that you may see")
    try:
        file = Folder(settings.PAPERS_FOLDER).open(paper.sha256)
    except OSError:
        log.exception("the signature of the visit `%s` cannot be read", number)
        raise Http404("the file of the signature is not there") from None
    return serving.response(file, paper.name, paper.media_type)


@csrf_exempt  # the check reads the body: it is made within, where the body has a limit already
@login_required
@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponseBase:
    """One act, and back to the visit. 409 where somebody else acted meanwhile."""
    seeing = seen_visit(request, number)
    limit(request, papers.LARGEST)
    try:
        return _checked(request, seeing, act)
    except TooLarge:
        return trouble_page(request, 413, trouble=LARGE_PAPER)


@csrf_protect
def _checked(request: Any, seeing: Seeing, act: str) -> HttpResponse:
    number = seeing.visit.number
    if act == "draft":
        return _keep_draft(request, seeing) or HttpResponseRedirect(reverse("portal:visit", args=[number]) + "?kept=1")
    found = next((one for one in forms.acts_of(seeing, request.at) if one.name == act), None)
    if found is None:
        if act not in _NAMES:
            raise Http404("there is no such act")
        return _page(request, seeing, changed=True, status=409)
    if act == "finish" and ("signature" in request.FILES or doing.UNSIGNED in request.POST):
        stopped = _keep_draft(request, seeing)
        if stopped is not None:
            return stopped
    try:
        if found.fields:
            wrong = carry_out(request, act, found.fields, lambda values: found.do(request, values))
        else:
            wrong = found.do(request, {})
    except Conflict:
        return _page(request, seen_visit(request, number), changed=True, status=409)
    if wrong is not None:
        return _page(request, seeing, wrong=wrong, status=422)
    gone = act == "decline"
    return HttpResponseRedirect(reverse("portal:visits_today") if gone else reverse("portal:visit", args=[number]))


_NAMES = ("accept", "decline", "agree", "agree-for", "finish", "propose", "part", "miss", "cancel")


def _keep_draft(request: Any, seeing: Seeing) -> HttpResponse | None:
    """What is typed of the result so far is kept with the signature, so that it can be gone on with on another device.

    None where it was.
    """
    if not seeing.goes:
        raise Http404("there is no such act")
    upload = request.FILES.get("signature")
    try:
        signed = put_aside(upload) if upload is not None else None
        doing.keep_draft(seeing.visit, request.POST, signature=signed, at=request.at, by=request.by)
    except Conflict:
        return _page(request, seeing, changed=True, status=409)
    except Refused as refused:
        wrong = Wrong("finish", request.POST.dict(), {"signature": f"The signature {told(refused)}"})
        return _page(request, seeing, wrong=wrong, status=422)
    seeing.visit.refresh_from_db(fields=["draft"])
    return None


def _page(
    request: Any, seeing: Seeing, *, wrong: Wrong | None = None, changed: bool = False, status: int = 200
) -> HttpResponse:
    visit, claim = seeing.visit, seeing.visit.claim
    zone = queries.zone_of(visit)
    mine = reader_zone(request, visit)
    context = {
        "visit": visit, "claim": claim, "seeing": seeing, "state": STATES[visit.state], "zone": zone,
        "mine": mine if mine != zone else "", "where": where(visit) if seeing.whole else {},
        "parts": queries.parts_of(claim).filter(visit=visit),
        "appointments": [row for row in queries.appointments_of(visit) if row.ended],
        "to_offer": seeing.plans and visit.state in OFFERABLE,
        "offers": queries.offers_of(visit) if seeing.plans else [],
        "signature": _signature(seeing),
        "steps": [(wording.step(step.name), step.done) for step in of_claims.steps_of(claim)] if seeing.whole else [],
        "level": words.title(claim.level) if claim.level else "",
        "forms": [_form(request, act, seeing, wrong) for act in forms.acts_of(seeing, request.at)],
        "problems": wrong.problems if wrong else [], "changed": changed, "kept": request.GET.get("kept"),
        "trail": _trail(seeing),
    }  # fmt: skip
    return render(request, "portal/visits/visit.html", context, status=status)


def _form(request: Any, act: forms.Act, seeing: Seeing, wrong: Wrong | None) -> dict[str, Any]:
    url = reverse("portal:do_on_visit", args=[seeing.visit.number, act.name])
    if wrong is None and act.name == "finish" and seeing.visit.draft:
        wrong = Wrong("finish", seeing.visit.draft, {})
    shown = form(act.name, act.fields, url, act.button, wrong)
    mine = wrong if wrong is not None and wrong.form == act.name else None
    error = mine.errors.get("signature", "") if mine else ""
    return {"act": act, "form": shown, "open": mine is not None, "file_error": error}


def _signature(seeing: Seeing) -> dict[str, bool] | None:
    """Whether it is a picture that browsers show; None where there is none, or it is not theirs to see."""
    paper = seeing.visit.signature
    if not seeing.whole or paper is None or is_withdrawn(paper):
        return None
    return {"shown": paper.media_type in serving.SHOWN}


def _trail(seeing: Seeing) -> list[tuple[str, str]]:
    if seeing.goes:
        return [("My visits", reverse("portal:visits_today")), (seeing.visit.number, "")]
    if seeing.plans:
        return [("Visits", reverse("portal:visits")), (seeing.visit.number, "")]
    claim = seeing.visit.claim
    return [("Claims", reverse("portal:claims")), (claim.number, reverse("portal:claim", args=[claim.number])),
            (seeing.visit.number, "")]  # fmt: skip
