"""Goodwill that waits for a second person, and how much each role may give alone."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES
from warrantor.apps.claims import goodwill as actions
from warrantor.apps.claims.models import Goodwill, GoodwillLimit
from warrantor.entrypoints.portal.layout.fields import Field
from warrantor.entrypoints.portal.layout.forms import Wrong, carry_out, form
from warrantor.entrypoints.portal.parties import program_choices, program_named

MOST = 200


@login_required
@require_http_methods(["GET", "POST"])
def goodwill(request: HttpRequest) -> HttpResponse:
    """Both lists, and the form that sets a limit from a day on; earlier ones stay."""
    choices = program_choices(request, actions.APPROVE)
    if not choices:
        raise PermissionDenied
    fields = _fields(choices)
    if request.method == "POST":
        wrong = carry_out(request, "limit", fields, lambda values: _set(request, values))
        if wrong is not None:
            return _page(request, fields, wrong)
        messages.success(request, "The limit is set.")
        return HttpResponseRedirect(reverse("portal:goodwill"))
    return _page(request, fields)


def _fields(choices: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    able = tuple((name, role.title) for name, role in ROLES.items() if actions.GRANT in role.may)
    return (
        Field("program", "Program", "choice", choices),
        Field("role", "Role", "choice", able),
        Field("amount", "The most that it may give alone", "text", hint="Such as 120.50"),
        Field("currency", "Currency", "text", hint="Such as USD"),
        Field("since", "From day", "date"),
    )


def _set(request: Any, values: dict[str, Any]) -> None:
    amount, currency = actions.read_money(values["amount"], values["currency"])
    since = date.fromisoformat(values["since"])
    actions.set_limit(program_named(values["program"]), values["role"], amount, currency, since, at=request.at,
                      by=request.by)  # fmt: skip


def _page(request: Any, fields: tuple[Field, ...], wrong: Wrong | None = None) -> HttpResponse:
    proposed = sight.seen(Goodwill.objects.filter(state="proposed"), request.person, actions.APPROVE)
    limits = sight.seen(GoodwillLimit.objects.all(), request.person, actions.APPROVE)
    context = {
        "proposed": proposed.select_related("claim__program").order_by("id")[:MOST],
        "limits": limits.select_related("program").order_by("program__name", "role", "-since", "-id")[:MOST],
        "form": form("limit", fields, reverse("portal:goodwill"), "Set the limit", wrong),
        "problems": wrong.problems if wrong else [],
        "trail": [("Desk", reverse("portal:desk")), ("Goodwill", "")],
    }  # fmt: skip
    return render(request, "portal/desk/goodwill.html", context, status=422 if wrong else 200)
