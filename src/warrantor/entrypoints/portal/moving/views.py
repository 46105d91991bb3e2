"""A unit passed on to a new owner, or moved to another place: asked, approved where a person has to, accepted."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.coverage.models import Transfer
from warrantor.apps.coverage.moving import actions, queries, rules
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.forms import at_its_field
from warrantor.entrypoints.portal.seen import seen_unit, unit_trail

PAGE = 50


@login_required
@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """What the terms say of each plan, and the form that offers the unit to somebody."""
    unit = seen_unit(request, program, serial, "unit.move")
    if request.method == "GET":
        return _offering(request, unit)
    try:
        row, _ = actions.offer(
            unit, request.POST.get("email", ""), link=_link(request), at=request.at, by=request.by  # type: ignore[attr-defined]
        )  # fmt: skip
    except Refused as refused:
        return _offering(request, unit, refused)
    if row is None:
        messages.warning(request, "The terms do not let it be passed on, so nothing was sent.")
        return _offering(request, unit)
    messages.success(request, "The offer is on its way." if not row.by_person else _WAITS)
    return HttpResponseRedirect(reverse("portal:transfers"))


_WAITS = "The offer is on its way. The terms leave it to a person, so it also waits for an approval."


def _link(request: HttpRequest) -> Callable[[str], str]:
    return lambda secret: request.build_absolute_uri(reverse("portal:transfer", args=[secret]))


def _offering(request: Any, unit: Unit, refused: Refused | None = None) -> HttpResponse:
    rows = [_row(said) for said in queries.preview(unit, request.at)]
    judged = [rules.Judged(row["plan"], row["answer"], (), "") for row in rows]
    context = {
        "unit": unit, "rows": rows, "may_go": rules.verdict(judged), "typed": request.POST,
        **at_its_field(refused), "trail": unit_trail(unit, "Pass it on"),
    }  # fmt: skip
    return render(request, "portal/moving/pass_on.html", context, status=422 if refused else 200)


def _row(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "plan": said["plan"], "answer": said["answer"], "verdict": words.VERDICTS[said["answer"]],
        "clauses": [words.clause_id(clause) for clause in said["clauses"]],
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, secret: str) -> HttpResponse:
    """What is offered, to whoever the letter went to: accepted for a party of theirs, or declined."""
    row = queries.by_secret(secret)
    if row is None or (row.email and row.email != request.user.email):  # type: ignore[union-attr]
        raise Http404("there is no such offer to you")
    parties = actions.parties_of(request.user, request.at)  # type: ignore[arg-type, attr-defined]
    if request.method == "GET":
        return _offered(request, row, parties)
    try:
        return _answered(request, row, parties)
    except Refused as refused:
        return _offered(request, row, parties, refused)


def _answered(request: Any, row: Transfer, parties: Any) -> HttpResponse:
    about = {"at": request.at, "by": request.by}
    if request.POST.get("do") == "decline":
        actions.decline(row, **about)
        messages.success(request, "You declined the unit.")
        return HttpResponseRedirect(reverse("portal:check"))
    taker = next((party for party in parties if party.key == request.POST.get("party")), None)
    if taker is None:
        raise Refused("party", "is none of yours", "choose whom the unit is to belong to")
    actions.accept(row, taker, **about)
    messages.success(request, "The unit is yours now.")
    return HttpResponseRedirect(reverse("portal:unit", args=[row.unit.program.name, row.unit.serial]))


def _offered(request: Any, row: Transfer, parties: Any, refused: Refused | None = None) -> HttpResponse:
    is_open = row.state == rules.OFFERED and request.at < row.until
    context = {
        "row": row, "unit": row.unit, "parties": parties, "is_open": is_open,
        "waits": row.by_person and row.approved is None,
        "rows": [_row(said) for said in queries.preview(row.unit, request.at)] if is_open else [],
        **at_its_field(refused), "trail": [("An offer", "")],
    }  # fmt: skip
    return render(request, "portal/moving/transfer.html", context, status=422 if refused else 200)


@login_required
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """The offers that somebody may see: those of their own units, or for staff those of their programs."""
    return _list(request)


def _list(request: Any, refused: Refused | None = None) -> HttpResponse:
    if not request.person.may("unit.move"):
        raise PermissionDenied
    rows = sight.seen(queries.transfers(), request.person, "unit.move")
    state = request.GET.get("state", "")
    if state in Transfer.STATES:
        rows = rows.filter(state=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [_shown(request, row) for row in page],
        "states": Transfer.STATES, "state": state, **at_its_field(refused), "trail": [("Offers", "")],
    }  # fmt: skip
    return render(request, "portal/moving/transfers.html", context, status=422 if refused else 200)


def _shown(request: Any, row: Transfer) -> dict[str, Any]:
    is_open = row.state == rules.OFFERED and request.at < row.until
    may_approve = request.person.may("transfer.approve", row.unit.program.name)
    return {"row": row, "is_open": is_open, "may_approve": may_approve and row.by_person and row.approved is None}


@login_required
@require_POST
def withdraw_transfer(request: HttpRequest, transfer: str) -> HttpResponse:
    """The owner takes an offer back."""
    return _acted(request, transfer, "unit.move", lambda row, about: actions.withdraw(row, **about))


@login_required
@require_POST
def approve_transfer(request: HttpRequest, transfer: str) -> HttpResponse:
    """A person of the vendor lets a transfer be on which the terms are silent."""
    reason = request.POST.get("reason", "")
    return _acted(request, transfer, "transfer.approve", lambda row, about: actions.approve(row, reason, **about))


def _acted(
    request: Any, transfer: str, permission: str, act: Callable[[Transfer, dict[str, Any]], None]
) -> HttpResponse:
    rows = queries.transfers().filter(public_id=transfer) if transfer.isprintable() else Transfer.objects.none()
    row = sight.seen(rows, request.person, "unit.read").first()
    if row is None:
        raise Http404("there is no such offer that you may see")
    if not sight.seen(rows, request.person, permission).exists():
        raise PermissionDenied
    try:
        act(row, {"at": request.at, "by": request.by})
    except Refused as refused:
        return _list(request, refused)
    return HttpResponseRedirect(reverse("portal:transfers"))


@login_required
@require_http_methods(["GET", "POST"])
def relocate(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """The places of the owner; a move that would end a plan is refused with the clause, and nothing is recorded."""
    unit = seen_unit(request, program, serial, "unit.move")
    if request.method == "GET":
        return _moving(request, unit)
    try:
        place = queries.places_for(unit).filter(key=_printable(request.POST.get("place", ""))).first()
        if place is None:
            raise Refused("place", "is none of the owner's other places", "choose one of the list")
        event, decision = actions.relocate(unit, place, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Refused as refused:
        return _moving(request, unit, refused)
    if event is None:
        return _moving(request, unit, lost=decision)
    messages.success(request, f"The unit is at {place.key} now.")
    return HttpResponseRedirect(reverse("portal:unit", args=[program, unit.serial]))


def _printable(text: str) -> str:
    return text if text.isprintable() else ""


def _moving(request: Any, unit: Unit, refused: Refused | None = None, lost: Any = None) -> HttpResponse:
    clauses = [words.clause_id(clause) for clause in _lost_by(lost.answer)] if lost else []
    context = {
        "unit": unit, "places": queries.places_for(unit), "lost": lost, "clauses": clauses, "typed": request.POST,
        **at_its_field(refused), "trail": unit_trail(unit, "Move it"),
    }  # fmt: skip
    return render(request, "portal/moving/relocate.html", context, status=422 if refused or lost else 200)


def _lost_by(answer: dict[str, Any]) -> list[str]:
    """The clauses by which plans would be lost: those of the answer that is no yes, and of what is barred."""
    told = [] if answer["answer"] == "yes" else list(answer["clauses"])
    told += [clause for other in answer.get("others", ()) if other["reason"] == "barred" for clause in other["clauses"]]
    return list(dict.fromkeys(told))
