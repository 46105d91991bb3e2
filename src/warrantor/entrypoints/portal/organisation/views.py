"""The page of an organisation: who belongs to it, where it is, who was invited, which registrars may act for it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES
from warrantor.apps.channel import actions, queries
from warrantor.apps.channel.inviting import actions as inviting
from warrantor.apps.channel.inviting import queries as invitations
from warrantor.apps.channel.models import PriceRequest
from warrantor.apps.channel.places import add_place
from warrantor.apps.channel.prices import actions as prices
from warrantor.apps.channel.prices.queries import deals_in, plans_of
from warrantor.apps.registry.models import Location, Party, Program
from warrantor.apps.registry.queries import find_unit, units
from warrantor.apps.registry.rules import Conflict, Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.organisation import forms
from warrantor.entrypoints.portal.parties import own_party, program_choices
from warrantor.entrypoints.portal.problems.views import trouble_page

READ = "channel.read"


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """One's own organisation; where there are several, the list of them."""
    keys = sorted(request.person.parties)  # type: ignore[attr-defined]
    if len(keys) == 1:
        return HttpResponseRedirect(reverse("portal:organisation", args=keys))
    found = [(party.key, invitations.name_of(party)) for party in Party.objects.filter(key__in=keys).order_by("key")]
    context = {"found": found, "trail": [("Organisation", "")]}
    return render(request, "portal/organisation/list.html", context)


@login_required
@require_safe
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """All that is kept of an organisation, with what one may do."""
    return page(request, _mine(request, key))


def _mine(request: HttpRequest, key: str) -> Party:
    """Members and staff alone: who sells to it sees its units, and not who belongs to it."""
    return own_party(request, key, READ)


def page(request: HttpRequest, party: Party, wrong: Wrong | None = None) -> HttpResponse:
    """The page; with what is wrong with a form on it."""
    person, at, key = request.person, request.at, party.key  # type: ignore[attr-defined]
    sent = sight.seen(queries.invitations().filter(party=party), person, READ)
    given = sight.seen(queries.approvals().filter(customer=party), person, READ)
    held = sight.seen(queries.accreditations().filter(party=party), person, READ)
    context = {
        "party": party, "name": invitations.name_of(party), "at": at, "today": at.date(),
        "people": [(grant, ROLES[grant.role].title) for grant in invitations.people_of(party, at)],
        "places": Location.objects.filter(party=party).order_by("key")[:200],
        "invitations": invitations.waiting(sent, at).order_by("sent"),
        "approvals": given.filter(withdrawn=None).order_by("given"),
        "past_approvals": given.exclude(withdrawn=None).order_by("-withdrawn")[:20],
        "received": sight.seen(queries.approvals().filter(registrar=party, withdrawn=None), person, READ),
        "accreditations": held.order_by("-until", "-since")[:20],
        "above": sight.seen(queries.ties().filter(lower=party, until=None), person, READ).order_by("since"),
        "asked": sight.seen(PriceRequest.objects.filter(party=party), person, READ).select_related("program")[:20],
        "forms": _forms(request, party, wrong),
        "may_approve": _may(request, "approval.give", key),
        "may_invite": person.may("person.invite"),
        "problems": wrong.problems if wrong else [],
        "trail": [("Organisation", "")],
    }  # fmt: skip
    return render(request, "portal/organisation/organisation.html", context, status=422 if wrong else 200)


def _may(request: HttpRequest, permission: str, key: str) -> bool:
    """Whether somebody may in this organisation."""
    return any(one.party == key for one in request.person.holding(permission))  # type: ignore[attr-defined]


def _forms(request: HttpRequest, party: Party, wrong: Wrong | None) -> dict[str, Any]:
    """Those that one may use."""
    url = lambda name: reverse(f"portal:{name}", args=[party.key])  # noqa: E731
    found: dict[str, Any] = {}
    offers = invitations.may_offer(request.person, party, request.at)  # type: ignore[attr-defined]
    if offers:
        found["invite"] = form("invite", forms.inviting(offers), url("invite"), "Send the invitation", wrong)
    if _may(request, "approval.give", party.key):
        fields = forms.approving(program_choices(request, "approval.give"))
        found["approve"] = form("approve", fields, url("give_approval"), "Give the approval", wrong)
    if _may(request, "place.own", party.key):
        found["place"] = form("place", forms.placing(), url("add_place"), "Add the place", wrong)
    plans = _priced(request, party)
    if plans and _may(request, "price.request", party.key):
        found["price"] = form("price", forms.pricing(plans), url("ask_price"), "Ask for the price", wrong)
    return found


