"""What staff do about goods of a claim beside its steps: put a promised day off, book a part, propose a substitute."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.apps.access import sight
from warrantor.apps.claims.exchanging import shipping
from warrantor.apps.claims.models import Claim
from warrantor.apps.claims.queries import find_claim, next_step
from warrantor.apps.claims.returns import settling
from warrantor.apps.claims.visiting.parts import can_book
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.booking import book, part_fields
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Form, Wrong, carry_out, form
from warrantor.entrypoints.portal.problems.views import trouble_page

PUT_OFF, PART, SUBSTITUTE = "put-off", "part", "substitute"


@login_required
@require_http_methods(["GET", "POST"])
def claim_goods(request: HttpRequest, number: str) -> HttpResponse:
    """The forms that are in order now; `?act=` says which one is sent, `?seen=` which version they looked at."""
    claim = _claim(request, number)
    act = request.GET.get("act", "")
    fields = _fields(claim, request.at)  # type: ignore[attr-defined]
    if request.method == "GET" or act not in fields:
        return _page(request, claim)
    late: list[Conflict] = []

    def carried(said: dict[str, Any]) -> None:
        try:
            _ACTS[act](request, claim, said)
        except Conflict as conflict:
            late.append(conflict)

    wrong = carry_out(request, act, fields[act], carried)
    if late:
        return trouble_page(request, 409)
    if wrong is not None:
        return _page(request, claim, wrong)
    return HttpResponseRedirect(reverse("portal:claim", args=[claim.number]))


def _page(request: Any, claim: Claim, wrong: Wrong | None = None) -> HttpResponse:
    context = {
        "claim": claim, "forms": _forms(claim, request.at, wrong), "promised": settling.promised(claim),
        "problems": wrong.problems if wrong else [],
        "trail": [(f"Claim {claim.number}", reverse("portal:claim", args=[claim.number])), ("Goods", "")],
    }  # fmt: skip
    return render(request, "portal/returns/working.html", context, status=422 if wrong else 200)


def _fields(claim: Claim, at: datetime) -> dict[str, list[Field]]:
    """What is in order now, with its fields."""
    found: dict[str, list[Field]] = {}
    if claim.state != "running":
        return found
    if settling.promised(claim) is not None:
        found[PUT_OFF] = [Field("reason", "What stands in the way", "text", hint="The customer reads it"),
                          Field("day", "The new day", "date")]  # fmt: skip
    if can_book(claim):
        found[PART] = list(part_fields(claim, at))
    coming, grades = next_step(claim), shipping.grades(claim)
    if coming is not None and coming.name == "ship-out" and grades and shipping.needs_replacement(claim):
        told = tuple((grade, words.title(grade)) for grade in grades)
        found[SUBSTITUTE] = [Field("substitute", "How good it is beside the faulty one", "choice", told)]
    return found


def _forms(claim: Claim, at: datetime, wrong: Wrong | None) -> list[tuple[str, Form]]:
    titles = {PUT_OFF: "Put the promised day off", PART: "Book a part", SUBSTITUTE: "Propose a substitute"}
    url = reverse("portal:claim_goods", args=[claim.number])
    return [
        (titles[act], form(act, fields, f"{url}?act={act}&seen={claim.version}", titles[act], wrong))
        for act, fields in _fields(claim, at).items()
    ]


def _put_off(request: Any, claim: Claim, said: dict[str, Any]) -> None:
    day = date.fromisoformat(said["day"])
    settling.state_obstacle(claim, said["reason"], day, at=request.at, by=request.by, seen=_seen(request))


def _propose(request: Any, claim: Claim, said: dict[str, Any]) -> None:
    kept = shipping.propose_substitute(claim, said["substitute"], at=request.at, by=request.by, seen=_seen(request))
    if kept.answer["answer"] == "person":
        role = words.spelled(kept.answer["person"]["role"])
        messages.warning(request, f"The terms leave it to the {role}: decision {kept.public_id} waits to be ruled on.")
    else:
        messages.success(request, "The terms allow it." if kept.answer["answer"] == "yes" else "The terms refuse it.")


_ACTS: dict[str, Callable[[Any, Claim, dict[str, Any]], None]] = {PUT_OFF: _put_off, PART: book, SUBSTITUTE: _propose}


def _seen(request: HttpRequest) -> int | None:
    told = request.GET.get("seen", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else None


def _claim(request: HttpRequest, number: str) -> Claim:
    person: Any = request.person  # type: ignore[attr-defined]
    claim = find_claim(number)
    if claim is None or not sight.seen(Claim.objects.filter(pk=claim.pk), person, "claim.read").exists():
        raise Http404("there is no claim of this number that you may see")
    if not sight.seen(Claim.objects.filter(pk=claim.pk), person, "claim.work").exists():
        raise PermissionDenied
    return claim
