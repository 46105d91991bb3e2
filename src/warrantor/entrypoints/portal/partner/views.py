"""The partner's home with its customers and resellers, the page of each, and taking on new ones."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.channel import actions, queries
from warrantor.apps.channel.inviting import queries as invitations
from warrantor.apps.channel.inviting.actions import take_on
from warrantor.apps.channel.models import Tie
from warrantor.apps.channel.rules import CUSTOMER, RESELLER
from warrantor.apps.coverage.models import Standing
from warrantor.apps.registry.models import Party, Program
from warrantor.apps.registry.rules import Conflict
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.files import asked
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.organisation import forms
from warrantor.entrypoints.portal.parties import program_choices, seen_party
from warrantor.entrypoints.portal.partner.counting import SOON, Counted, counts, soon
from warrantor.entrypoints.portal.problems.views import trouble_page
from warrantor.entrypoints.portal.units.listing import told

PAGE = 50
OWN = "channel.own"


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Customers and resellers with what they own, what runs out first, and the form to take one on."""
    return _home(request)


def _home(request: HttpRequest, wrong: Wrong | None = None) -> HttpResponse:
    person, today = _partner(request), request.at.date()  # type: ignore[attr-defined]
    search = asked(request.GET.get("q", ""))
    ties = _ties(request).order_by("kind", "lower_name", "pk")
    if search:
        ties = ties.filter(Q(lower_name__icontains=search) | Q(lower__key__startswith=search))
    shown = Paginator(ties, PAGE).get_page(request.GET.get("page"))
    found = counts(shown, person, today)
    ending = sight.seen(Standing.objects.filter(soon(today)), person, "unit.read").exclude(
        unit__owner__key__in=person.parties
    )
    fields = _fields(request)
    context = {
        "page": shown, "search": search, "query": urlencode({"q": search} if search else {}),
        "today": today, "days": SOON,
        "rows": [(tie, found.get((tie.lower_id, tie.program_id), Counted())) for tie in shown],
        "ending": ending.select_related("unit__program", "unit__owner", "unit__product").order_by("ends", "pk")[:20],
        "not_certified": _not_certified(request), "kinds": {RESELLER: "Reseller", CUSTOMER: "Customer"},
        "form": form("new", fields, reverse("portal:take_on"), "Take on", wrong),
        "problems": wrong.problems if wrong else [], "trail": [("Customers", "")],
    }  # fmt: skip
    return render(request, "portal/partner/home.html", context, status=422 if wrong else 200)


def _partner(request: HttpRequest) -> Any:
    person = request.person  # type: ignore[attr-defined]
    if not any(held.party for held in person.holding(OWN)):
        raise PermissionDenied
    return person


def _own(request: HttpRequest) -> list[Party]:
    """The parties for which somebody takes on others."""
    keys = {held.party for held in request.person.holding(OWN) if held.party}  # type: ignore[attr-defined]
    return list(Party.objects.filter(key__in=keys).order_by("key"))


def _ties(request: HttpRequest) -> QuerySet[Any]:
    """Open ties of those whom one sells to or supplies oneself."""
    rows = queries.ties().filter(upper__in=_own(request), until=None)
    return sight.seen(rows, request.person, OWN)  # type: ignore[attr-defined]


def _not_certified(request: HttpRequest) -> list[str]:
    """Titles of programs in which the partner may sell nothing today, though its own customers have it."""
    today = request.at.date()  # type: ignore[attr-defined]
    own = _own(request)
    named = dict(
        Tie.objects.filter(upper__in=own, until=None).values_list("program__name", "program__title").distinct()
    )
    return [
        title for name, title in sorted(named.items()) if not any(queries.may_sell(one, name, today) for one in own)
    ]


