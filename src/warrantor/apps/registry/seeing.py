"""Who sees which rows of the registry, told to `access` once. A history is seen by whoever sees its unit or party."""

from functools import partial

from django.db.models import Q

from warrantor.apps.access import sight
from warrantor.apps.access.rules import ROLES, Person
from warrantor.apps.registry.models import ImportRun, Paper, Party, Unit


def register() -> None:
    """Says so for every model that lists and pages show."""
    own = sight.by_party_and_program
    sight.register(Unit, partial(own, party="owner__key", program="program__name"))
    sight.register(Party, partial(own, party="key", program=""))
    sight.register(Paper, partial(own, party="owner__key", program="unit__program__name"))
    sight.register(ImportRun, _files)


def _files(person: Person, permission: str) -> Q:
    """Files are about many parties, so that only roles that see everything see them."""
    held = [one for one in person.holding(permission) if ROLES[one.role].everything]
    everything = any(not one.program for one in held)
    return ~Q(pk__in=[]) if everything else Q(program__name__in=[one.program for one in held])
