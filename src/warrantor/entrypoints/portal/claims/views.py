"""The page of a claim, for whoever made it and for staff."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from warrantor.apps.claims.models import Claim
from warrantor.entrypoints.portal.claims import forms, page
from warrantor.entrypoints.portal.claims.seen import seen_claim, sees
from warrantor.entrypoints.portal.layout.forms import Wrong
from warrantor.entrypoints.portal.returns.exchange import goods_of


def claim_address(claim: Claim) -> str:
    """The page of a claim."""
    return reverse("portal:claim", args=[claim.number])


@login_required
@require_safe
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """The claim as it stands."""
    return claim_page(request, seen_claim(request, number))


def claim_page(
    request: Any, found: Claim, *, wrong: Wrong | None = None, status: int = 200, changed: str | bool = False
) -> HttpResponse:
    """The page, with what was typed into a form and is wrong; `changed` where somebody else acted meanwhile."""
    works = sees(request, found, "claim.work")
    acts = forms.acts_of(found, request.at) if sees(request, found, "claim.open") else []
    if works:  # staff act at their desk, and here only write
        acts = [act for act in acts if act.name in ("message", "proof")]
    context = {
        **page.arranged(found, request.person, request.by.actor, works=works),
        "goods": goods_of(found, request.at),
        "forms": [act.shown(found, wrong) for act in acts],
        "problems": wrong.problems if wrong else [], "changed": changed,
        "typed_in_vain": _typed_in_vain(wrong, acts) if changed else {},
        "did": request.GET.get("did", ""), "works": works,
        "trail": [("Claims", reverse("portal:claims")), (found.number, "")],
    }  # fmt: skip
    return render(request, "portal/claims/claim.html", context, status=status)


def _typed_in_vain(wrong: Wrong | None, acts: list[forms.Act]) -> dict[str, str]:
    """What was typed into a form that is not there any more."""
    if wrong is None or wrong.form in [act.name for act in acts]:
        return {}
    kept = {name: text for name, text in wrong.typed.items() if text and name not in ("csrfmiddlewaretoken", "seen")}
    return {name.replace("_", " ").capitalize(): text for name, text in kept.items()}
