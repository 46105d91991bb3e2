"""What staff do to a unit's coverage: record the unit that stands in for it, take an activation away, give it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from warrantor.apps.coverage import removing
from warrantor.apps.coverage.replacing import replace_unit
from warrantor.apps.registry.models import HistoryEvent, Product, Unit
from warrantor.apps.registry.rules import Refused
from warrantor.entrypoints.portal.layout.fields import FieldError, read_day
from warrantor.entrypoints.portal.layout.forms import at_its_field
from warrantor.entrypoints.portal.seen import seen_unit, unit_trail

_PARTS = ("day", "month", "year")


@login_required
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """The form for the unit that was shipped instead; it carries the coverage on."""
    unit = seen_unit(request, program, serial, "unit.replace")
    if request.method == "GET":
        return _replacing(request, unit)
    try:
        new = _replaced(request, unit)
    except Refused as refused:
        return _replacing(request, unit, refused)
    messages.success(request, f"{new.serial} stands in for {unit.serial}.")
    return HttpResponseRedirect(reverse("portal:unit", args=[program, new.serial]))


def _replaced(request: Any, unit: Unit) -> Unit:
    typed = request.POST
    product = Product.objects.filter(program=unit.program, code=typed.get("product", "")).first()
    if product is None:
        raise Refused("product", "is none of the program's", "choose one of the list")
    try:
        on = read_day("on", typed)
    except FieldError as error:
        raise Refused("on", error.message, "the day on which it was shipped") from None
    return replace_unit(unit, typed.get("serial", ""), on=on, product=product, at=request.at, by=request.by)


def _replacing(request: Any, unit: Unit, refused: Refused | None = None) -> HttpResponse:
    context = {
        "unit": unit, "products": Product.objects.filter(program=unit.program).order_by("name"),
        "typed": request.POST, "picked": request.POST.get("product", unit.product.code),
        "parts": [(part.title(), f"on-{part}", request.POST.get(f"on-{part}", "")) for part in _PARTS],
        **at_its_field(refused), "trail": unit_trail(unit, "Replace it"),
    }  # fmt: skip
    return render(request, "portal/staffing/replace.html", context, status=422 if refused else 200)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, program: str, serial: str) -> HttpResponse:
    """The activated plans with the form that takes one away, and the removals that can be undone."""
    unit = seen_unit(request, program, serial, "cover.remove")
    refused = None
    if request.method == "POST":
        try:
            removing.remove_plan(
                unit, request.POST.get("plan", ""), request.POST.get("reason", ""), at=request.at, by=request.by  # type: ignore[attr-defined]
            )  # fmt: skip
            return HttpResponseRedirect(reverse("portal:remove_plan", args=[program, unit.serial]))
        except Refused as error:
            refused = error
    return _removing(request, unit, refused)


@login_required
@require_POST
def restore(request: HttpRequest, program: str, serial: str, event: str) -> HttpResponse:
    """A removal is undone."""
    unit = seen_unit(request, program, serial, "cover.remove")
    found = HistoryEvent.objects.filter(unit=unit, public_id=event).select_related("unit__program", "party").first()
    if found is None:
        raise Http404("there is no such event in this history")
    try:
        removing.restore_plan(found, request.POST.get("reason", ""), at=request.at, by=request.by)  # type: ignore[attr-defined]
    except Refused as refused:
        return _removing(request, unit, Refused("undo", refused.message, refused.help))
    return HttpResponseRedirect(reverse("portal:remove_plan", args=[program, unit.serial]))


def _removing(request: Any, unit: Unit, refused: Refused | None = None) -> HttpResponse:
    context = {
        "unit": unit, "plans": removing.activated(unit), "removals": removing.removals(unit),
        "may_be": removing.may_be_removed(unit, request.at), "typed": request.POST, **at_its_field(refused),
        "trail": unit_trail(unit, "Take a plan away"),
    }  # fmt: skip
    return render(request, "portal/staffing/remove.html", context, status=422 if refused else 200)
