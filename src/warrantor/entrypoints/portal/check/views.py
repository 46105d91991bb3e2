"""The check page: the form, and what becomes of a serial number typed into it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from warrantor.adapters.limits import count_check
from warrantor.apps.registry.queries import SeveralUnits, find_unit
from warrantor.apps.registry.rules import Refused, check_serial
from warrantor.entrypoints.portal.asking import ask
from warrantor.entrypoints.portal.check.fields import FIELDS
from warrantor.entrypoints.portal.check.samples import samples
from warrantor.entrypoints.portal.json import problem, wants_json
from warrantor.entrypoints.portal.layout.fields import read, show
from warrantor.entrypoints.portal.programs import program
from warrantor.entrypoints.portal.receipt.json import receipt_json

EMPTY = "Write the serial number of the unit"
UNKNOWN = "We have no unit with this number"


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """GET without a serial shows the form (`about` fills it in); else answers and leads to the receipt."""
    typed = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "serial" not in typed:
        if wants_json(request):
            return problem(422, "serial", EMPTY.lower(), "add `?serial=` and the number on the unit's label")
        return _form(request, typed)
    count_check(request, request.at)  # type: ignore[attr-defined]
    return _answer(request, typed)


def _answer(request: HttpRequest, typed: Mapping[str, str]) -> HttpResponse:
    serial = typed.get("serial", "").strip()
    said, errors = read(FIELDS, typed)
    if not serial:
        errors = {"serial": EMPTY, **errors}
    if errors:
        return _refuse(request, typed, errors)
    try:
        check_serial(serial)
        unit = find_unit(serial, typed.get("program") or None)
    except Refused:
        unit = None
    except SeveralUnits as several:
        return _choose(request, typed, several.programs)
    if unit is None:
        return _unknown(request, typed)
    kept = ask(unit, said, request.at, request.by)  # type: ignore[attr-defined]
    if wants_json(request):
        return JsonResponse(receipt_json(kept, request))
    return HttpResponseRedirect(reverse("portal:receipt", args=[kept.public_id]))


def _form(request: HttpRequest, typed: Mapping[str, str], status: int = 200, **more: Any) -> HttpResponse:
    errors = more.get("errors", {})
    context = {
        "serial": typed.get("serial") or typed.get("about", ""),
        "about": "about" in typed,
        "chosen": typed.get("program", ""),
        "fields": show(FIELDS, "what", typed, errors),
        "told": any(typed.get(field.name) for field in FIELDS),
        "samples": samples() if settings.DEMO else (),
        **more,
    }
    return render(request, "portal/check/check.html", context, status=status)


def _refuse(request: HttpRequest, typed: Mapping[str, str], errors: Mapping[str, str]) -> HttpResponse:
    if wants_json(request):
        field, text = next(iter(errors.items()))
        return problem(422, field, text)
    problems = [("serial" if name == "serial" else f"what-{name}", _named(name, text)) for name, text in errors.items()]
    return _form(request, typed, 422, errors=errors, problems=problems)


def _named(name: str, text: str) -> str:
    field = next((field for field in FIELDS if field.name == name), None)
    return f"{field.label} {text[:1].upper()}{text[1:]}" if field else text


def _unknown(request: HttpRequest, typed: Mapping[str, str]) -> HttpResponse:
    if wants_json(request):
        return problem(404, "serial", UNKNOWN.lower(), "check the number on the unit's label")
    return _form(request, typed, 404, unknown=True)


def _choose(request: HttpRequest, typed: Mapping[str, str], names: list[str]) -> HttpResponse:
    """The serial is known in several programs: the visitor says which."""
    if wants_json(request):
        return problem(
            409, "program", "this serial is known in several programs", f"add `&program=` and one of {', '.join(names)}"
        )
    titles = [(name, found.versions[-1].title if (found := program(name)) else name) for name in names]
    return _form(request, typed, 200, programs=titles)
