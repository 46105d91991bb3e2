"""Invitations: sent from the page of an organisation or of a customer, and accepted at the link in the letter."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from warrantor.apps.access.managers import spelled
from warrantor.apps.access.rules import ROLES
from warrantor.apps.channel.inviting import actions, queries
from warrantor.apps.channel.models import Invitation
from warrantor.apps.registry.models import Party
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out
from warrantor.entrypoints.portal.organisation import forms, views
from warrantor.entrypoints.portal.parties import program_named, seen_party
from warrantor.entrypoints.portal.partner import views as partner


@login_required
@require_POST
def invite(request: HttpRequest, key: str) -> HttpResponse:
    """Invites somebody to an organisation: one's own, or one that one sells to."""
    party = seen_party(request, key, "person.invite")
    offers = queries.may_offer(request.person, party, request.at)  # type: ignore[attr-defined]
    if not offers:
        raise PermissionDenied

    def act(said: dict[str, Any]) -> None:
        role, program = (said["role"] or "/".join(offers[0])).split("/")
        actions.invite(
            said["email"], role, party, program_named(program) if program else None,
            link=lambda secret: request.build_absolute_uri(reverse("portal:accept", args=[secret])),
            at=request.at, by=request.by,  # type: ignore[attr-defined]
        )  # fmt: skip
        messages.success(request, f"An invitation is on its way to {said['email']}.")

    return _back(request, party, carry_out(request, "invite", forms.inviting(offers), act))


def _back(request: HttpRequest, party: Party, wrong: Wrong | None) -> HttpResponse:
    """Where the form stands: the page of the organisation, or that of a customer."""
    below = party.key not in request.person.parties and not request.person.may("channel.manage")  # type: ignore[attr-defined]
    if not below:
        return views.after(request, party, wrong)
    if wrong is not None:
        return partner.page(request, party, wrong)
    return HttpResponseRedirect(reverse("portal:partner_customer", args=[party.key]))


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """What one is invited to; whoever is signed in under that address accepts it with a click."""
    row = queries.by_secret(secret) if secret.isprintable() else None
    if row is None:
        raise Http404("there is no such invitation")
    if request.method == "GET":
        return _page(request, row, _over(request, row))
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    try:
        actions.accept_invitation(secret, request.user, at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Refused as error:
        return _page(request, row, f"This invitation {error.message}; {error.help}." if error.field != "email" else "")
    messages.success(request, f"You now belong to {queries.name_of(row.party)}.")
    return HttpResponseRedirect(reverse("portal:organisation", args=[row.party.key]))


def _over(request: HttpRequest, row: Invitation) -> str:
    """Why it cannot be accepted any more; empty where it can."""
    try:
        actions.check_open(row, request.at)  # type: ignore[attr-defined]
    except Refused as error:
        return f"This invitation {error.message}; {error.help}."
    return ""


def _page(request: HttpRequest, row: Invitation, over: str) -> HttpResponse:
    mine = request.user.is_authenticated and spelled(request.user.email) == row.email
    context = {
        "invitation": row, "name": queries.name_of(row.party), "role": ROLES[row.role].title, "over": over,
        "mine": mine, "here": urlencode({"next": request.path}), "trail": [("Invitation", "")],
    }  # fmt: skip
    status = 410 if over else 403 if request.method == "POST" and not mine else 200
    response = render(request, "portal/joining/accept.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return response