def _priced(request: HttpRequest, party: Party) -> tuple[tuple[str, str], ...]:
    """The plans whose price an account manager makes, under `program/plan`: in programs that it has to do with."""
    programs = program_choices(request, "price.request")
    return tuple(
        (f"{name}/{plan}", f"{words.title(plan)}, {title}")
        for name, title in programs
        for plan in plans_of(name)
        if deals_in(party, name)
    )


def after(request: HttpRequest, party: Party, wrong: Wrong | None) -> HttpResponse:
    """Back to the page, or the page with what is wrong."""
    if wrong is not None:
        return page(request, party, wrong)
    return HttpResponseRedirect(reverse("portal:organisation", args=[party.key]))


# -- what is done there ----------------------------------------------------------------------------


@login_required
@require_POST
def give_approval(request: HttpRequest, key: str) -> HttpResponse:
    """Lets a registrar register in the organisation's name."""
    party = own_party(request, key, "approval.give")
    programs = program_choices(request, "approval.give")

    def act(said: dict[str, Any]) -> None:
        registrar = Party.objects.filter(key=said["registrar"]).first()
        if registrar is None:
            raise Refused("registrar", f"`{said['registrar']}` is no organisation on record", "the key as they have it")
        program = Program.objects.get(name=said["program"] or programs[0][0])
        actions.give_approval(registrar, party, program, at=request.at, by=request.by)  # type: ignore[attr-defined]

    wrong = carry_out(request, "approve", forms.approving(programs), act)
    return after(request, party, wrong)


@login_required
@require_POST
def withdraw_approval(request: HttpRequest, number: str) -> HttpResponse:
    """From now on the registrar registers nothing more for the organisation."""
    person = request.person  # type: ignore[attr-defined]
    row = sight.seen(queries.approvals().filter(public_id=number), person, READ).first()
    if row is None:
        raise Http404("there is no such approval that you may see")
    own_party(request, row.customer.key, "approval.give")
    try:
        actions.withdraw_approval(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    return HttpResponseRedirect(reverse("portal:organisation", args=[row.customer.key]))


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, number: str) -> HttpResponse:
    """From now on the link in the letter opens nothing."""
    person = request.person  # type: ignore[attr-defined]
    row = sight.seen(queries.invitations().filter(public_id=number), person, READ).first()
    if row is None:
        raise Http404("there is no such invitation that you may see")
    party = own_party(request, row.party.key, "person.invite")
    try:
        inviting.withdraw_invitation(row, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Conflict:
        return trouble_page(request, 409)
    return after(request, party, None)


@login_required
@require_POST
def new_place(request: HttpRequest, key: str) -> HttpResponse:
    """A place where units of the organisation stand."""
    party = own_party(request, key, "place.own")

    def act(said: dict[str, Any]) -> None:
        add_place(party, **said, at=request.at, by=request.by)  # type: ignore[attr-defined]

    return after(request, party, carry_out(request, "place", forms.placing(), act))


@login_required
@require_POST
def ask_price(request: HttpRequest, key: str) -> HttpResponse:
    """Asks the account manager what a plan would cost."""
    party = own_party(request, key, "price.request")
    plans = _priced(request, party)

    def act(said: dict[str, Any]) -> None:
        name, plan = said["plan"].split("/", 1)
        rows = sight.seen(units(), request.person, "unit.read")  # type: ignore[attr-defined]
        unit = find_unit(said["serial"], name, rows) if said["serial"] else None
        if said["serial"] and unit is None:
            raise Refused(
                "serial", f"`{said['serial']}` is no unit of yours in that program", "the number on its label"
            )
        prices.ask_price(
            party, Program.objects.get(name=name), plan, unit=unit, note=said["note"],
            link=request.build_absolute_uri(reverse("portal:price_requests")),
            at=request.at, by=request.by,  # type: ignore[attr-defined]
        )  # fmt: skip
        messages.success(request, "Your account manager has the request, and will answer you.")

    return after(request, party, carry_out(request, "price", forms.pricing(plans), act))
