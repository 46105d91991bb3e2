"""One visit on its page, and what is done there; on a phone first: it is read on a doorstep."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.claims import queries as of_claims
from warrantor.apps.claims.visiting import doing, queries
from warrantor.apps.claims.visiting.seeing import Seeing, where
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.visits import forms
from warrantor.entrypoints.portal.visits.rows import STATES
from warrantor.entrypoints.portal.visits.seen import reader_zone, seen_visit


@login_required
@require_safe
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """The visit as it stands."""
    return _page(request, seen_visit(request, number))


@login_required
@require_POST
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One act, and back to the visit. 409 where somebody else acted meanwhile."""
    seeing = seen_visit(request, number)
    if act == "draft":
        return _keep_draft(request, seeing)
    found = next((one for one in forms.acts_of(seeing, request.at) if one.name == act), None)  # type: ignore[attr-defined]
    if found is None:
        if act not in _NAMES:
            raise Http404("there is no such act")
        return _page(request, seeing, changed=True, status=409)
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


_NAMES = ("accept", "decline", "agree", "finish", "propose", "part", "miss", "cancel")


def _keep_draft(request: Any, seeing: Seeing) -> HttpResponse:
    """What is typed of the result so far is kept, so that it can be gone on with on another device."""
    if not seeing.goes:
        raise Http404("there is no such act")
    try:
        doing.keep_draft(seeing.visit, request.POST, at=request.at, by=request.by)
    except Conflict:
        return _page(request, seeing, changed=True, status=409)
    return HttpResponseRedirect(reverse("portal:visit", args=[seeing.visit.number]) + "?kept=1")


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
        "offers": queries.offers_of(visit) if seeing.plans else [],
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
    return {"act": act, "form": shown, "open": wrong is not None and wrong.form == act.name}


def _trail(seeing: Seeing) -> list[tuple[str, str]]:
    if seeing.goes:
        return [("My visits", reverse("portal:visits_today")), (seeing.visit.number, "")]
    if seeing.plans:
        return [("Visits", reverse("portal:visits")), (seeing.visit.number, "")]
    claim = seeing.visit.claim
    return [("Claims", reverse("portal:claims")), (claim.number, reverse("portal:claim", args=[claim.number])),
            (seeing.visit.number, "")]  # fmt: skip
