"""The queue of claims and its export, what changed in it since it was shown, and taking several at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Person
from warrantor.apps.claims import queries, taking
from warrantor.apps.claims.rules import read_number
from warrantor.apps.registry.queries import programs
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.portal.claims import wording
from warrantor.entrypoints.portal.desk import queue
from warrantor.entrypoints.portal.desk.claim import read_version
from warrantor.entrypoints.portal.files import export, page_of, query


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for whom; as CSV with `?format=csv`, of which the journal is told."""
    person = _agent(request)
    wanted = queue.read(request.GET)
    rows = queue.waiting(wanted, person)
    if request.GET.get("format") == "csv":
        return export(request, "claims.export_claims", wanted, queue.cells(rows))
    found = page_of(request, rows, queue.PAGE)
    page = found["page"]
    context = {
        **found, "rows": [queue.row_of(claim) for claim in page], "wanted": wanted, "programs": programs(),
        "counts": queue.counts(person), "whose": queue.WHOSE.items(), "sides": queue.SIDES.items(),
        "states": [(name, said.word) for name, said in wording.STATES.items()],
        "shown": queue.marks(page), "to_take": any(claim.assigned_id is None for claim in page),
        "trail": [("Desk", "")],
    }  # fmt: skip
    return render(request, "portal/desk/queue.html", context)


@login_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """How many claims of a page of the queue are others than were `shown`; nothing new where that was `told` already.

    The page asks for it from time to time: the list itself stays as it is until somebody wants it anew.
    """
    person = _agent(request)
    page = page_of(request, queue.waiting(queue.read(request.GET), person), queue.PAGE)["page"]
    many = queue.changed(request.GET.get("shown", ""), page)
    if str(many) == request.GET.get("told", "0"):
        return HttpResponse(status=204)
    address = f"{reverse('portal:desk')}?{query(request, 'shown', 'told')}"
    return render(request, "portal/desk/_changes.html", {"many": many, "address": address})


@login_required
@require_POST
def take_claims(request: HttpRequest) -> HttpResponse:
    """Takes the claims that were picked, each by itself: one that others changed meanwhile is left, which is told."""
    person = _agent(request)
    seen = sight.seen(queries.claims(), person, "claim.work")
    assert person.user is not None
    user = User.objects.get(pk=person.user)
    taken, left = 0, []
    for picked in request.POST.getlist("pick")[: queue.PAGE]:
        number, _, version = picked.partition(":")
        claim = seen.filter(number=read_number(number)).first()
        try:
            if claim is not None:
                taking.take(claim, user, at=request.at, by=request.by, seen=read_version(version))  # type: ignore[attr-defined]
                taken += 1
        except Conflict:
            left.append(number)
    if taken:
        messages.success(request, f"{taken} claim{'s are' if taken > 1 else ' is'} yours now.")
    if left:
        messages.warning(request, f"Changed meanwhile, and not taken: {', '.join(left)}. Look at what they say now.")
    if not taken and not left:
        messages.warning(request, "Nothing was picked: pick claims first, then take them.")
    return HttpResponseRedirect(f"{reverse('portal:desk')}?{query(request)}")


def _agent(request: HttpRequest) -> Person:
    person: Person = request.person  # type: ignore[attr-defined]
    if not person.may("claim.work"):
        raise PermissionDenied
    return person
