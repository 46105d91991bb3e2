"""Requests for a price, those that wait first; and who looks after whom."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.access.managers import spelled
from warrantor.apps.access.models import User
from warrantor.apps.channel.prices import actions, queries
from warrantor.apps.registry.models import Program
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal.channel.views import MANAGE, PAGE, party_named
from warrantor.entrypoints.portal.files import query
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.parties import program_choices
from warrantor.entrypoints.portal.problems.views import trouble_page

ANSWER = "price.answer"


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Those that one may answer; with `?mine=1` those that came to oneself."""
    return _list(request)


def _list(request: HttpRequest, wrong: Wrong | None = None) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    if not person.may(ANSWER):
        raise PermissionDenied
    rows = sight.seen(queries.requests(), person, ANSWER)
    mine = request.GET.get("mine") == "1"
    if mine:
        rows = rows.filter(manager=request.user.pk)
    programs = program_choices(request, MANAGE)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "mine": mine,
        "query": query(request, "page"), "problems": wrong.problems if wrong else [],
        "managers": sight.seen(queries.managers(), person, ANSWER).order_by("party__key")[:200],
        "form": form("name", _fields(programs), reverse("portal:name_manager"), "Name them", wrong)
        if programs else None,
        "trail": [("Accreditations", reverse("portal:accreditations")), ("Prices asked for", "")],
    }  # fmt: skip
    return render(request, "portal/channel/prices.html", context, status=422 if wrong else 200)


def _fields(programs: tuple[tuple[str, str], ...]) -> list[Field]:
    return [
        Field("party", "Key of the customer", "text"),
        Field("program", "Program", "choice", programs, optional=len(programs) == 1),
        Field("user", "E-mail address of the account manager", "text"),
    ]


@login_required
@require_POST
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """The customer has its answer."""
    person = request.person  # type: ignore[attr-defined]
    rows = queries.requests().filter(public_id=number)
    if not person.may(ANSWER):
        raise PermissionDenied
    row = sight.seen(rows, person, ANSWER).first() if number.isprintable() else None
    if row is None:
        raise Http404("there is no such request that you may see")
    try:
        actions.settle_request(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    return HttpResponseRedirect(reverse("portal:price_requests"))


@login_required
@require_POST
def name(request: HttpRequest) -> HttpResponse:
    """Names the account manager of a customer."""
    programs = program_choices(request, MANAGE)
    if not request.person.may(MANAGE):  # type: ignore[attr-defined]
        raise PermissionDenied

    def act(said: dict[str, Any]) -> None:
        user = User.objects.filter(email=spelled(said["user"])).first()
        if user is None:
            raise Refused("user", f"`{said['user']}` has no account here", "the address they sign in with")
        program = Program.objects.get(name=said["program"] or programs[0][0])
        actions.name_manager(
            party_named(said["party"]), program, user,
            link=request.build_absolute_uri(reverse("portal:price_requests")),
            at=request.at, by=request.by,  # type: ignore[attr-defined]
        )  # fmt: skip

    wrong = carry_out(request, "name", _fields(programs), act)
    return _list(request, wrong) if wrong else HttpResponseRedirect(reverse("portal:price_requests"))
