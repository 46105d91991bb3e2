"""Who sees which rows of the registry, told to `access` once. A history is seen by whoever sees its unit or party."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Q

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.registry.models import HistoryEvent, ImportRun, Location, Paper, Party, Product, Program, Unit
from warrantor.apps.registry.rules import Event, veiled


def register() -> None:
    """Says so for every model that lists and pages show."""
    own = sight.by_party_and_program
    sight.register(Unit, partial(own, party="owner__key", program="program__name"))
    sight.register(Party, partial(own, party="key", program=""))
    sight.register(Location, partial(own, party="party__key", program=""))
    sight.register(Paper, partial(own, party="owner__key", program="unit__program__name"))
    sight.register(HistoryEvent, _history)
    sight.register(Program, partial(sight.by_program, program="name"))
    sight.register(Product, partial(sight.by_program, program="program__name"))
    sight.register(ImportRun, partial(sight.by_program, program="program__name"))


def history_for(person: Person, program: str, events: Sequence[Event]) -> list[Event]:
    """A unit's history as who sees the unit may see it: an earlier owner's data are the vendor's alone."""
    held = [one for one in person.holding("unit.read") if one.program in ("", program)]
    return list(events) if any(ROLES[one.role].everything for one in held) else veiled(events)


def _history(person: Person, permission: str) -> Q:
    """Facts about a party belong to no program."""
    of_units = sight.by_party_and_program(person, permission, party="unit__owner__key", program="unit__program__name")
    of_parties = sight.by_party_and_program(person, permission, party="party__key", program="")
    return (Q(unit__isnull=False) & of_units) | (Q(party__isnull=False) & of_parties)
