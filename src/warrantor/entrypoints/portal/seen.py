"""The unit that an address names, for whoever may use it so."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from warrantor.apps.access import sight
from warrantor.apps.registry import queries
from warrantor.apps.registry.models import Unit


def unit_address(unit: Unit) -> str:
    """The page of a unit."""
    return reverse("portal:unit", args=[unit.program.name, unit.serial])


def unit_trail(unit: Unit, here: str) -> list[tuple[str, str]]:
    """The way to a page of a unit, for the top of it."""
    return [("Units", reverse("portal:units")), (unit.serial, unit_address(unit)), (here, "")]


def seen_unit(request: HttpRequest, program: str, serial: str, permission: str) -> Unit:
    """Raises Http404 for one that they may not see, PermissionDenied for one that they may not use so."""
    found = queries.find_unit(serial, program)
    person = request.person  # type: ignore[attr-defined]
    if found is None or not sight.seen(Unit.objects.filter(pk=found.pk), person, "unit.read").exists():
        raise Http404("there is no such unit that you may see")
    if not sight.seen(Unit.objects.filter(pk=found.pk), person, permission).exists():
        raise PermissionDenied
    return found
