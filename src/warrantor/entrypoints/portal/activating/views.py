"""A customer enters the code of a card against a unit; a yes opens the plan, anything else is told on its receipt."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.apps.access import sight
from warrantor.apps.coverage.codes import rules
from warrantor.apps.coverage.codes.actions import Bought, TooManyTries
from warrantor.apps.coverage.codes.actions import activate as enter
from warrantor.apps.coverage.codes.queries import program_of_code
from warrantor.apps.registry import queries
from warrantor.apps.registry.models import Unit
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal import words
from warrantor.entrypoints.portal.layout.fields import LONGEST, FieldError, read_day
from warrantor.entrypoints.portal.layout.forms import at_its_field

STILL_UNUSED = "The code is still unused: it can be entered again once what is missing is there."


@login_required
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """The form, in which the code of a scanned card (`?code=`) stands already; and its answer."""
    if not request.person.may("plan.activate"):  # type: ignore[attr-defined]
        raise PermissionDenied
    if request.method == "GET":
        return _form(request, request.GET)
    try:
        return _entered(request)
    except TooManyTries as refused:
        return _form(request, request.POST, refused, 429)
    except Refused as refused:
        return _form(request, request.POST, refused, 422)


def _entered(request: Any) -> HttpResponse:
    typed = request.POST
    unit = _unit(request, typed.get("code", ""), typed.get("serial", ""))
    done = enter(unit, typed.get("code", ""), at=request.at, by=request.by, bought=_bought(typed))
    if done.event is None:
        messages.warning(request, STILL_UNUSED)
        return HttpResponseRedirect(reverse("portal:receipt", args=[done.decision.public_id]))
    messages.success(request, f"{words.title(done.event.data['plan'])} is activated.")
    return HttpResponseRedirect(reverse("portal:unit", args=[unit.program.name, unit.serial]))


def _unit(request: Any, typed: str, serial: str) -> Unit:
    """Among the units of whoever enters it; where several programs have the serial, that of the card's program."""
    if not serial.strip():
        raise Refused("serial", "is empty", "the number on the unit's label")
    found = queries.find_units(serial, sight.seen(queries.units(), request.person, "plan.activate"))
    if not found:
        raise Refused("serial", "we have no unit of yours with this number", "register the unit first")
    program = program_of_code(rules.read_code(typed)) if len(found) > 1 else None
    return next((unit for unit in found if unit.program == program), found[0])


def _bought(typed: Mapping[str, str]) -> Bought | None:
    """The paid invoice of the card, where it was told."""
    invoice = typed.get("invoice", "").strip()
    boxes = [typed.get(f"bought_on-{part}", "").strip() for part in ("day", "month", "year")]
    if not invoice and not any(boxes):
        return None
    if not invoice or len(invoice) > LONGEST or not invoice.isprintable():
        raise Refused("invoice", "is not the number of an invoice", "the number on the paid invoice, beside its date")
    try:
        return Bought(read_day("bought_on", typed), invoice)
    except FieldError as error:
        raise Refused("bought_on", error.message, "the date on the paid invoice") from None


def _form(
    request: HttpRequest, typed: Mapping[str, str], refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "typed": typed, **at_its_field(refused),
        "parts": [(part.title(), f"bought_on-{part}", typed.get(f"bought_on-{part}", "")) for part in _PARTS],
        "trail": [("Units", reverse("portal:units")), ("Activate a plan", "")],
    }  # fmt: skip
    return render(request, "portal/activating/activate.html", context, status=status)


_PARTS = ("day", "month", "year")
