"""Ties between parties on record, kept by staff: who is whose reseller or customer."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.channel import actions, queries
from warrantor.apps.channel.rules import CUSTOMER, RESELLER
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.portal.channel.views import MANAGE, PAGE, READ, party_named
from warrantor.entrypoints.portal.files import asked, query
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.parties import program_choices
from warrantor.entrypoints.portal.problems.views import trouble_page

KINDS = ((CUSTOMER, "a customer of"), (RESELLER, "a reseller of"))


@login_required
@require_safe
def ties(request: HttpRequest) -> HttpResponse:
    """Open ones; with `?ended=1` those that were ended."""
    return _list(request)


def _list(request: HttpRequest, wrong: Wrong | None = None) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    if not person.may(READ):
        raise PermissionDenied
    ended, search = request.GET.get("ended") == "1", asked(request.GET.get("q", ""))
    rows = sight.seen(queries.ties().filter(until__isnull=not ended), person, READ)
    if search:
        rows = rows.filter(Q(upper__key__startswith=search) | Q(lower__key__startswith=search))
    page = Paginator(rows.order_by("-since", "-pk"), PAGE).get_page(request.GET.get("page"))
    programs = program_choices(request, MANAGE)
    context = {
        "page": page, "ended": ended, "search": search, "query": query(request, "page"),
        "may_end": person.may(MANAGE), "problems": wrong.problems if wrong else [],
        "form": form("tie", _fields(programs), reverse("portal:add_tie"), "Tie them", wrong) if programs else None,
        "trail": [("Accreditations", reverse("portal:accreditations")), ("Who sells to whom", "")],
    }  # fmt: skip
    return render(request, "portal/channel/ties.html", context, status=422 if wrong else 200)


def _fields(programs: tuple[tuple[str, str], ...]) -> list[Field]:
    return [
        Field("lower", "Key of the organisation", "text"),
        Field("kind", "Is", "choice", KINDS),
        Field("upper", "Key of the other one", "text"),
        Field("program", "Program", "choice", programs, optional=len(programs) == 1),
    ]


@login_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Ties two parties on record."""
    programs = program_choices(request, MANAGE)
    if not request.person.may(MANAGE):  # type: ignore[attr-defined]
        raise PermissionDenied

    def act(said: dict[str, Any]) -> None:
        program = Program.objects.get(name=said["program"] or programs[0][0])
        upper, lower = party_named(said["upper"], "upper"), party_named(said["lower"], "lower")
        actions.add_tie(upper, lower, said["kind"], program, at=request.at, by=request.by)  # type: ignore[attr-defined]

    wrong = carry_out(request, "tie", _fields(programs), act)
    return _list(request, wrong) if wrong else HttpResponseRedirect(reverse("portal:ties"))


@login_required
@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    """Ends a tie."""
    person = request.person  # type: ignore[attr-defined]
    tie = sight.seen(queries.ties().filter(public_id=number), person, READ).first() if number.isprintable() else None
    if tie is None:
        raise Http404("there is no such tie that you may see")
    if not person.may(MANAGE, tie.program.name):
        raise PermissionDenied
    try:
        actions.end_tie(tie, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    return HttpResponseRedirect(reverse("portal:ties"))