def _fields(request: HttpRequest) -> list[Field]:
    """What is asked of a new customer; as what, where one may have resellers too."""
    held = request.person.holding(OWN)  # type: ignore[attr-defined]
    supplies = any(one.role == "distributor" for one in held)
    kinds = ((CUSTOMER, "Customer"), (RESELLER, "Reseller"))[: 2 if supplies else 1]
    programs, own = program_choices(request, OWN), tuple((one.key, one.key) for one in _own(request))
    return [
        Field("name", "Name of the organisation", "text"),
        Field(
            "email", "Their e-mail address", "text", hint="For letters; people are invited afterwards", optional=True
        ),
        *([Field("kind", "As", "choice", kinds)] if supplies else []),
        Field("program", "Program", "choice", programs, optional=len(programs) == 1),
        *([Field("upper", "For", "choice", own)] if len(own) > 1 else []),
    ]


@login_required
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Takes on a new customer or reseller."""
    _partner(request)
    own, fields = _own(request), _fields(request)

    def act(said: dict[str, Any]) -> None:
        program = said["program"] or program_choices(request, OWN)[0][0]
        upper = next((one for one in own if one.key == said.get("upper")), own[0])
        tie = take_on(
            upper, said["name"], said.get("kind") or CUSTOMER, Program.objects.get(name=program), email=said["email"],
            at=request.at, by=request.by,  # type: ignore[attr-defined]
        )  # fmt: skip
        messages.success(request, f"{said['name']} is on record as {tie.lower.key}.")

    wrong = carry_out(request, "new", fields, act)
    return _home(request, wrong) if wrong else HttpResponseRedirect(reverse("portal:partner"))


@login_required
@require_safe
def customer(request: HttpRequest, key: str) -> HttpResponse:
    """A customer or reseller with the units that one may see."""
    return page(request, seen_party(request, key, OWN))


def page(request: HttpRequest, party: Party, wrong: Wrong | None = None) -> HttpResponse:
    """The page; with what is wrong with its form."""
    person, today = _partner(request), request.at.date()  # type: ignore[attr-defined]
    ties = list(_ties(request).filter(lower=party))
    rows = sight.seen(Standing.objects.filter(unit__owner=party), person, "unit.read")
    shown = Paginator(rows.select_related("unit__program", "unit__product").order_by("ends", "pk"), PAGE)
    offers = invitations.may_offer(person, party, request.at)  # type: ignore[attr-defined]
    url = reverse("portal:invite", args=[party.key])
    units = shown.get_page(request.GET.get("page"))
    context = {
        "party": party, "name": invitations.name_of(party), "ties": ties, "today": today, "units": units,
        "rows": [_shown(row, today) for row in units],
        "invite": form("invite", forms.inviting(offers), url, "Send the invitation", wrong) if offers else None,
        "waiting": invitations.waiting(queries.invitations().filter(party=party), request.at) if offers else (),  # type: ignore[attr-defined]
        "kinds": {RESELLER: "Reseller", CUSTOMER: "Customer"}, "problems": wrong.problems if wrong else [],
        "trail": [("Customers", reverse("portal:partner")), (invitations.name_of(party), "")],
    }  # fmt: skip
    return render(request, "portal/partner/customer.html", context, status=422 if wrong else 200)


def _shown(row: Standing, today: date) -> dict[str, Any]:
    found = told(row, today)
    return {**found, "verdict": words.VERDICTS.get(found["answer"])}


@login_required
@require_POST
def end_tie(request: HttpRequest, number: str) -> HttpResponse:
    """Parts with a customer or reseller: from now on nothing of it is seen."""
    if not request.person.may(OWN):  # type: ignore[attr-defined]
        raise PermissionDenied
    rows = sight.seen(queries.ties().filter(public_id=number, upper__in=_own(request)), request.person, OWN)  # type: ignore[attr-defined]
    tie = rows.first()
    if tie is None:
        raise Http404("there is no such customer or reseller of yours")
    try:
        actions.end_tie(tie, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    messages.success(request, "You parted with them; you see nothing more of theirs.")
    return HttpResponseRedirect(reverse("portal:partner"))
