"""The party that an address names, for whoever may see it: one's own, and those that one sells to or supplies."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES
from warrantor.apps.registry.models import Party, PartyDetails, Program
from warrantor.apps.registry.rules import Refused


def seen_party(request: HttpRequest, key: str, permission: str = "channel.read") -> Party:
    """Raises Http404 for one that they may not see, PermissionDenied where they lack the permission."""
    person = request.person  # type: ignore[attr-defined]
    found = sight.seen(Party.objects.filter(key=key), person, "channel.read").first() if key.isprintable() else None
    if found is None:
        raise Http404("there is no such organisation that you may see")
    if not person.may(permission):
        raise PermissionDenied
    return found


def own_party(request: HttpRequest, key: str, permission: str) -> Party:
    """The same for what only members do, and staff whose role allows it."""
    found = seen_party(request, key, permission)
    held = request.person.holding(permission)  # type: ignore[attr-defined]
    if not any(one.party == key or ROLES[one.role].everything for one in held):
        raise PermissionDenied
    return found


def program_named(name: str) -> Program:
    """The program of that name. Raises Refused where it has no records."""
    found = Program.objects.filter(name=name).first()
    if found is None:
        raise Refused("program", f"`{name}` has no records here", "a program that has products")
    return found


def program_choices(request: HttpRequest, permission: str) -> tuple[tuple[str, str], ...]:
    """The programs in which somebody may do something, with their titles."""
    person = request.person  # type: ignore[attr-defined]
    return tuple((one.name, one.title) for one in Program.objects.order_by("title") if person.may(permission, one.name))


def called(keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Parties by their keys, as the answers of a choice: each with what it is called."""
    found = sorted(keys)
    names = dict(PartyDetails.objects.filter(party__key__in=found).values_list("party__key", "name"))
    return tuple((key, names.get(key) or key) for key in found)
